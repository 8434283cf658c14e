/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who calls from the bus, and what each may do: every call passes here first. It finds out which app a
 * caller is, once for each name on the bus, and lets its calls through in their
 * order when that is known. The only place that says who may call.
 *
 * Every caller has an app id, with which its transfers and groups are kept. In a
 * sandbox it is the sandbox's, whatever the caller says; outside it is what the
 * caller says, and before it says something the name of its program. */

#include "ferry-callers.h"

#include "ferry-config.h"
#include "ferry-error.h"
#include "ferry-sandbox.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A caller that is not known yet has no reason to say more than this. */
#define MAX_WAITING 1000

/* As long as a name on the bus may be, which a GApplication's id is. */
#define MAX_APP_ID_BYTES 255

struct _FerryCallers {
  GObject parent_instance;

  GDBusConnection *connection;      /* (owned) */
  char *proc;                       /* (owned) (nullable) */
  GDBusInterfaceSkeleton *skeleton; /* (owned) (nullable) while nothing is exported */
  char *object_path;                /* (owned) (nullable) likewise */
  guint registration;               /* (nullable) */
  GHashTable *callers;              /* (owned) (element-type utf8 Caller) by name on the bus */
  GError *closed;                   /* (owned) (nullable) what all calls are answered with */
};

G_DEFINE_FINAL_TYPE (FerryCallers, ferry_callers, G_TYPE_OBJECT)

typedef struct {
  char *sandbox;      /* (owned) (nullable) app of the sandbox that it is in, empty for none; %NULL until it is known */
  char *app_id;       /* (owned) (nullable) likewise */
  GError *fault;      /* (owned) (nullable) why it can't be known */
  GPtrArray *waiting; /* (owned) (element-type GDBusMethodInvocation) until it is */
  guint watch;
} Caller;

static void
caller_free (Caller *caller)
{
  for (guint i = 0; i < caller->waiting->len; i++)
    g_dbus_method_invocation_return_error_literal (g_ptr_array_index (caller->waiting, i), FERRY_ERROR,
                                                   FERRY_ERROR_NOT_REACHABLE, _ ("The service has ended"));
  g_ptr_array_unref (caller->waiting);
  g_bus_unwatch_name (caller->watch);
  g_clear_error (&caller->fault);
  g_free (caller->sandbox);
  g_free (caller->app_id);
  g_free (caller);
}

/* Calls, when it is known who calls. */

static void
let_through (FerryCallers          *self,
             GDBusMethodInvocation *invocation)
{
  GDBusInterfaceVTable *vtable = g_dbus_interface_skeleton_get_vtable (self->skeleton);

  vtable->method_call (self->connection,
                       g_dbus_method_invocation_get_sender (invocation),
                       g_dbus_method_invocation_get_object_path (invocation),
                       g_dbus_method_invocation_get_interface_name (invocation),
                       g_dbus_method_invocation_get_method_name (invocation),
                       g_dbus_method_invocation_get_parameters (invocation),
                       invocation, self->skeleton);
}

static void
answer (FerryCallers          *self,
        Caller                *caller,
        GDBusMethodInvocation *invocation)
{
  if (caller->fault != NULL)
    g_dbus_method_invocation_return_gerror (invocation, caller->fault);
  else
    let_through (self, invocation);
}

/* Finding out who calls. */

typedef struct {
  FerryCallers *callers; /* (owned) */
  char *name;            /* (owned) of the caller on the bus */
  char *proc;            /* (owned) (nullable) */
  guint pid;
  char *sandbox; /* (owned) (nullable) as the caller's, read by the thread */
  char *program; /* (owned) (nullable) likewise, outside of a sandbox */
} Inquiry;

static void
inquiry_free (Inquiry *inquiry)
{
  g_object_unref (inquiry->callers);
  g_free (inquiry->name);
  g_free (inquiry->proc);
  g_free (inquiry->sandbox);
  g_free (inquiry->program);
  g_free (inquiry);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Inquiry, inquiry_free)

static void on_credentials (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data);
static void read_in_thread (GTask        *task,
                            gpointer      source,
                            gpointer      task_data,
                            GCancellable *cancellable);
static void on_read        (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data);

static gboolean
is_app_id (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > MAX_APP_ID_BYTES || !g_utf8_validate (text, length, NULL))
    return FALSE;
  for (const char *next = text; *next != '\0'; next = g_utf8_next_char (next))
    if (g_unichar_iscntrl (g_utf8_get_char (next)))
      return FALSE;
  return TRUE;
}

static void
set_identity (Caller     *caller,
              const char *sandbox,
              const char *program)
{
  caller->sandbox = g_strdup (sandbox);
  if (*sandbox != '\0')
    caller->app_id = g_strdup (sandbox);
  else
    caller->app_id = g_strdup (program != NULL && is_app_id (program) ? program : "");
}

