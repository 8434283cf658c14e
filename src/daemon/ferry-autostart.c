/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The autostart entry, a desktop file in the person's configuration
 * (Desktop Application Autostart Specification). Written and deleted on a
 * worker thread, one after the other; by the portal where that configuration
 * is out of reach. */

#include "ferry-autostart.h"

#include "ferry-config.h"
#include "ferry-flatpak.h"
#include "ferry-portal.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

static const char entry[] =
  "[Desktop Entry]\n"
  "Type=Application\n"
  "Name=Ferry\n"
  "Exec=" FERRY_LIBEXECDIR "/ferryd\n"
  "NoDisplay=true\n"
  "X-GNOME-Autostart-Delay=5\n"
  "Comment=";

static GMutex lock;
static gboolean is_wanted; /* (locked by lock) */

static void
apply_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autofree char *path = g_build_filename (folder, FERRY_SERVICE_ID ".desktop", NULL);
  g_autofree char *text = g_strconcat (entry, _ ("Goes on with unfinished transfers"), "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&lock);
  if (!is_wanted)
    g_unlink (path);
  else if (g_mkdir_with_parents (folder, 0700) != 0 ||
           !g_file_set_contents (path, text, -1, &error))
    g_message ("Unfinished transfers will not go on by themselves after log-in: %s",
               error != NULL ? error->message : g_strerror (errno));
  g_mutex_unlock (&lock);
  g_task_return_boolean (task, TRUE);
}

/**
 * ferry_autostart_set:
 * @connection: the session bus
 * @wanted: whether something is unfinished
 *
 * Brings the entry in line; cheap when nothing changes.
 */
void
ferry_autostart_set (GDBusConnection *connection,
                     gboolean         wanted)
{
  static gboolean known;
  g_autoptr (GTask) task = NULL;
  gboolean changes;

  g_mutex_lock (&lock);
  changes = !known || is_wanted != wanted;
  is_wanted = wanted;
  g_mutex_unlock (&lock);
  known = TRUE;
  if (!changes)
    return;
  if (ferry_flatpak_is_inside ())
    {
      ferry_portal_set_autostart (connection, wanted);
      return;
    }
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, ferry_autostart_set);
  g_task_run_in_thread (task, apply_in_thread);
}
