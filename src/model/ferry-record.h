/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record: what of a transfer survives a crash. A value: the engine builds
 * one whenever a transfer changed, the journal keeps the last. */

#pragma once

#include "ferry-range-set.h"
#include "ferry-request.h"
#include "ferry-response.h"
#include "ferry-upload.h"

G_BEGIN_DECLS

#define FERRY_TYPE_RECORD (ferry_record_get_type ())

/**
 * FerryRecord:
 * @id: GUID
 * @app_id: who asked; empty when that was not known
 * @sequence: grows with each transfer created; first come, first served
 * @request: what was asked; the journal stores ferry_request_to_stored()
 * @response: (nullable): last answer; ferry_response_to_stored()
 * @upload: (nullable): of uploads only; ferry_upload_to_stored()
 * @state: #FerryTransferState
 * @started: whether it was ever started
 * @file: (nullable): path of the final file; of the first one uploaded
 * @part_file: (nullable): path of the unfinished file
 * @bytes_done: bytes known to be on disk, or with the server; set with @ranges
 * @ranges: (nullable): which ones, when they are not the first @bytes_done
 * @bytes_total: length, -1 while unknown
 * @restarts: how often it began again
 * @responses: how many answers replaced an earlier one
 * @attempts: runs in a row that failed
 * @error: (nullable): in %FERRY_ERROR or %FERRY_WEB_ERROR
 * @created: microseconds since 1970
 * @finished: microseconds since 1970, 0 until it is final
 */
typedef struct {
  char *id;
  char *app_id;
  guint64 sequence;
  FerryRequest *request;
  FerryResponse *response;
  FerryUpload *upload;
  FerryTransferState state;
  gboolean started;
  char *file;
  char *part_file;
  guint64 bytes_done;
  FerryRangeSet *ranges;
  gint64 bytes_total;
  guint restarts;
  guint responses;
  guint attempts;
  GError *error;
  gint64 created;
  gint64 finished;
} FerryRecord;

GType        ferry_record_get_type  (void);
FerryRecord *ferry_record_new       (void);
FerryRecord *ferry_record_copy      (FerryRecord        *self);
FerryRecord *ferry_record_ref       (FerryRecord        *self);
void         ferry_record_unref     (FerryRecord        *self);
void         ferry_record_set_state (FerryRecord        *self,
                                     FerryTransferState  state,
                                     gint64              now);

FerryRangeSet *ferry_record_get_ranges     (FerryRecord   *self);
void           ferry_record_set_ranges     (FerryRecord   *self,
                                            FerryRangeSet *ranges);
void           ferry_record_set_bytes_done (FerryRecord   *self,
                                            guint64        bytes_done);

gboolean ferry_record_lacks_secrets (FerryRecord *self);
gboolean ferry_record_is_in_group   (FerryRecord *self,
                                     const char  *app_id,
                                     const char  *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryRecord, ferry_record_unref)

G_END_DECLS
