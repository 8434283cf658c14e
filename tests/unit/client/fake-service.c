/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts are written as GVariant text, so that a test shows what is on the bus. */

#include "fake-service.h"

#include "ferry-config.h"
#include "ferry-error.h"
#include "ferry-transfers1.h"

#define INTERFACE "io.github.ferrytransfer.Ferry.Transfers1"

static const char *
id_of (GVariantDict *transfer)
{
  const char *id = NULL;

  g_assert_true (g_variant_dict_lookup (transfer, "id", "&s", &id));
  return id;
}

static GVariantDict *
find (FakeService *self,
      const char  *id)
{
  for (guint i = 0; i < self->transfers->len; i++)
    if (g_str_equal (id_of (self->transfers->pdata[i]), id))
      return self->transfers->pdata[i];
  return NULL;
}

static void
merge (GVariantDict *transfer,
       GVariant     *facts)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (transfer, key, value);
}

static GVariant *
describe (GVariantDict *transfer)
{
  GVariant *facts = g_variant_ref_sink (g_variant_dict_end (transfer));

  g_variant_dict_init (transfer, facts);
  return facts;
}

static GVariant *
parse (const char *facts)
{
  g_autoptr (GError) error = NULL;
  GVariant *variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, facts, NULL, NULL, &error);

  g_assert_no_error (error);
  return variant;
}

/* Methods */

static gboolean
passes (GVariantDict *transfer,
        GVariant     *filter)
{
  g_autofree const char **ids = NULL;
  const char *wished, *group = "";
  gboolean finished;
  guint state = 0, kind = 0, wished_kind;

  g_variant_dict_lookup (transfer, "group", "&s", &group);
  g_variant_dict_lookup (transfer, "state", "u", &state);
  g_variant_dict_lookup (transfer, "kind", "u", &kind);
  if (g_variant_lookup (filter, "kind", "u", &wished_kind) && kind != wished_kind)
    return FALSE;
  if (g_variant_lookup (filter, "ids", "^a&s", &ids) &&
      !g_strv_contains (ids, id_of (transfer)))
    return FALSE;
  if (g_variant_lookup (filter, "group", "&s", &wished) && !g_str_equal (group, wished))
    return FALSE;
  return !g_variant_lookup (filter, "finished", "b", &finished) || finished || state < 5;
}

static GVariant *
list (FakeService *self,
      GVariant    *parameters)
{
  g_autoptr (GVariant) filter = g_variant_get_child_value (parameters, 0);
  guint offset = 0, limit = G_MAXUINT, n_passed = 0;
  GVariantBuilder builder;

  g_variant_lookup (filter, "offset", "u", &offset);
  g_variant_lookup (filter, "limit", "u", &limit);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < self->transfers->len && limit > 0; i++)
    {
      g_autoptr (GVariant) facts = NULL;

      if (!passes (self->transfers->pdata[i], filter) || n_passed++ < offset)
        continue;
      limit--;
      facts = describe (self->transfers->pdata[i]);
      g_variant_builder_add (&builder, "@a{sv}", facts);
    }
  return g_variant_new ("(aa{sv})", &builder);
}

static GVariant *
create (FakeService *self,
        guint        kind,
        GVariant    *parameters)
{
  g_autoptr (GVariant) transfers = g_variant_get_child_value (parameters, 0);
  GVariantBuilder ids;
  GVariantIter iter;
  const char *uri;

  g_clear_pointer (&self->creation, g_variant_unref);
  self->creation = g_variant_ref (parameters);
  g_variant_builder_init (&ids, G_VARIANT_TYPE ("as"));
  g_variant_iter_init (&iter, transfers);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &uri, NULL))
    {
      g_autofree char *id = g_uuid_string_random ();
      g_autofree char *facts = g_strdup_printf ("{'uri': <'%s'>, 'kind': <uint32 %u>}", uri, kind);

      fake_service_add (self, id, facts);
      g_variant_builder_add (&ids, "s", id);
    }
  return g_variant_new ("(as)", &ids);
}

static GVariant *
answer (FakeService *self,
        const char  *method,
        GVariant    *parameters)
{
  if (g_str_equal (method, "List"))
    return list (self, parameters);
  if (g_str_equal (method, "CreateDownloads"))
    return create (self, 0, parameters);
  if (g_str_equal (method, "CreateUploads"))
    return create (self, 1, parameters);
  if (g_str_equal (method, "CreateGroup"))
    return g_variant_new ("(u)", 1);
  return NULL;
}

static gboolean
vanishes_now (FakeService *self,
              const char  *method)
{
  return g_str_equal (method, "List") && self->vanishing_list > 0 && --self->vanishing_list == 0;
}

