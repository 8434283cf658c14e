/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which transfer may run now.
 *
 * Waiting transfers of one group, one host and one priority stand in a line, in
 * the order of their creation: what holds the first back holds back all of it.
 * A group has its lines, and the queue its groups, in the order of the first in
 * each. The first that no limit holds back is taken; on the way to it are only
 * lines of hosts that are full and serialized groups that have a member running,
 * neither of which are more than there are running transfers. How many wait
 * behind the first of a line costs nothing. */

#include "ferry-queue.h"

#define N_PRIORITIES 3

/* Of one server. */
typedef struct {
  guint running;
  guint waiting;
} Host;

/* Transfers that belong together, or all those that belong to no group. */
typedef struct {
  FerryGroup *group;                  /* (owned) (nullable) for none; made up of the first member until it is set */
  gboolean set;                       /* stays without members */
  guint running;                      /* transfers */
  guint waiting;                      /* transfers */
  GSequence *lines[N_PRIORITIES];     /* (owned) (element-type Line) by rank, in the order of their first */
  GSequenceIter *nodes[N_PRIORITIES]; /* (nullable) in the queue, where it has lines */
} Group;

typedef struct {
  Group *group;
  Host *host;
  guint rank;
  GSequence *transfers; /* (owned) (element-type FerryTransfer) at least one */
  GSequenceIter *node;  /* (nullable) in the group, once it has a first */
} Line;

struct _FerryQueue {
  GObject parent_instance;

  GSequence *waiting[N_PRIORITIES]; /* (owned) (element-type Group) by rank, in the order of their first */
  GHashTable *lines;                /* (owned) (element-type Line) */
  GHashTable *hosts;                /* (owned) (element-type utf8 Host) */
  GHashTable *groups;               /* (owned) (element-type FerryGroup Group) by app and name */
  Group *no_group;                  /* (owned) */
  GPtrArray *taken;                 /* (owned) (element-type FerryTransfer) those that hold a slot */
  guint n_waiting;
  guint max_parallel;
  guint max_per_host;
  guint64 n_looks;
};

G_DEFINE_FINAL_TYPE (FerryQueue, ferry_queue, G_TYPE_OBJECT)

/* The order of the enumeration is WinRT's, not that of importance. */
static guint
rank (FerryTransfer *transfer)
{
  static const guint ranks[N_PRIORITIES] = {
    [FERRY_TRANSFER_PRIORITY_HIGH] = 0,
    [FERRY_TRANSFER_PRIORITY_DEFAULT] = 1,
    [FERRY_TRANSFER_PRIORITY_LOW] = 2,
  };

  return ranks[transfer->record->request->priority];
}

static Host *
host_of (FerryQueue    *self,
         FerryTransfer *transfer)
{
  const char *name = transfer->record->request->host;
  Host *host = g_hash_table_lookup (self->hosts, name);

  if (host == NULL)
    {
      host = g_new0 (Host, 1);
      g_hash_table_insert (self->hosts, g_strdup (name), host);
    }
  return host;
}

static gboolean
is_full (FerryQueue *self,
         Host       *host)
{
  return host->running >= self->max_per_host;
}

static Group *
group_new (void)
{
  Group *group = g_new0 (Group, 1);

  for (guint i = 0; i < N_PRIORITIES; i++)
    group->lines[i] = g_sequence_new (NULL);
  return group;
}

static void
group_free (Group *group)
{
  for (guint i = 0; i < N_PRIORITIES; i++)
    g_sequence_free (group->lines[i]);
  g_clear_pointer (&group->group, ferry_group_unref);
  g_free (group);
}

static Group *
find_group (FerryQueue *self,
            const char *app_id,
            const char *name)
{
  FerryGroup key = { (char *) app_id, (char *) name };

  return g_hash_table_lookup (self->groups, &key);
}

static Group *
add_group (FerryQueue *self,
           FerryGroup *value)
{
  Group *group = group_new ();

  group->group = ferry_group_ref (value);
  g_hash_table_insert (self->groups, group->group, group);
  return group;
}

