/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Uploads a file, and prints what the server answered. */

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
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Program *program = user_data;
  GError *error = NULL;
  g_autoptr (GInputStream) answer =
    ferry_upload_operation_get_result_stream_at_finish (FERRY_UPLOAD_OPERATION (source), result, &error);
  g_autoptr (GBytes) text = NULL;

  if (answer != NULL)
    text = g_input_stream_read_bytes (answer, 10000, NULL, &error);
  if (text == NULL)
    {
      give_up (program, error);
      return;
    }
  g_print ("%.*s\n", (int) g_bytes_get_size (text), (const char *) g_bytes_get_data (text, NULL));
  g_main_loop_quit (program->loop);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Program *program = user_data;
  GError *error = NULL;

  if (ferry_transfer_operation_attach_finish (FERRY_TRANSFER_OPERATION (source), result, &error))
    ferry_upload_operation_get_result_stream_at_async (FERRY_UPLOAD_OPERATION (source), 0, NULL,
                                                       on_opened, program);
  else
    give_up (program, error);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  FerryBackgroundUploader *uploader = FERRY_BACKGROUND_UPLOADER (source);
  Program *program = user_data;
  GError *error = NULL;
  g_autoptr (FerryUploadOperation) upload =
    ferry_background_uploader_create_upload_finish (uploader, result, &error);

  if (upload != NULL)
    ferry_transfer_operation_attach_async (FERRY_TRANSFER_OPERATION (upload), NULL,
                                           on_ended, program);
  else
    give_up (program, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (FerryBackgroundUploader) uploader = ferry_background_uploader_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GFile) file = NULL;
  Program program = { .loop = loop };

  if (argc != 3)
    {
      g_printerr ("Usage: %s ADDRESS FILE\n", argv[0]);
      return 2;
    }
  file = g_file_new_for_commandline_arg (argv[2]);
  ferry_transfer_creator_set_start_at_once (FERRY_TRANSFER_CREATOR (uploader), TRUE);
  ferry_background_uploader_create_upload_async (uploader, argv[1], file, NULL,
                                                 on_created, &program);
  g_main_loop_run (loop);
  return program.status;
}
