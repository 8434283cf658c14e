/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A journal in memory. Calls stand in a line; one is carried out in the moment
 * in which it is answered, never before. */

#include "ferry-fake-journal.h"

#include "ferry-error.h"

/* What is asked: one of the four is there. */
typedef struct {
  GTask *task;        /* (owned) */
  GPtrArray *records; /* (owned) (nullable) (element-type FerryRecord) to save */
  char **ids;         /* (owned) (nullable) to forget */
  FerryGroup *group;  /* (owned) (nullable) to save */
  FerryGroup *gone;   /* (owned) (nullable) a group to forget */
} Call;

struct _FerryFakeJournal {
  GObject parent_instance;

  GHashTable *records; /* (owned) (element-type utf8 FerryRecord) */
  GHashTable *groups;  /* (owned) (element-type FerryGroup) */
  GQueue calls;        /* (element-type Call) */
  guint source;        /* (nullable) */
  gboolean held;
  gboolean failing;
};

static void ferry_fake_journal_iface_init (FerryJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryFakeJournal, ferry_fake_journal, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_JOURNAL, ferry_fake_journal_iface_init))

static void
call_free (Call *call)
{
  g_object_unref (call->task);
  g_clear_pointer (&call->records, g_ptr_array_unref);
  g_strfreev (call->ids);
  g_clear_pointer (&call->group, ferry_group_unref);
  g_clear_pointer (&call->gone, ferry_group_unref);
  g_free (call);
}

static void
keep (FerryFakeJournal *self,
      FerryRecord      *record)
{
  g_hash_table_insert (self->records, g_strdup (record->id), ferry_record_ref (record));
}

static void
carry_out (FerryFakeJournal *self,
           Call             *call)
{
  for (guint i = 0; call->records != NULL && i < call->records->len; i++)
    keep (self, g_ptr_array_index (call->records, i));
  for (char **id = call->ids; id != NULL && *id != NULL; id++)
    g_hash_table_remove (self->records, *id);
  if (call->group != NULL)
    g_hash_table_add (self->groups, ferry_group_ref (call->group));
  if (call->gone != NULL)
    g_hash_table_remove (self->groups, call->gone);
}

/**
 * ferry_fake_journal_answer:
 * @self: the journal
 *
 * Carries out and answers the call that waits longest.
 */
void
ferry_fake_journal_answer (FerryFakeJournal *self)
{
  Call *call = g_queue_pop_head (&self->calls);

  g_assert_nonnull (call);
  if (self->failing)
    g_task_return_new_error (call->task, FERRY_ERROR, FERRY_ERROR_JOURNAL, "The journal is on strike");
  else
    {
      carry_out (self, call);
      g_task_return_boolean (call->task, TRUE);
    }
  call_free (call);
}

static gboolean
on_idle (gpointer user_data)
{
  FerryFakeJournal *self = user_data;

  self->source = 0;
  while (!self->held && !g_queue_is_empty (&self->calls))
    ferry_fake_journal_answer (self);
  return G_SOURCE_REMOVE;
}

static void
hurry (FerryFakeJournal *self)
{
  if (self->source == 0 && !self->held && !g_queue_is_empty (&self->calls))
    self->source = g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, self, NULL);
}

static Call *
add_call (FerryJournal        *journal,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  FerryFakeJournal *self = FERRY_FAKE_JOURNAL (journal);
  Call *call = g_new0 (Call, 1);

  call->task = g_task_new (self, NULL, callback, user_data);
  g_queue_push_tail (&self->calls, call);
  hurry (self);
  return call;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const FerryRecord *first = *(FerryRecord *const *) a, *second = *(FerryRecord *const *) b;

  return first->sequence < second->sequence ? -1 : first->sequence > second->sequence;
}