static Group *
group_of (FerryQueue    *self,
          FerryTransfer *transfer)
{
  FerryRecord *record = transfer->record;
  g_autoptr (FerryGroup) requested = NULL;
  Group *group;

  if (record->request->group == NULL)
    return self->no_group;
  group = find_group (self, record->app_id, record->request->group);
  if (group != NULL)
    return group;
  requested = ferry_group_new (record->app_id, record->request->group, record->request->behavior, 0);
  return add_group (self, requested);
}

static gboolean
is_busy (Group *group)
{
  return group->running > 0 && group->group != NULL &&
         group->group->behavior == FERRY_TRANSFER_BEHAVIOR_SERIALIZED;
}

static void
drop_unused (FerryQueue *self,
             Group      *group)
{
  if (group->group != NULL && !group->set && group->running == 0 && group->waiting == 0)
    g_hash_table_remove (self->groups, group->group);
}

/* All counting goes through here. A host and a group stay as long as they are
 * counted with. */
static void
count (FerryQueue    *self,
       FerryTransfer *transfer,
       int            running,
       int            waiting)
{
  Host *host = host_of (self, transfer);
  Group *group = group_of (self, transfer);

  self->n_waiting += waiting;
  host->running += running;
  host->waiting += waiting;
  group->running += running;
  group->waiting += waiting;
  if (host->running == 0 && host->waiting == 0)
    g_hash_table_remove (self->hosts, transfer->record->request->host);
  drop_unused (self, group);
}

/* Lines, and the order in which they stand. */

static guint
line_hash (gconstpointer data)
{
  const Line *line = data;

  return (g_direct_hash (line->group) * 31 + g_direct_hash (line->host)) * N_PRIORITIES + line->rank;
}

static gboolean
line_equal (gconstpointer a,
            gconstpointer b)
{
  const Line *one = a, *other = b;

  return one->group == other->group && one->host == other->host && one->rank == other->rank;
}

static void
line_free (Line *line)
{
  g_sequence_free (line->transfers);
  g_free (line);
}

static Line *
find_line (FerryQueue    *self,
           FerryTransfer *transfer)
{
  Line key = { group_of (self, transfer), host_of (self, transfer), rank (transfer) };

  return g_hash_table_lookup (self->lines, &key);
}

static Line *
make_line (FerryQueue    *self,
           FerryTransfer *transfer)
{
  Line *line = g_new0 (Line, 1);

  line->group = group_of (self, transfer);
  line->host = host_of (self, transfer);
  line->rank = rank (transfer);
  line->transfers = g_sequence_new (NULL);
  g_hash_table_add (self->lines, line);
  return line;
}

static gpointer
first_of (GSequence *sequence)
{
  return g_sequence_get (g_sequence_get_begin_iter (sequence));
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const FerryTransfer *first = a, *second = b;

  return first->record->sequence < second->record->sequence ? -1 : first->record->sequence > second->record->sequence;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const Line *one = a, *other = b;

  return compare (first_of (one->transfers), first_of (other->transfers), NULL);
}

static FerryTransfer *
first_of_group (const Group *group,
                guint        which)
{
  return first_of (((Line *) first_of (group->lines[which]))->transfers);
}

static int
compare_groups (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  guint which = GPOINTER_TO_UINT (user_data);

  return compare (first_of_group (a, which), first_of_group (b, which), NULL);
}

static void
sort_in (GSequence         *sequence,
         GSequenceIter    **iter,
         gpointer           item,
         GCompareDataFunc   order,
         gpointer           user_data)
{
  if (*iter == NULL)
    *iter = g_sequence_insert_sorted (sequence, item, order, user_data);
  else
    g_sequence_sort_changed (*iter, order, user_data);
}

/* Puts a line and its group where they belong, as the line has another first
 * or none any more; then it is freed. */
static void
move (FerryQueue *self,
      Line       *line)
{
  Group *group = line->group;
  guint which = line->rank;

  if (!g_sequence_is_empty (line->transfers))
    sort_in (group->lines[which], &line->node, line, compare_lines, NULL);
  else
    {
      g_sequence_remove (line->node);
      g_hash_table_remove (self->lines, line);
    }
  if (!g_sequence_is_empty (group->lines[which]))
    sort_in (self->waiting[which], &group->nodes[which], group, compare_groups, GUINT_TO_POINTER (which));
  else
    g_clear_pointer (&group->nodes[which], g_sequence_remove);
}

