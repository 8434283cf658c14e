/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way from a toast to the file, the file manager and the window. Each gets
 * the token of the click, which lets it take the focus: it was asked for. */

#include "ferry-launcher.h"

#include "ferry-config.h"
#include "ferry-flatpak.h"

#include <gio/gunixfdlist.h>

#include <fcntl.h>
#include <unistd.h>

#define FILES_NAME      "org.freedesktop.FileManager1"
#define FILES_PATH      "/org/freedesktop/FileManager1"
#define PORTAL_NAME     "org.freedesktop.portal.Desktop"
#define PORTAL_PATH     "/org/freedesktop/portal/desktop"
#define PORTAL_OPEN_URI "org.freedesktop.portal.OpenURI"
#define APPLICATION     "org.freedesktop.Application"

/* More files are not told apart in a folder by being selected. */
#define MAX_SHOWN 64

/* What was asked for, to do it another way. */
typedef struct {
  char *path;  /* (owned) */
  char *token; /* (owned) (nullable) */
} Target;

static Target *
target_new (const char *path,
            const char *token)
{
  Target *target = g_new0 (Target, 1);

  target->path = g_strdup (path);
  target->token = g_strdup (token);
  return target;
}

static void
target_free (Target *target)
{
  g_free (target->path);
  g_free (target->token);
  g_free (target);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Target, target_free)

static void
launch (const char          *path,
        const char          *token,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  g_autoptr (GAppLaunchContext) context = g_app_launch_context_new ();
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  if (token != NULL)
    {
      g_app_launch_context_setenv (context, "XDG_ACTIVATION_TOKEN", token);
      g_app_launch_context_setenv (context, "DESKTOP_STARTUP_ID", token);
    }
  g_app_info_launch_default_for_uri_async (uri, context, NULL, callback, user_data);
}

/* The folder of a file. */

static void
on_folder_launched (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    g_message ("A folder can't be shown: %s", error->message);
}

static void
on_files_shown (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (Target) target = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree char *folder = g_path_get_dirname (target->path);

  if (answer != NULL)
    return;
  g_debug ("No file manager selects files: %s", error->message);
  launch (folder, target->token, on_folder_launched, NULL);
}

static GVariant *
uris_of (GPtrArray *paths)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < MIN (paths->len, MAX_SHOWN); i++)
    g_variant_builder_add_value (&builder,
                                 g_variant_new_take_string (g_filename_to_uri (paths->pdata[i], NULL, NULL)));
  return g_variant_builder_end (&builder);
}

/* A sandbox reaches no file manager but through the portal, which wants the
 * file itself. Nothing is read of it, so that this does not wait. */
static void
show_by_portal (GDBusConnection *connection,
                const char      *path,
                const char      *token)
{
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  int fd = open (path, O_PATH | O_CLOEXEC);
  GVariantDict options;

  if (fd < 0)
    return;
  g_variant_dict_init (&options, NULL);
  if (token != NULL)
    g_variant_dict_insert (&options, "activation_token", "s", token);
  g_dbus_connection_call_with_unix_fd_list (connection, PORTAL_NAME, PORTAL_PATH, PORTAL_OPEN_URI, "OpenDirectory",
                                            g_variant_new ("(sh@a{sv})", "", g_unix_fd_list_append (files, fd, NULL),
                                                           g_variant_dict_end (&options)),
                                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, files, NULL, NULL, NULL);
  close (fd);
}

/**
 * ferry_launcher_show_files:
 * @connection: the session bus
 * @paths: (element-type filename): files, one at least
 * @token: (nullable): of the click
 *
 * Shows them in their folders, selected where the file manager can do that.
 */
void
ferry_launcher_show_files (GDBusConnection *connection,
                           GPtrArray       *paths,
                           const char      *token)
{
  const char *first = g_ptr_array_index (paths, 0);

  if (ferry_flatpak_is_inside ())
    show_by_portal (connection, first, token);
  else
    g_dbus_connection_call (connection, FILES_NAME, FILES_PATH, FILES_NAME, "ShowItems",
                            g_variant_new ("(@ass)", uris_of (paths), token != NULL ? token : ""),
                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_files_shown, target_new (first, token));
}

/* A file. */

static void
on_launched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Target) target = user_data;
  g_autofree char *folder = g_path_get_dirname (target->path);
  g_autoptr (GError) error = NULL;

  /* A person who is asked which program may change their mind. */
  if (g_app_info_launch_default_for_uri_finish (result, &error) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("No program opens the file: %s", error->message);
  launch (folder, target->token, on_folder_launched, NULL);
}

/**
 * ferry_launcher_open:
 * @path: a file
 * @token: (nullable): of the click
 *
 * Opens it in the program that the person uses for it, or else its folder.
 */
void
ferry_launcher_open (const char *path,
                     const char *token)
{
  launch (path, token, on_launched, target_new (path, token));
}

/* The window. */

static GVariant *
platform_data (const char *token)
{
  GVariantDict data;

  g_variant_dict_init (&data, NULL);
  if (token != NULL)
    {
      g_variant_dict_insert (&data, "activation-token", "s", token);
      g_variant_dict_insert (&data, "desktop-startup-id", "s", token);
    }
  return g_variant_dict_end (&data);
}

static void
on_window_asked (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL)
    g_message ("The window can't be shown: %s", error->message);
}

/**
 * ferry_launcher_show_transfers:
 * @connection: the session bus
 * @page: of the window
 * @ids: which transfers; those that it does not know any more do no harm
 * @token: (nullable): of the click
 *
 * Opens the window, or raises it, at the rows of these transfers.
 */
void
ferry_launcher_show_transfers (GDBusConnection   *connection,
                               const char        *page,
                               const char *const *ids,
                               const char        *token)
{
  GVariant *parameter = g_variant_new ("(s^as)", page, ids);

  g_dbus_connection_call (connection, FERRY_APP_ID, FERRY_APP_PATH, APPLICATION, "ActivateAction",
                          g_variant_new ("(s@av@a{sv})", "show-transfers",
                                         g_variant_new_array (G_VARIANT_TYPE_VARIANT,
                                                              (GVariant *[]){ g_variant_new_variant (parameter) }, 1),
                                         platform_data (token)),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_window_asked, NULL);
}
