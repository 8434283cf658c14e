/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose turn it is: order, limits, hosts, groups and who makes way. */

#include "ferry-queue.h"

#define N_TRANSFERS 40
#define N_HOSTS     100

/* @line: "HOST PRIORITY [GROUP]" of which GROUP is a serialized one. */
static FerryRequest *
make_request (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  g_autofree char *address = g_strdup_printf ("http://%s/a", words[0]);
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GError) error = NULL;
  FerryRequest *request;
  int priority;

  g_assert_true (ferry_enum_from_nick (FERRY_TYPE_TRANSFER_PRIORITY, words[1], &priority));
  g_variant_dict_insert (&dict, "folder", "s", "/tmp");
  g_variant_dict_insert (&dict, "priority", "u", (guint32) priority);
  if (words[2] != NULL)
    {
      g_variant_dict_insert (&dict, "group", "s", words[2]);
      g_variant_dict_insert (&dict, "behavior", "u", (guint32) FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
    }
  options = g_variant_ref_sink (g_variant_dict_end (&dict));
  request = ferry_request_new (FERRY_TRANSFER_KIND_DOWNLOAD, address, options, &error);
  g_assert_no_error (error);
  return request;
}

static FerryTransfer *
make (guint64       sequence,
      FerryRequest *request)
{
  g_autoptr (FerryRecord) record = ferry_record_new ();

  record->id = g_strdup_printf ("%" G_GUINT64_FORMAT, sequence);
  record->app_id = g_strdup ("org.example.App");
  record->sequence = sequence;
  record->started = TRUE;
  record->request = ferry_request_ref (request);
  return ferry_transfer_new (record);
}

typedef struct {
  FerryQueue *queue;    /* (owned) */
  GPtrArray *transfers; /* (owned) (element-type FerryTransfer) */
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->queue = ferry_queue_new ();
  self->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  for (guint i = 0; i < self->transfers->len; i++)
    {
      ferry_queue_remove (self->queue, g_ptr_array_index (self->transfers, i));
      ferry_queue_release (self->queue, g_ptr_array_index (self->transfers, i));
    }
  g_assert_cmpuint (ferry_queue_get_n_waiting (self->queue), ==, 0);
  g_assert_cmpuint (ferry_queue_get_taken (self->queue)->len, ==, 0);
  g_assert_finalize_object (self->queue);
  g_ptr_array_unref (self->transfers);
}

static FerryTransfer *
add_request (Fixture      *self,
             FerryRequest *request)
{
  FerryTransfer *transfer = make (self->transfers->len + 1, request);

  g_ptr_array_add (self->transfers, transfer);
  ferry_queue_add (self->queue, transfer);
  return transfer;
}

static FerryTransfer *
add (Fixture    *self,
     const char *line)
{
  g_autoptr (FerryRequest) request = make_request (line);

  return add_request (self, request);
}

/* Those of one host share a request: to make one for each of thousands takes
 * far longer than all that the queue does with them. */
static void
add_many (Fixture    *self,
          guint       n,
          guint       n_hosts,
          const char *rest)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_request_unref);

  for (guint i = 0; i < n_hosts; i++)
    {
      g_autofree char *line = g_strdup_printf ("host%u %s", i, rest);

      g_ptr_array_add (requests, make_request (line));
    }
  for (guint i = 0; i < n; i++)
    add_request (self, g_ptr_array_index (requests, i % n_hosts));
}

static void
set_group (Fixture               *self,
           const char            *name,
           FerryTransferBehavior  behavior)
{
  g_autoptr (FerryGroup) group = ferry_group_new ("org.example.App", name, behavior, 0);

  ferry_queue_set_group (self->queue, group);
}

/* Returns: (transfer none): a record of its own, to be changed */
static FerryRecord *
edit (FerryTransfer *transfer)
{
  FerryRecord *old = transfer->record;

  transfer->record = ferry_record_copy (old);
  ferry_record_unref (old);
  return transfer->record;
}

static FerryTransfer *
take (Fixture *self)
{
  FerryTransfer *transfer = ferry_queue_take (self->queue);

  if (transfer != NULL)
    ferry_record_set_state (edit (transfer), FERRY_TRANSFER_STATE_RUNNING, 0);
  return transfer;
}

