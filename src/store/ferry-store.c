/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal in SQLite, as the main thread sees it: each call becomes a job
 * for the journal's thread. Nothing here touches the disk. */

#include "ferry-store.h"

#include "ferry-error.h"
#include "ferry-store-worker.h"

#include <glib/gi18n-lib.h>

struct _FerryStore {
  GObject parent_instance;

  GAsyncQueue *jobs; /* (owned) (element-type FerryStoreJob) */
  char *set_aside;   /* (owned) (nullable) */
  guint n_saved;
  gboolean closed;
};

static void journal_iface_init (FerryJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryStore, ferry_store, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_JOURNAL, journal_iface_init))

static FerryStoreJob *
new_job (FerryStoreJobKind    kind,
         FerryStore          *self,
         GAsyncReadyCallback  callback,
         gpointer             user_data,
         gpointer             source_tag)
{
  FerryStoreJob *job = g_new0 (FerryStoreJob, 1);

  job->kind = kind;
  job->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (job->task, source_tag);
  return job;
}

/* After the last job the thread is gone, and nobody else would answer. */
static void
give (FerryStore    *self,
      FerryStoreJob *job)
{
  if (self->closed)
    {
      job->error = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_JOURNAL, _ ("The journal is closed"));
      ferry_store_worker_answer (job);
      return;
    }
  self->closed = job->kind == FERRY_STORE_JOB_CLOSE;
  g_async_queue_push (self->jobs, job);
}

static void
load_async (FerryJournal        *journal,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  FerryStore *self = FERRY_STORE (journal);

  give (self, new_job (FERRY_STORE_JOB_LOAD, self, callback, user_data, load_async));
}

static GPtrArray *
load_finish (FerryJournal  *journal,
             GAsyncResult  *result,
             GPtrArray    **groups,
             GError       **error)
{
  FerryStore *self = FERRY_STORE (journal);
  g_autoptr (FerryStoreLoaded) loaded = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return NULL;
  g_free (self->set_aside);
  self->set_aside = g_steal_pointer (&loaded->set_aside);
  self->n_saved = self->set_aside != NULL ? loaded->records->len : 0;
  if (groups != NULL)
    *groups = g_steal_pointer (&loaded->groups);
  return g_steal_pointer (&loaded->records);
}

static void
save_async (FerryJournal        *journal,
            GPtrArray           *records,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  FerryStore *self = FERRY_STORE (journal);
  FerryStoreJob *job = new_job (FERRY_STORE_JOB_SAVE, self, callback, user_data, save_async);

  job->records = g_ptr_array_new_full (records->len, (GDestroyNotify) ferry_record_unref);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (job->records, ferry_record_ref (g_ptr_array_index (records, i)));
  give (self, job);
}

static void
remove_async (FerryJournal        *journal,
              const char *const   *ids,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  FerryStore *self = FERRY_STORE (journal);
  FerryStoreJob *job = new_job (FERRY_STORE_JOB_REMOVE, self, callback, user_data, remove_async);

  job->ids = g_strdupv ((GStrv) ids);
  give (self, job);
}

static void
save_group_async (FerryJournal        *journal,
                  FerryGroup          *group,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  FerryStore *self = FERRY_STORE (journal);
  FerryStoreJob *job = new_job (FERRY_STORE_JOB_SAVE_GROUP, self, callback, user_data, save_group_async);

  job->group = ferry_group_ref (group);
  give (self, job);
}

static void
remove_group_async (FerryJournal        *journal,
                    FerryGroup          *group,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  FerryStore *self = FERRY_STORE (journal);
  FerryStoreJob *job = new_job (FERRY_STORE_JOB_REMOVE_GROUP, self, callback, user_data, remove_group_async);

  job->group = ferry_group_ref (group);
  give (self, job);
}

static void
close_async (FerryJournal        *journal,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  FerryStore *self = FERRY_STORE (journal);

  give (self, new_job (FERRY_STORE_JOB_CLOSE, self, callback, user_data, close_async));
}

static void
ferry_store_finalize (GObject *object)
{
  FerryStore *self = FERRY_STORE (object);

  if (!self->closed)
    {
      FerryStoreJob *last = g_new0 (FerryStoreJob, 1);

      last->kind = FERRY_STORE_JOB_CLOSE;
      give (self, last);
    }
  g_async_queue_unref (self->jobs);
  g_free (self->set_aside);
  G_OBJECT_CLASS (ferry_store_parent_class)->finalize (object);
}

static void
journal_iface_init (FerryJournalInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->save_async = save_async;
  iface->remove_async = remove_async;
  iface->save_group_async = save_group_async;
  iface->remove_group_async = remove_group_async;
  iface->close_async = close_async;
}

static void
ferry_store_class_init (FerryStoreClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = ferry_store_finalize;
}

static void
ferry_store_init (FerryStore *self)
{
}

/**
 * ferry_store_new:
 * @folder: path of the folder that the journal lies in, or will lie in
 *
 * Nothing is opened before ferry_journal_load_async(). That fails with
 * %FERRY_ERROR_JOURNAL when another service holds the folder, or when a newer
 * Ferry made the journal; it may then be tried again.
 *
 * Returns: (transfer full): a journal
 */
FerryStore *
ferry_store_new (const char *folder)
{
  FerryStore *self = g_object_new (FERRY_TYPE_STORE, NULL);

  self->jobs = ferry_store_worker_start (folder);
  return self;
}

/**
 * ferry_store_get_set_aside:
 * @self: a journal that was loaded
 *
 * Returns: (transfer none) (nullable): where the earlier journal, which could
 *   not be read, is kept; %NULL when there was no such trouble
 */
const char *
ferry_store_get_set_aside (FerryStore *self)
{
  return self->set_aside;
}

/**
 * ferry_store_get_n_saved:
 * @self: a journal that was loaded
 *
 * Returns: how many transfers of the earlier journal could be read; 0 when
 *   there was no such trouble
 */
guint
ferry_store_get_n_saved (FerryStore *self)
{
  return self->n_saved;
}
