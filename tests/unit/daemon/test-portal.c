/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the desktop's Background portal is asked for. The portal is a name on
 * a bus of our own, which notes the calls. */

#include "ferry-portal.h"

#include "ferry-config.h"

#define NAME "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"

typedef struct {
  GTestDBus *bus;           /* (owned) */
  GDBusConnection *portal;  /* (owned) */
  GDBusConnection *service; /* (owned) */
  GDBusNodeInfo *info;      /* (owned) */
  char *method;             /* (owned) (nullable) that was called last */
  GVariant *options;        /* (owned) (nullable) of that call */
} Fixture;

static const char interface[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "  <method name='RequestBackground'>"
  "    <arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
  "  </method>"
  "  <method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"
  "</interface></node>";

static void
on_call (GDBusConnection       *connection,
         const char            *sender,
         const char            *object_path,
         const char            *interface_name,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  Fixture *self = user_data;
  gsize n = g_variant_n_children (parameters);
  gboolean requested = g_str_equal (method, "RequestBackground");

  g_assert_null (self->method);
  self->method = g_strdup (method);
  self->options = g_variant_get_child_value (parameters, n - 1);
  g_dbus_method_invocation_return_value (invocation, requested ? g_variant_new ("(o)", "/request") : NULL);
}

static GDBusConnection *
join_bus (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
    g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (self->bus),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) owned = NULL;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->portal = join_bus (self);
  self->service = join_bus (self);
  self->info = g_dbus_node_info_new_for_xml (interface, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (self->portal, PATH, self->info->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  owned = g_dbus_connection_call_sync (self->portal, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", NAME, 0),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_pointer (&self->options, g_variant_unref);
  g_free (self->method);
  g_dbus_node_info_unref (self->info);
  g_object_unref (self->service);
  g_object_unref (self->portal);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
}

static void
on_pong (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) pong = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* Answers come in order: after the last one, that to the call was read, too. */
static void
wait_for_call (Fixture    *self,
               const char *method)
{
  gboolean answered = FALSE;

  g_dbus_connection_call (self->service, NAME, PATH, "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_pong, &answered);
  while (!answered)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (self->method, ==, method);
}

static void
asks_to_be_started_after_log_in (Fixture       *self,
                                 gconstpointer  data)
{
  gboolean autostart = FALSE;
  g_autofree char **command = NULL;
  const char *reason = NULL;

  ferry_portal_set_autostart (self->service, TRUE);
  wait_for_call (self, "RequestBackground");
  g_assert_true (g_variant_lookup (self->options, "autostart", "b", &autostart) && autostart);
  g_assert_true (g_variant_lookup (self->options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[0], ==, FERRY_LIBEXECDIR "/ferryd");
  g_assert_null (command[1]);
  g_assert_true (g_variant_lookup (self->options, "reason", "&s", &reason) && *reason != '\0');
}

static void
asks_not_to_be_started_any_more (Fixture       *self,
                                 gconstpointer  data)
{
  gboolean autostart = TRUE;

  ferry_portal_set_autostart (self->service, FALSE);
  wait_for_call (self, "RequestBackground");
  g_assert_true (g_variant_lookup (self->options, "autostart", "b", &autostart) && !autostart);
}

static void
says_what_it_does (Fixture       *self,
                   gconstpointer  data)
{
  const char *message = NULL;

  ferry_portal_set_status (self->service, "3 downloads, 42%");
  wait_for_call (self, "SetStatus");
  g_assert_true (g_variant_lookup (self->options, "message", "&s", &message));
  g_assert_cmpstr (message, ==, "3 downloads, 42%");
}

#define ADD(name) \
  g_test_add ("/daemon/portal/" #name, Fixture, NULL, set_up, name, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD (asks_to_be_started_after_log_in);
  ADD (asks_not_to_be_started_any_more);
  ADD (says_what_it_does);
  return g_test_run ();
}
