/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The groups of all apps: made, found, kept and forgotten. How they rule is the
 * queue's business. */

#pragma once

#include "ferry-clock.h"
#include "ferry-journal.h"
#include "ferry-queue.h"

G_BEGIN_DECLS

#define FERRY_TYPE_GROUPS (ferry_groups_get_type ())
G_DECLARE_FINAL_TYPE (FerryGroups, ferry_groups, FERRY, GROUPS, GObject)

FerryGroups *ferry_groups_new           (FerryQueue             *queue,
                                         FerryJournal           *journal,
                                         FerryClock             *clock);
FerryGroup  *ferry_groups_lookup        (FerryGroups            *self,
                                         const char             *app_id,
                                         const char             *name);
void         ferry_groups_load          (FerryGroups            *self,
                                         GPtrArray              *groups);
void         ferry_groups_join          (FerryGroups            *self,
                                         FerryRecord            *record);
void         ferry_groups_leave         (FerryGroups            *self,
                                         FerryRecord            *record);
gboolean     ferry_groups_make          (FerryGroups            *self,
                                         const char             *app_id,
                                         GPtrArray              *requests,
                                         GError                **error);
void         ferry_groups_save_async    (FerryGroups            *self,
                                         const char             *app_id,
                                         const char             *name,
                                         FerryTransferBehavior   behavior,
                                         GAsyncReadyCallback     callback,
                                         gpointer                user_data);
gboolean     ferry_groups_save_finish   (FerryGroups            *self,
                                         GAsyncResult           *result,
                                         FerryTransferBehavior  *actual,
                                         GError                **error);
void         ferry_groups_remove_async  (FerryGroups            *self,
                                         const char             *app_id,
                                         const char             *name,
                                         GAsyncReadyCallback     callback,
                                         gpointer                user_data);
gboolean     ferry_groups_remove_finish (FerryGroups            *self,
                                         GAsyncResult           *result,
                                         GError                **error);

G_END_DECLS
