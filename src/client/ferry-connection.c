/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One proxy for the whole process, made at the first call. Making it does not
 * start the service; calling does. What goes wrong on the bus is told in
 * Ferry's own errors, so that callers need not know that there is a bus. */

#include "ferry-connection.h"

#include "ferry-bus.h"
#include "ferry-config.h"
#include "ferry-error.h"
#include "ferry-waiters.h"

#include <glib/gi18n-lib.h>

/* A batch of thousands is one call and one transaction; a slow disk may need
 * longer than GDBus's 25 seconds. */
#define REPLY_TIMEOUT_MS (120 * 1000)

struct _FerryConnection {
  GObject parent_instance;

  FerryBusTransfers1 *proxy; /* (owned) (nullable) until opened */
  char *introduced_to;       /* (owned) (nullable) unique name of the service that knows who calls */
  char *introduced_as;       /* (owned) (nullable) the app id that it was told */
  gboolean is_opening;
  FerryWaiters openers; /* wait for the proxy */
};

G_DEFINE_FINAL_TYPE (FerryConnection, ferry_connection, G_TYPE_OBJECT)

static FerryConnection *the_connection; /* (unowned) (nullable) */

/* Calls that the service, or the bus daemon for it, understood and refused. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR);
}

static GError *
explain (GError *raw)
{
  g_autoptr (GError) error = raw;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&error);
  g_dbus_error_strip_remote_error (error);
  if (error->domain == FERRY_ERROR)
    return g_steal_pointer (&error);
  if (is_refusal (error))
    return g_error_new (FERRY_ERROR, FERRY_ERROR_FAILED,
                        _ ("Ferry’s service refused the call: %s"), error->message);
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE,
                                _ ("Ferry’s service is unknown to the session; after an "
                                   "installation log out and in again"));
  return g_error_new (FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE,
                      _ ("Ferry’s service can’t be reached: %s"), error->message);
}

/* Opening */

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (FerryConnection) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_opening = FALSE;
  self->proxy = ferry_bus_transfers1_proxy_new_for_bus_finish (result, &error);
  if (error != NULL)
    error = explain (g_steal_pointer (&error));
  else
    g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy), REPLY_TIMEOUT_MS);
  ferry_waiters_end (&self->openers, error);
}

/**
 * ferry_connection_open_async:
 * @self: a connection
 * @cancellable: (nullable): gives up waiting
 * @callback: called with the proxy
 * @user_data: for @callback
 *
 * Finds the session bus. Does not start the service.
 */
void
ferry_connection_open_async (FerryConnection     *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ferry_connection_open_async);
  if (self->proxy != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  ferry_waiters_add (&self->openers, g_steal_pointer (&task));
  if (self->is_opening)
    return;
  self->is_opening = TRUE;
  ferry_bus_transfers1_proxy_new_for_bus (G_BUS_TYPE_SESSION,
                                          G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
                                            G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION,
                                          FERRY_SERVICE_ID, FERRY_OBJECT_PATH,
                                          NULL, on_opened, g_object_ref (self));
}

/**
 * ferry_connection_open_finish:
 * @self: a connection
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the proxy, or %NULL with %FERRY_ERROR_NOT_REACHABLE
 */
FerryBusTransfers1 *
ferry_connection_open_finish (FerryConnection  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_object_ref (self->proxy);
}

/* Who calls */

/* In a sandbox the service goes by that instead. */
static const char *
get_app_id (void)
{
  GApplication *application = g_application_get_default ();
  const char *app_id = application != NULL ? g_application_get_application_id (application) : NULL;

  return app_id != NULL ? app_id : g_get_prgname ();
}

/* Tells the service which app this is, before the first call that it gets; the
 * bus keeps the order. A call goes to the service that the proxy knows, by its
 * unique name, so none can reach one that was not told. While the proxy knows
 * none the call starts one, and the next call tells it once more. */
