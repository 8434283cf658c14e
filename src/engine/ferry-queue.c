/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which transfer may run now.
 *
 * Waiting transfers stand in one line for each priority, in the order of their
 * creation. The first that no limit holds back is taken. A host that has all
 * its slots in use blocks every waiting transfer of its own; these are
 * counted, so that a long line for one busy host is not walked in vain. */

#include "ferry-queue.h"

#define N_PRIORITIES 3

/* Of one server. */
typedef struct {
  guint running;
  guint waiting;
} Host;

struct _FerryQueue {
  GObject parent_instance;

  GSequence *lines[N_PRIORITIES]; /* (owned) (element-type FerryTransfer) by rank */
  GPtrArray *taken;               /* (owned) (element-type FerryTransfer) those that hold a slot */
  GHashTable *hosts;              /* (owned) (element-type utf8 Host) */
  GHashTable *groups;             /* (owned) (element-type utf8 guint) names and behaviors */
  guint blocked;                  /* waiting transfers of hosts that are full */
  guint max_parallel;
  guint max_per_host;
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

/* All counting goes through here, so that "blocked" can't drift. */
static void
count (FerryQueue    *self,
       FerryTransfer *transfer,
       int            running,
       int            waiting)
{
  Host *host = host_of (self, transfer);

  if (is_full (self, host))
    self->blocked -= host->waiting;
  host->running += running;
  host->waiting += waiting;
  if (is_full (self, host))
    self->blocked += host->waiting;
  if (host->running == 0 && host->waiting == 0)
    g_hash_table_remove (self->hosts, transfer->record->request->host);
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      user_data)
{
  const FerryTransfer *first = a, *second = b;

  return first->record->sequence < second->record->sequence ? -1 : first->record->sequence > second->record->sequence;
}

static void
ferry_queue_finalize (GObject *object)
{
  FerryQueue *self = FERRY_QUEUE (object);

  for (guint i = 0; i < N_PRIORITIES; i++)
    g_sequence_free (self->lines[i]);
  g_ptr_array_unref (self->taken);
  g_hash_table_unref (self->hosts);
  g_hash_table_unref (self->groups);
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
    self->lines[i] = g_sequence_new (NULL);
  self->taken = g_ptr_array_new ();
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->max_parallel = 5;
  self->max_per_host = 3;
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
  GHashTableIter iter;
  gpointer value;

  self->max_parallel = MAX (max_parallel, 1);
  self->max_per_host = MAX (max_per_host, 1);
  self->blocked = 0;
  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (is_full (self, value))
      self->blocked += ((Host *) value)->waiting;
}

/**
 * ferry_queue_set_group:
 * @self: a queue
 * @name: of a group
 * @behavior: how its members run from now on
 *
 * Members that run already go on.
 */
void
ferry_queue_set_group (FerryQueue            *self,
                       const char            *name,
                       FerryTransferBehavior  behavior)
{
  g_hash_table_insert (self->groups, g_strdup (name), GUINT_TO_POINTER (behavior));
}

void
ferry_queue_remove_group (FerryQueue *self,
                          const char *name)
{
  g_hash_table_remove (self->groups, name);
}

/**
 * ferry_queue_get_group:
 * @self: a queue
 * @name: of a group
 * @behavior: (out): how its members run
 *
 * Returns: whether there is such a group
 */
gboolean
ferry_queue_get_group (FerryQueue            *self,
                       const char            *name,
                       FerryTransferBehavior *behavior)
{
  gpointer value;

  if (!g_hash_table_lookup_extended (self->groups, name, NULL, &value))
    return FALSE;
  *behavior = GPOINTER_TO_UINT (value);
  return TRUE;
}

/**
 * ferry_queue_get_behavior:
 * @self: a queue
 * @request: of a transfer
 *
 * Returns: how the members of its group run, whatever the request wishes;
 *   parallel for none
 */
FerryTransferBehavior
ferry_queue_get_behavior (FerryQueue   *self,
                          FerryRequest *request)
{
  const char *group = request->group;
  FerryTransferBehavior behavior = request->behavior;

  if (group == NULL)
    return FERRY_TRANSFER_BEHAVIOR_PARALLEL;
  ferry_queue_get_group (self, group, &behavior);
  return behavior;
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
  g_return_if_fail (transfer->queue_node == NULL && !transfer->slot);

  transfer->queue_node = g_sequence_insert_sorted (self->lines[rank (transfer)], transfer, compare, NULL);
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
  if (transfer->queue_node == NULL)
    return;
  g_clear_pointer (&transfer->queue_node, g_sequence_remove);
  count (self, transfer, 0, -1);
}

static gboolean
group_is_busy (FerryQueue    *self,
               FerryTransfer *transfer)
{
  const char *group = transfer->record->request->group;

  if (ferry_queue_get_behavior (self, transfer->record->request) == FERRY_TRANSFER_BEHAVIOR_PARALLEL)
    return FALSE;
  for (guint i = 0; i < self->taken->len; i++)
    {
      FerryTransfer *other = g_ptr_array_index (self->taken, i);

      if (g_strcmp0 (other->record->request->group, group) == 0)
        return TRUE;
    }
  return FALSE;
}

static FerryTransfer *
first_of_line (FerryQueue *self,
               guint       line)
{
  GSequenceIter *iter;

  for (iter = g_sequence_get_begin_iter (self->lines[line]);
       !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      FerryTransfer *transfer = g_sequence_get (iter);

      if (!is_full (self, host_of (self, transfer)) && !group_is_busy (self, transfer))
        return transfer;
    }
  return NULL;
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
  if (self->taken->len >= self->max_parallel || ferry_queue_get_n_waiting (self) == self->blocked)
    return NULL;
  for (guint i = 0; i < N_PRIORITIES; i++)
    {
      FerryTransfer *transfer = first_of_line (self, i);

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
 * @request: what it asks for from now on
 *
 * Gives a transfer another request. One that holds a slot holds it at the new
 * host.
 */
void
ferry_queue_change (FerryQueue    *self,
                    FerryTransfer *transfer,
                    FerryRequest  *request)
{
  gboolean waited = transfer->queue_node != NULL;
  FerryRecord *record;

  ferry_queue_remove (self, transfer);
  if (transfer->slot)
    count (self, transfer, -1, 0);
  record = ferry_transfer_edit (transfer);
  ferry_request_unref (record->request);
  record->request = ferry_request_ref (request);
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
      if (rank (other) > 0 && is_better_victim (other, victim))
        victim = other;
    }
  return victim;
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
  GSequenceIter *iter;

  if (!has_victims (self))
    return NULL;
  for (iter = g_sequence_get_begin_iter (self->lines[0]);
       !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      FerryTransfer *wanting = g_sequence_get (iter);
      gboolean winding_down = FALSE;
      FerryTransfer *victim = group_is_busy (self, wanting) ? NULL : victim_for (self, wanting, &winding_down);

      /* Its slot will do. */
      if (winding_down)
        return NULL;
      if (victim != NULL)
        return victim;
    }
  return NULL;
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

guint
ferry_queue_get_n_waiting (FerryQueue *self)
{
  guint n = 0;

  for (guint i = 0; i < N_PRIORITIES; i++)
    n += g_sequence_get_length (self->lines[i]);
  return n;
}
