/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One attempt at a download: which file its bytes go to, what of it is durable,
 * and how the whole file gets its name. The backend's thread begins and writes
 * the run; the main thread watches it, with a worker thread for what waits for
 * the disk. */

#include "ferry-download-run.h"

#include "ferry-checksum.h"
#include "ferry-error.h"
#include "ferry-file-name.h"
#include "ferry-part.h"
#include "ferry-sink.h"
#include "ferry-uri.h"

#include <string.h>
#include <sys/stat.h>

/* What may be fetched again after a power failure: a few MiB on a fast link,
 * a second on a slow one. */
#define CHECKPOINT_BYTES    (8 * 1024 * 1024)
#define CHECKPOINT_INTERVAL G_USEC_PER_SEC

struct _FerryDownloadRun {
  FerryRun parent_instance;

  FerryResponse *previous; /* (owned) (nullable) what the bytes on disk were said to be */
  FerryRangeSet *ranges;   /* (owned) which bytes those are */
  char *part_path;         /* (owned) (nullable) until begun */
  char *owner;             /* (owned) of the unfinished file */
  char *next_owner;        /* (owned) likewise, when it begins again */
  char *file;              /* (owned) (nullable) until begun: path that the whole file is to have */

  /* Of the backend's thread. */
  guint64 checkpoint_bytes; /* what was written when the last checkpoint was asked for */
  gint64 checkpoint_time;

  /* Of both, under the lock. */
  FerrySink *sink;         /* (owned) (nullable) set once by begin */
  FerryResponse *response; /* (owned) (nullable) likewise */
  gboolean checkpoint_asked;
  guint n_connections;
  gboolean may_repeat;
};

G_DEFINE_FINAL_TYPE (FerryDownloadRun, ferry_download_run, FERRY_TYPE_RUN)

