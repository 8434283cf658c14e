/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A service that transfers nothing. A started transfer whose address ends in
 * /ok is completed at once, in /missing fails with 404, in /away is canceled,
 * in /offline waits for the network, in /slow runs until the test ends it. */

#include "fake-service.h"
#include "fake-service-private.h"

#include "ferry-bus.h"
#include "ferry-config.h"
#include "ferry-enums.h"
#include "ferry-error.h"

#define SIZE 2048

G_DEFINE_FINAL_TYPE (FakeService, fake_service, G_TYPE_OBJECT)

GVariant *
fake_service_describe (FakeService *self,
                       const char  *id)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, g_hash_table_lookup (self->transfers, id));
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_builder_add (&builder, "{sv}", key, value);
  return g_variant_builder_end (&builder);
}

static void
tell (gpointer user_data)
{
  FakeService *self = user_data;
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  GHashTableIter iter;
  gpointer id;

  self->tell_id = 0;
  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (g_hash_table_contains (self->transfers, id))
      g_variant_builder_add_value (&builder, fake_service_describe (self, id));
  g_hash_table_remove_all (self->changed);
  ferry_bus_transfers1_emit_changed (self->skeleton, g_variant_builder_end (&builder));
}

void
fake_service_set (FakeService *self,
                  const char  *id,
                  const char  *key,
                  GVariant    *value)
{
  g_hash_table_insert (g_hash_table_lookup (self->transfers, id), g_strdup (key),
                       g_variant_ref_sink (value));
  g_hash_table_add (self->changed, g_strdup (id));
  if (self->tell_id == 0)
    self->tell_id = g_idle_add_once (tell, self);
}

static GVariant *
look_up (FakeService *self,
         const char  *id,
         const char  *key)
{
  return g_hash_table_lookup (g_hash_table_lookup (self->transfers, id), key);
}

static void
set_state (FakeService        *self,
           const char         *id,
           FerryTransferState  state)
{
  fake_service_set (self, id, "state", g_variant_new_uint32 (state));
  if (ferry_transfer_state_is_final (state))
    fake_service_set (self, id, "finished", g_variant_new_int64 (1500000));
}

FerryTransferState
fake_service_get_state (FakeService *self,
                        const char  *id)
{
  return g_variant_get_uint32 (look_up (self, id, "state"));
}

void
fake_service_finish (FakeService *self,
                     const char  *id)
{
  fake_service_set (self, id, "status-code", g_variant_new_uint32 (200));
  fake_service_set (self, id, "bytes-total", g_variant_new_int64 (SIZE));
  fake_service_set (self, id, "bytes-done", g_variant_new_uint64 (SIZE));
  set_state (self, id, FERRY_TRANSFER_STATE_COMPLETED);
}

static void
fail (FakeService *self,
      const char  *id)
{
  fake_service_set (self, id, "status-code", g_variant_new_uint32 (404));
  fake_service_set (self, id, "error-domain", g_variant_new_string ("web"));
  fake_service_set (self, id, "error-code",
                    g_variant_new_uint32 (FERRY_WEB_ERROR_STATUS_NOT_FOUND));
  fake_service_set (self, id, "error-message", g_variant_new_string ("It is \033[31mnot there"));
  set_state (self, id, FERRY_TRANSFER_STATE_ERROR);
}

static void
start (FakeService *self,
       const char  *id)
{
  const char *uri = g_variant_get_string (look_up (self, id, "uri"), NULL);

  fake_service_set (self, id, "started", g_variant_new_boolean (TRUE));
  set_state (self, id, FERRY_TRANSFER_STATE_RUNNING);
  if (g_str_has_suffix (uri, "/ok"))
    fake_service_finish (self, id);
  else if (g_str_has_suffix (uri, "/missing"))
    fail (self, id);
  else if (g_str_has_suffix (uri, "/away"))
    set_state (self, id, FERRY_TRANSFER_STATE_CANCELED);
  else if (g_str_has_suffix (uri, "/offline"))
    set_state (self, id, FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK);
}

