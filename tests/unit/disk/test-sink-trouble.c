/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sink on a disk that has trouble. What a file system lacks and how a disk
 * fails is played by a seccomp filter, which makes the kernel answer one
 * system call with an error; being for good, each lives in a subprocess. That
 * a real disk is full is seen on a small one of our own, where we may have it. */

#include "sink-folder.h"

#include "ferry-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIB (1024 * 1024)

static void
filter_calls (struct sock_filter *steps,
              gushort             n_steps)
{
  struct sock_fprog program = { .len = n_steps, .filter = steps };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
}

static void
fail_call (long call,
           int  fault)
{
  struct sock_filter steps[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) call, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint32) fault),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };

  filter_calls (steps, G_N_ELEMENTS (steps));
}

/* Only with a flag: on some machines the plain rename is the same call. */
static void
fail_rename_flag (int fault)
{
  struct sock_filter steps[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_renameat2, 0, 3),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[4])),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, RENAME_NOREPLACE, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (guint32) fault),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };

  filter_calls (steps, G_N_ELEMENTS (steps));
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("ferry-trouble-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
put (const char *folder,
     const char *name,
     const char *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
assert_content (const char *folder,
                const char *name,
                const char *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, content);
}

static guint
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      n += g_remove (path) == 0;
    }
  g_rmdir (folder);
  return n;
}

static FerrySink *
create (const char *folder,
        gint64      length)
{
  g_autoptr (GError) error = NULL;
  FerrySink *sink = ferry_sink_create (folder, "a.txt", NULL, FERRY_IF_EXISTS_RENAME, length, &error);

  g_assert_no_error (error);
  return sink;
}

static guint64
sync_sink (FerrySink *sink)
{
  g_autoptr (GError) error = NULL;
  guint64 durable;

  sink_folder_try_sync (sink, &durable, &error);
  g_assert_no_error (error);
  return durable;
}

/* A file named a.txt is there already when one is finished. */
static void
finish_beside_another (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  put (folder, "a.txt", "old");
  sink_folder_append (sink, "new", 3, &error);
  g_assert_no_error (error);
  path = ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error);
  g_assert_no_error (error);
  assert_content (folder, "a.txt", "old");
  assert_content (folder, "a (1).txt", "new");
  g_assert_cmpuint (remove_folder (folder), ==, 2);
}

static void
renames_by_link (void)
{
  fail_rename_flag (EINVAL);
  finish_beside_another ();
}

static void
renames_by_claim (void)
{
  fail_rename_flag (ENOSYS);
  fail_call (__NR_linkat, EPERM);
  finish_beside_another ();
}

static void
a_rename_that_fails_keeps_the_part (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (GError) error = NULL;

  fail_rename_flag (EIO);
  g_assert_true (sink_folder_append (sink, "abc", 3, &error));
  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
  assert_content (folder, "a.txt.part", "abc");
  g_assert_cmpuint (remove_folder (folder), ==, 1);
}

static void
does_without_reserving (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = NULL;
  g_autoptr (GError) error = NULL;

  fail_call (__NR_fallocate, EOPNOTSUPP);
  sink = create (folder, 2 * MIB);
  g_assert_null (ferry_sink_create (folder, "b.bin", NULL, FERRY_IF_EXISTS_RENAME, G_GINT64_CONSTANT (1) << 60, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "b.bin"));
  remove_folder (folder);
}