enum {
  BEGAN,
  CHECKPOINT_DUE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* Messages from the backend's thread. */

typedef struct {
  FerryDownloadRun *run;   /* (owned) */
  FerryResponse *response; /* (owned) (nullable) */
  guint64 kept;
} Message;

static void
message_free (gpointer data)
{
  Message *message = data;

  g_object_unref (message->run);
  g_clear_pointer (&message->response, ferry_response_unref);
  g_free (message);
}

static gboolean
on_message (gpointer user_data)
{
  Message *message = user_data;

  if (message->response != NULL)
    g_signal_emit (message->run, signals[BEGAN], 0, message->response, message->kept);
  else
    g_signal_emit (message->run, signals[CHECKPOINT_DUE], 0);
  return G_SOURCE_REMOVE;
}

static void
tell (FerryDownloadRun *self,
      FerryResponse    *response,
      guint64           kept)
{
  Message *message = g_new0 (Message, 1);

  message->run = g_object_ref (self);
  message->response = response != NULL ? ferry_response_ref (response) : NULL;
  message->kept = kept;
  ferry_run_post (FERRY_RUN (self), on_message, message, message_free);
}

static void
ferry_download_run_finalize (GObject *object)
{
  FerryDownloadRun *self = FERRY_DOWNLOAD_RUN (object);

  g_clear_pointer (&self->previous, ferry_response_unref);
  g_clear_pointer (&self->response, ferry_response_unref);
  g_clear_pointer (&self->ranges, ferry_range_set_unref);
  g_clear_object (&self->sink);
  g_free (self->part_path);
  g_free (self->owner);
  g_free (self->next_owner);
  g_free (self->file);
  G_OBJECT_CLASS (ferry_download_run_parent_class)->finalize (object);
}

static void
ferry_download_run_class_init (FerryDownloadRunClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_download_run_finalize;

  /**
   * FerryDownloadRun::began:
   * @self: a run
   * @response: what the server answered
   * @kept: bytes that stay of those that earlier runs have left
   *
   * A good answer has come and the file is open. Emitted on the main thread.
   */
  signals[BEGAN] = g_signal_new ("began", FERRY_TYPE_DOWNLOAD_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, FERRY_TYPE_RESPONSE, G_TYPE_UINT64);

  /**
   * FerryDownloadRun::checkpoint-due:
   * @self: a run
   *
   * Enough bytes have come for ferry_download_run_checkpoint_async(). Emitted on the
   * main thread, and not again until that has finished.
   */
  signals[CHECKPOINT_DUE] = g_signal_new ("checkpoint-due", FERRY_TYPE_DOWNLOAD_RUN, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_download_run_init (FerryDownloadRun *self)
{
  self->n_connections = 1;
}

/* Without what marks it as unfinished. */
static char *
without_suffix (const char *part_path)
{
  char *path = g_strdup (part_path);

  if (g_str_has_suffix (path, ".part"))
    path[strlen (path) - strlen (".part")] = '\0';
  return path;
}

/**
 * ferry_download_run_new:
 * @record: of a download: what to fetch, and how much of it earlier runs have left
 * @limits: the person's settings
 *
 * An unfinished file is known again by its owner: the transfer, and how often
 * that began again, so that its bytes are those that the journal counts.
 *
 * Returns: (transfer full): a run that has not begun
 */
FerryDownloadRun *
ferry_download_run_new (FerryRecord *record,
                        FerryLimits *limits)
{
  FerryDownloadRun *self = g_object_new (FERRY_TYPE_DOWNLOAD_RUN, NULL);

  self->ranges = record->part_file != NULL ? ferry_record_get_ranges (record) : ferry_range_set_new (0);
  ferry_run_set_up (FERRY_RUN (self), record->request, ferry_range_set_get_length (self->ranges), limits);
  self->part_path = g_strdup (record->part_file);
  self->previous = record->response != NULL ? ferry_response_ref (record->response) : NULL;
  if (record->file != NULL)
    self->file = g_strdup (record->file);
  else if (record->part_file != NULL)
    self->file = without_suffix (record->part_file);
  self->owner = record->restarts > 0 ? g_strdup_printf ("%s#%u", record->id, record->restarts) : g_strdup (record->id);
  self->next_owner = g_strdup_printf ("%s#%u", record->id, record->restarts + 1);
  return self;
}

/**
 * ferry_download_run_has_begun:
 * @self: a run
 *
 * Returns: whether its file is open; from any thread
 */
gboolean
ferry_download_run_has_begun (FerryDownloadRun *self)
{
  gboolean begun;

  ferry_run_lock (FERRY_RUN (self));
  begun = self->sink != NULL;
  ferry_run_unlock (FERRY_RUN (self));
  return begun;
}

/**
 * ferry_download_run_set_connections:
 * @self: a run
 * @n_connections: how many it may have at a time, at least 1
 * @may_repeat: whether bytes may be fetched twice to be done sooner
 */
void
ferry_download_run_set_connections (FerryDownloadRun *self,
                                    guint             n_connections,
                                    gboolean          may_repeat)
{
  ferry_run_lock (FERRY_RUN (self));
  self->n_connections = n_connections;
  self->may_repeat = may_repeat;
  ferry_run_unlock (FERRY_RUN (self));
}

/**
 * ferry_download_run_get_part_path:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): the unfinished file; to be called on
 *   the main thread after #FerryRun::began
 */
const char *
ferry_download_run_get_part_path (FerryDownloadRun *self)
{
  return self->sink != NULL ? ferry_sink_get_path (self->sink) : self->part_path;
}

/**
 * ferry_download_run_get_file:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): where the whole file is to be; to be
 *   called on the main thread after #FerryRun::began
 */
const char *
ferry_download_run_get_file (FerryDownloadRun *self)
{
  return self->file;
}

/**
 * ferry_download_run_get_previous:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): the answer that the bytes that are there
 *   came with
 */
FerryResponse *
ferry_download_run_get_previous (FerryDownloadRun *self)
{
  return self->response != NULL ? self->response : self->previous;
}

/**
 * ferry_download_run_get_connections:
 * @self: a run
 *
 * Returns: how many connections it may have at a time
 */
guint
ferry_download_run_get_connections (FerryDownloadRun *self)
{
  guint n_connections;

  ferry_run_lock (FERRY_RUN (self));
  n_connections = self->n_connections;
  ferry_run_unlock (FERRY_RUN (self));
  return n_connections;
}

/**
 * ferry_download_run_may_repeat:
 * @self: a run
 *
 * Returns: whether bytes may be fetched twice to be done sooner
 */
gboolean
ferry_download_run_may_repeat (FerryDownloadRun *self)
{
  gboolean may_repeat;

  ferry_run_lock (FERRY_RUN (self));
  may_repeat = self->may_repeat;
  ferry_run_unlock (FERRY_RUN (self));
  return may_repeat;
}

/**
 * ferry_download_run_get_ranges:
 * @self: a run
 *
 * Returns: (transfer full): which bytes are there, durable or not
 */
FerryRangeSet *
ferry_download_run_get_ranges (FerryDownloadRun *self)
{
  return self->sink != NULL ? ferry_sink_get_ranges (self->sink) : ferry_range_set_ref (self->ranges);
}

/**
 * ferry_download_run_find_gap:
 * @self: a run
 * @gap: (out): the first bytes that are missing; up to %G_MAXUINT64 when nothing
 *   behind them is there
 *
 * Returns: whether any are missing; as long as the length is unknown, some are
 */
gboolean
ferry_download_run_find_gap (FerryDownloadRun *self,
                             FerryByteRange   *gap)
{
  g_autoptr (FerryRangeSet) ranges = ferry_download_run_get_ranges (self);
  gint64 length = ferry_run_get_length (FERRY_RUN (self));

  return ferry_range_set_find_gap (ranges, 0, G_MAXUINT64, gap) && (length < 0 || gap->start < (guint64) length);
}

/* The name of the file. */

/* By what the caller says alone. */
static char *
asked_name (FerryDownloadRun *self)
{
  const char *requested = ferry_run_get_request (FERRY_RUN (self))->name;

  return requested != NULL ? g_strdup (requested)
                           : ferry_file_name_from_address (ferry_run_get_request (FERRY_RUN (self))->shown_address);
}

static char *
choose_name (FerryDownloadRun *self,
             FerryResponse    *response)
{
  char *name = NULL;

  if (ferry_run_get_request (FERRY_RUN (self))->name == NULL && response->name != NULL)
    name = ferry_file_name_make_safe (response->name);
  return name != NULL ? name : asked_name (self);
}

/* What a file of the name that the download is to have means. A server that names
 * a file names none that would be replaced. */
static FerryIfExists
if_exists (FerryDownloadRun *self,
           const char       *name)
{
  FerryIfExists asked = ferry_run_get_request (FERRY_RUN (self))->if_exists;
  g_autofree char *own = asked_name (self);

  return asked == FERRY_IF_EXISTS_REPLACE && strcmp (name, own) != 0 ? FERRY_IF_EXISTS_RENAME : asked;
}

/* Only a file that is renamed has the number of its part. */
static char *
final_path (const char    *part_path,
            const char    *name,
            FerryIfExists  conflict)
{
  g_autofree char *folder = g_path_get_dirname (part_path);

  return conflict == FERRY_IF_EXISTS_RENAME ? without_suffix (part_path) : g_build_filename (folder, name, NULL);
}

static FerrySink *
create_sink (FerryDownloadRun  *self,
             FerryResponse     *response,
             const char        *owner,
             GError           **error)
{
  g_autofree char *name = choose_name (self, response);
  FerryIfExists conflict = if_exists (self, name);
  FerrySink *sink = ferry_sink_create (ferry_run_get_request (FERRY_RUN (self))->folder, name, owner, conflict,
                                       response->length, error);

  if (sink == NULL)
    return NULL;
  g_free (self->file);
  self->file = final_path (ferry_sink_get_path (sink), name, conflict);
  return sink;
}

static FerrySink *
open_sink (FerryDownloadRun  *self,
           FerryResponse     *response,
           gboolean           joins,
           GError           **error)
{
  g_autoptr (FerryRangeSet) kept = joins ? ferry_range_set_ref (self->ranges) : ferry_range_set_new (0);
  guint64 n_kept = ferry_range_set_get_length (kept);
  const char *owner = n_kept < ferry_range_set_get_length (self->ranges) ? self->next_owner : self->owner;
  GError *gone = NULL;
  FerrySink *sink;

  if (self->part_path == NULL)
    return create_sink (self, response, owner, error);
  sink = ferry_sink_open (self->part_path, owner, kept, response->length, &gone);
  /* Without its bytes a file may still start from the first one. */
  if (sink == NULL && n_kept == 0 && g_error_matches (gone, FERRY_ERROR, FERRY_ERROR_NOT_FOUND))
    {
      g_error_free (gone);
      return create_sink (self, response, owner, error);
    }
  if (gone != NULL)
    g_propagate_error (error, gone);
  return sink;
}

/* For the backend, on its thread. */

/**
 * ferry_download_run_begin:
 * @self: a run
 * @response: the good answer
 * @joins: whether its bytes are of the same file as those that are there; they
 *   are forgotten when not
 * @error: return location for an error
 *
 * Opens the file. When the bytes that were to be continued are gone, the
 * error is %FERRY_ERROR_NOT_FOUND. To be called once.
 *
 * Returns: whether bytes may be written
 */
gboolean
ferry_download_run_begin (FerryDownloadRun  *self,
                          FerryResponse     *response,
                          gboolean           joins,
                          GError           **error)
{
  FerrySink *sink = open_sink (self, response, joins, error);
  guint64 kept = joins ? ferry_range_set_get_length (self->ranges) : 0;

  if (sink == NULL)
    return FALSE;
  ferry_run_lock (FERRY_RUN (self));
  self->sink = sink;
  self->response = ferry_response_ref (response);
  ferry_run_unlock (FERRY_RUN (self));
  ferry_run_set_progress (FERRY_RUN (self), kept, response->length);
  self->checkpoint_bytes = kept;
  self->checkpoint_time = g_get_monotonic_time ();
  tell (self, response, kept);
  return TRUE;
}

static void
ask_for_checkpoint (FerryDownloadRun *self,
                    guint64           done)
{
  gint64 now;
  gboolean ask;

  if (done - self->checkpoint_bytes < CHECKPOINT_BYTES)
    {
      now = g_get_monotonic_time ();
      if (now - self->checkpoint_time < CHECKPOINT_INTERVAL)
        return;
    }
  else
    now = g_get_monotonic_time ();

  ferry_run_lock (FERRY_RUN (self));
  ask = !self->checkpoint_asked;
  self->checkpoint_asked = TRUE;
  ferry_run_unlock (FERRY_RUN (self));
  if (!ask)
    return;
  self->checkpoint_bytes = done;
  self->checkpoint_time = now;
  tell (self, NULL, 0);
}

/**
 * ferry_download_run_write:
 * @self: a run that has begun
 * @offset: where the first of them belongs in the file
 * @bytes: what has arrived
 * @size: how much, in bytes
 * @error: return location for an error
 *
 * Returns: whether it is written
 */
gboolean
ferry_download_run_write (FerryDownloadRun  *self,
                          guint64            offset,
                          const void        *bytes,
                          gsize              size,
                          GError           **error)
{
  guint64 done;

  if (!ferry_sink_write (self->sink, offset, bytes, size, error))
    return FALSE;
  ferry_run_spend (FERRY_RUN (self), size);
  /* What comes twice counts once. */
  done = ferry_sink_get_bytes (self->sink);
  ferry_run_set_progress (FERRY_RUN (self), done, ferry_run_get_length (FERRY_RUN (self)));
  ask_for_checkpoint (self, done);
  return TRUE;
}

/* Checkpoint: what is written becomes durable. */

static void
sync_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  FerrySink *sink = task_data;
  GError *error = NULL;
  FerryRangeSet *durable = ferry_sink_sync (sink, &error);

  if (durable != NULL)
    g_task_return_pointer (task, durable, (GDestroyNotify) ferry_range_set_unref);
  else
    g_task_return_error (task, error);
}

/**
 * ferry_download_run_checkpoint_async:
 * @self: a run that has begun
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Makes what has been written durable, on a worker thread.
 */
void
ferry_download_run_checkpoint_async (FerryDownloadRun    *self,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_download_run_checkpoint_async);
  g_task_set_task_data (task, g_object_ref (self->sink), g_object_unref);
  g_task_run_in_thread (task, sync_in_thread);
}

/**
 * ferry_download_run_checkpoint_finish:
 * @self: a run
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): which bytes a power failure does not take, or %NULL
 */
FerryRangeSet *
ferry_download_run_checkpoint_finish (FerryDownloadRun  *self,
                                      GAsyncResult      *result,
                                      GError           **error)
{
  ferry_run_lock (FERRY_RUN (self));
  self->checkpoint_asked = FALSE;
  ferry_run_unlock (FERRY_RUN (self));
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The whole file gets its name. */

static char *
origin_of (FerryRequest *request)
{
  g_autofree char *origin = ferry_uri_redact (request->shown_address);

  origin[strcspn (origin, "?#")] = '\0';
  return g_steal_pointer (&origin);
}

static char *
finalize_blocking (FerryDownloadRun  *self,
                   GCancellable      *cancellable,
                   GError           **error)
{
  FerryRequest *request = ferry_run_get_request (FERRY_RUN (self));
  FerryResponse *response = self->response != NULL ? self->response : self->previous;
  g_autoptr (FerrySink) sink = NULL;
  g_autofree char *origin = origin_of (request);
  g_autofree char *name = NULL;
  GChecksumType type;

  /* When an earlier run brought all bytes, this one has opened nothing. */
  if (self->sink != NULL)
    sink = g_object_ref (self->sink);
  else
    sink = ferry_sink_open (self->part_path, self->owner, self->ranges, -1, error);
  if (sink == NULL)
    return NULL;
  if (request->checksum != NULL)
    {
      const char *digest = ferry_checksum_split (request->checksum, &type, error);

      if (digest == NULL || !ferry_sink_verify (sink, type, digest, cancellable, error))
        return NULL;
    }
  name = g_path_get_basename (self->file);
  return ferry_sink_finish (sink, name, if_exists (self, name), origin,
                            response != NULL ? response->modified : 0, error);
}

static void
finalize_in_thread (GTask        *task,
                    gpointer      source,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  GError *error = NULL;
  char *path = finalize_blocking (source, cancellable, &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * ferry_download_run_finalize_async:
 * @self: a run whose body has arrived
 * @cancellable: (nullable): stops the verification
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Verifies the checksum when there is one, makes the file durable and gives
 * it its final name, on a worker thread.
 */
void
ferry_download_run_finalize_async (FerryDownloadRun    *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_download_run_finalize_async);
  /* A file that got its name is told as finalized, however late the cancel. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, finalize_in_thread);
}

/**
 * ferry_download_run_finalize_finish:
 * @self: a run
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the path of the file, or %NULL; the unfinished
 *   file is then still there
 */
char *
ferry_download_run_finalize_finish (FerryDownloadRun  *self,
                                    GAsyncResult      *result,
                                    GError           **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Whether an earlier service had done it all but the journal's row. */

static gboolean
path_is_regular (const char *path,
                 gint64      size)
{
  struct stat status;

  return path != NULL && lstat (path, &status) == 0 && S_ISREG (status.st_mode) &&
         (size < 0 || status.st_size == size);
}

/* Where a file may be replaced, one of that name is no sign that it was. */
static gboolean
is_ours (FerryRecord *record)
{
  if (record->request->if_exists == FERRY_IF_EXISTS_REPLACE)
    return ferry_part_is_ours (record->file, record->id);
  return !ferry_part_is_foreign (record->file, record->id);
}

/* A crash between the rename and the journal's word of it leaves the final
 * file where the journal expects the unfinished one. */
static void
look_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  FerryRecord *record = task_data;
  gboolean is_finalized = record->bytes_total >= 0 &&
                          !path_is_regular (record->part_file, -1) &&
                          path_is_regular (record->file, record->bytes_total) &&
                          is_ours (record);

  g_task_return_boolean (task, is_finalized);
}

/**
 * ferry_download_run_look_async:
 * @record: of a download that has an unfinished file
 * @callback: called on this thread
 * @user_data: for @callback
 *
 * Looks on a worker thread whether the file has its name already.
 */
void
ferry_download_run_look_async (FerryRecord         *record,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, ferry_download_run_look_async);
  g_task_set_task_data (task, ferry_record_ref (record), (GDestroyNotify) ferry_record_unref);
  g_task_run_in_thread (task, look_in_thread);
}

/**
 * ferry_download_run_look_finish:
 * @result: what the callback got
 *
 * Returns: whether the file is finalized
 */
gboolean
ferry_download_run_look_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