static void
ferry_queue_finalize (GObject *object)
{
  FerryQueue *self = FERRY_QUEUE (object);

  for (guint i = 0; i < N_PRIORITIES; i++)
    g_sequence_free (self->waiting[i]);
  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->groups);
  group_free (self->no_group);
  g_hash_table_unref (self->hosts);
  g_ptr_array_unref (self->taken);
  G_OBJECT_CLASS (ferry_queue_parent_class)->finalize (object);
}

static void
ferry_queue_class_init (FerryQueueClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_queue_finalize;
}

static void
ferry_queue_init (FerryQueue *self)
{
  for (guint i = 0; i < N_PRIORITIES; i++)
    self->waiting[i] = g_sequence_new (NULL);
  self->lines = g_hash_table_new_full (line_hash, line_equal, (GDestroyNotify) line_free, NULL);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->groups = g_hash_table_new_full (ferry_group_hash, ferry_group_equal, NULL, (GDestroyNotify) group_free);
  self->no_group = group_new ();
  self->taken = g_ptr_array_new ();
  self->max_parallel = 5;
  self->max_per_host = 4;
}

FerryQueue *
ferry_queue_new (void)
{
  return g_object_new (FERRY_TYPE_QUEUE, NULL);
}

/**
 * ferry_queue_set_limits:
 * @self: a queue
 * @max_parallel: transfers at a time, at least 1
 * @max_per_host: transfers at a time with one server, at least 1
 *
 * Those that run already go on when the limits sink.
 */
void
ferry_queue_set_limits (FerryQueue *self,
                        guint       max_parallel,
                        guint       max_per_host)
{
  self->max_parallel = MAX (max_parallel, 1);
  self->max_per_host = MAX (max_per_host, 1);
}

/**
 * ferry_queue_set_group:
 * @self: a queue
 * @value: a group, in the place of any earlier one of that app and name
 *
 * Members that run already go on.
 */
void
ferry_queue_set_group (FerryQueue *self,
                       FerryGroup *value)
{
  Group *group = find_group (self, value->app_id, value->name);

  if (group == NULL)
    group = add_group (self, value);
  group->set = TRUE;
  ferry_group_ref (value);
  /* The value is the key, too. */
  g_hash_table_steal (self->groups, group->group);
  ferry_group_unref (group->group);
  group->group = value;
  g_hash_table_insert (self->groups, group->group, group);
}

/**
 * ferry_queue_remove_group:
 * @self: a queue
 * @value: a group; only whose it is and its name matter
 *
 * Members that wait run as the first of them asked.
 */
void
ferry_queue_remove_group (FerryQueue *self,
                          FerryGroup *value)
{
  Group *group = find_group (self, value->app_id, value->name);

  if (group == NULL)
    return;
  group->set = FALSE;
  drop_unused (self, group);
}

/**
 * ferry_queue_get_group:
 * @self: a queue
 * @app_id: whose group
 * @name: of a group
 *
 * Returns: (transfer none) (nullable): the group that was set
 */
FerryGroup *
ferry_queue_get_group (FerryQueue *self,
                       const char *app_id,
                       const char *name)
{
  Group *group = find_group (self, app_id, name);

  return group != NULL && group->set ? group->group : NULL;
}

/**
 * ferry_queue_list_groups:
 * @self: a queue
 *
 * Returns: (transfer full) (element-type FerryGroup): all that were set
 */
GPtrArray *
ferry_queue_list_groups (FerryQueue *self)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_group_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Group *) value)->set)
      g_ptr_array_add (groups, ferry_group_ref (((Group *) value)->group));
  return groups;
}

/**
 * ferry_queue_get_behavior:
 * @self: a queue
 * @record: of a transfer
 *
 * Returns: how the members of its group run, whatever the request asks;
 *   parallel for none
 */
FerryTransferBehavior
ferry_queue_get_behavior (FerryQueue  *self,
                          FerryRecord *record)
{
  FerryRequest *request = record->request;
  Group *group;

  if (request->group == NULL)
    return FERRY_TRANSFER_BEHAVIOR_PARALLEL;
  group = find_group (self, record->app_id, request->group);
  return group != NULL ? group->group->behavior : request->behavior;
}