char *
fake_service_add (FakeService *self,
                  const char  *uri)
{
  char *id = g_strdup_printf ("%08x-0000-4000-8000-000000000000", ++self->n_made);
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) g_variant_unref);

  g_hash_table_insert (self->transfers, g_strdup (id), facts);
  g_ptr_array_add (self->ids, g_strdup (id));
  fake_service_set (self, id, "id", g_variant_new_string (id));
  fake_service_set (self, id, "kind", g_variant_new_uint32 (FERRY_TRANSFER_KIND_DOWNLOAD));
  fake_service_set (self, id, "state", g_variant_new_uint32 (FERRY_TRANSFER_STATE_IDLE));
  fake_service_set (self, id, "uri", g_variant_new_string (uri));
  fake_service_set (self, id, "actual-uri", g_variant_new_string ("http://mirror.example/x"));
  fake_service_set (self, id, "method", g_variant_new_string ("GET"));
  fake_service_set (self, id, "bytes-total", g_variant_new_int64 (-1));
  fake_service_set (self, id, "created", g_variant_new_int64 (1000000));
  fake_service_set (self, id, "headers", g_variant_new_parsed ("[('ETag', '\"one\"')]"));
  return id;
}

static char *
create (FakeService *self,
        const char  *uri,
        GVariant    *options)
{
  char *id = fake_service_add (self, uri);
  const char *text;
  guint number;
  gboolean at_once;

  if (g_variant_lookup (options, "file", "&s", &text))
    fake_service_set (self, id, "file", g_variant_new_string (text));
  else
    fake_service_set (self, id, "file", g_variant_new_string ("/tmp/name\007.bin"));
  if (g_variant_lookup (options, "group", "&s", &text))
    fake_service_set (self, id, "group", g_variant_new_string (text));
  if (g_variant_lookup (options, "priority", "u", &number))
    fake_service_set (self, id, "priority", g_variant_new_uint32 (number));
  if (g_variant_lookup (options, "cost", "u", &number))
    fake_service_set (self, id, "cost", g_variant_new_uint32 (number));
  if (g_variant_lookup (options, "start", "b", &at_once) && at_once)
    start (self, id);
  g_clear_pointer (&self->options, g_variant_unref);
  self->options = g_variant_ref (options);
  return id;
}

static void
make_upload (FakeService *self,
             const char  *id)
{
  fake_service_set (self, id, "kind", g_variant_new_uint32 (FERRY_TRANSFER_KIND_UPLOAD));
  fake_service_set (self, id, "protocol", g_variant_new_uint32 (FERRY_UPLOAD_PROTOCOL_TUS));
  fake_service_set (self, id, "answer-file", g_variant_new_string ("/tmp/answer"));
  fake_service_set (self, id, "bytes-received", g_variant_new_uint64 (7));
  fake_service_set (self, id, "bytes-to-receive", g_variant_new_int64 (7));
}

static gboolean
on_create (FakeService           *self,
           GDBusMethodInvocation *invocation,
           GVariant              *transfers)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  gboolean is_upload = g_str_equal (method, "CreateUploads");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  GVariantIter iter;
  const char *uri;
  GVariant *options;

  g_string_append_printf (self->calls, "Create %u\n", (guint) g_variant_n_children (transfers));
  g_variant_iter_init (&iter, transfers);
  while (g_variant_iter_loop (&iter, "(&s@a{sv})", &uri, &options))
    {
      if (g_str_has_prefix (uri, "gopher:"))
        {
          g_dbus_method_invocation_return_error (invocation, FERRY_ERROR,
                                                 FERRY_ERROR_INVALID_ARGUMENT, "No gophers");
          return TRUE;
        }
      g_ptr_array_add (ids, create (self, uri, options));
      if (is_upload)
        make_upload (self, ids->pdata[ids->len - 1]);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", ids->pdata));
  return TRUE;
}

/* Whether the command fits all of them; else it is answered with an error. */
static gboolean
check (FakeService           *self,
       GDBusMethodInvocation *invocation,
       const char *const     *ids,
       gboolean               wants_final)
{
  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_hash_table_contains (self->transfers, ids[i]) ||
        ferry_transfer_state_is_final (fake_service_get_state (self, ids[i])) != wants_final)
      {
        g_dbus_method_invocation_return_error (invocation, FERRY_ERROR, FERRY_ERROR_INVALID_STATE,
                                               "Not possible now");
        return FALSE;
      }
  g_string_append_printf (self->calls, "%s %u\n",
                          g_dbus_method_invocation_get_method_name (invocation),
                          g_strv_length ((char **) ids));
  return TRUE;
}

