/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups: those of an app are apart from those of all others. One is made
 * before its members and keeps its behavior between two batches of them; who
 * needs it no longer removes it, or it goes when nobody used it for long. */

#include "ferry-groups.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

/* An app that makes a group for each batch has a few a day, and those without
 * members go after KEPT_FOR; one with more has forgotten to use a name twice. */
#define MAX_GROUPS_OF_APP 1000

/* Who says a new app id each time still can't fill the disk: as many as there
 * may be transfers. */
#define MAX_GROUPS 100000

/* A batch a month finds its group as it was. */
#define KEPT_FOR (30 * G_TIME_SPAN_DAY)

struct _FerryGroups {
  GObject parent_instance;

  FerryQueue *queue;     /* (owned) which has the groups */
  FerryJournal *journal; /* (owned) */
  FerryClock *clock;     /* (owned) */
  GHashTable *members;   /* (owned) (element-type FerryGroup uint) of groups that have any */
};

G_DEFINE_FINAL_TYPE (FerryGroups, ferry_groups, G_TYPE_OBJECT)

static void
ferry_groups_finalize (GObject *object)
{
  FerryGroups *self = FERRY_GROUPS (object);

  g_hash_table_unref (self->members);
  g_object_unref (self->clock);
  g_object_unref (self->journal);
  g_object_unref (self->queue);
  G_OBJECT_CLASS (ferry_groups_parent_class)->finalize (object);
}

static void
ferry_groups_class_init (FerryGroupsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_groups_finalize;
}

static void
ferry_groups_init (FerryGroups *self)
{
  self->members = g_hash_table_new_full (ferry_group_hash, ferry_group_equal, (GDestroyNotify) ferry_group_unref, NULL);
}

/**
 * ferry_groups_new:
 * @queue: what groups rule
 * @journal: what survives a crash
 * @clock: time
 *
 * Returns: (transfer full): no groups
 */
FerryGroups *
ferry_groups_new (FerryQueue   *queue,
                  FerryJournal *journal,
                  FerryClock   *clock)
{
  FerryGroups *self = g_object_new (FERRY_TYPE_GROUPS, NULL);

  self->queue = g_object_ref (queue);
  self->journal = g_object_ref (journal);
  self->clock = g_object_ref (clock);
  return self;
}

/**
 * ferry_groups_lookup:
 * @self: the groups
 * @app_id: whose group
 * @name: of a group
 *
 * Returns: (transfer none) (nullable): the group
 */
FerryGroup *
ferry_groups_lookup (FerryGroups *self,
                     const char  *app_id,
                     const char  *name)
{
  return ferry_queue_get_group (self->queue, app_id, name);
}

/* Members: all transfers that name the group, finished or not. */

static guint
count_members (FerryGroups *self,
               FerryGroup  *group)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->members, group));
}

/**
 * ferry_groups_join:
 * @self: the groups
 * @record: of a transfer that is there from now on
 */
void
ferry_groups_join (FerryGroups *self,
                   FerryRecord *record)
{
  FerryGroup *key;

  if (record->request->group == NULL)
    return;
  key = ferry_group_new (record->app_id, record->request->group, record->request->behavior, 0);
  g_hash_table_replace (self->members, key, GUINT_TO_POINTER (count_members (self, key) + 1));
}

static void
on_use_noted (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* At worst the group goes too early. */
  if (!ferry_journal_save_group_finish (FERRY_JOURNAL (source), result, &error))
    g_message ("The use of a group can't be noted: %s", error->message);
}

/* The time of a group without members begins now. */
static void
note_use (FerryGroups *self,
          FerryGroup  *group)
{
  g_autoptr (FerryGroup) used = ferry_group_new (group->app_id, group->name, group->behavior,
                                                 ferry_clock_get_real_time (self->clock));

  ferry_queue_set_group (self->queue, used);
  ferry_journal_save_group_async (self->journal, used, on_use_noted, NULL);
}

/**
 * ferry_groups_leave:
 * @self: the groups
 * @record: of a transfer that is there no longer
 */
void
ferry_groups_leave (FerryGroups *self,
                    FerryRecord *record)
{
  g_autoptr (FerryGroup) key = NULL;
  FerryGroup *group;
  guint n;

  if (record->request->group == NULL)
    return;
  key = ferry_group_new (record->app_id, record->request->group, record->request->behavior, 0);
  n = count_members (self, key);
  if (n > 1)
    {
      g_hash_table_replace (self->members, g_steal_pointer (&key), GUINT_TO_POINTER (n - 1));
      return;
    }
  g_hash_table_remove (self->members, key);
  group = ferry_queue_get_group (self->queue, key->app_id, key->name);
  if (group != NULL)
    note_use (self, group);
}

