/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run: one attempt at a transfer, from the first request to the last byte.
 * It is what the engine and a backend share. The engine makes it on the main
 * thread; the backend works on it from the thread of its own; what is counted
 * is atomic, what is told goes to the main context by message. */

#pragma once

#include "ferry-limits.h"
#include "ferry-request.h"
#include "ferry-response.h"
#include "ferry-upload.h"

G_BEGIN_DECLS

#define FERRY_TYPE_RUN (ferry_run_get_type ())
G_DECLARE_FINAL_TYPE (FerryRun, ferry_run, FERRY, RUN, GObject)

/* For the engine, on the main thread. */

FerryRun   *ferry_run_new               (FerryRequest         *request,
                                         const char           *part_path,
                                         guint64               offset,
                                         FerryResponse        *previous,
                                         FerryLimits          *limits);
guint64     ferry_run_get_bytes_done    (FerryRun             *self);
gint64      ferry_run_get_length        (FerryRun             *self);
gint64      ferry_run_get_retry_after   (FerryRun             *self);
gboolean    ferry_run_has_begun         (FerryRun             *self);
const char *ferry_run_get_part_path     (FerryRun             *self);
const char *ferry_run_get_file          (FerryRun             *self);
void        ferry_run_set_file          (FerryRun             *self,
                                         const char           *path);
void        ferry_run_set_owner         (FerryRun             *self,
                                         const char           *id,
                                         guint                 restarts);
void        ferry_run_set_rate_limit    (FerryRun             *self,
                                         guint64               bytes_per_second);
void        ferry_run_checkpoint_async  (FerryRun             *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean    ferry_run_checkpoint_finish (FerryRun             *self,
                                         GAsyncResult         *result,
                                         guint64              *durable,
                                         GError              **error);
void        ferry_run_seal_async        (FerryRun             *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
char       *ferry_run_seal_finish       (FerryRun             *self,
                                         GAsyncResult         *result,
                                         GError              **error);

FerryResponse *ferry_run_get_answer   (FerryRun     *self);
guint64        ferry_run_get_received (FerryRun     *self);
gboolean       ferry_run_is_exposed   (FerryRun     *self);
void           ferry_run_set_upload   (FerryRun     *self,
                                       FerryUpload  *upload,
                                       guint64       bytes_done,
                                       const char   *answer_path);
void           ferry_run_continue     (FerryRun     *self,
                                       const GError *error);

/* For the backend, on its thread. */

FerryRequest  *ferry_run_get_request                  (FerryRun       *self);
guint64        ferry_run_get_offset                   (FerryRun       *self);
FerryResponse *ferry_run_get_previous                 (FerryRun       *self);
guint          ferry_run_get_silence_timeout          (FerryRun       *self);
gboolean       ferry_run_get_allow_insecure_redirects (FerryRun       *self);
gboolean       ferry_run_begin                        (FerryRun       *self,
                                                       FerryResponse  *response,
                                                       guint64         offset,
                                                       GError        **error);
gboolean       ferry_run_write                        (FerryRun       *self,
                                                       const void     *bytes,
                                                       gsize           size,
                                                       GError        **error);
gsize          ferry_run_allowance                    (FerryRun       *self,
                                                       gint64          now,
                                                       gsize           wish,
                                                       guint          *wait);
void           ferry_run_set_retry_after              (FerryRun       *self,
                                                       gint64          seconds);

/**
 * FerryRunGoOn:
 * @error: (nullable): why it must not
 * @user_data: what was given
 */
typedef void (*FerryRunGoOn) (const GError *error,
                              gpointer user_data);

FerryUpload *ferry_run_get_upload   (FerryRun       *self);
void         ferry_run_send         (FerryRun       *self,
                                     FerryUpload    *upload,
                                     guint64         offset,
                                     guint64         length,
                                     FerryRunGoOn    go_on,
                                     gpointer        user_data);
void         ferry_run_give_up      (FerryRun       *self,
                                     FerryUpload    *upload,
                                     guint64         length);
void         ferry_run_stop_waiting (FerryRun       *self);
void         ferry_run_sent         (FerryRun       *self,
                                     gsize           size);
void         ferry_run_acknowledge  (FerryRun       *self,
                                     guint64         bytes);
void         ferry_run_answer       (FerryRun       *self,
                                     FerryResponse  *response);
gboolean     ferry_run_keep         (FerryRun       *self,
                                     const void     *bytes,
                                     gsize           size,
                                     GError        **error);

G_END_DECLS
