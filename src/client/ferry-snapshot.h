/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the service has told about one transfer, and which of it changed. */

#pragma once

#include "ferry-option.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* In the order of their keys on the bus, which are looked up by halving. */
typedef enum {
  FERRY_FIELD_ACTUAL_URI,
  FERRY_FIELD_ANSWER_FILE,
  FERRY_FIELD_APP_ID,
  FERRY_FIELD_ATTEMPTS,
  FERRY_FIELD_BYTES_DONE,
  FERRY_FIELD_BYTES_PER_SECOND,
  FERRY_FIELD_BYTES_RECEIVED,
  FERRY_FIELD_BYTES_TO_RECEIVE,
  FERRY_FIELD_BYTES_TOTAL,
  FERRY_FIELD_CREATED,
  FERRY_FIELD_ERROR_CODE,
  FERRY_FIELD_ERROR_DOMAIN,
  FERRY_FIELD_ERROR_MESSAGE,
  FERRY_FIELD_FILE,
  FERRY_FIELD_FINISHED,
  FERRY_FIELD_PART_FILE,
  FERRY_FIELD_PROTOCOL,
  FERRY_FIELD_RANGES,
  FERRY_FIELD_RESPONSES,
  FERRY_FIELD_RESTARTS,
  FERRY_FIELD_RESUMABLE,
  FERRY_FIELD_RETRY_AT,
  FERRY_FIELD_STARTED,
  FERRY_FIELD_STATE,
  FERRY_FIELD_STATUS_CODE,
  FERRY_N_FIELDS
} FerryField;

/* What changed: a bit for each field, and after them one for each option. */
#define FERRY_FIELD_BIT(field)   (G_GUINT64_CONSTANT (1) << FERRY_FIELD_##field)
#define FERRY_OPTION_BIT(option) (G_GUINT64_CONSTANT (1) << (FERRY_N_FIELDS + FERRY_OPTION_##option))

#define FERRY_FIELDS_OF_ERROR                                      \
  (FERRY_FIELD_BIT (ERROR_DOMAIN) | FERRY_FIELD_BIT (ERROR_CODE) | \
   FERRY_FIELD_BIT (ERROR_MESSAGE))

/* Strings are owned, and NULL where the bus says ""; so are lists, and NULL where it says []. Options that few transfers
 * have get no field: @options is NULL, or has a place for each. */
typedef struct {
  char *actual_uri;
  char *answer_file;
  char *app_id;
  guint32 attempts;
  guint32 behavior;
  guint64 bytes_done;
  guint64 bytes_per_second;
  guint64 bytes_received;
  gint64 bytes_to_receive;
  gint64 bytes_total;
  guint32 cost;
  gint64 created;
  guint32 error_code;
  char *error_domain;
  char *error_message;
  char *file;
  gint64 finished;
  char *group;
  char *method;
  char *name;
  char *part_file;
  guint32 priority;
  guint32 protocol;
  GVariant *ranges;
  guint64 rate_limit;
  guint32 responses;
  guint32 restarts;
  gboolean resumable;
  gint64 retry_at;
  gboolean started;
  guint32 state;
  guint32 status_code;
  char *uri;
  GVariant **options;
} FerrySnapshot;

guint64   ferry_snapshot_update       (FerrySnapshot        *self,
                                       GVariant             *entry);
GVariant *ferry_snapshot_get_option   (const FerrySnapshot  *self,
                                       FerryOptionId         id);
GError   *ferry_snapshot_to_error     (const FerrySnapshot  *self);
gboolean  ferry_snapshot_may_progress (const FerrySnapshot  *self);
void      ferry_snapshot_remake_file  (GFile               **file,
                                       const char           *path);
void      ferry_snapshot_clear        (FerrySnapshot        *self);

G_END_DECLS