/* Going. */

static void
on_expired (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* The group goes the next time that the journal is read. */
  if (!ferry_journal_remove_group_finish (FERRY_JOURNAL (source), result, &error))
    g_message ("An old group can't be removed: %s", error->message);
}

/* Whoever would find an old group asks here first; so it need not go in time. */
static void
expire (FerryGroups *self)
{
  g_autoptr (GPtrArray) groups = ferry_queue_list_groups (self->queue);
  gint64 now = ferry_clock_get_real_time (self->clock);

  for (guint i = 0; i < groups->len; i++)
    {
      FerryGroup *group = g_ptr_array_index (groups, i);

      if (now - group->used < KEPT_FOR || count_members (self, group) > 0)
        continue;
      ferry_queue_remove_group (self->queue, group);
      ferry_journal_remove_group_async (self->journal, group, on_expired, NULL);
    }
}

/**
 * ferry_groups_load:
 * @self: the groups
 * @groups: (element-type FerryGroup): what the journal has
 *
 * To be called when all transfers are known.
 */
void
ferry_groups_load (FerryGroups *self,
                   GPtrArray   *groups)
{
  for (guint i = 0; i < groups->len; i++)
    ferry_queue_set_group (self->queue, g_ptr_array_index (groups, i));
  expire (self);
}

typedef struct {
  FerryGroups *groups; /* (owned) */
  FerryGroup *group;   /* (owned) */
  GTask *task;         /* (owned) */
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->groups);
  ferry_group_unref (removal->group);
  g_object_unref (removal->task);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Removal) removal = user_data;
  FerryGroup *group = removal->group;
  GError *error = NULL;

  if (ferry_journal_remove_group_finish (FERRY_JOURNAL (source), result, &error))
    {
      g_task_return_boolean (removal->task, TRUE);
      return;
    }
  /* One that was made meanwhile is as good. */
  if (ferry_queue_get_group (removal->groups->queue, group->app_id, group->name) == NULL)
    ferry_queue_set_group (removal->groups->queue, group);
  g_task_return_error (removal->task, error);
}

/**
 * ferry_groups_remove_async:
 * @self: the groups
 * @app_id: whose group
 * @name: of a group without members
 * @callback: called when it is gone durably
 * @user_data: for @callback
 */
void
ferry_groups_remove_async (FerryGroups         *self,
                           const char          *app_id,
                           const char          *name,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Removal *removal;
  FerryGroup *group;

  g_task_set_source_tag (task, ferry_groups_remove_async);
  expire (self);
  group = ferry_queue_get_group (self->queue, app_id, name);
  if (group == NULL)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_NOT_FOUND, _ ("There is no group “%s”"), name);
      return;
    }
  if (count_members (self, group) > 0)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_INVALID_STATE,
                               _ ("The group “%s” still has transfers"), name);
      return;
    }
  removal = g_new (Removal, 1);
  removal->groups = g_object_ref (self);
  removal->group = ferry_group_ref (group);
  removal->task = g_steal_pointer (&task);
  ferry_queue_remove_group (self->queue, group);
  ferry_journal_remove_group_async (self->journal, removal->group, on_removed, removal);
}

/**
 * ferry_groups_remove_finish:
 * @self: the groups
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the group is gone; else %FERRY_ERROR_NOT_FOUND,
 *   %FERRY_ERROR_INVALID_STATE when it has members, or %FERRY_ERROR_JOURNAL
 */
gboolean
ferry_groups_remove_finish (FerryGroups   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Making. */

/* Whether @n more are too many; to be asked after old ones have gone. */
static gboolean
check_limit (FerryGroups  *self,
             const char   *app_id,
             guint         n,
             GError      **error)
{
  g_autoptr (GPtrArray) groups = ferry_queue_list_groups (self->queue);
  guint of_app = 0;
  int limit;

  for (guint i = 0; i < groups->len; i++)
    of_app += g_str_equal (((FerryGroup *) g_ptr_array_index (groups, i))->app_id, app_id);
  if (n == 0 || (of_app + n <= MAX_GROUPS_OF_APP && groups->len + n <= MAX_GROUPS))
    return TRUE;
  limit = of_app + n > MAX_GROUPS_OF_APP ? MAX_GROUPS_OF_APP : MAX_GROUPS;
  g_set_error (error, FERRY_ERROR, FERRY_ERROR_LIMIT,
               _ ("There may be no more than %d groups of transfers; one that is no longer needed must be removed first"),
               limit);
  return FALSE;
}

static void
on_group_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryGroups *self = g_task_get_source_object (task);
  FerryGroup *group = g_task_get_task_data (task);
  GError *error = NULL;

  if (ferry_journal_save_group_finish (FERRY_JOURNAL (source), result, &error))
    {
      g_task_return_int (task, group->behavior);
      return;
    }
  ferry_queue_remove_group (self->queue, group);
  g_task_return_error (task, error);
}

