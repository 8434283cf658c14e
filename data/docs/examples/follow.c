/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the downloads that are not finished, of this program's earlier runs
 * too, and tells how far they get until all have ended. */

#include <ferry/ferry.h>

typedef struct {
  GMainLoop *loop;
  guint n_unfinished;
} Program;

static void
on_progress (FerryTransferOperation *operation,
             FerryTransferProgress  *progress,
             gpointer                user_data)
{
  g_print ("%s: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes\n",
           ferry_transfer_operation_get_requested_uri (operation),
           progress->bytes_received, progress->total_bytes_to_receive);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  FerryTransferOperation *operation = FERRY_TRANSFER_OPERATION (source);
  const char *address = ferry_transfer_operation_get_requested_uri (operation);
  Program *program = user_data;
  g_autoptr (GError) error = NULL;

  if (ferry_transfer_operation_attach_finish (operation, result, &error))
    g_print ("%s: completed\n", address);
  else
    g_print ("%s: %s\n", address, error->message);
  if (--program->n_unfinished == 0)
    g_main_loop_quit (program->loop);
}

/* The task of each wait holds its download. */
static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Program *program = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) downloads =
    ferry_background_downloader_get_current_downloads_finish (result, &error);

  program->n_unfinished = downloads != NULL ? g_list_model_get_n_items (downloads) : 0;
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  if (program->n_unfinished == 0)
    g_main_loop_quit (program->loop);
  for (guint i = 0; i < program->n_unfinished; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (downloads, i);

      g_signal_connect (operation, "progress", G_CALLBACK (on_progress), NULL);
      ferry_transfer_operation_attach_async (operation, NULL, on_ended, program);
    }
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Program program = { .loop = loop };

  ferry_background_downloader_get_current_downloads_async (NULL, on_found, &program);
  g_main_loop_run (loop);
  return 0;
}
