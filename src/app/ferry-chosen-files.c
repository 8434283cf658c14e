/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files come here one after the other, so that they stay in the order in which
 * they were chosen; what can't be sent stays out, and the person is told why. */

#include "ferry-chosen-files.h"

#include "ferry-app-files.h"

#include <glib/gi18n.h>

struct _FerryChosenFiles {
  GObject parent_instance;

  GListStore *files; /* (owned) (element-type GFileInfo) */
  GHashTable *known; /* (owned) (element-type GFile) (owned) those in the list */
};

typedef struct {
  GListModel *files; /* (owned) (element-type GFile) to be added */
  guint next;        /* of them */
  guint64 limit;
  GPtrArray *good; /* (owned) (element-type GFileInfo) (owned) */
  guint n_bad;
  char *problem; /* (owned) (nullable) of the first bad one */
} Add;

G_DEFINE_FINAL_TYPE (FerryChosenFiles, ferry_chosen_files, G_TYPE_OBJECT)

static void on_queried (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
add_free (Add *add)
{
  g_clear_object (&add->files);
  g_clear_pointer (&add->good, g_ptr_array_unref);
  g_free (add->problem);
  g_free (add);
}

static void
ferry_chosen_files_dispose (GObject *object)
{
  FerryChosenFiles *self = FERRY_CHOSEN_FILES (object);

  g_clear_object (&self->files);
  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (ferry_chosen_files_parent_class)->dispose (object);
}

static void
ferry_chosen_files_class_init (FerryChosenFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ferry_chosen_files_dispose;
}

static void
ferry_chosen_files_init (FerryChosenFiles *self)
{
  self->files = g_list_store_new (G_TYPE_FILE_INFO);
  self->known = g_hash_table_new_full (g_file_hash, (GEqualFunc) g_file_equal, g_object_unref, NULL);
}

/**
 * ferry_chosen_files_new:
 *
 * Returns: (transfer full): no files
 */
FerryChosenFiles *
ferry_chosen_files_new (void)
{
  return g_object_new (FERRY_TYPE_CHOSEN_FILES, NULL);
}

/**
 * ferry_chosen_files_get_model:
 * @self: chosen files
 *
 * Returns: (transfer none): them as a list of #GFileInfo
 */
GListModel *
ferry_chosen_files_get_model (FerryChosenFiles *self)
{
  g_return_val_if_fail (FERRY_IS_CHOSEN_FILES (self), NULL);

  return G_LIST_MODEL (self->files);
}

/**
 * ferry_chosen_files_get_size:
 * @self: chosen files
 *
 * Returns: how many bytes they have together
 */
guint64
ferry_chosen_files_get_size (FerryChosenFiles *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->files));
  guint64 size = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GFileInfo) info = g_list_model_get_item (G_LIST_MODEL (self->files), i);

      size += g_file_info_get_size (info);
    }
  return size;
}

/**
 * ferry_chosen_files_dup_files:
 * @self: chosen files
 *
 * Returns: (transfer full) (element-type GFile): where they are, in their order
 */
GPtrArray *
ferry_chosen_files_dup_files (FerryChosenFiles *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->files));
  GPtrArray *files = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GFileInfo) info = g_list_model_get_item (G_LIST_MODEL (self->files), i);

      g_ptr_array_add (files, g_object_ref (ferry_app_file_of (info)));
    }
  return files;
}

/**
 * ferry_chosen_files_get_problem:
 * @self: chosen files
 * @limit: how many bytes each may have; 0 for any
 *
 * The limit may be another one than when they were chosen.
 *
 * Returns: (transfer full) (nullable): why one of them is not sent; %NULL when
 *   all can be
 */
char *
ferry_chosen_files_get_problem (FerryChosenFiles *self,
                                guint64           limit)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->files));
  char *problem = NULL;

  for (guint i = 0; i < n && problem == NULL; i++)
    {
      g_autoptr (GFileInfo) info = g_list_model_get_item (G_LIST_MODEL (self->files), i);

      problem = ferry_app_file_problem (info, limit);
    }
  return problem;
}

/**
 * ferry_chosen_files_remove:
 * @self: chosen files
 * @position: of one
 *
 * Takes it off the list.
 */