static FerryTransfer *
add_running (Fixture    *self,
             const char *line)
{
  FerryTransfer *transfer = add (self, line);

  g_assert_true (take (self) == transfer);
  return transfer;
}

static void
goes_away (Fixture       *self,
           gconstpointer  data)
{
  g_assert_null (take (self));
  g_assert_null (ferry_queue_get_victim (self->queue));
}

static void
high_before_default_before_low (Fixture       *self,
                                gconstpointer  data)
{
  FerryTransfer *low = add (self, "a low");
  FerryTransfer *first = add (self, "b default");
  FerryTransfer *second = add (self, "c default");
  FerryTransfer *high = add (self, "d high");

  g_assert_true (take (self) == high);
  g_assert_true (take (self) == first);
  g_assert_true (take (self) == second);
  g_assert_true (take (self) == low);
  g_assert_null (take (self));
}

static void
who_comes_back_stands_where_it_stood (Fixture       *self,
                                      gconstpointer  data)
{
  FerryTransfer *first = add (self, "a default");
  FerryTransfer *second = add (self, "a default");

  ferry_queue_remove (self->queue, first);
  ferry_queue_remove (self->queue, first);
  ferry_queue_add (self->queue, first);
  g_assert_true (take (self) == first);
  g_assert_true (take (self) == second);
}

static void
keeps_to_its_limits (Fixture       *self,
                     gconstpointer  data)
{
  FerryTransfer *other;

  ferry_queue_set_limits (self->queue, 3, 2);
  for (guint i = 0; i < 5; i++)
    add (self, "busy default");
  other = add (self, "idle low");
  g_assert_nonnull (take (self));
  g_assert_nonnull (take (self));
  /* The busy host is full; its line holds nobody else up. */
  g_assert_true (take (self) == other);
  g_assert_null (take (self));
  ferry_queue_release (self->queue, other);
  g_assert_null (take (self));
  ferry_queue_release (self->queue, g_ptr_array_index (self->transfers, 0));
  g_assert_true (take (self) == g_ptr_array_index (self->transfers, 2));

  ferry_queue_set_limits (self->queue, 0, 0);
  g_assert_null (take (self));
  ferry_queue_set_limits (self->queue, 10, 10);
  g_assert_nonnull (take (self));
  g_assert_nonnull (take (self));
  g_assert_null (take (self));
}

static void
a_serialized_group_runs_one_by_one (Fixture       *self,
                                    gconstpointer  data)
{
  FerryTransfer *first = add (self, "a default photos");
  FerryTransfer *second = add (self, "b high photos");
  FerryTransfer *other = add (self, "c low letters");

  g_assert_true (take (self) == second);
  g_assert_true (take (self) == other);
  g_assert_null (take (self));
  g_assert_null (ferry_queue_get_victim (self->queue));
  ferry_queue_release (self->queue, second);
  g_assert_true (take (self) == first);
}