static void
make_group (FerryGroups           *self,
            const char            *app_id,
            const char            *name,
            FerryTransferBehavior  behavior,
            GTask                 *task)
{
  FerryGroup *group = ferry_group_new (app_id, name, behavior, ferry_clock_get_real_time (self->clock));

  ferry_queue_set_group (self->queue, group);
  g_task_set_task_data (task, group, (GDestroyNotify) ferry_group_unref);
  ferry_journal_save_group_async (self->journal, group, on_group_saved, task);
}

/**
 * ferry_groups_save_async:
 * @self: the groups
 * @app_id: whose group
 * @name: of a group, new or not
 * @behavior: how its members shall run when it is new
 * @callback: called when it is durable
 * @user_data: for @callback
 */
void
ferry_groups_save_async (FerryGroups           *self,
                         const char            *app_id,
                         const char            *name,
                         FerryTransferBehavior  behavior,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  FerryGroup *group;
  GError *error = NULL;

  g_task_set_source_tag (task, ferry_groups_save_async);
  expire (self);
  group = ferry_queue_get_group (self->queue, app_id, name);
  if (group != NULL)
    {
      g_task_return_int (task, group->behavior);
      if (count_members (self, group) == 0)
        note_use (self, group);
    }
  else if (check_limit (self, app_id, 1, &error))
    make_group (self, app_id, name, behavior, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * ferry_groups_save_finish:
 * @self: the groups
 * @result: what the callback got
 * @actual: (out): how its members run
 * @error: return location for an error
 *
 * Returns: whether the group is durable; else %FERRY_ERROR_LIMIT when the app
 *   has too many, or %FERRY_ERROR_JOURNAL
 */
gboolean
ferry_groups_save_finish (FerryGroups            *self,
                          GAsyncResult           *result,
                          FerryTransferBehavior  *actual,
                          GError                **error)
{
  gssize value = g_task_propagate_int (G_TASK (result), error);

  if (value < 0)
    return FALSE;
  *actual = (FerryTransferBehavior) value;
  return TRUE;
}

static void
on_group_made (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_int (G_TASK (result), &error) < 0)
    g_message ("A group can't be kept: %s", error->message);
}

/**
 * ferry_groups_make:
 * @self: the groups
 * @app_id: who asks
 * @requests: (element-type FerryRequest): of transfers that will be created
 * @error: return location for an error
 *
 * Makes the groups that @requests name and that are not there. The journal
 * carries its calls out in order: they are durable before the transfers that
 * are created after this.
 *
 * Returns: whether they are there now; else none was made, as the app would
 *   have too many: %FERRY_ERROR_LIMIT
 */
gboolean
ferry_groups_make (FerryGroups  *self,
                   const char   *app_id,
                   GPtrArray    *requests,
                   GError      **error)
{
  g_autoptr (GHashTable) missing = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name, request;

  for (guint i = 0; i < requests->len; i++)
    {
      FerryRequest *one = g_ptr_array_index (requests, i);

      /* The first to name a group says how it runs. */
      if (one->group != NULL && !g_hash_table_contains (missing, one->group))
        g_hash_table_insert (missing, one->group, one);
    }
  if (g_hash_table_size (missing) == 0)
    return TRUE;
  expire (self);
  g_hash_table_iter_init (&iter, missing);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (ferry_queue_get_group (self->queue, app_id, name) != NULL)
      g_hash_table_iter_remove (&iter);
  if (!check_limit (self, app_id, g_hash_table_size (missing), error))
    return FALSE;
  g_hash_table_iter_init (&iter, missing);
  while (g_hash_table_iter_next (&iter, &name, &request))
    make_group (self, app_id, name, ((FerryRequest *) request)->behavior, g_task_new (self, NULL, on_group_made, NULL));
  return TRUE;
}
