/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the service has told about one transfer, and which of it changed. */

#pragma once

#include "ferry-option.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* In the order of their keys on the bus, which are looked up by halving. */
typedef enum {
  FERRY_FACT_ACTUAL_URI,
  FERRY_FACT_ANSWER_FILE,
  FERRY_FACT_APP_ID,
  FERRY_FACT_ATTEMPTS,
  FERRY_FACT_BYTES_DONE,
  FERRY_FACT_BYTES_PER_SECOND,
  FERRY_FACT_BYTES_RECEIVED,
  FERRY_FACT_BYTES_TO_RECEIVE,
  FERRY_FACT_BYTES_TOTAL,
  FERRY_FACT_CREATED,
  FERRY_FACT_ERROR_CODE,
  FERRY_FACT_ERROR_DOMAIN,
  FERRY_FACT_ERROR_MESSAGE,
  FERRY_FACT_FILE,
  FERRY_FACT_FINISHED,
  FERRY_FACT_PART_FILE,
  FERRY_FACT_PROTOCOL,
  FERRY_FACT_RESPONSES,
  FERRY_FACT_RESTARTS,
  FERRY_FACT_RESUMABLE,
  FERRY_FACT_RETRY_AT,
  FERRY_FACT_STARTED,
  FERRY_FACT_STATE,
  FERRY_FACT_STATUS_CODE,
  FERRY_N_FACTS
} FerryFact;

/* What changed: a bit for each fact, and after them one for each option. */
#define FERRY_FACT_BIT(fact)     (G_GUINT64_CONSTANT (1) << FERRY_FACT_##fact)
#define FERRY_OPTION_BIT(option) (G_GUINT64_CONSTANT (1) << (FERRY_N_FACTS + FERRY_OPTION_##option))

#define FERRY_FACTS_OF_ERROR                                     \
  (FERRY_FACT_BIT (ERROR_DOMAIN) | FERRY_FACT_BIT (ERROR_CODE) | \
   FERRY_FACT_BIT (ERROR_MESSAGE))

/* Strings are owned, and NULL where the bus says "". Options that few transfers
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
} FerryFacts;

guint64   ferry_facts_update       (FerryFacts        *self,
                                    GVariant          *entry);
GVariant *ferry_facts_get_option   (const FerryFacts  *self,
                                    FerryOptionId      id);
GError   *ferry_facts_to_error     (const FerryFacts  *self);
gboolean  ferry_facts_may_progress (const FerryFacts  *self);
void      ferry_facts_remake_file  (GFile            **file,
                                    const char        *path);
void      ferry_facts_clear        (FerryFacts        *self);

G_END_DECLS
