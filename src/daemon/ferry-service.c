/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ferryd's application object: the only place that knows which journal, which
 * backend, which monitors are behind the engine's ports. It stays while
 * something may happen and goes when nothing may. */

#include "ferry-service.h"

#include "ferry-autostart.h"
#include "ferry-config.h"
#include "ferry-dock.h"
#include "ferry-engine.h"
#include "ferry-error.h"
#include "ferry-flatpak.h"
#include "ferry-http-backend.h"
#include "ferry-keyring.h"
#include "ferry-notifier.h"
#include "ferry-settings.h"
#include "ferry-store.h"
#include "ferry-system-clock.h"
#include "ferry-transfers-object.h"
#include "ferry-environment-monitor.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

/* Whether the engine is busy is asked this long after something happened: a
 * burst of small files asks once. */
#define BUSY_CHECK_MS 500

/* A locked keyring may wait for a person who is not there. */
#define KEYRING_TIMEOUT_MS 5000

/* A service that can't use its journal leaves soon: the next one may. */
#define FAULT_TIMEOUT_MS 1000

struct _FerryService {
  GApplication parent_instance;

  GDBusConnection *connection;  /* (owned) (nullable) until registered on it */
  GSettings *settings;          /* (owned) */
  FerryStore *store;            /* (owned) */
  FerryEngine *engine;          /* (owned) */
  FerryTransfersObject *object; /* (owned) */
  FerryCallers *callers;        /* (owned) */
  FerryNotifier *notifier;      /* (owned) */
  FerryDock *dock;              /* (owned) */
  guint busy_check;             /* (nullable) */
  guint signals[2];             /* sources of SIGTERM and SIGINT */
  GError *fault;                /* (owned) (nullable) why the journal can't be used */
  gboolean waiting;
  gboolean held;
};

G_DEFINE_FINAL_TYPE (FerryService, ferry_service, G_TYPE_APPLICATION)

/* Staying and going. */

