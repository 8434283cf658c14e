/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine: all transfers, and what happens to them next. Of the main
 * thread only; it reaches everything else through its ports. */

#pragma once

#include "ferry-backend.h"
#include "ferry-clock.h"
#include "ferry-groups.h"
#include "ferry-journal.h"
#include "ferry-monitor.h"
#include "ferry-secrets.h"
#include "ferry-transfer.h"

G_BEGIN_DECLS

#define FERRY_TYPE_ENGINE (ferry_engine_get_type ())
G_DECLARE_FINAL_TYPE (FerryEngine, ferry_engine, FERRY, ENGINE, GObject)

FerryEngine *ferry_engine_new               (FerryJournal *journal,
                                             FerryBackend *backend,
                                             FerryMonitor *monitor,
                                             FerryClock   *clock,
                                             FerrySecrets *secrets);
FerryLimits *ferry_engine_get_limits        (FerryEngine  *self);
void         ferry_engine_set_parallel      (FerryEngine  *self,
                                             guint         max_parallel,
                                             guint         max_per_host);
void         ferry_engine_set_max_attempts  (FerryEngine  *self,
                                             guint         max_attempts);
void         ferry_engine_set_history_limit (FerryEngine  *self,
                                             guint         history_limit);
void         ferry_engine_set_answer_folder (FerryEngine  *self,
                                             const char   *folder);

void       ferry_engine_load_async     (FerryEngine          *self,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean   ferry_engine_load_finish    (FerryEngine          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void       ferry_engine_create_async   (FerryEngine          *self,
                                        const char           *app_id,
                                        GPtrArray            *requests,
                                        const gboolean       *starts,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
char     **ferry_engine_create_finish  (FerryEngine          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void       ferry_engine_command_async  (FerryEngine          *self,
                                        FerryTransferAction   command,
                                        const char *const    *ids,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean   ferry_engine_command_finish (FerryEngine          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void       ferry_engine_change_async   (FerryEngine          *self,
                                        const char           *id,
                                        GVariant             *changes,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean   ferry_engine_change_finish  (FerryEngine          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void       ferry_engine_stop_async     (FerryEngine          *self,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean   ferry_engine_stop_finish    (FerryEngine          *self,
                                        GAsyncResult         *result,
                                        GError              **error);

FerryTransfer         *ferry_engine_lookup          (FerryEngine   *self,
                                                     const char    *id);
GPtrArray             *ferry_engine_get_transfers   (FerryEngine   *self);
char                  *ferry_engine_get_answer_file (FerryEngine   *self,
                                                     FerryTransfer *transfer);
GPtrArray             *ferry_engine_get_running     (FerryEngine   *self);
gboolean               ferry_engine_is_busy         (FerryEngine   *self);
FerryGroups           *ferry_engine_get_groups      (FerryEngine   *self);
FerryTransferBehavior  ferry_engine_get_behavior    (FerryEngine   *self,
                                                     FerryRecord   *record);

G_END_DECLS
