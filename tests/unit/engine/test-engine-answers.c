/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file with the answer to an upload, on a disk that fails or does not
 * answer: what is told as kept is there after a power cut. */

#include "sample-file.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static GMutex lock;
static GCond changed;
static GPtrArray *synced;  /* (owned) (element-type utf8) paths, in order */
static const char *broken; /* (nullable) pattern of the paths that can't be synced */
static gboolean is_silent; /* no answer can be synced, nor does that fail */
static guint n_waiting;

static gboolean
is_answer (const char *path)
{
  return strstr (path, "/answers/") != NULL;
}

static int
sync_call (long call,
           int  fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = g_file_read_link (link, NULL);
  gboolean fails;

  g_mutex_lock (&lock);
  n_waiting++;
  while (is_silent && is_answer (path))
    g_cond_wait (&changed, &lock);
  n_waiting--;
  fails = broken != NULL && g_pattern_match_simple (broken, path);
  if (!fails)
    g_ptr_array_add (synced, g_strdup (path));
  g_mutex_unlock (&lock);
  if (!fails)
    return syscall (call, fd);
  errno = EIO;
  return -1;
}

/* The engine syncs by these instead of those of the C library. */
int fdatasync (int fd);
int fsync     (int fd);

int
fdatasync (int fd)
{
  return sync_call (SYS_fdatasync, fd);
}

int
fsync (int fd)
{
  return sync_call (SYS_fsync, fd);
}

static gboolean
was_synced (const char *path)
{
  gboolean found;

  g_mutex_lock (&lock);
  found = g_ptr_array_find_with_equal_func (synced, path, g_str_equal, NULL);
  g_mutex_unlock (&lock);
  return found;
}

static gboolean
somebody_waits (void)
{
  gboolean waits;

  g_mutex_lock (&lock);
  waits = n_waiting > 0;
  g_mutex_unlock (&lock);
  return waits;
}

static void
set_silent (gboolean silent)
{
  g_mutex_lock (&lock);
  is_silent = silent;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static FerryTransfer *
upload (EngineFixture   *fixture,
        FerryFakeScript  script)
{
  g_autofree char *answers = g_build_filename (fixture->folder, "answers", NULL);

  g_ptr_array_set_size (synced, 0);
  ferry_engine_set_answer_folder (fixture->engine, answers);
  return sample_file_upload (fixture, FILE, script);
}

static void
an_answer_is_durable_before_the_end_is_told (EngineFixture *fixture,
                                             gconstpointer  data)
{
  FerryTransfer *transfer = upload (fixture, whole);
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;

  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  path = ferry_engine_get_answer_file (fixture->engine, transfer);
  g_assert_nonnull (path);
  folder = g_path_get_dirname (path);
  g_assert_true (was_synced (path));
  g_assert_true (was_synced (folder));
  g_assert_true (was_synced (fixture->folder));
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
}

static void
an_answer_that_can_t_be_made_durable_is_not_kept (EngineFixture *fixture,
                                                  gconstpointer  data)
{
  static const char *const patterns[] = { "*/answers/*", "*/answers" };

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      FerryTransfer *transfer;

      broken = patterns[i];
      transfer = upload (fixture, whole);
      engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
      broken = NULL;
      g_assert_cmpuint (transfer->durable->upload->received, ==, 0);
      g_assert_null (ferry_engine_get_answer_file (fixture->engine, transfer));
      engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
    }
}

static void
a_disk_that_is_silent_holds_up_no_other (EngineFixture *fixture,
                                         gconstpointer  data)
{
  FerryTransfer *transfer;

  set_silent (TRUE);
  transfer = upload (fixture, whole);
  WAIT_UNTIL (somebody_waits ());
  engine_fixture_wait_for (fixture, engine_fixture_create (fixture, "http://example.org/other.bin", "{}"), S (COMPLETED));
  g_assert_cmpint (transfer->durable->state, ==, S (RUNNING));
  set_silent (FALSE);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  g_assert_cmpuint (transfer->durable->upload->received, ==, 6);
  engine_fixture_command (fixture, FERRY_TRANSFER_ACTION_REMOVE, transfer);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  synced = paths;
  g_test_init (&argc, &argv, NULL);
  ENGINE_FIXTURE_ADD ("/answers/an answer is durable before the end is told", an_answer_is_durable_before_the_end_is_told);
  ENGINE_FIXTURE_ADD ("/answers/an answer that can’t be made durable is not kept", an_answer_that_can_t_be_made_durable_is_not_kept);
  ENGINE_FIXTURE_ADD ("/answers/a disk that is silent holds up no other", a_disk_that_is_silent_holds_up_no_other);
  return g_test_run ();
}
