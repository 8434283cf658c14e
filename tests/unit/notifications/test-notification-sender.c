/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages, as the notification server gets them; the server is the test. */

#include "ferry-notification-sender.h"

#include <gio/gio.h>
#include <string.h>

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

static const char introspection[] =
  "<node><interface name='" NAME "'>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
  "<arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/>"
  "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
  "<signal name='ActivationToken'><arg type='u'/><arg type='s'/></signal>"
  "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
  "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
  "</interface></node>";

/* libnotify allows one in a process. */
static FerryNotificationSender *notifications; /* (owned) (nullable) */

typedef struct {
  GDBusConnection *connection; /* (owned) */
  guint registration;
  guint name;
  gboolean owned;
  gboolean markup;
  GPtrArray *shown; /* (owned) (element-type GVariant) arguments of Notify */
  guint closed;
} Server;

static void
answer_notify (Server                *server,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  guint32 replaces;

  g_variant_get_child (arguments, 1, "u", &replaces);
  g_ptr_array_add (server->shown, g_variant_ref (arguments));
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(u)", replaces != 0 ? replaces : server->shown->len));
}

static void
on_call (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *arguments,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  Server *server = user_data;

  if (strcmp (method, "Notify") == 0)
    answer_notify (server, arguments, invocation);
  else if (strcmp (method, "GetCapabilities") == 0)
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new_parsed ("(['actions', %s],)", server->markup ? "body-markup" : "body"));
  else if (strcmp (method, "GetServerInformation") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ssss)", "test", "ferry", "1", "1.2"));
  else
    {
      server->closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static const GDBusInterfaceVTable vtable = { on_call };

static void
on_owned (GDBusConnection *connection,
          const char      *name,
          gpointer         user_data)
{
  Server *server = user_data;

  server->owned = TRUE;
}

static void
set_up (Server        *server,
        gconstpointer  markup)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);

  server->markup = markup != NULL;
  server->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  server->connection = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                               G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                 G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                               NULL, NULL, NULL);
  server->registration = g_dbus_connection_register_object (server->connection, PATH, node->interfaces[0],
                                                            &vtable, server, NULL, NULL);
  server->name = g_bus_own_name_on_connection (server->connection, NAME, G_BUS_NAME_OWNER_FLAGS_NONE,
                                               on_owned, NULL, server, NULL);
  while (!server->owned)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Server        *server,
           gconstpointer  markup)
{
  g_bus_unown_name (server->name);
  g_dbus_connection_unregister_object (server->connection, server->registration);
  g_dbus_connection_close_sync (server->connection, NULL, NULL);
  g_object_unref (server->connection);
  g_ptr_array_unref (server->shown);
}

static GVariant *
wait_for_message (Server *server,
                  guint   number)
{
  while (server->shown->len < number)
    g_main_context_iteration (NULL, TRUE);
  return g_ptr_array_index (server->shown, number - 1);
}

static void
assert_message (GVariant   *message,
                const char *title,
                const char *body)
{
  const char *app, *icon, *shown_title, *shown_body, *entry, *category;
  g_autoptr (GVariant) actions = NULL;
  g_autoptr (GVariant) hints = NULL;
  guint32 replaces;
  int timeout;

  g_variant_get (message, "(&su&s&s&s@as@a{sv}i)", &app, &replaces, &icon, &shown_title,
                 &shown_body, &actions, &hints, &timeout);
  g_assert_cmpstr (app, ==, "Ferry");
  /* Where it is sent is up to libnotify's version. */
  if (*icon == '\0')
    g_assert_true (g_variant_lookup (hints, "image-path", "&s", &icon));
  g_assert_cmpstr (icon, ==, "org.example.Ferry");
  g_assert_cmpstr (shown_title, ==, title);
  g_assert_cmpstr (shown_body, ==, body);
  g_assert_true (g_variant_lookup (hints, "desktop-entry", "&s", &entry));
  g_assert_cmpstr (entry, ==, "org.example.Ferry");
  g_assert_true (g_variant_lookup (hints, "category", "&s", &category));
  g_assert_cmpstr (category, ==, "transfer.complete");
}

static const char *const about[] = { "one", "two", NULL };
static const char *const actions[] = { "default", "Open", "folder", "Show in Folder", NULL };

static void
goes_away (void)
{
  g_assert_finalize_object (ferry_notification_sender_new ("Ferry", "org.example.Ferry"));
}

/* Messages are shown in order, so the second tells when the first is over. */
static void
without_a_server_nothing_happens (void)
{
  Server server = { NULL };
  const char *title = "";

  ferry_notification_sender_show (notifications, "1", "Lost", "Body", "transfer.complete", actions, about);
  set_up (&server, NULL);
  ferry_notification_sender_show (notifications, "1", "Shown", "Body", "transfer.complete", actions, about);
  for (guint i = 1; strcmp (title, "Shown") != 0; i++)
    g_variant_get_child (wait_for_message (&server, i), 3, "&s", &title);
  tear_down (&server, NULL);
}

