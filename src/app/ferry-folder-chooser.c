/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders: the one that a setting means, and one that a person chooses. The
 * dialog is the system's; in a sandbox it gives access to what is chosen. */

#include "ferry-folder-chooser.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  FerryFolderChosen chosen;
  GWeakRef owner;
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_weak_ref_clear (&question->owner);
  g_free (question);
}

/**
 * ferry_folder_special:
 * @directory: what kind of files it is for
 *
 * Returns: (transfer full): the person's folder for them; their home when there
 *   is none
 */
GFile *
ferry_folder_special (GUserDirectory directory)
{
  const char *path = g_get_user_special_dir (directory);

  return g_file_new_for_path (path != NULL ? path : g_get_home_dir ());
}

/**
 * ferry_folder_from_setting:
 * @chosen: the setting “download-folder”
 *
 * Returns: (transfer full): the folder that the service takes
 */
GFile *
ferry_folder_from_setting (const char *chosen)
{
  return g_path_is_absolute (chosen) ? g_file_new_for_path (chosen)
                                     : ferry_folder_special (G_USER_DIRECTORY_DOWNLOAD);
}

/* Else “~” would stand at the end of a line from right to left. */
static char *
isolate (char *path)
{
  g_autofree char *raw = path;

  if (gtk_widget_get_default_direction () != GTK_TEXT_DIR_RTL)
    return g_steal_pointer (&raw);
  return g_strconcat ("\u2066", raw, "\u2069", NULL);
}

/* In a sandbox what was chosen lies below a number that means nothing to a
 * person. Returns: (transfer full) (nullable) */
static char *
name_in_portal (GFile *folder)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  g_autoptr (GFile) portal = g_file_new_for_path (path);
  g_autofree char *below = g_file_get_relative_path (portal, folder);
  const char *slash = below != NULL ? strchr (below, '/') : NULL;

  return slash != NULL ? g_filename_display_name (slash + 1) : NULL;
}

/**
 * ferry_folder_words:
 * @folder: a folder
 *
 * Returns: (transfer full): where it is; a person knows what “~” is better than
 *   how their home is called
 */
char *
ferry_folder_words (GFile *folder)
{
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  g_autofree char *below = g_file_get_relative_path (home, folder);
  g_autofree char *words = name_in_portal (folder);

  if (words != NULL)
    return isolate (g_steal_pointer (&words));
  if (below == NULL)
    return isolate (g_file_get_parse_name (folder));
  words = g_filename_display_name (below);
  return isolate (g_strconcat ("~/", words, NULL));
}

/* Neither settings nor the bus can carry such a path. */
static gboolean
check_path (GFile     *folder,
            GtkWindow *parent)
{
  const char *path = g_file_peek_path (folder);
  g_autofree char *shown = NULL;
  GtkWidget *dialog;

  if (path == NULL || g_utf8_validate (path, -1, NULL))
    return TRUE;
  shown = g_filename_display_name (path);
  dialog = adw_message_dialog_new (parent, _ ("This Folder Can’t Be Used"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("The path “%s” is not valid: names of files and folders have to be UTF-8"), shown);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
  return FALSE;
}

static void
on_response (GtkNativeDialog *dialog,
             int              response,
             Question        *question)
{
  g_autoptr (GtkNativeDialog) done = dialog;
  g_autoptr (GObject) owner = g_weak_ref_get (&question->owner);
  g_autoptr (GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (owner != NULL && folder != NULL && check_path (folder, gtk_native_dialog_get_transient_for (dialog)))
    question->chosen (owner, folder);
}

/**
 * ferry_folder_choose:
 * @parent: the window above which it opens
 * @folder: where to begin
 * @chosen: called with the answer
 * @owner: who asks
 *
 * Lets a person choose a folder. One whose path is not UTF-8 is refused with a
 * sentence, and @chosen is not called.
 */
void
ferry_folder_choose (GtkWindow         *parent,
                     GFile             *folder,
                     FerryFolderChosen  chosen,
                     GObject           *owner)
{
  /* The dialog lives until it is answered; see on_response(). */
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save In"), parent,
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                                              NULL, NULL);
  Question *question = g_new0 (Question, 1);

  question->chosen = chosen;
  g_weak_ref_init (&question->owner, owner);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), folder, NULL);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