/* What only a person can resume or repair needs no service after log-in. */
static gboolean
is_unfinished (FerryService *self)
{
  GPtrArray *transfers = ferry_engine_get_transfers (self->engine);

  for (guint i = 0; i < transfers->len; i++)
    if (ferry_transfer_goes_on (g_ptr_array_index (transfers, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_busy (FerryService *self)
{
  return ferry_engine_is_busy (self->engine) || ferry_notifier_is_waiting (self->notifier);
}

static gboolean
on_busy_check (gpointer user_data)
{
  FerryService *self = user_data;
  gboolean busy = is_busy (self);

  self->busy_check = 0;
  if (busy && !self->held)
    g_application_hold (G_APPLICATION (self));
  else if (!busy && self->held)
    g_application_release (G_APPLICATION (self));
  self->held = busy;
  ferry_autostart_set (self->connection, is_unfinished (self));
  return G_SOURCE_REMOVE;
}

static void
on_busy_changed (FerryService *self)
{
  /* A hold can't wait: the inactivity timeout may be about to fire. */
  if (!self->held && is_busy (self))
    {
      g_clear_handle_id (&self->busy_check, g_source_remove);
      on_busy_check (self);
    }
  else if (self->busy_check == 0)
    self->busy_check = g_timeout_add (BUSY_CHECK_MS, on_busy_check, self);
}

static gboolean
on_signal (gpointer user_data)
{
  g_application_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Counting begins anew at a release. Without one a new timeout would rule only
 * after the next transfer, and at the start GApplication's own ten seconds. */
static void
set_idle_timeout (FerryService *self,
                  guint         milliseconds)
{
  GApplication *application = G_APPLICATION (self);

  g_application_set_inactivity_timeout (application, milliseconds);
  g_application_hold (application);
  g_application_release (application);
}

/* Settings, live. */

static void
apply_settings (FerryService *self)
{
  ferry_settings_apply (self->settings, self->engine, self->object);
  set_idle_timeout (self, 1000 * g_settings_get_uint (self->settings, "idle-timeout"));
}

/* Start and end. */

/* For where there is nothing else to do than to wait: before the name is on
 * the bus, and after it was given back. */
static void
wait_for_answer (FerryService *self)
{
  while (self->waiting)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  FerryService *self = user_data;
  g_autoptr (GError) error = NULL;

  self->waiting = FALSE;
  if (ferry_engine_load_finish (FERRY_ENGINE (source), result, &error))
    return;
  self->fault = g_error_new (error->domain, error->code, _ ("Ferry can't use its journal: %s"), error->message);
  g_printerr ("ferryd: %s\n", self->fault->message);
}

static char *
state_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "ferry", NULL);
}

static void
wire (FerryService *self)
{
  g_autofree char *folder = state_folder ();
  g_autofree char *answers = g_build_filename (folder, "answers", NULL);
  g_autoptr (FerryBackend) backend = FERRY_BACKEND (ferry_http_backend_new ());
  g_autoptr (FerryMonitor) monitor = FERRY_MONITOR (ferry_environment_monitor_new ());
  g_autoptr (FerryClock) clock = FERRY_CLOCK (ferry_system_clock_new ());
  g_autoptr (FerrySecrets) secrets = FERRY_SECRETS (ferry_keyring_new (KEYRING_TIMEOUT_MS));

  self->settings = g_settings_new (FERRY_APP_ID);
  self->store = ferry_store_new (folder);
  self->engine = ferry_engine_new (FERRY_JOURNAL (self->store), backend, monitor, clock, secrets);
  ferry_engine_set_answer_folder (self->engine, answers);
  self->object = ferry_transfers_object_new (self->engine);
  self->notifier = ferry_notifier_new (self->engine, self->settings, self->connection);
  apply_settings (self);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (apply_settings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "busy-changed", G_CALLBACK (on_busy_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifier, "waiting-changed", G_CALLBACK (on_busy_changed), self, G_CONNECT_SWAPPED);
}

static void
load (FerryService *self)
{
  self->waiting = TRUE;
  ferry_engine_load_async (self->engine, on_loaded, self);
  wait_for_answer (self);
}

/* Inside a sandbox of its own the service sees no other process; the proxy of
 * that sandbox is set up for those that may call. */
static FerryCallers *
make_callers (GDBusConnection *connection)
{
  return ferry_callers_new (connection, ferry_flatpak_is_inside () ? NULL : "/proc");
}

/* The journal is read before the name is on the bus, so that no caller meets
 * a service that knows half. Nothing else can happen in this process yet. A
 * service without a journal comes up all the same: it says why to who calls. */
static gboolean
ferry_service_dbus_register (GApplication     *application,
                             GDBusConnection  *connection,
                             const char       *object_path,
                             GError          **error)
{
  FerryService *self = FERRY_SERVICE (application);

  if (!G_APPLICATION_CLASS (ferry_service_parent_class)->dbus_register (application, connection, object_path, error))
    return FALSE;
  self->connection = g_object_ref (connection);
  wire (self);
  load (self);
  self->callers = make_callers (connection);
  if (self->fault != NULL)
    ferry_callers_close (self->callers, self->fault);
  if (ferry_store_get_set_aside (self->store) != NULL)
    ferry_notifier_tell_damaged_journal (self->notifier, ferry_store_get_set_aside (self->store),
                                         ferry_store_get_n_saved (self->store));
  self->dock = ferry_dock_new (self->engine, connection);
  return ferry_transfers_object_export (self->object, self->callers, FERRY_OBJECT_PATH, error);
}

static void
ferry_service_dbus_unregister (GApplication    *application,
                               GDBusConnection *connection,
                               const char      *object_path)
{
  FerryService *self = FERRY_SERVICE (application);

  if (self->callers != NULL)
    ferry_callers_unexport (self->callers);
  G_APPLICATION_CLASS (ferry_service_parent_class)->dbus_unregister (application, connection, object_path);
}

static void
ferry_service_startup (GApplication *application)
{
  FerryService *self = FERRY_SERVICE (application);

  G_APPLICATION_CLASS (ferry_service_parent_class)->startup (application);
  self->signals[0] = g_unix_signal_add (SIGTERM, on_signal, self);
  self->signals[1] = g_unix_signal_add (SIGINT, on_signal, self);
  if (self->engine == NULL)
    {
      self->fault = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE, _ ("There is no session bus"));
      g_printerr ("ferryd: %s\n", self->fault->message);
    }
  else if (self->fault != NULL)
    set_idle_timeout (self, FAULT_TIMEOUT_MS);
  else
    on_busy_check (self);
}

/* Started by the session, not by a caller: it looks whether something is
 * unfinished, and leaves when nothing is. */
static void
ferry_service_activate (GApplication *application)
{
}

/* The end: what runs is made durable while callers are still served; when no
 * more of them can come, the journal is closed. */

static void
on_stopped (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  ferry_engine_stop_finish (FERRY_ENGINE (source), result, NULL);
  FERRY_SERVICE (user_data)->waiting = FALSE;
}

static void
on_name_released (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  /* When this fails there is no bus any more, and nobody to call. */
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  FERRY_SERVICE (user_data)->waiting = FALSE;
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ferry_journal_close_finish (FERRY_JOURNAL (source), result, &error))
    g_message ("The journal was not closed well: %s", error->message);
  FERRY_SERVICE (user_data)->waiting = FALSE;
}

static void
stop_engine (FerryService *self)
{
  self->waiting = TRUE;
  ferry_engine_stop_async (self->engine, on_stopped, self);
  wait_for_answer (self);
}

/* A call that comes later reaches the next service, not one that is about to
 * leave: the answer comes after all calls that came before. */
static void
release_name (FerryService *self)
{
  self->waiting = TRUE;
  g_dbus_connection_call (self->connection,
                          "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReleaseName",
                          g_variant_new ("(s)", FERRY_SERVICE_ID), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          on_name_released, self);
  wait_for_answer (self);
}

static void
close_journal (FerryService *self)
{
  self->waiting = TRUE;
  ferry_journal_close_async (FERRY_JOURNAL (self->store), on_closed, self);
  wait_for_answer (self);
}

static void
ferry_service_shutdown (GApplication *application)
{
  FerryService *self = FERRY_SERVICE (application);

  if (self->engine != NULL)
    {
      stop_engine (self);
      release_name (self);
      ferry_callers_unexport (self->callers);
      close_journal (self);
    }
  g_clear_handle_id (&self->busy_check, g_source_remove);
  g_clear_handle_id (&self->signals[0], g_source_remove);
  g_clear_handle_id (&self->signals[1], g_source_remove);
  G_APPLICATION_CLASS (ferry_service_parent_class)->shutdown (application);
}

static void
ferry_service_finalize (GObject *object)
{
  FerryService *self = FERRY_SERVICE (object);

  g_clear_object (&self->dock);
  g_clear_object (&self->notifier);
  g_clear_object (&self->object);
  g_clear_object (&self->callers);
  g_clear_object (&self->engine);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_object (&self->connection);
  g_clear_error (&self->fault);
  G_OBJECT_CLASS (ferry_service_parent_class)->finalize (object);
}

static void
ferry_service_class_init (FerryServiceClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ferry_service_finalize;
  application_class->dbus_register = ferry_service_dbus_register;
  application_class->dbus_unregister = ferry_service_dbus_unregister;
  application_class->startup = ferry_service_startup;
  application_class->activate = ferry_service_activate;
  application_class->shutdown = ferry_service_shutdown;
}

static void
ferry_service_init (FerryService *self)
{
}

/**
 * ferry_service_new:
 *
 * Returns: (transfer full): the service, to be run once
 */
FerryService *
ferry_service_new (void)
{
  return g_object_new (FERRY_TYPE_SERVICE,
                       "application-id", FERRY_SERVICE_ID,
                       "flags", G_APPLICATION_IS_SERVICE,
                       NULL);
}

/**
 * ferry_service_has_failed:
 * @self: the service after its run
 *
 * Returns: whether it could not use its journal
 */
gboolean
ferry_service_has_failed (FerryService *self)
{
  return self->fault != NULL;
}
