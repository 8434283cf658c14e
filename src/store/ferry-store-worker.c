/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal's thread. It takes whatever waits, writes it in one transaction
 * and answers everyone when that is on the disk: a thousand changes cost one
 * sync, and one change alone waits for nobody. */

#include "ferry-store-worker.h"

#include "ferry-error.h"
#include "ferry-store-database.h"
#include "ferry-store-folder.h"
#include "ferry-store-salvage.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* The rest after a transaction that many shared. Thousands of small files
 * change all the time: what would be a transaction for a few of their changes
 * becomes a hundred transactions a second, and one row for what changed twice. */
#define MANY_JOBS 8
#define REST_US   (10 * G_TIME_SPAN_MILLISECOND)

/* A journal is set aside only when it is damaged each time that it is opened,
 * and when all its bytes can be read: a disk that fails, or is full or busy, may
 * work again. */
#define ATTEMPTS 2

typedef struct {
  GAsyncQueue *jobs;       /* (owned) (element-type FerryStoreJob) */
  GMainContext *context;   /* (owned) where jobs are answered */
  char *folder;            /* (owned) */
  int lock;                /* (owned) descriptor, -1 while the folder is not ours */
  FerryDatabase *database; /* (owned) (nullable) while it is not open */
  GHashTable *written;     /* (owned) (element-type utf8 FerryRecord) what rows hold, of unfinished transfers */
} Worker;

/**
 * ferry_store_worker_free_loaded:
 * @self: (transfer full): what was loaded
 */
void
ferry_store_worker_free_loaded (FerryStoreLoaded *self)
{
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_free (self->set_aside);
  g_free (self);
}

/**
 * ferry_store_worker_answer:
 * @self: (transfer full): a job that was done or has failed
 *
 * Tells whoever waits for it. On the main thread only: what the job refers to
 * goes away with it.
 */
void
ferry_store_worker_answer (FerryStoreJob *self)
{
  if (self->task != NULL && self->error != NULL)
    g_task_return_error (self->task, g_steal_pointer (&self->error));
  else if (self->task != NULL && self->kind == FERRY_STORE_JOB_LOAD)
    g_task_return_pointer (self->task, g_steal_pointer (&self->loaded),
                           (GDestroyNotify) ferry_store_worker_free_loaded);
  else if (self->task != NULL)
    g_task_return_boolean (self->task, TRUE);
  g_clear_object (&self->task);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_strfreev (self->ids);
  g_clear_pointer (&self->group, ferry_group_unref);
  g_free (self);
}

static void
close_journal (Worker *self)
{
  g_clear_pointer (&self->database, ferry_database_free);
  g_hash_table_remove_all (self->written);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
}

static gboolean
open_and_read (Worker            *self,
               const char        *path,
               FerryStoreLoaded  *loaded,
               gboolean          *unreadable,
               GError           **error)
{
  g_autoptr (FerryDatabase) database = ferry_database_new ();

  if (!ferry_database_open (database, path, error) ||
      (loaded->records = ferry_database_load (database, error)) == NULL ||
      (loaded->groups = ferry_database_load_groups (database, error)) == NULL)
    {
      *unreadable = ferry_database_is_unreadable (database);
      g_clear_pointer (&loaded->records, g_ptr_array_unref);
      return FALSE;
    }
  self->database = g_steal_pointer (&database);
  return TRUE;
}

/* What can be read of a damaged journal goes into a new one, which may be empty then. */
static gboolean
make_new (const char  *path,
          GError     **error)
{
  g_autofree char *begun = ferry_store_folder_begin_new (path, error);

  return begun != NULL &&
         ferry_store_salvage (path, begun, error) &&
         ferry_store_folder_complete_new (path, begun, error);
}

/* The new journal takes the place of the damaged one. */
static gboolean
take_new (Worker            *self,
          const char        *path,
          FerryStoreLoaded  *loaded,
          GError           **error)
{
  gboolean unreadable;

  loaded->set_aside = ferry_store_folder_set_aside (path, error);
  if (loaded->set_aside == NULL)
    return FALSE;
  g_message ("The journal can’t be read. It was kept as “%s”, and a new one begins", loaded->set_aside);
  if (!open_and_read (self, path, loaded, &unreadable, error))
    return FALSE;
  g_message ("%u transfers of the damaged journal were saved", loaded->records->len);
  return TRUE;
}