/* The requests of these tests all wish to be serialized. */
static void
a_group_rules_over_the_wishes_of_its_members (Fixture       *self,
                                              gconstpointer  data)
{
  FerryTransfer *first, *second, *third;

  set_group (self, "photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  first = add (self, "a default photos");
  second = add (self, "b default photos");
  g_assert_true (take (self) == first);
  g_assert_true (take (self) == second);

  set_group (self, "photos", FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  third = add (self, "c default photos");
  ferry_queue_release (self->queue, first);
  g_assert_null (take (self));
  ferry_queue_release (self->queue, second);
  g_assert_true (take (self) == third);
}

static void
the_least_and_youngest_makes_way (Fixture       *self,
                                  gconstpointer  data)
{
  FerryTransfer *victim;

  ferry_queue_set_limits (self->queue, 3, 3);
  add_running (self, "a default");
  add_running (self, "b low");
  victim = add_running (self, "c low");
  add (self, "d default");
  g_assert_null (ferry_queue_get_victim (self->queue));
  add (self, "d high");
  g_assert_true (ferry_queue_get_victim (self->queue) == victim);
  /* One at a time: the slot of this one is on its way. */
  ferry_record_set_state (edit (victim), FERRY_TRANSFER_STATE_IDLE, 0);
  g_assert_null (ferry_queue_get_victim (self->queue));
}

/* It only gets its name; to end it now would be to give it up. */
static void
one_that_has_all_its_bytes_is_waited_for (Fixture       *self,
                                          gconstpointer  data)
{
  FerryTransfer *homing;

  ferry_queue_set_limits (self->queue, 2, 2);
  add_running (self, "a low");
  homing = add_running (self, "b low");
  homing->stage = FERRY_STAGE_WHOLE;
  add (self, "c high");
  g_assert_null (ferry_queue_get_victim (self->queue));
}

static void
on_a_full_host_one_of_its_own_makes_way (Fixture       *self,
                                         gconstpointer  data)
{
  FerryTransfer *victim;

  ferry_queue_set_limits (self->queue, 5, 1);
  victim = add_running (self, "busy default");
  add_running (self, "other low");
  add (self, "busy high");
  g_assert_true (ferry_queue_get_victim (self->queue) == victim);
}

static void
nobody_makes_way_for_the_same_priority (Fixture       *self,
                                        gconstpointer  data)
{
  ferry_queue_set_limits (self->queue, 1, 1);
  add_running (self, "a high");
  add (self, "b high");
  g_assert_null (ferry_queue_get_victim (self->queue));
}

static void
one_that_no_slot_helps_hides_no_other (Fixture       *self,
                                       gconstpointer  data)
{
  FerryTransfer *victim;

  ferry_queue_set_limits (self->queue, 2, 1);
  add_running (self, "busy high");
  victim = add_running (self, "other low");
  add (self, "busy high");
  add (self, "third high");
  g_assert_true (ferry_queue_get_victim (self->queue) == victim);
}

static void
change (Fixture       *self,
        FerryTransfer *transfer,
        FerryRequest  *request)
{
  g_autoptr (FerryRecord) record = ferry_record_copy (transfer->record);

  ferry_request_unref (record->request);
  record->request = ferry_request_ref (request);
  ferry_queue_change (self->queue, transfer, record);
}

static void
a_change_moves_the_slot (Fixture       *self,
                         gconstpointer  data)
{
  g_autoptr (FerryRequest) moved = make_request ("new default");
  FerryTransfer *running;
  FerryTransfer *old, *new;

  ferry_queue_set_limits (self->queue, 5, 1);
  running = add_running (self, "old default");
  old = add (self, "old default");
  new = add (self, "new default");
  change (self, running, moved);
  g_assert_true (take (self) == old);
  g_assert_null (take (self));
  ferry_queue_release (self->queue, running);
  g_assert_true (take (self) == new);
}

static void
a_change_of_priority_changes_the_line (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr (FerryRequest) high = make_request ("a high");
  FerryTransfer *second;

  add (self, "a default");
  second = add (self, "a default");
  change (self, second, high);
  g_assert_true (take (self) == second);
}

/* What the queue says against what can be seen from outside. */
static void
check (Fixture *self,
       guint    max_parallel,
       guint    max_per_host)
{
  GPtrArray *taken = ferry_queue_get_taken (self->queue);
  g_autoptr (GHashTable) running = g_hash_table_new (g_str_hash, g_str_equal);
  guint free_to_go = 0, waiting = 0;

  for (guint i = 0; i < taken->len; i++)
    {
      const char *host = ((FerryTransfer *) g_ptr_array_index (taken, i))->record->request->host;

      g_hash_table_insert (running, (char *) host,
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (running, host)) + 1));
    }
  for (guint i = 0; i < self->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, i);
      const char *host = transfer->record->request->host;

      if (transfer->queue_node == NULL)
        continue;
      waiting++;
      free_to_go += GPOINTER_TO_UINT (g_hash_table_lookup (running, host)) < max_per_host;
    }
  g_assert_cmpuint (ferry_queue_get_n_waiting (self->queue), ==, waiting);
  if (taken->len < max_parallel && free_to_go > 0)
    {
      FerryTransfer *next = ferry_queue_take (self->queue);

      g_assert_nonnull (next);
      ferry_queue_release (self->queue, next);
      ferry_queue_add (self->queue, next);
    }
  else
    {
      FerryTransfer *next = ferry_queue_take (self->queue);

      g_assert_null (next);
    }
}

