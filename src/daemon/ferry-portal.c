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
#define REQUEST   "org.freedesktop.portal.Request"

/* A person may be asked, and take their time; what was asked first must not be
 * answered last. A portal that dies over it leaves it to the next service. */
static struct {
  gboolean is_wanted;
  gboolean is_asked;
  guint answer; /* what is asked waits for it; 0 while nothing is */
  guint number; /* of requests so far */
} autostart;

static void ask (GDBusConnection *connection);

static void
on_decided (GDBusConnection *connection)
{
  g_dbus_connection_signal_unsubscribe (connection, autostart.answer);
  autostart.answer = 0;
  if (autostart.is_wanted != autostart.is_asked)
    ask (connection);
}

static void
on_response (GDBusConnection *connection,
             const char      *sender,
             const char      *object_path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  g_autoptr (GVariant) results = NULL;
  gboolean is_granted = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    {
      results = g_variant_get_child_value (parameters, 1);
      g_variant_lookup (results, "autostart", "b", &is_granted);
    }
  if (!is_granted && autostart.is_asked)
    g_message ("Unfinished transfers will not go on by themselves after log-in: the desktop does not allow it");
  on_decided (connection);
}

static void
on_requested (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    return;
  if (autostart.is_asked)
    g_message ("Unfinished transfers will not go on by themselves after log-in: %s", error->message);
  on_decided (G_DBUS_CONNECTION (source));
}

/* The portal answers where the caller's name and token lead. */
static guint
wait_for_answer (GDBusConnection *connection,
                 const char      *token)
{
  g_autofree char *caller = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (connection) + 1), ".", '_');
  g_autofree char *path = g_strdup_printf (PATH "/request/%s/%s", caller, token);

  return g_dbus_connection_signal_subscribe (connection, NAME, REQUEST, "Response", path, NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE, on_response, NULL, NULL);
}

static void
ask (GDBusConnection *connection)
{
  const char *const command[] = { FERRY_LIBEXECDIR "/ferryd", NULL };
  g_autofree char *token = g_strdup_printf ("ferry%u", ++autostart.number);
  GVariantDict options;

  autostart.is_asked = autostart.is_wanted;
  autostart.answer = wait_for_answer (connection, token);
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  /* Translators: why Ferry wants to run without a window; the desktop shows it */
  g_variant_dict_insert (&options, "reason", "s", _ ("Transfers go on while no window is open."));
  g_variant_dict_insert (&options, "autostart", "b", autostart.is_asked);
  g_variant_dict_insert (&options, "commandline", "^as", command);
  g_dbus_connection_call (connection, NAME, PATH, INTERFACE, "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_requested, NULL);
}

/**
 * ferry_portal_set_autostart:
 * @connection: the session bus
 * @wanted: whether the service is to be started after log-in
 *
 * Asks to run without a window, too. While the portal has not answered, only
 * the last wish is kept.
 */
void
ferry_portal_set_autostart (GDBusConnection *connection,
                            gboolean         wanted)
{
  autostart.is_wanted = wanted;
  if (autostart.answer == 0)
    ask (connection);
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