static FerryStoreLoaded *
load (Worker  *self,
      GError **error)
{
  g_autoptr (FerryStoreLoaded) loaded = g_new0 (FerryStoreLoaded, 1);
  g_autoptr (GError) first_error = NULL;
  g_autofree char *path = NULL;
  guint n_unreadable = 0;

  self->lock = ferry_store_folder_lock (self->folder, error);
  if (self->lock < 0)
    return NULL;
  path = ferry_store_folder_get_file (self->folder);
  /* A service before this one was killed in between. */
  if (ferry_store_folder_has_new (path))
    return take_new (self, path, loaded, error) ? g_steal_pointer (&loaded) : NULL;
  if (!ferry_store_folder_add_file (path, error))
    return NULL;
  for (guint i = 0; i < ATTEMPTS; i++)
    {
      gboolean unreadable = FALSE;

      g_clear_error (&first_error);
      if (open_and_read (self, path, loaded, &unreadable, &first_error))
        return g_steal_pointer (&loaded);
      n_unreadable += unreadable;
    }
  if (n_unreadable < ATTEMPTS)
    {
      g_propagate_error (error, g_steal_pointer (&first_error));
      return NULL;
    }
  if (!ferry_store_folder_read_through (path, error) ||
      !make_new (path, error) ||
      !take_new (self, path, loaded, error))
    return NULL;
  return g_steal_pointer (&loaded);
}

/* @latest: (nullable): the last record of each id; earlier ones need no write */
static gboolean
write_records (Worker         *self,
               FerryStoreJob  *job,
               GHashTable     *latest,
               GError        **error)
{
  for (guint i = 0; i < job->records->len; i++)
    {
      FerryRecord *record = g_ptr_array_index (job->records, i);

      if (g_hash_table_lookup (latest, record->id) == record &&
          !ferry_database_save (self->database, record, g_hash_table_lookup (self->written, record->id), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_job (Worker         *self,
           FerryStoreJob  *job,
           GHashTable     *latest,
           GError        **error)
{
  switch (job->kind)
    {
    case FERRY_STORE_JOB_SAVE:
      return write_records (self, job, latest, error);
    case FERRY_STORE_JOB_REMOVE:
      for (char **id = job->ids; *id != NULL; id++)
        if (!ferry_database_remove (self->database, *id, error))
          return FALSE;
      return TRUE;
    case FERRY_STORE_JOB_SAVE_GROUP:
      return ferry_database_save_group (self->database, job->group, error);
    case FERRY_STORE_JOB_REMOVE_GROUP:
      return ferry_database_remove_group (self->database, job->group, error);
    case FERRY_STORE_JOB_LOAD:
    case FERRY_STORE_JOB_CLOSE:
      break;
    }
  g_return_val_if_reached (FALSE);
}

static GHashTable *
find_latest (FerryStoreJob *const *jobs,
             guint                 n_jobs)
{
  g_autoptr (GHashTable) latest = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_jobs; i++)
    for (guint j = 0; jobs[i]->kind == FERRY_STORE_JOB_SAVE && j < jobs[i]->records->len; j++)
      {
        FerryRecord *record = g_ptr_array_index (jobs[i]->records, j);

        g_hash_table_replace (latest, record->id, record);
      }
  return g_steal_pointer (&latest);
}

static void
note_record (Worker      *self,
             FerryRecord *record)
{
  if (ferry_transfer_state_is_final (record->state))
    g_hash_table_remove (self->written, record->id);
  else
    g_hash_table_replace (self->written, record->id, ferry_record_ref (record));
}

/* What is in the journal from now on. */
static void
note_written (Worker        *self,
              FerryStoreJob *job)
{
  for (guint i = 0; job->kind == FERRY_STORE_JOB_SAVE && i < job->records->len; i++)
    note_record (self, g_ptr_array_index (job->records, i));
  for (char **id = job->ids; id != NULL && *id != NULL; id++)
    g_hash_table_remove (self->written, *id);
}

static gboolean
commit (Worker                *self,
        FerryStoreJob *const  *jobs,
        guint                  n_jobs,
        GError               **error)
{
  g_autoptr (GHashTable) latest = find_latest (jobs, n_jobs);
  gboolean done;

  if (self->database == NULL)
    {
      g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_JOURNAL, _ ("The journal is not open"));
      return FALSE;
    }
  done = ferry_database_begin (self->database, error);
  for (guint i = 0; done && i < n_jobs; i++)
    done = write_job (self, jobs[i], latest, error);
  done = done && ferry_database_commit (self->database, error);
  if (!done)
    ferry_database_roll_back (self->database);
  for (guint i = 0; done && i < n_jobs; i++)
    note_written (self, jobs[i]);
  return done;
}

/* When they can't be written together, each is written alone, so that one
 * that fails takes no other with it. */
static void
commit_together (Worker               *self,
                 FerryStoreJob *const *jobs,
                 guint                 n_jobs)
{
  if (n_jobs > 1 && commit (self, jobs, n_jobs, NULL))
    return;
  for (guint i = 0; i < n_jobs; i++)
    commit (self, jobs + i, 1, &jobs[i]->error);
}

static gboolean
is_write (FerryStoreJob *job)
{
  return job->kind != FERRY_STORE_JOB_LOAD && job->kind != FERRY_STORE_JOB_CLOSE;
}

/* Returns: whether there is more to come after these jobs */
static gboolean
carry_out (Worker    *self,
           GPtrArray *jobs)
{
  FerryStoreJob *const *all = (FerryStoreJob *const *) jobs->pdata;
  gboolean more = TRUE;
  guint i, first;

  for (i = first = 0; i < jobs->len; i++)
    {
      if (is_write (all[i]))
        continue;
      commit_together (self, all + first, i - first);
      first = i + 1;
      close_journal (self);
      if (all[i]->kind == FERRY_STORE_JOB_LOAD)
        all[i]->loaded = load (self, &all[i]->error);
      else
        more = FALSE;
    }
  commit_together (self, all + first, i - first);
  return more;
}

/* Waits for one job, then takes all that came with it. */
static GPtrArray *
take_jobs (GAsyncQueue *queue)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_store_worker_answer);
  FerryStoreJob *job;

  g_async_queue_lock (queue);
  for (job = g_async_queue_pop_unlocked (queue); job != NULL; job = g_async_queue_try_pop_unlocked (queue))
    g_ptr_array_add (jobs, job);
  g_async_queue_unlock (queue);
  return g_steal_pointer (&jobs);
}