static gboolean
on_act (FakeService           *self,
        GDBusMethodInvocation *invocation,
        const char *const     *ids)
{
  static const struct {
    const char *method;
    gboolean wants_final;
    FerryTransferState state;
  } acts[] = {
    { "Start", FALSE, FERRY_TRANSFER_STATE_RUNNING },
    { "Pause", FALSE, FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION },
    { "Resume", FALSE, FERRY_TRANSFER_STATE_RUNNING },
    { "Cancel", FALSE, FERRY_TRANSFER_STATE_CANCELED },
    { "Retry", TRUE, FERRY_TRANSFER_STATE_RUNNING },
  };
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  guint act = 0;

  while (!g_str_equal (acts[act].method, method))
    act++;
  if (!check (self, invocation, ids, acts[act].wants_final))
    return TRUE;
  for (; *ids != NULL; ids++)
    {
      fake_service_set (self, *ids, "started", g_variant_new_boolean (TRUE));
      set_state (self, *ids, acts[act].state);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static gboolean
on_remove (FakeService           *self,
           GDBusMethodInvocation *invocation,
           const char *const     *ids)
{
  if (!check (self, invocation, ids, TRUE))
    return TRUE;
  ferry_bus_transfers1_emit_removed (self->skeleton, ids);
  for (; *ids != NULL; ids++)
    {
      guint index;

      g_hash_table_remove (self->transfers, *ids);
      if (g_ptr_array_find_with_equal_func (self->ids, *ids, g_str_equal, &index))
        g_ptr_array_remove_index (self->ids, index);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static gboolean
on_change (FakeService           *self,
           GDBusMethodInvocation *invocation,
           const char            *id,
           GVariant              *changes)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *text = g_variant_print (value, FALSE);

      g_string_append_printf (self->calls, "Change %s %s\n", key, text);
      fake_service_set (self, id, key, value);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static gboolean
on_create_group (FakeService           *self,
                 GDBusMethodInvocation *invocation,
                 const char            *name,
                 guint                  behavior)
{
  ferry_bus_transfers1_complete_create_group (self->skeleton, invocation, behavior);
  return TRUE;
}

static gboolean
on_subscribe (FakeService           *self,
              GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static void
fake_service_dispose (GObject *object)
{
  FakeService *self = FAKE_SERVICE (object);

  g_clear_handle_id (&self->tell_id, g_source_remove);
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  if (self->skeleton != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->skeleton);
  g_clear_pointer (&self->options, g_variant_unref);

  G_OBJECT_CLASS (fake_service_parent_class)->dispose (object);
}

static void
fake_service_finalize (GObject *object)
{
  FakeService *self = FAKE_SERVICE (object);

  g_ptr_array_unref (self->ids);
  g_hash_table_unref (self->changed);
  g_hash_table_unref (self->transfers);
  g_string_free (self->calls, TRUE);

  G_OBJECT_CLASS (fake_service_parent_class)->finalize (object);
}

static void
fake_service_class_init (FakeServiceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = fake_service_dispose;
  G_OBJECT_CLASS (class)->finalize = fake_service_finalize;
}

static void
fake_service_init (FakeService *self)
{
  static const struct {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-create-downloads", G_CALLBACK (on_create) },
    { "handle-create-uploads", G_CALLBACK (on_create) },
    { "handle-start", G_CALLBACK (on_act) },
    { "handle-pause", G_CALLBACK (on_act) },
    { "handle-resume", G_CALLBACK (on_act) },
    { "handle-cancel", G_CALLBACK (on_act) },
    { "handle-retry", G_CALLBACK (on_act) },
    { "handle-remove", G_CALLBACK (on_remove) },
    { "handle-change", G_CALLBACK (on_change) },
    { "handle-list", G_CALLBACK (fake_service_on_list) },
    { "handle-create-group", G_CALLBACK (on_create_group) },
    { "handle-subscribe", G_CALLBACK (on_subscribe) },
    { "handle-unsubscribe", G_CALLBACK (on_subscribe) },
  };

  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->transfers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_hash_table_unref);
  self->calls = g_string_new (NULL);
  self->skeleton = ferry_bus_transfers1_skeleton_new ();
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->skeleton, handlers[i].signal, handlers[i].handler, self,
                             G_CONNECT_SWAPPED);
}

FakeService *
fake_service_new (GDBusConnection *connection)
{
  FakeService *self = g_object_new (FAKE_TYPE_SERVICE, NULL);

  ferry_bus_register_errors ();
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                    FERRY_OBJECT_PATH, NULL);
  self->name_id = g_bus_own_name_on_connection (connection, FERRY_SERVICE_ID,
                                                G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL,
                                                NULL);
  return self;
}

const char *
fake_service_get_calls (FakeService *self)
{
  return self->calls->str;
}

GVariant *
fake_service_get_options (FakeService *self)
{
  return self->options;
}

guint
fake_service_get_n_known (FakeService *self)
{
  return self->ids->len;
}