/**
 * ferry_queue_add:
 * @self: a queue
 * @transfer: (transfer none): one that wants to run; it must be removed or
 *   taken and released before it goes away or its request changes
 */
void
ferry_queue_add (FerryQueue    *self,
                 FerryTransfer *transfer)
{
  Line *line;

  g_return_if_fail (transfer->queue_node == NULL && !transfer->slot);

  line = find_line (self, transfer);
  if (line == NULL)
    line = make_line (self, transfer);
  transfer->queue_node = g_sequence_insert_sorted (line->transfers, transfer, compare, NULL);
  if (first_of (line->transfers) == transfer)
    move (self, line);
  count (self, transfer, 0, 1);
}

/**
 * ferry_queue_remove:
 * @self: a queue
 * @transfer: one that wants to run no longer; nothing happens when it does not wait
 */
void
ferry_queue_remove (FerryQueue    *self,
                    FerryTransfer *transfer)
{
  gboolean was_first;
  Line *line;

  if (transfer->queue_node == NULL)
    return;
  line = find_line (self, transfer);
  was_first = first_of (line->transfers) == transfer;
  g_clear_pointer (&transfer->queue_node, g_sequence_remove);
  if (was_first)
    move (self, line);
  count (self, transfer, 0, -1);
}

/* Whether one of a line may go, as far as its host is concerned. */
typedef gboolean (*Suits) (FerryQueue *self,
                           FerryTransfer *transfer);

static FerryTransfer *
find_in_group (FerryQueue *self,
               Group      *group,
               guint       which,
               Suits       suits)
{
  GSequenceIter *iter;

  for (iter = g_sequence_get_begin_iter (group->lines[which]);
       !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      FerryTransfer *transfer = first_of (((Line *) g_sequence_get (iter))->transfers);

      self->n_looks++;
      if (suits (self, transfer))
        return transfer;
    }
  return NULL;
}

/* The first in the order of creation, whatever its group. */
static FerryTransfer *
find (FerryQueue *self,
      guint       which,
      Suits       suits)
{
  FerryTransfer *best = NULL;
  GSequenceIter *iter;

  for (iter = g_sequence_get_begin_iter (self->waiting[which]);
       !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      Group *group = g_sequence_get (iter);
      FerryTransfer *found;

      self->n_looks++;
      if (best != NULL && compare (best, first_of_group (group, which), NULL) < 0)
        break;
      found = is_busy (group) ? NULL : find_in_group (self, group, which, suits);
      if (found != NULL && (best == NULL || compare (found, best, NULL) < 0))
        best = found;
    }
  return best;
}

static gboolean
has_slot (FerryQueue    *self,
          FerryTransfer *transfer)
{
  return !is_full (self, host_of (self, transfer));
}

/**
 * ferry_queue_take:
 * @self: a queue
 *
 * Returns: (transfer none) (nullable): the transfer to start now, which holds
 *   a slot until ferry_queue_release(); %NULL when none may start
 */
FerryTransfer *
ferry_queue_take (FerryQueue *self)
{
  if (self->taken->len >= self->max_parallel || self->n_waiting == 0)
    return NULL;
  for (guint i = 0; i < N_PRIORITIES; i++)
    {
      FerryTransfer *transfer = find (self, i, has_slot);

      if (transfer == NULL)
        continue;
      ferry_queue_remove (self, transfer);
      transfer->slot = TRUE;
      g_ptr_array_add (self->taken, transfer);
      count (self, transfer, 1, 0);
      return transfer;
    }
  return NULL;
}

/**
 * ferry_queue_release:
 * @self: a queue
 * @transfer: one that runs no longer; nothing happens when it holds no slot
 */
void
ferry_queue_release (FerryQueue    *self,
                     FerryTransfer *transfer)
{
  if (!transfer->slot)
    return;
  transfer->slot = FALSE;
  g_ptr_array_remove_fast (self->taken, transfer);
  count (self, transfer, -1, 0);
}

/**
 * ferry_queue_change:
 * @self: a queue
 * @transfer: one that waits, holds a slot or does neither
 * @record: with what it asks for from now on
 *
 * Gives a transfer a record with another request. One that holds a slot holds it
 * at the new host.
 */