static void
introduce (FerryConnection *self)
{
  GDBusProxy *proxy = G_DBUS_PROXY (self->proxy);
  g_autofree char *service = g_dbus_proxy_get_name_owner (proxy);
  const char *app_id = get_app_id ();

  /* The service knows a caller that says nothing by its process. */
  if (app_id == NULL || !g_utf8_validate (app_id, -1, NULL) ||
      (service != NULL && g_strcmp0 (service, self->introduced_to) == 0 &&
       g_strcmp0 (app_id, self->introduced_as) == 0))
    return;
  g_free (self->introduced_to);
  self->introduced_to = g_steal_pointer (&service);
  g_free (self->introduced_as);
  self->introduced_as = g_strdup (app_id);
  g_dbus_proxy_call (proxy, "SetAppId", g_variant_new ("(s)", app_id), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

/* Calling */

typedef struct {
  const char *method;   /* (unowned) static */
  GVariant *parameters; /* (owned) */
} Call;

static void
call_free (Call *call)
{
  g_variant_unref (call->parameters);
  g_free (call);
}

static void on_ready   (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void on_replied (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
on_ready (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FerryBusTransfers1) proxy =
    ferry_connection_open_finish (FERRY_CONNECTION (source), result, &error);

  if (proxy == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  introduce (FERRY_CONNECTION (source));
  g_dbus_proxy_call (G_DBUS_PROXY (proxy), call->method, call->parameters,
                     G_DBUS_CALL_FLAGS_NONE, -1, cancellable,
                     on_replied, g_steal_pointer (&task));
}

static void
on_replied (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, explain (error));
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
}

/**
 * ferry_connection_call_async:
 * @self: a connection
 * @method: a method of Transfers1; a literal
 * @parameters: its arguments; a floating reference is taken
 * @cancellable: (nullable): gives up waiting; the service may do it all the same
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Calls the service, and starts it when it sleeps.
 */
void
ferry_connection_call_async (FerryConnection     *self,
                             const char          *method,
                             GVariant            *parameters,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new (Call, 1);

  call->method = method;
  call->parameters = g_variant_ref_sink (parameters);
  g_task_set_source_tag (task, ferry_connection_call_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  ferry_connection_open_async (self, cancellable, on_ready, g_steal_pointer (&task));
}

/**
 * ferry_connection_call_finish:
 * @self: a connection
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): the reply's arguments, or %NULL with an error of
 *   the domain %FERRY_ERROR, or %G_IO_ERROR_CANCELLED
 */
GVariant *
ferry_connection_call_finish (FerryConnection  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_commanded (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply = ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * ferry_connection_command:
 * @self: a connection
 * @method: a method of Transfers1 that answers nothing; a literal
 * @parameters: its arguments; a floating reference is taken
 * @task: (transfer full): returns whether it is done
 *
 * Calls the service for whoever has a task of its own.
 */
void
ferry_connection_command (FerryConnection *self,
                          const char      *method,
                          GVariant        *parameters,
                          GTask           *task)
{
  ferry_connection_call_async (self, method, parameters, g_task_get_cancellable (task), on_commanded, task);
}

static void
ferry_connection_finalize (GObject *object)
{
  FerryConnection *self = FERRY_CONNECTION (object);

  ferry_waiters_clear (&self->openers);
  g_clear_object (&self->proxy);
  g_free (self->introduced_to);
  g_free (self->introduced_as);
  the_connection = NULL;

  G_OBJECT_CLASS (ferry_connection_parent_class)->finalize (object);
}

static void
ferry_connection_class_init (FerryConnectionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_connection_finalize;

  ferry_bus_register_errors ();
}

static void
ferry_connection_init (FerryConnection *self)
{
  ferry_waiters_init (&self->openers);
}

/**
 * ferry_connection_get:
 *
 * Returns: (transfer full): the connection of this process
 */
FerryConnection *
ferry_connection_get (void)
{
  if (the_connection != NULL)
    return g_object_ref (the_connection);
  the_connection = g_object_new (FERRY_TYPE_CONNECTION, NULL);
  return the_connection;
}
