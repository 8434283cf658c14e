/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run: one attempt at a transfer, from the first request to the last byte.
 * It is what the engine and a backend share. The engine makes it on the main
 * thread; the backend works on it from the thread of its own; what is counted
 * is atomic, what is told goes to the main context by message.
 *
 * Here is what both kinds have: a request, limits, and how many bytes of how
 * many are done. FerryDownloadRun and FerryUploadRun have the rest. */

#pragma once

#include "ferry-limits.h"
#include "ferry-record.h"

G_BEGIN_DECLS

#define FERRY_TYPE_RUN (ferry_run_get_type ())
G_DECLARE_DERIVABLE_TYPE (FerryRun, ferry_run, FERRY, RUN, GObject)

struct _FerryRunClass {
  GObjectClass parent_class;
};

/* From any thread. */

guint64 ferry_run_get_bytes_done  (FerryRun *self);
gint64  ferry_run_get_length      (FerryRun *self);
gint64  ferry_run_get_retry_after (FerryRun *self);
void    ferry_run_set_rate_limit  (FerryRun *self,
                                   guint64   bytes_per_second);

/* For the backend, on its thread. */

FerryRequest *ferry_run_get_request                  (FerryRun *self);
guint64       ferry_run_get_offset                   (FerryRun *self);
guint         ferry_run_get_silence_timeout          (FerryRun *self);
gboolean      ferry_run_get_allow_insecure_redirects (FerryRun *self);
gsize         ferry_run_allowance                    (FerryRun *self,
                                                      gint64    now,
                                                      gsize     requested,
                                                      guint    *wait);
void          ferry_run_set_retry_after              (FerryRun *self,
                                                      gint64    seconds);

/* For the two kinds. */

void    ferry_run_set_up       (FerryRun       *self,
                                FerryRequest   *request,
                                guint64         offset,
                                FerryLimits    *limits);
void    ferry_run_lock         (FerryRun       *self);
void    ferry_run_unlock       (FerryRun       *self);
void    ferry_run_set_progress (FerryRun       *self,
                                guint64         bytes_done,
                                gint64          length);
guint64 ferry_run_add_bytes    (FerryRun       *self,
                                gsize           size);
void    ferry_run_spend        (FerryRun       *self,
                                gsize           size);
void    ferry_run_post         (FerryRun       *self,
                                GSourceFunc     callback,
                                gpointer        data,
                                GDestroyNotify  destroy);

G_END_DECLS
