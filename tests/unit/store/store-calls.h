/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal's calls, made one after the other; and a folder for it. */

#pragma once

#include "ferry-store.h"

G_BEGIN_DECLS

#define PAGE_BYTES 4096

typedef struct {
  char *folder;      /* (owned) */
  char *file;        /* (owned) */
  FerryStore *store; /* (owned) (nullable) */
  GPtrArray *groups; /* (owned) (nullable) (element-type FerryGroup) from the last load */
} Journal;

void         journal_set_up     (Journal        *self,
                                 gconstpointer   data);
void         journal_tear_down  (Journal        *self,
                                 gconstpointer   data);
void         wait_for           (gboolean       *done);
GPtrArray   *call_load          (FerryStore     *store,
                                 GPtrArray     **groups,
                                 GError        **error);
gboolean     call_save          (FerryStore     *store,
                                 FerryRecord    *record,
                                 GError        **error);
gboolean     call_remove        (FerryStore     *store,
                                 const char     *id,
                                 GError        **error);
gboolean     call_save_group    (FerryStore     *store,
                                 FerryGroup     *group,
                                 GError        **error);
gboolean     call_remove_group  (FerryStore     *store,
                                 FerryGroup     *group,
                                 GError        **error);
gboolean     call_close         (FerryStore     *store,
                                 GError        **error);
void         journal_open       (Journal        *self);
void         journal_close      (Journal        *self);
GPtrArray   *journal_reopen     (Journal        *self);
FerryRecord *make_record        (guint64         sequence);
FerryRecord *make_full_record   (guint64         sequence);
void         assert_same_record (FerryRecord    *a,
                                 FerryRecord    *b);
void         assert_same_values (FerryRecord    *a,
                                 FerryRecord    *b);
void         execute            (const char     *file,
                                 const char     *sql);
guint        count_rows         (const char     *bytes,
                                 gsize           size);
guint        damage_leaf        (char           *bytes,
                                 gsize           size,
                                 guint           n);

G_END_DECLS