static void
a_body_is_no_markup (Server        *server,
                     gconstpointer  markup)
{
  ferry_notification_sender_show (notifications, "1", "A <b>", "a & <b>\xff", "transfer.complete", actions, about);
  assert_message (wait_for_message (server, 1), "A <b>",
                  markup != NULL ? "a &amp; &lt;b&gt;\xef\xbf\xbd" : "a & <b>\xef\xbf\xbd");
}

static void
the_same_id_replaces (Server        *server,
                      gconstpointer  markup)
{
  guint32 replaces;

  ferry_notification_sender_show (notifications, "1", "Title", "one", "transfer.complete", NULL, about);
  ferry_notification_sender_show (notifications, "1", "Title", "two", "transfer.complete", actions, about);
  g_variant_get_child (wait_for_message (server, 2), 1, "u", &replaces);
  g_assert_cmpuint (replaces, ==, 1);
}

static void
only_so_many_stay_on_the_screen (Server        *server,
                                 gconstpointer  markup)
{
  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      ferry_notification_sender_show (notifications, id, "Title", "Body", "transfer.complete", actions, about);
      wait_for_message (server, i);
    }
  g_assert_cmpuint (server->closed, ==, 4);
}

static void
wait_until_waiting (gboolean expected)
{
  while (ferry_notification_sender_is_waiting (notifications) != expected)
    g_main_context_iteration (NULL, TRUE);
}

static void
waits_for_an_answer_until_it_is_off_the_screen (Server        *server,
                                                gconstpointer  markup)
{
  ferry_notification_sender_show (notifications, "told", "Title", "Body", "transfer.complete", NULL, NULL);
  wait_for_message (server, 1);
  g_assert_false (ferry_notification_sender_is_waiting (notifications));

  ferry_notification_sender_show (notifications, "asked", "Title", "Body", "transfer.complete", actions, about);
  wait_until_waiting (TRUE);
  g_dbus_connection_emit_signal (server->connection, NULL, PATH, NAME, "NotificationClosed",
                                 g_variant_new ("(uu)", 2, 2), NULL);
  wait_until_waiting (FALSE);

  ferry_notification_sender_show (notifications, "asked", "Title", "Body", "transfer.complete", actions, about);
  wait_until_waiting (TRUE);
  ferry_notification_sender_take_off (notifications, "never shown");
  ferry_notification_sender_take_off (notifications, "told");
  ferry_notification_sender_take_off (notifications, "asked");
  wait_until_waiting (FALSE);
  g_assert_cmpuint (server->closed, ==, 2);
}

static void
on_activated (FerryNotificationSender  *self,
              const char *const        *about_what,
              const char               *action,
              const char               *token,
              char                    **chosen)
{
  *chosen = g_strconcat (about_what[0], " ", about_what[1], " ", action, " ", token, NULL);
}

static void
a_choice_is_told_and_it_goes_away_with_its_thread (Server        *server,
                                                   gconstpointer  markup)
{
  g_autofree char *chosen = NULL;

  g_signal_connect (notifications, "activated", G_CALLBACK (on_activated), &chosen);

  ferry_notification_sender_show (notifications, "1", "Title", "Body", "transfer.complete", actions, about);
  ferry_notification_sender_show (notifications, "2", "Title", "Body", "transfer.complete", actions, about);
  wait_for_message (server, 2);
  g_dbus_connection_emit_signal (server->connection, NULL, PATH, NAME, "ActivationToken",
                                 g_variant_new ("(us)", 2, "token"), NULL);
  g_dbus_connection_emit_signal (server->connection, NULL, PATH, NAME, "ActionInvoked",
                                 g_variant_new ("(us)", 2, "folder"), NULL);
  while (chosen == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (chosen, ==, "one two folder token");
  g_assert_finalize_object (g_steal_pointer (&notifications));
}

int
main (int    argc,
      char **argv)
{
  /* Stopped, but never freed: that would wait for the bus connection to go
   * away, which libnotify keeps. */
  static GTestDBus *bus;
  int result;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_dbus_connection_set_exit_on_close (g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL), FALSE);
  notifications = ferry_notification_sender_new ("Ferry", "org.example.Ferry");
  g_test_add_func ("/notification-sender/goes_away", goes_away);
  g_test_add ("/notification-sender/waits_for_an_answer_until_it_is_off_the_screen", Server, NULL, set_up,
              waits_for_an_answer_until_it_is_off_the_screen, tear_down);
  g_test_add_func ("/notification-sender/without_a_server_nothing_happens", without_a_server_nothing_happens);
  g_test_add ("/notification-sender/a_body_is_no_markup", Server, "markup", set_up, a_body_is_no_markup, tear_down);
  g_test_add ("/notification-sender/a_body_stays_where_no_markup_is_read", Server, NULL, set_up, a_body_is_no_markup, tear_down);
  g_test_add ("/notification-sender/the_same_id_replaces", Server, NULL, set_up, the_same_id_replaces, tear_down);
  g_test_add ("/notification-sender/only_so_many_stay_on_the_screen", Server, NULL, set_up, only_so_many_stay_on_the_screen, tear_down);
  g_test_add ("/notification-sender/a_choice_is_told_and_it_goes_away_with_its_thread", Server, NULL, set_up,
              a_choice_is_told_and_it_goes_away_with_its_thread, tear_down);
  result = g_test_run ();
  g_test_dbus_stop (bus);
  return result;
}
