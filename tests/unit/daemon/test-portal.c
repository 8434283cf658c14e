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
  guint registration;
  char *method;      /* (owned) (nullable) that was called last */
  GVariant *options; /* (owned) (nullable) of that call */
  char *request;     /* (owned) (nullable) where that call is answered */
} Fixture;

static const char interface[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "  <method name='RequestBackground'>"
  "    <arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
  "  </method>"
  "  <method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"
  "</interface></node>";

static char *
path_of_request (const char *sender,
                 GVariant   *options)
{
  g_autofree char *caller = g_strdelimit (g_strdup (sender + 1), ".", '_');
  const char *token;

  return g_variant_lookup (options, "handle_token", "&s", &token)
           ? g_strdup_printf (PATH "/request/%s/%s", caller, token)
           : NULL;
}

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

  g_assert_null (self->method);
  self->method = g_strdup (method);
  self->options = g_variant_get_child_value (parameters, n - 1);
  self->request = path_of_request (sender, self->options);
  g_dbus_method_invocation_return_value (invocation, self->request != NULL ? g_variant_new ("(o)", self->request) : NULL);
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

static void export(Fixture *self)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GError) error = NULL;

  self->registration = g_dbus_connection_register_object (self->portal, PATH, self->info->interfaces[0], &vtable,
                                                          self, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) owned = NULL;

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->portal = join_bus (self);
  self->service = join_bus (self);
  self->info = g_dbus_node_info_new_for_xml (interface, &error);
  g_assert_no_error (error);
  export(self);
  owned = g_dbus_connection_call_sync (self->portal, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", NAME, 0),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
forget_call (Fixture *self)
{
  g_clear_pointer (&self->options, g_variant_unref);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->request, g_free);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  forget_call (self);
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

/* Answers come in order: after the last one, that to a call was read, too. */
static void
ping (GDBusConnection *from,
      const char      *to)
{
  gboolean answered = FALSE;

  g_dbus_connection_call (from, to, PATH, "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_pong, &answered);
  while (!answered)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_call (Fixture    *self,
               const char *method)
{
  ping (self->service, NAME);
  g_assert_cmpstr (self->method, ==, method);
}

static void
assert_asked (Fixture  *self,
              gboolean  wanted)
{
  gboolean autostart = !wanted;

  wait_for_call (self, "RequestBackground");
  g_assert_true (g_variant_lookup (self->options, "autostart", "b", &autostart) && autostart == wanted);
}

/* What the portal says when the person has decided. */
static void
decide (Fixture *self,
        guint    response)
{
  g_dbus_connection_emit_signal (self->portal, NULL, self->request, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", response, NULL), NULL);
  forget_call (self);
  ping (self->portal, g_dbus_connection_get_unique_name (self->service));
  ping (self->service, NAME);
}

static void
asks_to_be_started_after_log_in (Fixture       *self,
                                 gconstpointer  data)
{
  g_autofree char **command = NULL;
  const char *reason = NULL;

  ferry_portal_set_autostart (self->service, TRUE);
  assert_asked (self, TRUE);
  g_assert_true (g_variant_lookup (self->options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[0], ==, FERRY_LIBEXECDIR "/ferryd");
  g_assert_null (command[1]);
  g_assert_true (g_variant_lookup (self->options, "reason", "&s", &reason) && *reason != '\0');
  decide (self, 0);
  g_assert_null (self->method);
}

static void
asks_not_to_be_started_any_more (Fixture       *self,
                                 gconstpointer  data)
{
  ferry_portal_set_autostart (self->service, FALSE);
  assert_asked (self, FALSE);
  decide (self, 0);
}

/* Else the person's answer to the first would undo the second. */
static void
asks_one_thing_at_a_time (Fixture       *self,
                          gconstpointer  data)
{
  ferry_portal_set_autostart (self->service, TRUE);
  assert_asked (self, TRUE);
  ferry_portal_set_autostart (self->service, FALSE);
  ferry_portal_set_autostart (self->service, TRUE);
  ferry_portal_set_autostart (self->service, FALSE);
  decide (self, 0);
  assert_asked (self, FALSE);
  decide (self, 0);
  g_assert_null (self->method);
}

static void
asks_again_after_a_refusal (Fixture       *self,
                            gconstpointer  data)
{
  ferry_portal_set_autostart (self->service, TRUE);
  assert_asked (self, TRUE);
  decide (self, 1);
  ferry_portal_set_autostart (self->service, TRUE);
  assert_asked (self, TRUE);
  decide (self, 0);
}

static void
asks_again_where_there_was_no_portal (Fixture       *self,
                                      gconstpointer  data)
{
  g_dbus_connection_unregister_object (self->portal, self->registration);
  ferry_portal_set_autostart (self->service, TRUE);
  ping (self->service, NAME);
  g_assert_null (self->method);
  export(self);
  ferry_portal_set_autostart (self->service, TRUE);
  assert_asked (self, TRUE);
  decide (self, 0);
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
  ADD (asks_one_thing_at_a_time);
  ADD (asks_again_after_a_refusal);
  ADD (asks_again_where_there_was_no_portal);
  ADD (says_what_it_does);
  return g_test_run ();
}
