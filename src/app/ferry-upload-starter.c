/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From files to uploads: one for each, or one request with all of them, as a
 * form on a web page sends it. What is on its way already is asked about. */

#include "ferry-upload-starter.h"

#include "ferry-again-question.h"
#include "ferry-app-closures.h"

typedef struct {
  char *address;    /* (owned) */
  GPtrArray *files; /* (owned) (element-type GFile) */
  gboolean as_one;
} Start;

static void on_created  (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);
static void on_one_made (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static void
start_free (Start *start)
{
  g_ptr_array_unref (start->files);
  g_free (start->address);
  g_free (start);
}

static gboolean
is_the_same (FerryTransferOperation *operation,
             const char             *address,
             GPtrArray              *files)
{
  GFile *source = ferry_transfer_operation_get_file (operation);

  return source != NULL &&
         ferry_app_is_unfinished (NULL, ferry_transfer_operation_get_state (operation)) &&
         g_str_equal (ferry_transfer_operation_get_requested_uri (operation), address) &&
         g_ptr_array_find_with_equal_func (files, source, (GEqualFunc) g_file_equal, NULL);
}

static gboolean
is_under_way (GListModel *operations,
              const char *address,
              GPtrArray  *files)
{
  guint n = g_list_model_get_n_items (operations);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (is_the_same (operation, address, files))
        return TRUE;
    }
  return FALSE;
}

static void
create_each (GTask                   *task,
             FerryBackgroundUploader *uploader)
{
  Start *start = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) addresses = NULL;

  for (guint i = 0; i < start->files->len; i++)
    g_strv_builder_add (builder, start->address);
  addresses = g_strv_builder_end (builder);
  ferry_background_uploader_create_uploads_async (uploader, (const char *const *) addresses, start->files,
                                                  NULL, on_created, g_object_ref (task));
}

/* The fields have the names that the sample gives them. */
static GPtrArray *
new_parts (GPtrArray *files)
{
  GPtrArray *parts = g_ptr_array_new_full (files->len, g_object_unref);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *field = g_strdup_printf ("File%u", i);
      FerryContentPart *part = ferry_content_part_new (field, NULL);

      ferry_content_part_set_file (part, files->pdata[i]);
      g_ptr_array_add (parts, part);
    }
  return parts;
}

static void
create_one (GTask                   *task,
            FerryBackgroundUploader *uploader)
{
  Start *start = g_task_get_task_data (task);
  g_autoptr (GPtrArray) parts = new_parts (start->files);

  ferry_background_uploader_create_upload_from_parts_async (uploader, start->address, parts, NULL, NULL,
                                                            NULL, on_one_made, g_object_ref (task));
}

static void
create (GTask *task)
{
  Start *start = g_task_get_task_data (task);
  g_autoptr (FerryBackgroundUploader) uploader = ferry_background_uploader_new ();

  ferry_transfer_creator_set_start_at_once (FERRY_TRANSFER_CREATOR (uploader), TRUE);
  if (start->as_one)
    create_one (task, uploader);
  else
    create_each (task, uploader);
}

/**
 * ferry_upload_starter_start_async:
 * @from: where a person asked for it
 * @operations: a list of #FerryTransferOperation that are known
 * @address: where to
 * @files: (element-type GFile): what is to be sent
 * @as_one: whether all are sent by one request
 * @callback: called when the uploads exist
 * @user_data: for @callback
 *
 * Starts to send @files. When one of them is on its way to @address, the person
 * is asked first.
 */
void
ferry_upload_starter_start_async (GtkWidget           *from,
                                  GListModel          *operations,
                                  const char          *address,
                                  GPtrArray           *files,
                                  gboolean             as_one,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Start *start = g_new0 (Start, 1);

  g_task_set_source_tag (task, ferry_upload_starter_start_async);
  g_task_set_task_data (task, start, (GDestroyNotify) start_free);
  start->address = g_strdup (address);
  start->files = g_ptr_array_ref (files);
  start->as_one = as_one;
  if (is_under_way (operations, address, files))
    ferry_again_question_ask (from, FERRY_TRANSFER_KIND_UPLOAD, create, task);
  else
    create (task);
}

static void
end (GTask  *task,
     GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) created =
    ferry_background_uploader_create_uploads_finish (FERRY_BACKGROUND_UPLOADER (source), result, &error);

  end (task, error);
}

static void
on_one_made (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  FerryBackgroundUploader *uploader = FERRY_BACKGROUND_UPLOADER (source);
  GError *error = NULL;
  g_autoptr (FerryUploadOperation) made =
    ferry_background_uploader_create_upload_from_parts_finish (uploader, result, &error);

  end (task, error);
}

/**
 * ferry_upload_starter_start_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the uploads exist; %G_IO_ERROR_CANCELLED when the person
 *   thought better of it
 */
gboolean
ferry_upload_starter_start_finish (GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