/* @error is (transfer full) (nullable): why nothing was found. */
static void
identify (Inquiry *inquiry,
          GError  *error)
{
  Caller *caller = g_hash_table_lookup (inquiry->callers->callers, inquiry->name);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) fault = error;

  /* The caller may have left meanwhile. */
  if (caller == NULL)
    return;
  waiting = g_steal_pointer (&caller->waiting);
  caller->waiting = g_ptr_array_new ();
  if (fault == NULL)
    set_identity (caller, inquiry->sandbox, inquiry->program);
  caller->fault = g_steal_pointer (&fault);
  for (guint i = 0; i < waiting->len; i++)
    answer (inquiry->callers, caller, g_ptr_array_index (waiting, i));
}

static void
inquire (FerryCallers *self,
         const char   *name)
{
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  inquiry->callers = g_object_ref (self);
  inquiry->name = g_strdup (name);
  inquiry->proc = g_strdup (self->proc);
  g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                          g_variant_new ("(s)", name), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_credentials, inquiry);
}

static void
on_credentials (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (Inquiry) inquiry = user_data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GVariant) answer = NULL;
  GError *error = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (answer == NULL)
    {
      identify (inquiry, error);
      return;
    }
  g_variant_get (answer, "(u)", &inquiry->pid);
  task = g_task_new (NULL, NULL, on_read, inquiry);
  g_task_set_source_tag (task, on_credentials);
  g_task_set_task_data (task, g_steal_pointer (&inquiry), NULL);
  g_task_run_in_thread (task, read_in_thread);
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Inquiry *inquiry = task_data;
  GError *error = NULL;

  inquiry->sandbox = ferry_sandbox_read_app_id (inquiry->proc, inquiry->pid, &error);
  if (inquiry->sandbox == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (*inquiry->sandbox == '\0')
    inquiry->program = ferry_sandbox_read_program (inquiry->proc, inquiry->pid);
  g_task_return_boolean (task, TRUE);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Inquiry) inquiry = user_data;
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  identify (inquiry, error);
}

static void
on_vanished (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  FerryCallers *self = user_data;

  g_hash_table_remove (self->callers, name);
}

static Caller *
meet (FerryCallers *self,
      const char   *name)
{
  Caller *caller = g_hash_table_lookup (self->callers, name);

  if (caller != NULL)
    return caller;
  caller = g_new0 (Caller, 1);
  caller->waiting = g_ptr_array_new ();
  g_hash_table_insert (self->callers, g_strdup (name), caller);
  if (self->proc == NULL)
    set_identity (caller, "", NULL);
  else
    inquire (self, name);
  caller->watch = g_bus_watch_name_on_connection (self->connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                  NULL, on_vanished, self, NULL);
  return caller;
}

/* What the bus asks for. */

static void
on_call (GDBusConnection       *connection,
         const char            *sender,
         const char            *object_path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  FerryCallers *self = user_data;
  Caller *caller;

  if (self->closed != NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, self->closed);
      return;
    }
  caller = meet (self, sender);
  if (caller->sandbox != NULL || caller->fault != NULL)
    answer (self, caller, invocation);
  else if (caller->waiting->len < MAX_WAITING)
    g_ptr_array_add (caller->waiting, invocation);
  else
    g_dbus_method_invocation_return_error_literal (invocation, FERRY_ERROR, FERRY_ERROR_LIMIT,
                                                   _ ("Too many calls at a time"));
}

static GVariant *
on_get_property (GDBusConnection  *connection,
                 const char       *sender,
                 const char       *object_path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          user_data)
{
  FerryCallers *self = user_data;
  GDBusInterfaceVTable *vtable = g_dbus_interface_skeleton_get_vtable (self->skeleton);

  return vtable->get_property (connection, sender, object_path, interface, property, error, self->skeleton);
}

static void
ferry_callers_dispose (GObject *object)
{
  FerryCallers *self = FERRY_CALLERS (object);

  ferry_callers_unexport (self);
  g_hash_table_remove_all (self->callers);
  G_OBJECT_CLASS (ferry_callers_parent_class)->dispose (object);
}

static void
ferry_callers_finalize (GObject *object)
{
  FerryCallers *self = FERRY_CALLERS (object);

  g_hash_table_unref (self->callers);
  g_object_unref (self->connection);
  g_clear_error (&self->closed);
  g_free (self->proc);
  G_OBJECT_CLASS (ferry_callers_parent_class)->finalize (object);
}

static void
ferry_callers_class_init (FerryCallersClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_callers_dispose;
  object_class->finalize = ferry_callers_finalize;
}

static void
ferry_callers_init (FerryCallers *self)
{
  self->callers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) caller_free);
}

/**
 * ferry_callers_new:
 * @connection: to a message bus
 * @proc: (nullable): path of the proc file system; %NULL where other processes
 *   can't be looked into: all callers then count as outside of a sandbox
 *
 * Returns: (transfer full): callers who reach nothing yet
 */
