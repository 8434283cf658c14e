/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The notifier where nobody shows toasts; what it tells is for the tests of
 * the whole service. */

#include "ferry-config.h"
#include "ferry-notifier.h"
#include "engine-fixture.h"

static GDBusConnection *connection; /* (unowned) */

static FerryNotifier *
make_notifier (EngineFixture *fixture)
{
  g_autoptr (GSettings) settings = g_settings_new (FERRY_APP_ID);

  return ferry_notifier_new (fixture->engine, settings, connection);
}

static void
goes_away (EngineFixture *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (make_notifier (fixture));
}

static void
goes_away_with_something_to_tell (EngineFixture *fixture,
                                  gconstpointer  data)
{
  FerryNotifier *notifier = make_notifier (fixture);

  engine_fixture_wait_for (fixture, engine_fixture_create (fixture, "http://example.org/letter.txt", NULL), S (COMPLETED));
  g_assert_finalize_object (notifier);
}

static void
on_waiting_changed (FerryNotifier *notifier,
                    gboolean      *told)
{
  *told = TRUE;
}

/* Of what nobody wants to know, so that nobody has to answer. */
static void
waits_until_all_is_told (EngineFixture *fixture,
                         gconstpointer  data)
{
  g_autoptr (GSettings) settings = g_settings_new (FERRY_APP_ID);
  FerryNotifier *notifier = make_notifier (fixture);
  gboolean waited = FALSE, told = FALSE;

  g_settings_set_boolean (settings, "toast-success", FALSE);
  g_signal_connect (notifier, "waiting-changed", G_CALLBACK (on_waiting_changed), &told);
  g_assert_false (ferry_notifier_is_waiting (notifier));
  engine_fixture_create (fixture, "http://example.org/letter.txt", NULL);
  while (!told)
    {
      waited = waited || ferry_notifier_is_waiting (notifier);
      engine_fixture_iterate ();
    }
  g_assert_true (waited);
  g_assert_false (ferry_notifier_is_waiting (notifier));
  g_assert_finalize_object (notifier);
}

int
main (int   argc,
      char *argv[])
{
  static GTestDBus *bus;
  int result;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  ENGINE_FIXTURE_ADD ("/daemon/notifier/goes away", goes_away);
  ENGINE_FIXTURE_ADD ("/daemon/notifier/goes away with something to tell", goes_away_with_something_to_tell);
  ENGINE_FIXTURE_ADD ("/daemon/notifier/waits until all is told", waits_until_all_is_told);
  result = g_test_run ();
  g_clear_object (&connection);
  g_test_dbus_down (bus);
  return result;
}