static void
act (Fixture       *self,
     FerryTransfer *transfer,
     guint         *max_parallel,
     guint         *max_per_host)
{
  static const char *const lines[] = { "a high", "a default", "b low", "b default", "c default", "c high" };
  g_autoptr (FerryRequest) request = NULL;

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      if (transfer->queue_node == NULL && !transfer->slot)
        ferry_queue_add (self->queue, transfer);
      break;
    case 1:
      ferry_queue_remove (self->queue, transfer);
      break;
    case 2:
      ferry_queue_take (self->queue);
      break;
    case 3:
      ferry_queue_release (self->queue, transfer);
      break;
    case 4:
      request = make_request (lines[g_test_rand_int_range (0, G_N_ELEMENTS (lines))]);
      change (self, transfer, request);
      break;
    default:
      *max_parallel = g_test_rand_int_range (1, 8);
      *max_per_host = g_test_rand_int_range (1, 5);
      ferry_queue_set_limits (self->queue, *max_parallel, *max_per_host);
    }
}

static void
counts_right_whatever_happens (Fixture       *self,
                               gconstpointer  data)
{
  static const char *const lines[] = { "a high", "a default", "b low", "b default", "c default" };
  guint max_parallel = 4, max_per_host = 2;

  ferry_queue_set_limits (self->queue, max_parallel, max_per_host);
  for (guint i = 0; i < N_TRANSFERS; i++)
    add (self, lines[i % G_N_ELEMENTS (lines)]);
  for (guint i = 0; i < 10000; i++)
    {
      act (self, g_ptr_array_index (self->transfers, g_test_rand_int_range (0, N_TRANSFERS)),
           &max_parallel, &max_per_host);
      check (self, max_parallel, max_per_host);
    }
}

/* What a walk over all that wait would find: nobody counts, nobody skips. */

static gboolean
is_held_back (Fixture       *self,
              FerryTransfer *transfer,
              guint          max_per_host)
{
  GPtrArray *taken = ferry_queue_get_taken (self->queue);
  FerryRequest *request = transfer->record->request;
  guint on_host = 0;

  for (guint i = 0; i < taken->len; i++)
    {
      FerryRequest *other = ((FerryTransfer *) g_ptr_array_index (taken, i))->record->request;

      on_host += g_str_equal (other->host, request->host);
      if (request->group != NULL && g_strcmp0 (other->group, request->group) == 0)
        return TRUE;
    }
  return on_host >= max_per_host;
}

static FerryTransfer *
walk (Fixture *self,
      guint    max_parallel,
      guint    max_per_host)
{
  static const FerryTransferPriority order[] = {
    FERRY_TRANSFER_PRIORITY_HIGH, FERRY_TRANSFER_PRIORITY_DEFAULT, FERRY_TRANSFER_PRIORITY_LOW
  };

  if (ferry_queue_get_taken (self->queue)->len >= max_parallel)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint j = 0; j < self->transfers->len; j++)
      {
        FerryTransfer *transfer = g_ptr_array_index (self->transfers, j);

        if (transfer->queue_node != NULL && transfer->record->request->priority == order[i] &&
            !is_held_back (self, transfer, max_per_host))
          return transfer;
      }
  return NULL;
}

static void
takes_whom_a_walk_over_all_would_find (Fixture       *self,
                                       gconstpointer  data)
{
  static const char *const hosts[] = { "a", "b", "c" };
  static const char *const priorities[] = { "high", "default", "low" };
  static const char *const groups[] = { "", " photos", " letters", " songs" };

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *line = g_strconcat (hosts[g_test_rand_int_range (0, 3)], " ",
                                           priorities[g_test_rand_int_range (0, 3)],
                                           groups[g_test_rand_int_range (0, 4)], NULL);

      add (self, line);
    }
  for (guint i = 0; i < 20000; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (self->transfers, g_test_rand_int_range (0, 60));
      guint max_parallel = g_test_rand_int_range (1, 8), max_per_host = g_test_rand_int_range (1, 5);
      FerryTransfer *expected;

      if (transfer->slot)
        ferry_queue_release (self->queue, transfer);
      else if (transfer->queue_node != NULL)
        ferry_queue_remove (self->queue, transfer);
      else
        ferry_queue_add (self->queue, transfer);
      ferry_queue_set_limits (self->queue, max_parallel, max_per_host);
      expected = walk (self, max_parallel, max_per_host);
      g_assert_true (ferry_queue_take (self->queue) == expected);
    }
}