void
ferry_chosen_files_remove (FerryChosenFiles *self,
                           guint             position)
{
  g_autoptr (GFileInfo) info = NULL;

  g_return_if_fail (FERRY_IS_CHOSEN_FILES (self));

  info = g_list_model_get_item (G_LIST_MODEL (self->files), position);
  g_return_if_fail (info != NULL);
  g_hash_table_remove (self->known, ferry_app_file_of (info));
  g_list_store_remove (self->files, position);
}

/**
 * ferry_chosen_files_clear:
 * @self: chosen files
 *
 * Takes all off the list.
 */
void
ferry_chosen_files_clear (FerryChosenFiles *self)
{
  g_return_if_fail (FERRY_IS_CHOSEN_FILES (self));

  g_hash_table_remove_all (self->known);
  g_list_store_remove_all (self->files);
}

/* Adding, one file after the other */

static GError *
left_out (Add *add)
{
  guint more = add->n_bad - 1;

  if (more == 0)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, add->problem);
  /* Translators: why a file was left out, and how many others were, too */
  return g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                      ngettext ("%s (and %u more was left out)", "%s (and %u more were left out)", more),
                      add->problem, more);
}

/* At once, so that whoever shows the list has one change to show. */
static void
end (FerryChosenFiles *self,
     GTask            *task)
{
  Add *add = g_task_get_task_data (task);

  g_list_store_splice (self->files, g_list_model_get_n_items (G_LIST_MODEL (self->files)), 0,
                       add->good->pdata, add->good->len);
  if (add->problem != NULL)
    g_task_return_error (task, left_out (add));
  else
    g_task_return_boolean (task, TRUE);
}

static void
ask_next (FerryChosenFiles *self,
          GTask            *task)
{
  Add *add = g_task_get_task_data (task);
  g_autoptr (GFile) file = g_list_model_get_item (add->files, add->next);

  if (file == NULL)
    end (self, task);
  else
    g_file_query_info_async (file, FERRY_APP_FILE_ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                             g_task_get_cancellable (task), on_queried, g_object_ref (task));
  add->next++;
}

/**
 * ferry_chosen_files_add_async:
 * @self: chosen files
 * @files: (element-type GFile): more
 * @limit: how many bytes each may have; 0 for any
 * @cancellable: (nullable): gives up
 * @callback: called when they are in the list
 * @user_data: for @callback
 *
 * Adds to the list what can be sent, each file once.
 */
void
ferry_chosen_files_add_async (FerryChosenFiles    *self,
                              GListModel          *files,
                              guint64              limit,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Add *add = g_new0 (Add, 1);

  g_return_if_fail (FERRY_IS_CHOSEN_FILES (self));

  g_task_set_source_tag (task, ferry_chosen_files_add_async);
  g_task_set_task_data (task, add, (GDestroyNotify) add_free);
  add->files = g_object_ref (files);
  add->limit = limit;
  add->good = g_ptr_array_new_with_free_func (g_object_unref);
  ask_next (self, task);
}

static void
take_problem (Add  *add,
              char *problem)
{
  if (add->n_bad++ == 0)
    add->problem = problem;
  else
    g_free (problem);
}

static void
take (FerryChosenFiles *self,
      Add              *add,
      GFile            *file,
      GFileInfo        *info)
{
  char *problem;

  g_file_info_set_attribute_object (info, "standard::file", G_OBJECT (file));
  problem = ferry_app_file_problem (info, add->limit);
  if (problem != NULL)
    take_problem (add, problem);
  else if (g_hash_table_add (self->known, g_object_ref (file)))
    g_ptr_array_add (add->good, g_object_ref (info));
}

static void
on_queried (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryChosenFiles *self = g_task_get_source_object (task);
  Add *add = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info != NULL)
    take (self, add, G_FILE (source), info);
  else
    take_problem (add, g_strdup (error->message));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    ask_next (self, task);
}

/**
 * ferry_chosen_files_add_finish:
 * @self: chosen files
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether all are in the list; else @error says why one is not
 */
gboolean
ferry_chosen_files_add_finish (FerryChosenFiles  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
