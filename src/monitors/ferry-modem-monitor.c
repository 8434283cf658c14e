/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks ModemManager whether a modem that is connected is away from home.
 * Without ModemManager, without a system bus and in most sandboxes there is
 * no answer, and no answer is taken for no. */

#include "ferry-modem-monitor.h"

#include <gio/gio.h>

#define NAME       "org.freedesktop.ModemManager1"
#define PATH       "/org/freedesktop/ModemManager1"
#define MODEM      "org.freedesktop.ModemManager1.Modem"
#define MODEM_3GPP "org.freedesktop.ModemManager1.Modem.Modem3gpp"

/* MMModemState */
#define STATE_CONNECTED 11

/* MMModem3gppRegistrationState */
#define ROAMING                    5
#define ROAMING_SMS_ONLY           7
#define ROAMING_CSFB_NOT_PREFERRED 10

struct _FerryModemMonitor {
  GObject parent_instance;

  GDBusObjectManager *modems; /* (owned) (nullable) until connected */
  GCancellable *cancellable;  /* (owned) */
  gboolean roaming;
};

typedef enum {
  PROP_ROAMING = 1,
} FerryModemMonitorProperty;

static GParamSpec *properties[PROP_ROAMING + 1];

G_DEFINE_FINAL_TYPE (FerryModemMonitor, ferry_modem_monitor, G_TYPE_OBJECT)

static gint64
read_number (GDBusObject *modem,
             const char  *interface,
             const char  *property)
{
  g_autoptr (GDBusInterface) proxy = g_dbus_object_get_interface (modem, interface);
  g_autoptr (GVariant) value = NULL;

  if (proxy != NULL)
    value = g_dbus_proxy_get_cached_property (G_DBUS_PROXY (proxy), property);
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_variant_get_uint32 (value);
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    return g_variant_get_int32 (value);
  return -1;
}

static gboolean
is_roaming (GDBusObject *modem)
{
  gint64 registration = read_number (modem, MODEM_3GPP, "RegistrationState");

  return read_number (modem, MODEM, "State") == STATE_CONNECTED &&
         (registration == ROAMING || registration == ROAMING_SMS_ONLY ||
          registration == ROAMING_CSFB_NOT_PREFERRED);
}

static void
look_at_modems (FerryModemMonitor *self)
{
  GList *modems = g_dbus_object_manager_get_objects (self->modems);
  gboolean roaming = FALSE;

  for (GList *l = modems; l != NULL; l = l->next)
    roaming = roaming || is_roaming (l->data);
  g_list_free_full (modems, g_object_unref);
  if (roaming == self->roaming)
    return;
  self->roaming = roaming;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROAMING]);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  static const char *const signals[] = {
    "object-added",
    "object-removed",
    "interface-added",
    "interface-removed",
    "interface-proxy-properties-changed",
    "notify::name-owner",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusObjectManager) modems = g_dbus_object_manager_client_new_for_bus_finish (result, &error);
  FerryModemMonitor *self = user_data;

  /* When the call was cancelled the monitor is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (modems == NULL)
    {
      g_debug ("ModemManager is not asked about roaming: %s", error->message);
      return;
    }
  self->modems = g_steal_pointer (&modems);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->modems, signals[i], G_CALLBACK (look_at_modems), self, G_CONNECT_SWAPPED);
  look_at_modems (self);
}

static void
ferry_modem_monitor_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  FerryModemMonitor *self = FERRY_MODEM_MONITOR (object);

  switch ((FerryModemMonitorProperty) id)
    {
    case PROP_ROAMING:
      g_value_set_boolean (value, self->roaming);
      return;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ferry_modem_monitor_dispose (GObject *object)
{
  FerryModemMonitor *self = FERRY_MODEM_MONITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->modems);
  G_OBJECT_CLASS (ferry_modem_monitor_parent_class)->dispose (object);
}

static void
ferry_modem_monitor_finalize (GObject *object)
{
  FerryModemMonitor *self = FERRY_MODEM_MONITOR (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (ferry_modem_monitor_parent_class)->finalize (object);
}

static void
ferry_modem_monitor_class_init (FerryModemMonitorClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_modem_monitor_get_property;
  object_class->dispose = ferry_modem_monitor_dispose;
  object_class->finalize = ferry_modem_monitor_finalize;

  /**
   * FerryModemMonitor:roaming:
   *
   * Whether a connected modem is in a network that is not its own.
   */
  properties[PROP_ROAMING] = g_param_spec_boolean ("roaming", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_modem_monitor_init (FerryModemMonitor *self)
{
  self->cancellable = g_cancellable_new ();
  g_dbus_object_manager_client_new_for_bus (G_BUS_TYPE_SYSTEM, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START,
                                            NAME, PATH, NULL, NULL, NULL, self->cancellable, on_connected, self);
}

/**
 * ferry_modem_monitor_new:
 *
 * Returns: (transfer full): a monitor, which knows nothing yet
 */
FerryModemMonitor *
ferry_modem_monitor_new (void)
{
  return g_object_new (FERRY_TYPE_MODEM_MONITOR, NULL);
}

/**
 * ferry_modem_monitor_get_roaming:
 * @self: a monitor
 *
 * Returns: whether a connected modem is in a network that is not its own
 */
gboolean
ferry_modem_monitor_get_roaming (FerryModemMonitor *self)
{
  return self->roaming;
}