/* Within a source, so that each answer is there at once; when the list is
 * freed it is none any more, and each would need a source of its own. */
static gboolean
on_carried_out (gpointer jobs)
{
  g_ptr_array_set_size (jobs, 0);
  return G_SOURCE_REMOVE;
}

/* Hands the jobs back to the main thread; taking them off the list answers them. */
static void
hand_back (Worker    *self,
           GPtrArray *jobs)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_carried_out, jobs, (GDestroyNotify) g_ptr_array_unref);
  g_source_attach (source, self->context);
}

static gpointer
work (gpointer data)
{
  Worker *self = data;
  gboolean more = TRUE;

  while (more)
    {
      GPtrArray *jobs = take_jobs (self->jobs);
      gboolean many = jobs->len >= MANY_JOBS;

      more = carry_out (self, jobs);
      hand_back (self, jobs);
      if (more && many)
        g_usleep (REST_US);
    }
  g_async_queue_unref (self->jobs);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->written);
  g_free (self->folder);
  g_free (self);
  return NULL;
}

/**
 * ferry_store_worker_start:
 * @folder: path of the folder of the journal
 *
 * Starts a thread that ends with the first #FERRY_STORE_JOB_CLOSE. Jobs are
 * answered where this was called, in the order in which they were given.
 *
 * Returns: (transfer full) (element-type FerryStoreJob): where to put jobs
 */
GAsyncQueue *
ferry_store_worker_start (const char *folder)
{
  GAsyncQueue *jobs = g_async_queue_new ();
  Worker *self = g_new0 (Worker, 1);

  self->jobs = g_async_queue_ref (jobs);
  self->context = g_main_context_ref_thread_default ();
  self->folder = g_strdup (folder);
  self->lock = -1;
  self->written = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ferry_record_unref);
  g_thread_unref (g_thread_new ("ferry-journal", work, self));
  return jobs;
}
