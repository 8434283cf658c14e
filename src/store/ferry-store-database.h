/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SQLite, as far as the journal needs it. Belongs to the thread that opened
 * it; every function may block on the disk. */

#pragma once

#include "ferry-group.h"
#include "ferry-record.h"

G_BEGIN_DECLS

typedef struct _FerryDatabase FerryDatabase;

FerryDatabase *ferry_database_new           (void);
void           ferry_database_free          (FerryDatabase  *self);
gboolean       ferry_database_open          (FerryDatabase  *self,
                                             const char     *path,
                                             GError        **error);
gboolean       ferry_database_open_damaged  (FerryDatabase  *self,
                                             const char     *path,
                                             int            *version,
                                             GError        **error);
gboolean       ferry_database_open_new      (FerryDatabase  *self,
                                             const char     *path,
                                             int             version,
                                             GError        **error);
gboolean       ferry_database_is_unreadable (FerryDatabase  *self);
gboolean       ferry_database_begin         (FerryDatabase  *self,
                                             GError        **error);
gboolean       ferry_database_commit        (FerryDatabase  *self,
                                             GError        **error);
void           ferry_database_roll_back     (FerryDatabase  *self);
GPtrArray     *ferry_database_load          (FerryDatabase  *self,
                                             GError        **error);
GPtrArray     *ferry_database_load_groups   (FerryDatabase  *self,
                                             GError        **error);
gboolean       ferry_database_save          (FerryDatabase  *self,
                                             FerryRecord    *record,
                                             FerryRecord    *before,
                                             GError        **error);
gboolean       ferry_database_remove        (FerryDatabase  *self,
                                             const char     *id,
                                             GError        **error);
gboolean       ferry_database_save_group    (FerryDatabase  *self,
                                             FerryGroup     *group,
                                             GError        **error);
gboolean       ferry_database_remove_group  (FerryDatabase  *self,
                                             FerryGroup     *group,
                                             GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryDatabase, ferry_database_free)

G_END_DECLS
