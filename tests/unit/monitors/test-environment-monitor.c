/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The world as NetworkManager, ModemManager and the power profile daemon tell
 * it; all three are mocks on a bus of the test's own. */

#include "ferry-environment-monitor.h"

#include <gio/gio.h>

#define NM   "org.freedesktop.NetworkManager"
#define MM   "org.freedesktop.ModemManager1"
#define MOCK "org.freedesktop.DBus.Mock"

#define MODEM_PATH "/org/freedesktop/ModemManager1/Modem/0"

/* Which of them is listened to is up to GLib's version. */
static const struct {
  const char *name;
  const char *path;
} profile_daemons[] = {
  { "net.hadess.PowerProfiles", "/net/hadess/PowerProfiles" },
  { "org.freedesktop.UPower.PowerProfiles", "/org/freedesktop/UPower/PowerProfiles" },
};

typedef struct {
  GTestDBus *bus;              /* (owned) */
  GDBusConnection *connection; /* (owned) */
  GPtrArray *mocks;            /* (owned) (element-type GSubprocess) */
} Fixture;

static Fixture fixture;

static void
on_appeared (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  gboolean *appeared = user_data;

  *appeared = TRUE;
}

static void
start_mock (const char *name,
            const char *path)
{
  gboolean appeared = FALSE;
  g_autoptr (GError) error = NULL;
  guint watch;

  g_ptr_array_add (fixture.mocks,
                   g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "/usr/bin/python3",
                                     "-m", "dbusmock", "--system", "-m", name, path, name, NULL));
  g_assert_no_error (error);
  watch = g_bus_watch_name_on_connection (fixture.connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                          on_appeared, NULL, &appeared, NULL);
  while (!appeared)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
}

/* @arguments: (transfer floating) */
static void
call_mock (const char *name,
           const char *path,
           const char *method,
           GVariant   *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;

  answer = g_dbus_connection_call_sync (fixture.connection, name, path, MOCK, method, arguments,
                                        NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, &error);
  g_assert_no_error (error);
}

static void
start_mocks (void)
{
  start_mock (NM, "/org/freedesktop/NetworkManager");
  for (gsize i = 0; i < G_N_ELEMENTS (profile_daemons); i++)
    start_mock (profile_daemons[i].name, profile_daemons[i].path);
  start_mock (MM, "/org/freedesktop/ModemManager1");
  call_mock (NM, "/org/freedesktop/NetworkManager", "AddProperties",
             g_variant_new_parsed ("('" NM "', {'Connectivity': <uint32 4>, 'State': <uint32 70>,"
                                   " 'Metered': <uint32 4>})"));
  for (gsize i = 0; i < G_N_ELEMENTS (profile_daemons); i++)
    call_mock (profile_daemons[i].name, profile_daemons[i].path, "AddProperties",
               g_variant_new_parsed ("(%s, {'ActiveProfile': <'balanced'>})", profile_daemons[i].name));
  call_mock (MM, "/org/freedesktop/ModemManager1", "AddObject",
             g_variant_new_parsed ("(%s, '" MM ".Modem', {'State': <11>}, @a(ssss) [])", MODEM_PATH));
  call_mock (MM, MODEM_PATH, "AddProperties",
             g_variant_new_parsed ("('" MM ".Modem.Modem3gpp', {'RegistrationState': <uint32 1>})"));
}

static void
set_metered (guint metered)
{
  call_mock (NM, "/org/freedesktop/NetworkManager", "UpdateProperties",
             g_variant_new_parsed ("('" NM "', {'Metered': <%u>})", metered));
}

static void
set_state (guint state)
{
  call_mock (NM, "/org/freedesktop/NetworkManager", "UpdateProperties",
             g_variant_new_parsed ("('" NM "', {'State': <%u>})", state));
}

static void
set_profile (const char *profile)
{
  for (gsize i = 0; i < G_N_ELEMENTS (profile_daemons); i++)
    call_mock (profile_daemons[i].name, profile_daemons[i].path, "UpdateProperties",
               g_variant_new_parsed ("(%s, {'ActiveProfile': <%s>})", profile_daemons[i].name, profile));
}