/* What it costs to run @n transfers to their end, one after the other, at many
 * hosts or all at one. */
static guint64
looks_for (guint    n,
           gboolean grouped,
           gboolean scattered)
{
  Fixture self = { NULL };
  guint64 looks;

  set_up (&self, NULL);
  ferry_queue_set_limits (self.queue, 4, 2);
  add_many (&self, n, scattered ? N_HOSTS : 1, grouped ? "default photos" : "default");
  for (guint i = 0; i < n; i++)
    {
      g_assert_nonnull (take (&self));
      /* As each change of anything asks. */
      while (take (&self) != NULL)
        ;
      g_assert_null (ferry_queue_get_victim (self.queue));
      ferry_queue_release (self.queue, g_ptr_array_index (ferry_queue_get_taken (self.queue), 0));
      if (ferry_queue_get_n_waiting (self.queue) == 0)
        break;
    }
  looks = ferry_queue_get_n_looks (self.queue);
  tear_down (&self, NULL);
  return looks;
}

/* 8,000 as a number that a walk over them would show by far. */
static void
a_long_serialized_group_costs_no_more_than_none (void)
{
  for (int scattered = FALSE; scattered <= TRUE; scattered++)
    {
      guint64 ungrouped = looks_for (8000, FALSE, scattered);
      guint64 grouped = looks_for (8000, TRUE, scattered);

      g_test_message ("%" G_GUINT64_FORMAT " looks without a group, %" G_GUINT64_FORMAT " with one", ungrouped, grouped);
      g_assert_cmpuint (grouped, <=, 2 * ungrouped);
      g_assert_cmpuint (grouped, <=, 5 * 8000);
    }
}

/* Nor does it hold up who comes after it. */
static void
one_behind_a_long_serialized_group_is_found_at_once (Fixture       *self,
                                                     gconstpointer  data)
{
  FerryTransfer *other;
  guint64 before;

  add_many (self, 8000, N_HOSTS, "default photos");
  other = add (self, "other default");
  g_assert_nonnull (take (self));
  before = ferry_queue_get_n_looks (self->queue);
  g_assert_true (take (self) == other);
  g_assert_cmpuint (ferry_queue_get_n_looks (self->queue) - before, <=, 4);
}

#define ADD(name, function) g_test_add ("/queue/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("goes away", goes_away);
  ADD ("high before default before low", high_before_default_before_low);
  ADD ("who comes back stands where it stood", who_comes_back_stands_where_it_stood);
  ADD ("keeps to its limits", keeps_to_its_limits);
  ADD ("a serialized group runs one by one", a_serialized_group_runs_one_by_one);
  ADD ("a group rules over the wishes of its members", a_group_rules_over_the_wishes_of_its_members);
  ADD ("the least and youngest makes way", the_least_and_youngest_makes_way);
  ADD ("one that has all its bytes is waited for", one_that_has_all_its_bytes_is_waited_for);
  ADD ("on a full host one of its own makes way", on_a_full_host_one_of_its_own_makes_way);
  ADD ("nobody makes way for the same priority", nobody_makes_way_for_the_same_priority);
  ADD ("one that no slot helps hides no other", one_that_no_slot_helps_hides_no_other);
  ADD ("a change moves the slot", a_change_moves_the_slot);
  ADD ("a change of priority changes the line", a_change_of_priority_changes_the_line);
  ADD ("counts right whatever happens", counts_right_whatever_happens);
  ADD ("takes whom a walk over all would find", takes_whom_a_walk_over_all_would_find);
  ADD ("one behind a long serialized group is found at once", one_behind_a_long_serialized_group_is_found_at_once);
  g_test_add_func ("/queue/a long serialized group costs no more than none",
                   a_long_serialized_group_costs_no_more_than_none);

  return g_test_run ();
}