static void
on_call (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  FakeService *self = user_data;
  const char *app_id;

  if (g_str_equal (method, "SetAppId"))
    {
      g_variant_get (parameters, "(&s)", &app_id);
      g_string_append_printf (self->app_ids, "%s ", app_id);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  /* No call comes before it is said who calls. */
  g_assert_cmpuint (self->app_ids->len, >, 0);
  g_string_append_printf (self->calls, "%s ", method);
  g_clear_pointer (&self->last, g_variant_unref);
  self->last = g_variant_ref (parameters);
  if (vanishes_now (self, method))
    {
      fake_service_vanish (self);
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.NoReply", "Gone");
    }
  else if (self->refusal >= 0 && !g_str_equal (method, "Subscribe") && !g_str_equal (method, "List"))
    g_dbus_method_invocation_return_error (invocation, FERRY_ERROR, self->refusal, "No!");
  else
    g_dbus_method_invocation_return_value (invocation, answer (self, method, parameters));
}

static const GDBusInterfaceVTable vtable = { on_call, NULL, NULL, { NULL } };

static guint32
call_bus (FakeService *self,
          const char  *method,
          GVariant    *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                 "org.freedesktop.DBus", method, parameters,
                                 G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  guint32 code;

  g_assert_no_error (error);
  g_variant_get (reply, "(u)", &code);
  return code;
}

/* The test's side */

FakeService *
fake_service_new (void)
{
  FakeService *self = g_new0 (FakeService, 1);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;

  self->refusal = -1;
  self->client = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  self->calls = g_string_new (NULL);
  self->app_ids = g_string_new (NULL);
  self->transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_dict_unref);
  self->connection =
    g_dbus_connection_new_for_address_sync (address,
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);
  g_assert_no_error (error);
  self->object_id = g_dbus_connection_register_object (self->connection, FERRY_OBJECT_PATH,
                                                       ferry_bus_transfers1_interface_info (),
                                                       &vtable, self, NULL, &error);
  g_assert_no_error (error);
  fake_service_appear (self);
  return self;
}

void
fake_service_free (FakeService *self)
{
  g_dbus_connection_unregister_object (self->connection, self->object_id);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->client);
  g_ptr_array_unref (self->transfers);
  g_string_free (self->calls, TRUE);
  g_string_free (self->app_ids, TRUE);
  g_clear_pointer (&self->last, g_variant_unref);
  g_clear_pointer (&self->creation, g_variant_unref);
  g_free (self);
}

void
fake_service_appear (FakeService *self)
{
  g_assert_cmpuint (call_bus (self, "RequestName", g_variant_new ("(su)", FERRY_SERVICE_ID, 4)), ==, 1);
}

void
fake_service_vanish (FakeService *self)
{
  g_assert_cmpuint (call_bus (self, "ReleaseName", g_variant_new ("(s)", FERRY_SERVICE_ID)), ==, 1);
}

/* Without a word to anyone. */
void
fake_service_set (FakeService *self,
                  const char  *id,
                  const char  *facts)
{
  g_autoptr (GVariant) parsed = parse (facts);

  merge (find (self, id), parsed);
}

void
fake_service_add (FakeService *self,
                  const char  *id,
                  const char  *facts)
{
  GVariantDict *transfer = g_variant_dict_new (NULL);

  g_variant_dict_insert (transfer, "id", "s", id);
  g_variant_dict_insert (transfer, "uri", "s", "http://localhost/");
  g_ptr_array_add (self->transfers, transfer);
  fake_service_set (self, id, facts);
}

void
fake_service_tell_news (FakeService *self,
                        GVariant    *entries)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->connection, NULL, FERRY_OBJECT_PATH, INTERFACE, "Changed",
                                 g_variant_new ("(@aa{sv})", entries), &error);
  g_assert_no_error (error);
}

void
fake_service_tell (FakeService *self,
                   const char  *id,
                   const char  *facts)
{
  g_autoptr (GVariant) parsed = parse (facts);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (parsed);
  GVariant *entry;

  fake_service_set (self, id, facts);
  g_variant_dict_insert (&dict, "id", "s", id);
  entry = g_variant_dict_end (&dict);
  fake_service_tell_news (self, g_variant_new_array (NULL, &entry, 1));
}

void
fake_service_drop (FakeService *self,
                   const char  *id)
{
  g_ptr_array_remove (self->transfers, find (self, id));
}

void
fake_service_remove (FakeService       *self,
                     const char *const *ids)
{
  for (gsize i = 0; ids[i] != NULL; i++)
    fake_service_drop (self, ids[i]);
  g_dbus_connection_emit_signal (self->connection, NULL, FERRY_OBJECT_PATH, INTERFACE, "Removed",
                                 g_variant_new ("(^as)", ids), NULL);
}

void
wait_until (gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns: (transfer none): the result, which the caller clears. */
GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
on_pong (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  *(gboolean *) user_data = TRUE;
}

static void
ping (GDBusConnection *from,
      const char      *to)
{
  gboolean done = FALSE;

  g_dbus_connection_call (from, to, "/", "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_pong, &done);
  wait_until (&done);
}

/* Returns when both sides have handled all that was said before. The bus keeps
 * the order, so a ping each way comes after it. */
void
settle (FakeService *service)
{
  for (guint i = 0; i < 3; i++)
    {
      ping (service->client, g_dbus_connection_get_unique_name (service->connection));
      ping (service->connection, g_dbus_connection_get_unique_name (service->client));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

int
run_on_bus (void)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  int status;

  g_test_dbus_up (bus);
  status = g_test_run ();
  g_test_dbus_down (bus);
  return status;
}
