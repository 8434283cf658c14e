/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Downloads an address, and says where the file is. */

#include <ferry/ferry.h>

typedef struct {
  GMainLoop *loop;
  int status;
} Program;

static void
give_up (Program *program,
         GError  *error)
{
  g_printerr ("%s\n", error->message);
  g_error_free (error);
  program->status = 1;
  g_main_loop_quit (program->loop);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  FerryTransferOperation *operation = FERRY_TRANSFER_OPERATION (source);
  Program *program = user_data;
  GError *error = NULL;

  if (!ferry_transfer_operation_attach_finish (operation, result, &error))
    {
      give_up (program, error);
      return;
    }
  g_print ("%s\n", g_file_peek_path (ferry_transfer_operation_get_file (operation)));
  g_main_loop_quit (program->loop);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  FerryBackgroundDownloader *downloader = FERRY_BACKGROUND_DOWNLOADER (source);
  Program *program = user_data;
  GError *error = NULL;
  g_autoptr (FerryDownloadOperation) download =
    ferry_background_downloader_create_download_finish (downloader, result, &error);

  /* From here on the download is Ferry's: it goes on without this program. */
  if (download != NULL)
    ferry_transfer_operation_attach_async (FERRY_TRANSFER_OPERATION (download), NULL,
                                           on_ended, program);
  else
    give_up (program, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Program program = { .loop = loop };

  if (argc != 2)
    {
      g_printerr ("Usage: %s ADDRESS\n", argv[0]);
      return 2;
    }
  ferry_transfer_creator_set_start_at_once (FERRY_TRANSFER_CREATOR (downloader), TRUE);
  ferry_background_downloader_create_download_async (downloader, argv[1], NULL, NULL,
                                                     on_created, &program);
  g_main_loop_run (loop);
  return program.status;
}