void
ferry_queue_change (FerryQueue    *self,
                    FerryTransfer *transfer,
                    FerryRecord   *record)
{
  gboolean waited = transfer->queue_node != NULL;

  ferry_queue_remove (self, transfer);
  if (transfer->slot)
    count (self, transfer, -1, 0);
  ferry_record_unref (transfer->record);
  transfer->record = ferry_record_ref (record);
  if (transfer->slot)
    count (self, transfer, 1, 0);
  if (waited)
    ferry_queue_add (self, transfer);
}

static gboolean
is_better_victim (FerryTransfer *one,
                  FerryTransfer *other)
{
  return other == NULL || rank (one) > rank (other) ||
         (rank (one) == rank (other) && one->record->sequence > other->record->sequence);
}

/* Who should make way for @wanting, @winding_down: for whom a slot is on its
 * way already. */
static FerryTransfer *
victim_for (FerryQueue    *self,
            FerryTransfer *wanting,
            gboolean      *winding_down)
{
  Host *host = is_full (self, host_of (self, wanting)) ? host_of (self, wanting) : NULL;
  FerryTransfer *victim = NULL;

  for (guint i = 0; i < self->taken->len; i++)
    {
      FerryTransfer *other = g_ptr_array_index (self->taken, i);

      if (host != NULL && host_of (self, other) != host)
        continue;
      *winding_down |= other->stage >= FERRY_STAGE_WHOLE || ferry_transfer_get_state (other) != FERRY_TRANSFER_STATE_RUNNING;
      if (rank (other) > 0 && is_better_victim (other, victim) &&
          !ferry_attempt_awaits_answer (other->record, other->stage, ferry_transfer_get_delivery (other)))
        victim = other;
    }
  return victim;
}

static gboolean
gets_slot (FerryQueue    *self,
           FerryTransfer *transfer)
{
  gboolean winding_down = FALSE;

  return victim_for (self, transfer, &winding_down) != NULL || winding_down;
}

/* Whether any running transfer is less than of high priority. */
static gboolean
has_victims (FerryQueue *self)
{
  for (guint i = 0; i < self->taken->len; i++)
    if (rank (g_ptr_array_index (self->taken, i)) > 0)
      return TRUE;
  return FALSE;
}

/**
 * ferry_queue_get_victim:
 * @self: a queue that has nothing to take
 *
 * Returns: (transfer none) (nullable): the running transfer that should give
 *   its slot to a waiting one of high priority: the least important, of these
 *   the youngest
 */
FerryTransfer *
ferry_queue_get_victim (FerryQueue *self)
{
  gboolean winding_down = FALSE;
  FerryTransfer *wanting, *victim;

  if (!has_victims (self))
    return NULL;
  wanting = find (self, 0, gets_slot);
  if (wanting == NULL)
    return NULL;
  victim = victim_for (self, wanting, &winding_down);
  /* The slot of who winds down will do. */
  return winding_down ? NULL : victim;
}

/**
 * ferry_queue_get_taken:
 * @self: a queue
 *
 * Returns: (transfer none) (element-type FerryTransfer): those that hold a slot
 */
GPtrArray *
ferry_queue_get_taken (FerryQueue *self)
{
  return self->taken;
}

/**
 * ferry_queue_get_spare:
 * @self: a queue that has nothing to take
 * @transfer: one that holds a slot
 *
 * Slots of a server that no transfer wants may be connections of those that run.
 *
 * Returns: how many more connections it may have than one
 */
guint
ferry_queue_get_spare (FerryQueue    *self,
                       FerryTransfer *transfer)
{
  Host *host = host_of (self, transfer);

  return host->running > 0 && !is_full (self, host) ? (self->max_per_host - host->running) / host->running : 0;
}

guint
ferry_queue_get_n_waiting (FerryQueue *self)
{
  return self->n_waiting;
}

/**
 * ferry_queue_get_n_looks:
 * @self: a queue
 *
 * What taking costs, in a number that is the same on every machine.
 *
 * Returns: how many groups and lines were looked at since the queue was made
 */
guint64
ferry_queue_get_n_looks (FerryQueue *self)
{
  return self->n_looks;
}
