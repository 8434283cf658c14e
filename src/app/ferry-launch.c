/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opens what has been downloaded, in the program that the person uses for it.
 * What goes wrong is told by the page. */

#include "ferry-launch.h"

static void
on_launched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GtkWidget) from = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    gtk_widget_activate_action (from, "page.tell", "s", error->message);
}

static void
launch (GtkWidget *from,
        GFile     *file)
{
  GdkDisplay *display = gtk_widget_get_display (from);
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (display);
  g_autofree char *uri = g_file_get_uri (file);

  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL,
                                           on_launched, g_object_ref (from));
}

/**
 * ferry_launch_file:
 * @from: where a person asked for it
 * @operation: a completed download
 *
 * Opens its file.
 */
void
ferry_launch_file (GtkWidget              *from,
                   FerryTransferOperation *operation)
{
  GFile *file = ferry_transfer_operation_get_file (operation);

  if (file != NULL)
    launch (from, file);
}

/**
 * ferry_launch_folder:
 * @from: where a person asked for it
 * @operation: a download whose file has a name
 *
 * Opens the folder of its file.
 */
void
ferry_launch_folder (GtkWidget              *from,
                     FerryTransferOperation *operation)
{
  GFile *file = ferry_transfer_operation_get_file (operation);
  g_autoptr (GFile) folder = file != NULL ? g_file_get_parent (file) : NULL;

  if (folder != NULL)
    launch (from, folder);
}