static void
load_async (FerryJournal        *journal,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  FerryFakeJournal *self = FERRY_FAKE_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_record_unref);
  GHashTableIter iter;
  gpointer record;

  if (self->failing)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_JOURNAL, "The journal is on strike");
      return;
    }
  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (records, ferry_record_ref (record));
  g_ptr_array_sort (records, compare);
  g_task_return_pointer (task, g_steal_pointer (&records), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
load_finish (FerryJournal  *journal,
             GAsyncResult  *result,
             GPtrArray    **groups,
             GError       **error)
{
  FerryFakeJournal *self = FERRY_FAKE_JOURNAL (journal);
  GHashTableIter iter;
  gpointer group;

  *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_group_unref);
  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    g_ptr_array_add (*groups, ferry_group_ref (group));
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_async (FerryJournal        *journal,
            GPtrArray           *records,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  add_call (journal, callback, user_data)->records =
    g_ptr_array_copy (records, (GCopyFunc) (GCallback) ferry_record_ref, NULL);
}

static void
remove_async (FerryJournal        *journal,
              const char *const   *ids,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  add_call (journal, callback, user_data)->ids = g_strdupv ((char **) ids);
}

static void
save_group_async (FerryJournal        *journal,
                  FerryGroup          *group,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  add_call (journal, callback, user_data)->group = ferry_group_ref (group);
}

static void
remove_group_async (FerryJournal        *journal,
                    FerryGroup          *group,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  add_call (journal, callback, user_data)->gone = ferry_group_ref (group);
}

static void
close_async (FerryJournal        *journal,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  add_call (journal, callback, user_data);
}

static void
ferry_fake_journal_finalize (GObject *object)
{
  FerryFakeJournal *self = FERRY_FAKE_JOURNAL (object);

  g_assert_true (g_queue_is_empty (&self->calls));
  g_clear_handle_id (&self->source, g_source_remove);
  g_hash_table_unref (self->records);
  g_hash_table_unref (self->groups);
  G_OBJECT_CLASS (ferry_fake_journal_parent_class)->finalize (object);
}

static void
ferry_fake_journal_class_init (FerryFakeJournalClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_fake_journal_finalize;
}

static void
ferry_fake_journal_iface_init (FerryJournalInterface *iface)
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
ferry_fake_journal_init (FerryFakeJournal *self)
{
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ferry_record_unref);
  self->groups = g_hash_table_new_full (ferry_group_hash, ferry_group_equal, (GDestroyNotify) ferry_group_unref, NULL);
  g_queue_init (&self->calls);
}

FerryFakeJournal *
ferry_fake_journal_new (void)
{
  return g_object_new (FERRY_TYPE_FAKE_JOURNAL, NULL);
}

/* What the disk would give back: a request and an upload without their secrets. */
static FerryRecord *
reread (FerryRecord *record)
{
  FerryRecord *copy = ferry_record_copy (record);
  g_autoptr (GVariant) request = g_variant_ref_sink (ferry_request_to_stored (record->request));
  g_autoptr (GError) error = NULL;

  ferry_request_unref (copy->request);
  copy->request = ferry_request_new_from_stored (request, &error);
  g_assert_no_error (error);
  if (record->response != NULL)
    {
      g_autoptr (GVariant) response = g_variant_ref_sink (ferry_response_to_stored (record->response));

      ferry_response_unref (copy->response);
      copy->response = ferry_response_new_from_stored (response);
    }
  if (record->upload != NULL)
    {
      g_autoptr (GVariant) upload = g_variant_ref_sink (ferry_upload_to_stored (record->upload));

      ferry_upload_unref (copy->upload);
      copy->upload = ferry_upload_new_from_stored (upload);
    }
  return copy;
}

/**
 * ferry_fake_journal_crash:
 * @self: the journal
 *
 * From now on this one fails everything, what is waiting too.
 *
 * Returns: (transfer full): what the next service finds
 */
FerryFakeJournal *
ferry_fake_journal_crash (FerryFakeJournal *self)
{
  FerryFakeJournal *next = ferry_fake_journal_new ();
  GHashTableIter iter;
  gpointer group, value;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_autoptr (FerryRecord) record = reread (value);

      keep (next, record);
    }
  g_hash_table_iter_init (&iter, self->groups);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    g_hash_table_add (next->groups, ferry_group_ref (group));
  self->failing = TRUE;
  ferry_fake_journal_set_held (self, FALSE);
  return next;
}

/**
 * ferry_fake_journal_set_held:
 * @self: the journal
 * @held: whether calls wait for ferry_fake_journal_answer()
 */
void
ferry_fake_journal_set_held (FerryFakeJournal *self,
                             gboolean          held)
{
  self->held = held;
  hurry (self);
}

void
ferry_fake_journal_set_failing (FerryFakeJournal *self,
                                gboolean          failing)
{
  self->failing = failing;
}

guint
ferry_fake_journal_get_n_waiting (FerryFakeJournal *self)
{
  return g_queue_get_length (&self->calls);
}

guint
ferry_fake_journal_get_n_records (FerryFakeJournal *self)
{
  return g_hash_table_size (self->records);
}

guint
ferry_fake_journal_get_n_groups (FerryFakeJournal *self)
{
  return g_hash_table_size (self->groups);
}

/**
 * ferry_fake_journal_lookup:
 * @self: the journal
 * @id: of a transfer
 *
 * Returns: (transfer none) (nullable): what is durable of it
 */
FerryRecord *
ferry_fake_journal_lookup (FerryFakeJournal *self,
                           const char       *id)
{
  return g_hash_table_lookup (self->records, id);
}