static void
set_registration (guint state)
{
  call_mock (MM, MODEM_PATH, "UpdateProperties",
             g_variant_new_parsed ("('" MM ".Modem.Modem3gpp', {'RegistrationState': <%u>})", state));
}

static void
on_changed (guint *changes)
{
  (*changes)++;
}

static FerryEnvironment
wait_for_change (FerryMonitor *monitor,
                 guint        *changes)
{
  while (*changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (*changes, ==, 1);
  *changes = 0;
  return ferry_monitor_get_environment (monitor);
}

static void
goes_away (void)
{
  g_assert_finalize_object (ferry_environment_monitor_new ());
}

static void
every_change_is_told_once (void)
{
  g_autoptr (FerryMonitor) monitor = ferry_environment_monitor_new ();
  guint changes = 0;

  g_signal_connect_swapped (monitor, "changed", G_CALLBACK (on_changed), &changes);
  set_profile ("power-saver");
  g_assert_true (wait_for_change (monitor, &changes).power_saver);
  set_profile ("balanced");
  g_assert_false (wait_for_change (monitor, &changes).power_saver);

  set_metered (1);
  g_assert_true (wait_for_change (monitor, &changes).metered);
  set_registration (5);
  g_assert_true (wait_for_change (monitor, &changes).roaming);
  set_registration (1);
  g_assert_false (wait_for_change (monitor, &changes).roaming);
  set_metered (2);
  g_assert_false (wait_for_change (monitor, &changes).metered);

  set_state (20);
  g_assert_false (wait_for_change (monitor, &changes).available);
  set_state (70);
  g_assert_true (wait_for_change (monitor, &changes).available);
  g_assert_finalize_object (g_steal_pointer (&monitor));
}

static void
a_roaming_modem_beside_a_free_network_costs_nothing (void)
{
  g_autoptr (FerryMonitor) monitor = ferry_environment_monitor_new ();
  guint changes = 0;

  g_signal_connect_swapped (monitor, "changed", G_CALLBACK (on_changed), &changes);
  set_registration (5);
  set_profile ("power-saver");
  g_assert_false (wait_for_change (monitor, &changes).roaming);
  set_metered (1);
  while (!ferry_monitor_get_environment (monitor).roaming)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
have_mocks (void)
{
  g_autoptr (GSubprocess) python = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "/usr/bin/python3",
                                                     "-c", "import dbusmock", NULL);

  return python != NULL && g_subprocess_wait_check (python, NULL, NULL);
}

static void
skip (void)
{
  g_test_skip ("python3-dbusmock is not installed");
}

/* GTestDBus forks: it comes before anything that starts a thread. */
static void
start_bus (void)
{
  fixture.bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  fixture.mocks = g_ptr_array_new_with_free_func (g_object_unref);
  g_test_dbus_up (fixture.bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (fixture.bus), TRUE);
  fixture.connection = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  g_dbus_connection_set_exit_on_close (fixture.connection, FALSE);
}

static void
stop_bus (void)
{
  for (guint i = 0; i < fixture.mocks->len; i++)
    {
      g_subprocess_force_exit (g_ptr_array_index (fixture.mocks, i));
      g_subprocess_wait (g_ptr_array_index (fixture.mocks, i), NULL, NULL);
    }
  g_ptr_array_unref (fixture.mocks);
  g_test_dbus_stop (fixture.bus);
  g_object_unref (fixture.connection);
  g_object_unref (fixture.bus);
}

static void
add_tests (void)
{
  start_mocks ();
  g_test_add_func ("/environment-monitor/goes_away", goes_away);
  g_test_add_func ("/environment-monitor/every_change_is_told_once", every_change_is_told_once);
  g_test_add_func ("/environment-monitor/a_roaming_modem_beside_a_free_network_costs_nothing",
                   a_roaming_modem_beside_a_free_network_costs_nothing);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  start_bus ();
  if (have_mocks ())
    add_tests ();
  else
    g_test_add_func ("/environment-monitor/all", skip);
  result = g_test_run ();
  stop_bus ();
  return result;
}
