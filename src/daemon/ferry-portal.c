/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Background portal: what a service in a sandbox asks the desktop for,
 * because the desktop's folders are out of its reach. What the person has
 * decided about it in the desktop's settings is not questioned here. */

#include "ferry-portal.h"

#include "ferry-config.h"

#include <glib/gi18n-lib.h>

#define NAME      "org.freedesktop.portal.Desktop"
#define PATH      "/org/freedesktop/portal/desktop"
#define INTERFACE "org.freedesktop.portal.Background"

static void
on_requested (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL && GPOINTER_TO_INT (user_data))
    g_message ("Unfinished transfers will not go on by themselves after log-in: %s", error->message);
}

/**
 * ferry_portal_set_autostart:
 * @connection: the session bus
 * @wanted: whether the service is to be started after log-in
 *
 * Asks to run without a window, too.
 */
void
ferry_portal_set_autostart (GDBusConnection *connection,
                            gboolean         wanted)
{
  const char *const command[] = { FERRY_LIBEXECDIR "/ferryd", NULL };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  /* Translators: why Ferry wants to run without a window; the desktop shows it */
  g_variant_dict_insert (&options, "reason", "s", _ ("Transfers go on while no window is open."));
  g_variant_dict_insert (&options, "autostart", "b", wanted);
  g_variant_dict_insert (&options, "commandline", "^as", command);
  g_dbus_connection_call (connection, NAME, PATH, INTERFACE, "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_requested, GINT_TO_POINTER (wanted));
}

/**
 * ferry_portal_set_status:
 * @connection: the session bus
 * @words: what the list of background programs says; empty for nothing
 *
 * Nobody waits for the answer: a desktop without the portal shows nothing.
 */
void
ferry_portal_set_status (GDBusConnection *connection,
                         const char      *words)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "message", "s", words);
  g_dbus_connection_call (connection, NAME, PATH, INTERFACE, "SetStatus",
                          g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}
