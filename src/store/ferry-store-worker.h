/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal's thread, and the jobs that it is given. */

#pragma once

#include "ferry-group.h"
#include "ferry-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  FERRY_STORE_JOB_LOAD,
  FERRY_STORE_JOB_SAVE,
  FERRY_STORE_JOB_REMOVE,
  FERRY_STORE_JOB_SAVE_GROUP,
  FERRY_STORE_JOB_REMOVE_GROUP,
  FERRY_STORE_JOB_CLOSE,
} FerryStoreJobKind;

/* What loading finds. */
typedef struct {
  GPtrArray *records; /* (owned) (element-type FerryRecord) */
  GPtrArray *groups;  /* (owned) (element-type FerryGroup) */
  char *set_aside;    /* (owned) (nullable) where an unreadable journal is now */
} FerryStoreLoaded;

/* One job: what is to be done and whom to answer. Made and freed on the main
 * thread; in between the journal's thread reads it and fills in the answer. */
typedef struct {
  FerryStoreJobKind kind;
  GTask *task;        /* (owned) (nullable) none when nobody waits */
  GPtrArray *records; /* (owned) (nullable) (element-type FerryRecord) to save */
  GStrv ids;          /* (owned) (nullable) to remove */
  FerryGroup *group;  /* (owned) (nullable) to save or remove */

  FerryStoreLoaded *loaded; /* (owned) (nullable) */
  GError *error;            /* (owned) (nullable) why it failed */
} FerryStoreJob;

GAsyncQueue *ferry_store_worker_start       (const char       *folder);
void         ferry_store_worker_answer      (FerryStoreJob    *self);
void         ferry_store_worker_free_loaded (FerryStoreLoaded *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryStoreLoaded, ferry_store_worker_free_loaded)

G_END_DECLS