FerryCallers *
ferry_callers_new (GDBusConnection *connection,
                   const char      *proc)
{
  FerryCallers *self = g_object_new (FERRY_TYPE_CALLERS, NULL);

  self->connection = g_object_ref (connection);
  self->proc = g_strdup (proc);
  return self;
}

/**
 * ferry_callers_export:
 * @self: the callers
 * @skeleton: what answers the calls that pass
 * @object_path: where
 * @error: return location for an error
 *
 * Returns: whether it is on the bus now
 */
gboolean
ferry_callers_export (FerryCallers            *self,
                      GDBusInterfaceSkeleton  *skeleton,
                      const char              *object_path,
                      GError                 **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call, .get_property = on_get_property };

  self->registration = g_dbus_connection_register_object (self->connection, object_path,
                                                          g_dbus_interface_skeleton_get_info (skeleton),
                                                          &vtable, self, NULL, error);
  if (self->registration == 0)
    return FALSE;
  self->skeleton = g_object_ref (skeleton);
  self->object_path = g_strdup (object_path);
  return TRUE;
}

/**
 * ferry_callers_unexport:
 * @self: the callers
 *
 * Takes what they call from the bus; calls that wait are answered
 * with an error.
 */
void
ferry_callers_unexport (FerryCallers *self)
{
  if (self->registration == 0)
    return;
  g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_hash_table_remove_all (self->callers);
  g_clear_object (&self->skeleton);
  g_clear_pointer (&self->object_path, g_free);
}

/**
 * ferry_callers_close:
 * @self: the callers
 * @reason: why the service can't serve anybody
 *
 * From now on @reason is the answer to every call.
 */
void
ferry_callers_close (FerryCallers *self,
                     const GError *reason)
{
  g_clear_error (&self->closed);
  self->closed = g_error_copy (reason);
}

/**
 * ferry_callers_get_sandbox:
 * @self: the callers
 * @name: of a caller on the bus
 *
 * Returns: (transfer none) (nullable): the app in whose sandbox it is, whose
 *   transfers alone it may see; empty outside of a sandbox, and for Ferry's own
 *   window, which sees all; %NULL when it never called or has left
 */
const char *
ferry_callers_get_sandbox (FerryCallers *self,
                           const char   *name)
{
  Caller *caller = g_hash_table_lookup (self->callers, name);

  if (caller == NULL)
    return NULL;
  return g_strcmp0 (caller->sandbox, FERRY_APP_ID) == 0 ? "" : caller->sandbox;
}

/**
 * ferry_callers_get_app_id:
 * @self: the callers
 * @name: of a caller on the bus
 *
 * Returns: (transfer none) (nullable): the id of the app that it is, or empty
 *   when neither a sandbox nor the caller says one and its program has no name;
 *   %NULL when it never called or has left
 */
const char *
ferry_callers_get_app_id (FerryCallers *self,
                          const char   *name)
{
  Caller *caller = g_hash_table_lookup (self->callers, name);

  return caller != NULL ? caller->app_id : NULL;
}

/**
 * ferry_callers_set_app_id:
 * @self: the callers
 * @name: of a caller on the bus whose call came through
 * @app_id: what it says that it is
 * @error: return location for an error
 *
 * Returns: whether that is its app id from now on; else
 *   %FERRY_ERROR_INVALID_ARGUMENT, or %FERRY_ERROR_ACCESS_DENIED when it is in
 *   the sandbox of another app
 */
gboolean
ferry_callers_set_app_id (FerryCallers  *self,
                          const char    *name,
                          const char    *app_id,
                          GError       **error)
{
  Caller *caller = g_hash_table_lookup (self->callers, name);

  if (!is_app_id (app_id))
    {
      g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                           _ ("An app id has 1 to 255 bytes and no control characters"));
      return FALSE;
    }
  if (*caller->sandbox != '\0' && !g_str_equal (caller->sandbox, app_id))
    {
      g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED,
                           _ ("An app in a sandbox has the app id of its sandbox"));
      return FALSE;
    }
  g_free (caller->app_id);
  caller->app_id = g_strdup (app_id);
  return TRUE;
}

/**
 * ferry_callers_emit:
 * @self: the callers
 * @name: of the receiver on the bus
 * @signal: name of a signal of the exported interface
 * @parameters: its arguments
 *
 * The proxy of a sandbox of our own lets signals out only to everybody; then
 * @name is not the only one who gets it.
 */
void
ferry_callers_emit (FerryCallers *self,
                    const char   *name,
                    const char   *signal,
                    GVariant     *parameters)
{
  if (self->registration != 0)
    g_dbus_connection_emit_signal (self->connection, self->proc != NULL ? name : NULL, self->object_path,
                                   g_dbus_interface_skeleton_get_info (self->skeleton)->name,
                                   signal, parameters, NULL);
}
