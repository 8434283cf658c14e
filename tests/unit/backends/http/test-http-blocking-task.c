/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work that is done away from the network thread, and comes back or not. */

#include "ferry-http-blocking-task.h"

typedef struct {
  GThread *worker;     /* (unowned) (nullable) who did it */
  int *n_freed;        /* (unowned) (atomic) */
  GMutex *disk;        /* (unowned) (nullable) what it has to wait for */
  gboolean *was_begun; /* (unowned) (nullable) (atomic) */
} Work;

typedef struct {
  FerryHttpContext *context; /* (owned) */
  int n_freed;
  gboolean is_back;
  gboolean was_elsewhere;
} Desk;

static void
set_up (Desk          *desk,
        gconstpointer  data)
{
  desk->context = ferry_http_context_new (g_main_context_default (), NULL);
}

static void
tear_down (Desk          *desk,
           gconstpointer  data)
{
  g_clear_pointer (&desk->context, ferry_http_context_free);
}

static void
do_work (gpointer data,
         gpointer user_data)
{
  Work *work = data;

  if (work->was_begun != NULL)
    g_atomic_int_set (work->was_begun, TRUE);
  if (work->disk != NULL)
    g_mutex_lock (work->disk);
  work->worker = g_thread_self ();
  if (work->disk != NULL)
    g_mutex_unlock (work->disk);
}

static void
on_back (gpointer data,
         gpointer user_data)
{
  Work *work = data;
  Desk *desk = user_data;

  desk->is_back = TRUE;
  desk->was_elsewhere = work->worker != NULL && work->worker != g_thread_self ();
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_atomic_int_inc (work->n_freed);
  g_free (work);
}

static FerryHttpBlockingTask *
send_letter (Desk     *desk,
             GMutex   *disk,
             gboolean *was_begun)
{
  Work *work = g_new0 (Work, 1);

  work->n_freed = &desk->n_freed;
  work->disk = disk;
  work->was_begun = was_begun;
  return ferry_http_blocking_task_send (desk->context, do_work, on_back, work, desk, work_free);
}

static void
wait_until (gboolean *flag)
{
  while (!g_atomic_int_get (flag))
    g_main_context_iteration (NULL, FALSE);
}

static void
goes_away (Desk          *desk,
           gconstpointer  data)
{
  send_letter (desk, NULL, NULL);
  wait_until (&desk->n_freed);
  g_assert_true (desk->is_back);
}

static void
is_done_elsewhere (Desk          *desk,
                   gconstpointer  data)
{
  send_letter (desk, NULL, NULL);
  wait_until (&desk->is_back);
  g_assert_true (desk->was_elsewhere);
}

static void
nobody_hears_of_a_forgotten_one (Desk          *desk,
                                 gconstpointer  data)
{
  ferry_http_blocking_task_cancel (send_letter (desk, NULL, NULL));
  wait_until (&desk->n_freed);
  g_assert_false (desk->is_back);
}

/* A disk that does not answer for some, and all else is over meanwhile. */
static void
nobody_waits_for_one_that_does_not_come_back (Desk          *desk,
                                              gconstpointer  data)
{
  gboolean was_begun = FALSE;
  GMutex disk;

  g_mutex_init (&disk);
  g_mutex_lock (&disk);
  ferry_http_blocking_task_cancel (send_letter (desk, &disk, &was_begun));
  wait_until (&was_begun);
  g_clear_pointer (&desk->context, ferry_http_context_free);
  g_assert_false (g_atomic_int_get (&desk->n_freed));
  g_mutex_unlock (&disk);
  wait_until (&desk->n_freed);
  g_assert_false (desk->is_back);
  g_mutex_lock (&disk);
  g_mutex_unlock (&disk);
  g_mutex_clear (&disk);
}

/* A folder full of files, all of them given up, one after the other. */
static void
a_disk_that_is_gone_takes_not_all_threads (Desk          *desk,
                                           gconstpointer  data)
{
  enum { N = 100 };
  FerryHttpBlockingTask *lost[N];
  GMutex disk;

  g_mutex_init (&disk);
  g_mutex_lock (&disk);
  for (guint i = 0; i < N; i++)
    lost[i] = send_letter (desk, &disk, NULL);
  for (guint i = 0; i < N; i++)
    ferry_http_blocking_task_cancel (lost[i]);
  send_letter (desk, NULL, NULL);
  wait_until (&desk->is_back);
  g_mutex_unlock (&disk);
  while (g_atomic_int_get (&desk->n_freed) <= N)
    g_main_context_iteration (NULL, FALSE);
  g_mutex_clear (&disk);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/http blocking task/goes away", Desk, NULL, set_up, goes_away, tear_down);
  g_test_add ("/http blocking task/is done elsewhere", Desk, NULL, set_up, is_done_elsewhere, tear_down);
  g_test_add ("/http blocking task/nobody hears of a forgotten one", Desk, NULL, set_up, nobody_hears_of_a_forgotten_one,
              tear_down);
  g_test_add ("/http blocking task/nobody waits for one that does not come back", Desk, NULL, set_up,
              nobody_waits_for_one_that_does_not_come_back, tear_down);
  g_test_add ("/http blocking task/a disk that is gone takes not all threads", Desk, NULL, set_up,
              a_disk_that_is_gone_takes_not_all_threads, tear_down);
  return g_test_run ();
}