static void
a_full_disk_leaves_nothing_new (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GError) error = NULL;

  fail_call (__NR_fallocate, ENOSPC);
  g_assert_null (ferry_sink_create (folder, "a.txt", NULL, FERRY_IF_EXISTS_RENAME, 2 * MIB, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  g_assert_cmpuint (remove_folder (folder), ==, 0);
}

static void
a_full_disk_keeps_what_is_there (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *part = g_build_filename (folder, "a.txt.part", NULL);
  g_autoptr (GError) error = NULL;

  put (folder, "a.txt.part", "abc");
  fail_call (__NR_fallocate, ENOSPC);
  g_assert_null (sink_folder_open (part, NULL, 3, 2 * MIB, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  assert_content (folder, "a.txt.part", "abc");
  remove_folder (folder);
}

/* The filter holds for this thread alone. */
static gpointer
sync_on_a_bad_day (gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint64 durable = 7;

  fail_call (__NR_fdatasync, EIO);
  g_assert_false (sink_folder_try_sync (user_data, &durable, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_cmpuint (durable, ==, 7);
  return NULL;
}

static void
bytes_that_were_lost_stay_lost (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  guint64 durable = 7;

  g_thread_join (g_thread_new ("bad day", sync_on_a_bad_day, sink));
  g_assert_false (sink_folder_try_sync (sink, &durable, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_null (ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &again));
  g_assert_error (again, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_cmpuint (remove_folder (folder), ==, 1);
}

static void
a_folder_that_cannot_be_synced_is_good_enough (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  guint64 durable = 7;

  fail_call (__NR_fsync, EINVAL);
  g_assert_true (sink_folder_try_sync (sink, &durable, &error));
  g_assert_cmpuint (durable, ==, 0);
  path = ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error);
  g_assert_no_error (error);
  remove_folder (folder);
}

/* The filter holds for this thread alone. */
static gpointer
sync_folder_on_a_bad_day (gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint64 durable = 7;

  fail_call (__NR_fsync, EIO);
  g_assert_false (sink_folder_try_sync (user_data, &durable, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_cmpuint (durable, ==, 7);
  return NULL;
}

static void
a_name_that_was_lost_stays_lost (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (GError) error = NULL;
  guint64 durable = 7;

  g_thread_join (g_thread_new ("bad day", sync_folder_on_a_bad_day, sink));
  g_assert_false (sink_folder_try_sync (sink, &durable, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_FILE);
  g_assert_cmpuint (durable, ==, 7);
  g_assert_cmpuint (remove_folder (folder), ==, 1);
}

static void
a_file_that_has_its_name_is_whole_whatever_its_folder_says (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fail_call (__NR_fsync, EIO);
  path = ferry_sink_finish (sink, "a.txt", FERRY_IF_EXISTS_RENAME, NULL, 0, &error);
  g_assert_no_error (error);
  assert_content (folder, "a.txt", "");
  remove_folder (folder);
}

static void
a_write_that_fails_says_which_file (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (GError) error = NULL;

  fail_call (__NR_pwrite64, EDQUOT);
  g_assert_false (sink_folder_append (sink, "abc", 3, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "a.txt.part"));
  g_assert_cmpuint (sync_sink (sink), ==, 0);
  remove_folder (folder);
}

static void
a_name_the_disk_does_not_take_is_said (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GError) error = NULL;

  fail_call (__NR_openat, ENAMETOOLONG);
  g_assert_null (ferry_sink_create (folder, "a.txt", NULL, FERRY_IF_EXISTS_RENAME, -1, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
  g_rmdir (folder);
}

/* Reading an attribute answers that there is none; only writing one shows that
 * there never will be. */
static void
goes_on_where_no_attribute_is_ever_kept (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *part = g_build_filename (folder, "a.txt.part", NULL);
  g_autoptr (FerrySink) sink = NULL;
  g_autoptr (GError) error = NULL;

  put (folder, "a.txt.part", "abc");
  fail_call (__NR_fsetxattr, EOPNOTSUPP);
  sink = sink_folder_open (part, "mine", 3, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sync_sink (sink), ==, 3);
  remove_folder (folder);
}

static void
discards_where_no_attribute_is_ever_kept (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *part = g_build_filename (folder, "a.txt.part", NULL);
  g_autoptr (GError) error = NULL;

  put (folder, "a.txt.part", "abc");
  fail_call (__NR_lsetxattr, EPERM);
  g_assert_true (ferry_sink_discard (part, "mine", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (remove_folder (folder), ==, 0);
}

static const struct {
  const char *name;
  void (*play) (void);
} plays[] = {
  { "renames by a hard link where there is no flag", renames_by_link },
  { "renames by a claim where there is no hard link", renames_by_claim },
  { "a rename that fails keeps the part", a_rename_that_fails_keeps_the_part },
  { "does without reserving where that is not known", does_without_reserving },
  { "a full disk leaves nothing new", a_full_disk_leaves_nothing_new },
  { "a full disk keeps what is there", a_full_disk_keeps_what_is_there },
  { "bytes that were lost stay lost", bytes_that_were_lost_stay_lost },
  { "a folder that can't be synced is good enough", a_folder_that_cannot_be_synced_is_good_enough },
  { "a name that was lost stays lost", a_name_that_was_lost_stays_lost },
  { "a file that has its name is whole whatever its folder says", a_file_that_has_its_name_is_whole_whatever_its_folder_says },
  { "a write that fails says which file", a_write_that_fails_says_which_file },
  { "a name that the disk does not take is said", a_name_the_disk_does_not_take_is_said },
  { "goes on where no attribute is ever kept", goes_on_where_no_attribute_is_ever_kept },
  { "discards where no attribute is ever kept", discards_where_no_attribute_is_ever_kept },
};

static void
play (gconstpointer data)
{
  void (*scene) (void) = plays[GPOINTER_TO_UINT (data)].play;

  if (g_test_subprocess ())
    {
      scene ();
      return;
    }
  if (prctl (PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
    {
      g_test_skip ("no seccomp here");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static gboolean
put_line (const char *path,
          const char *line)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && write (fd, line, strlen (line)) == (gssize) strlen (line);

  if (fd >= 0)
    close (fd);
  return done;
}

/* A disk of one MiB that only this process sees, and that goes with it. */
static gboolean
mount_small_disk (const char *folder)
{
  g_autofree char *user_map = g_strdup_printf ("0 %u 1", (guint) geteuid ());
  g_autofree char *group_map = g_strdup_printf ("0 %u 1", (guint) getegid ());

  if (unshare (CLONE_NEWNS) < 0 &&
      (unshare (CLONE_NEWUSER | CLONE_NEWNS) < 0 ||
       !put_line ("/proc/self/uid_map", user_map) ||
       !put_line ("/proc/self/setgroups", "deny") ||
       !put_line ("/proc/self/gid_map", group_map)))
    return FALSE;
  return mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("tmpfs", folder, "tmpfs", 0, "size=1m") == 0;
}

static void
fill_small_disk (const char *folder)
{
  g_autofree char *block = g_strnfill (MIB, 'x');
  g_autoptr (FerrySink) sink = create (folder, -1);
  g_autoptr (FerrySink) again = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) full = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ferry_sink_create (folder, "b.bin", NULL, FERRY_IF_EXISTS_RENAME, 5 * MIB, &refused));
  g_assert_error (refused, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  g_assert_cmpstr (refused->message, ==,
                   "The disk is full: “b.bin.part” needs 5.2\u00a0MB more, and there is room for 1.0\u00a0MB");

  g_assert_true (sink_folder_append (sink, block, MIB / 2, &error));
  g_assert_false (sink_folder_append (sink, block, MIB, &full));
  g_assert_error (full, FERRY_ERROR, FERRY_ERROR_NO_SPACE);
  g_assert_cmpuint (sync_sink (sink), ==, MIB);

  again = sink_folder_open (ferry_sink_get_path (sink), NULL, MIB / 2, MIB, &error);
  g_assert_no_error (error);
  g_assert_true (sink_folder_append (again, block, MIB / 2, &error));
}

static void
a_disk_that_is_really_full_is_said_and_loses_nothing (void)
{
  g_autofree char *folder = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      if (g_test_trap_has_passed ())
        return;
      g_test_trap_assert_stderr ("*no mounting here*");
      g_test_skip ("no disk of our own may be mounted here");
      return;
    }
  folder = make_folder ();
  if (mount_small_disk (folder))
    fill_small_disk (folder);
  else
    g_error ("no mounting here");
  umount2 (folder, MNT_DETACH);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (plays); i++)
    {
      g_autofree char *path = g_strconcat ("/sink-trouble/", plays[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), play);
    }
  g_test_add_func ("/sink-trouble/a disk that is really full is said and loses nothing",
                   a_disk_that_is_really_full_is_said_and_loses_nothing);

  return g_test_run ();
}
