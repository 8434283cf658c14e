/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who sees and commands which transfers. All callers are this process; the
 * sandbox is a folder that is there while a caller is met, and a transfer of
 * another app is one that the engine was given without the bus. */

#include "ferry-config.h"
#include "ferry-callers.h"
#include "ferry-transfers-object.h"
#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define ADDRESS   "http://example.org/letter.txt"
#define INTERFACE "io.github.ferrytransfer.Ferry.Transfers1"
#define APP       "org.example.Inside"

typedef struct {
  EngineFixture fixture;
  char *proc;                   /* (owned) */
  char *info;                   /* (owned) */
  GDBusConnection *service;     /* (owned) */
  GDBusConnection *inside;      /* (owned) a caller in a sandbox */
  GDBusConnection *outside;     /* (owned) a caller in none */
  FerryCallers *callers;        /* (owned) */
  FerryTransfersObject *object; /* (owned) */
  FerryTransfer *foreign;       /* (owned) a transfer of another app */
} Fixture;

static GTestDBus *bus;

static GDBusConnection *
join_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
    g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
take_answer (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* @arguments: (transfer floating). Returns: (transfer full) (nullable) */
static GVariant *
call (Fixture          *self,
      GDBusConnection  *caller,
      const char       *method,
      GVariant         *arguments,
      GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (caller, g_dbus_connection_get_unique_name (self->service), FERRY_OBJECT_PATH, INTERFACE,
                          method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, take_answer, &result);
  WAIT_UNTIL (result != NULL);
  return g_dbus_connection_call_finish (caller, result, error);
}

static void
assert_refused (Fixture         *self,
                GDBusConnection *caller,
                const char      *method,
                GVariant        *arguments,
                int              code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (call (self, caller, method, arguments, &error));
  g_assert_error (error, FERRY_ERROR, code);
}

/* @filter: (transfer floating) */
static gsize
count_filtered (Fixture         *self,
                GDBusConnection *caller,
                GVariant        *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, caller, "List", filter, &error);
  g_autoptr (GVariant) list = NULL;

  g_assert_no_error (error);
  list = g_variant_get_child_value (answer, 0);
  return g_variant_n_children (list);
}

static gsize
count_list (Fixture         *self,
            GDBusConnection *caller)
{
  return count_filtered (self, caller, g_variant_new_parsed ("(@a{sv} {},)"));
}

static char *
create (Fixture         *self,
        GDBusConnection *caller)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, caller, "CreateDownloads",
                                      g_variant_new_parsed ("([(%s, @a{sv} {})],)", ADDRESS), &error);
  g_auto (GStrv) ids = NULL;

  g_assert_no_error (error);
  g_variant_get (answer, "(^as)", &ids);
  return g_strdup (ids[0]);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = NULL;

  engine_fixture_set_up (&self->fixture, GINT_TO_POINTER (FALSE));
  self->foreign = ferry_transfer_ref (engine_fixture_create_idle (&self->fixture, ADDRESS, NULL));
  self->proc = g_dir_make_tmp ("ferry-proc-XXXXXX", NULL);
  root = g_strdup_printf ("%s/%d/root", self->proc, getpid ());
  self->info = g_build_filename (root, ".flatpak-info", NULL);
  g_assert_cmpint (g_mkdir_with_parents (root, 0700), ==, 0);

  self->service = join_bus ();
  self->inside = join_bus ();
  self->outside = join_bus ();
  self->callers = ferry_callers_new (self->service, self->proc);
  self->object = ferry_transfers_object_new (self->fixture.engine);
  ferry_transfers_object_set_folder (self->object, self->fixture.folder);
  g_assert_true (ferry_transfers_object_export (self->object, self->callers, FERRY_OBJECT_PATH, &error));

  g_assert_true (g_file_set_contents (self->info, "[Application]\nname=" APP "\n", -1, NULL));
  count_list (self, self->inside);
  g_remove (self->info);
}

static void
leave_bus (GDBusConnection *connection)
{
  g_dbus_connection_close_sync (connection, NULL, NULL);
  g_object_unref (connection);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *root = g_path_get_dirname (self->info);
  g_autofree char *process = g_path_get_dirname (root);

  ferry_callers_unexport (self->callers);
  ferry_transfer_unref (self->foreign);
  g_assert_finalize_object (self->object);
  g_assert_finalize_object (self->callers);
  leave_bus (self->inside);
  leave_bus (self->outside);
  leave_bus (self->service);
  engine_fixture_tear_down (&self->fixture, NULL);
  g_rmdir (root);
  g_rmdir (process);
  g_rmdir (self->proc);
  g_free (self->proc);
  g_free (self->info);
}

static void
goes_away (Fixture       *self,
           gconstpointer  data)
{
}

static void
an_app_in_a_sandbox_sees_its_own_only (Fixture       *self,
                                       gconstpointer  data)
{
  g_autofree char *id = NULL;

  g_assert_cmpuint (count_list (self, self->inside), ==, 0);
  id = create (self, self->inside);
  g_assert_cmpuint (count_list (self, self->inside), ==, 1);
  g_assert_cmpuint (count_list (self, self->outside), ==, 2);
  g_assert_cmpstr (ferry_fake_journal_lookup (self->fixture.journal, id)->app_id, ==, APP);
  g_assert_cmpuint (count_filtered (self, self->inside, g_variant_new_parsed ("({'ids': <[%s]>},)", self->foreign->id)),
                    ==, 0);
}

static void
an_app_in_a_sandbox_commands_its_own_only (Fixture       *self,
                                           gconstpointer  data)
{
  static const char *const methods[] = { "Start", "Pause", "Resume", "Cancel", "Retry" };
  g_autofree char *id = create (self, self->inside);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    assert_refused (self, self->inside, methods[i],
                    g_variant_new_parsed ("([%s, %s],)", id, self->foreign->id), FERRY_ERROR_NOT_FOUND);
  assert_refused (self, self->inside, "Change",
                  g_variant_new_parsed ("(%s, {'priority': <uint32 1>})", self->foreign->id), FERRY_ERROR_NOT_FOUND);
  answer = call (self, self->inside, "Cancel", g_variant_new_parsed ("([%s],)", id), &error);
  g_assert_no_error (error);
}

static void
create_in_photos (Fixture         *self,
                  GDBusConnection *caller)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, caller, "CreateDownloads",
                                      g_variant_new_parsed ("([(%s, {'group': <'photos'>})],)", ADDRESS), &error);

  g_assert_no_error (error);
}

/* Both find the group of that name that is theirs, though one sees all transfers. */
static void
a_group_is_that_of_the_caller (Fixture       *self,
                               gconstpointer  data)
{
  g_autoptr (GVariant) inside = NULL, outside = NULL, none = NULL, removed = NULL;
  g_autoptr (GError) error = NULL;

  create_in_photos (self, self->inside);
  create_in_photos (self, self->inside);
  create_in_photos (self, self->outside);
  g_assert_cmpuint (count_filtered (self, self->inside, g_variant_new_parsed ("({'group': <'photos'>},)")), ==, 2);
  g_assert_cmpuint (count_filtered (self, self->outside, g_variant_new_parsed ("({'group': <'photos'>},)")), ==, 1);

  inside = call (self, self->inside, "CreateGroup", g_variant_new_parsed ("('letters', uint32 1)"), &error);
  g_assert_no_error (error);
  outside = call (self, self->outside, "CreateGroup", g_variant_new_parsed ("('letters', uint32 0)"), &error);
  g_assert_no_error (error);
  none = g_variant_ref_sink (g_variant_new_parsed ("(uint32 0,)"));
  g_assert_cmpvariant (outside, none);

  removed = call (self, self->inside, "RemoveGroup", g_variant_new_parsed ("('letters',)"), &error);
  g_assert_no_error (error);
  assert_refused (self, self->inside, "RemoveGroup", g_variant_new_parsed ("('letters',)"), FERRY_ERROR_NOT_FOUND);
  assert_refused (self, self->inside, "RemoveGroup", g_variant_new_parsed ("('photos',)"), FERRY_ERROR_INVALID_STATE);
  g_clear_pointer (&removed, g_variant_unref);
  removed = call (self, self->outside, "RemoveGroup", g_variant_new_parsed ("('letters',)"), &error);
  g_assert_no_error (error);
}

/* As many as there may be: the transfer that would need another is not made. */
static void
a_transfer_whose_group_is_one_too_many_is_refused (Fixture       *self,
                                                   gconstpointer  data)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("group %u", i);

      ferry_groups_save_async (ferry_engine_get_groups (self->fixture.engine), APP, name, FERRY_TRANSFER_BEHAVIOR_PARALLEL, NULL, NULL);
    }
  assert_refused (self, self->inside, "CreateGroup", g_variant_new_parsed ("('photos', uint32 1)"), FERRY_ERROR_LIMIT);
  assert_refused (self, self->inside, "CreateDownloads",
                  g_variant_new_parsed ("([(%s, {'group': <'photos'>})],)", ADDRESS), FERRY_ERROR_LIMIT);
  g_assert_cmpuint (count_list (self, self->inside), ==, 0);
  create_in_photos (self, self->outside);
}

static void
to_an_app_in_a_sandbox_the_transfers_of_others_are_removed (Fixture       *self,
                                                            gconstpointer  data)
{
  g_autofree char *id = create (self, self->inside);
  g_autoptr (GVariant) canceled = NULL;
  g_autoptr (GVariant) removed = NULL;
  g_autoptr (GError) error = NULL;

  canceled = call (self, self->outside, "Cancel", g_variant_new_parsed ("([%s, %s],)", id, self->foreign->id), &error);
  g_assert_no_error (error);
  removed = call (self, self->inside, "Remove", g_variant_new_parsed ("([%s, %s],)", id, self->foreign->id), &error);
  g_assert_no_error (error);
  g_assert_null (ferry_engine_lookup (self->fixture.engine, id));
  g_assert_true (ferry_engine_lookup (self->fixture.engine, self->foreign->id) == self->foreign);
}

static void
programs_outside_command_all (Fixture       *self,
                              gconstpointer  data)
{
  g_autofree char *id = create (self, self->inside);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, self->outside, "Cancel",
                                      g_variant_new_parsed ("([%s, %s],)", id, self->foreign->id), &error);

  g_assert_no_error (error);
}

static void
an_app_in_a_sandbox_names_no_paths (Fixture       *self,
                                    gconstpointer  data)
{
  assert_refused (self, self->inside, "CreateDownloads",
                  g_variant_new_parsed ("([(%s, {'file': <'/tmp/x'>})],)", ADDRESS), FERRY_ERROR_ACCESS_DENIED);
  assert_refused (self, self->inside, "CreateDownloads",
                  g_variant_new_parsed ("([(%s, {'folder': <'/tmp'>})],)", ADDRESS), FERRY_ERROR_ACCESS_DENIED);
  assert_refused (self, self->inside, "CreateDownloads",
                  g_variant_new_parsed ("([(%s, {'folder': <b'/tmp'>})],)", ADDRESS), FERRY_ERROR_ACCESS_DENIED);
  assert_refused (self, self->inside, "CreateUploads",
                  g_variant_new_parsed ("([(%s, {'file': <'/etc/passwd'>})],)", ADDRESS), FERRY_ERROR_ACCESS_DENIED);
  assert_refused (self, self->inside, "CreateUploads",
                  g_variant_new_parsed ("([(%s, {'parts': <[{'file': <'/etc/passwd'>}]>})],)", ADDRESS), FERRY_ERROR_ACCESS_DENIED);
}

static void
on_signal (GDBusConnection *connection,
           const char      *sender,
           const char      *object_path,
           const char      *interface,
           const char      *signal,
           GVariant        *parameters,
           gpointer         user_data)
{
  g_autofree char *text = g_variant_print (parameters, FALSE);

  g_string_append (user_data, text);
}

static void
signals_tell_an_app_in_a_sandbox_of_its_own_only (Fixture       *self,
                                                  gconstpointer  data)
{
  g_autoptr (GString) heard_inside = g_string_new (NULL);
  g_autoptr (GString) heard_outside = g_string_new (NULL);
  g_autofree char *id = NULL;
  GDBusConnection *callers[] = { self->inside, self->outside };
  GString *heard[] = { heard_inside, heard_outside };
  guint subscriptions[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GVariant) answer = call (self, callers[i], "Subscribe", NULL, NULL);

      g_assert_nonnull (answer);
      subscriptions[i] = g_dbus_connection_signal_subscribe (callers[i], NULL, INTERFACE, NULL, NULL, NULL,
                                                             G_DBUS_SIGNAL_FLAGS_NONE, on_signal, heard[i], NULL);
    }
  engine_fixture_command (&self->fixture, FERRY_TRANSFER_ACTION_CANCEL, self->foreign);
  id = create (self, self->inside);
  WAIT_UNTIL (strstr (heard_inside->str, id) != NULL && strstr (heard_outside->str, id) != NULL);
  WAIT_UNTIL (strstr (heard_outside->str, self->foreign->id) != NULL);
  engine_fixture_command (&self->fixture, FERRY_TRANSFER_ACTION_REMOVE, self->foreign);
  g_string_truncate (heard_outside, 0);
  WAIT_UNTIL (strstr (heard_outside->str, self->foreign->id) != NULL);
  g_assert_null (strstr (heard_inside->str, self->foreign->id));
  for (guint i = 0; i < 2; i++)
    g_dbus_connection_signal_unsubscribe (callers[i], subscriptions[i]);
}

static void
a_caller_that_has_left_is_forgotten (Fixture       *self,
                                     gconstpointer  data)
{
  GDBusConnection *guest = join_bus ();
  g_autofree char *name = g_strdup (g_dbus_connection_get_unique_name (guest));

  count_list (self, guest);
  g_assert_cmpstr (ferry_callers_get_sandbox (self->callers, name), ==, "");
  leave_bus (guest);
  WAIT_UNTIL (ferry_callers_get_app_id (self->callers, name) == NULL);
}

static const char *
app_of (Fixture         *self,
        GDBusConnection *caller)
{
  return ferry_callers_get_app_id (self->callers, g_dbus_connection_get_unique_name (caller));
}

static void
say (Fixture         *self,
     GDBusConnection *caller,
     const char      *app_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = call (self, caller, "SetAppId", g_variant_new ("(s)", app_id), &error);

  g_assert_no_error (error);
}

static void
assert_owner (Fixture         *self,
              GDBusConnection *caller,
              const char      *expected)
{
  g_autofree char *id = create (self, caller);

  g_assert_cmpstr (ferry_fake_journal_lookup (self->fixture.journal, id)->app_id, ==, expected);
}

static void
a_program_outside_is_what_it_says (Fixture       *self,
                                   gconstpointer  data)
{
  GDBusConnection *guest = join_bus ();

  /* Its process has no name here. */
  assert_owner (self, self->outside, "");
  say (self, self->outside, "org.example.Program");
  assert_owner (self, self->outside, "org.example.Program");
  say (self, self->outside, "Prögram 2");
  assert_owner (self, self->outside, "Prögram 2");

  /* Also when that is the first thing it says, and only for itself. */
  say (self, guest, "org.example.Guest");
  assert_owner (self, guest, "org.example.Guest");
  g_assert_cmpstr (app_of (self, self->outside), ==, "Prögram 2");
  leave_bus (guest);
}

static void
an_app_in_a_sandbox_is_no_other (Fixture       *self,
                                 gconstpointer  data)
{
  g_autofree char *id = NULL;

  say (self, self->outside, "org.example.Other");
  id = create (self, self->outside);
  assert_refused (self, self->inside, "SetAppId", g_variant_new ("(s)", "org.example.Other"), FERRY_ERROR_ACCESS_DENIED);
  assert_refused (self, self->inside, "SetAppId", g_variant_new ("(s)", FERRY_APP_ID), FERRY_ERROR_ACCESS_DENIED);
  say (self, self->inside, APP);
  assert_owner (self, self->inside, APP);
  g_assert_cmpuint (count_list (self, self->inside), ==, 1);
  g_assert_cmpuint (count_filtered (self, self->inside, g_variant_new_parsed ("({'ids': <[%s]>},)", id)), ==, 0);
}

/* What an id does not change yet. */
static void
a_program_outside_sees_all_whatever_it_says (Fixture       *self,
                                             gconstpointer  data)
{
  g_autofree char *id = create (self, self->inside);

  say (self, self->outside, "org.example.Program");
  g_assert_cmpuint (count_list (self, self->outside), ==, 2);
}

static void
an_app_id_is_a_line_of_text (Fixture       *self,
                             gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *longer = g_strnfill (256, 'a');

  say (self, self->outside, longest);
  assert_refused (self, self->outside, "SetAppId", g_variant_new ("(s)", ""), FERRY_ERROR_INVALID_ARGUMENT);
  assert_refused (self, self->outside, "SetAppId", g_variant_new ("(s)", longer), FERRY_ERROR_INVALID_ARGUMENT);
  assert_refused (self, self->outside, "SetAppId", g_variant_new ("(s)", "a\nb"), FERRY_ERROR_INVALID_ARGUMENT);
  assert_refused (self, self->outside, "SetAppId", g_variant_new ("(s)", "a\302\205b"), FERRY_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (app_of (self, self->outside), ==, longest);
}

/* @comm: what the kernel says of the process. Returns: (transfer full) */
static char *
owner_of_silent (Fixture    *self,
                 const char *comm)
{
  g_autofree char *path = g_strdup_printf ("%s/%d/comm", self->proc, getpid ());
  GDBusConnection *guest = join_bus ();
  char *app_id;

  g_assert_true (g_file_set_contents (path, comm, -1, NULL));
  count_list (self, guest);
  app_id = g_strdup (app_of (self, guest));
  g_remove (path);
  leave_bus (guest);
  return app_id;
}

static void
a_program_that_says_nothing_is_its_process (Fixture       *self,
                                            gconstpointer  data)
{
  static const char *const names[][2] = {
    { "wget\n", "wget" },
    { "web content\n", "web content" },
    { "\n", "" },
    { "a\033b\n", "" },
    { "\377\n", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *app_id = owner_of_silent (self, names[i][0]);

      g_assert_cmpstr (app_id, ==, names[i][1]);
    }
}

static void
who_can_not_be_known_is_refused (Fixture       *self,
                                 gconstpointer  data)
{
  GDBusConnection *guest = join_bus ();

  g_assert_true (g_file_set_contents (self->info, "rubbish", -1, NULL));
  assert_refused (self, guest, "List", g_variant_new_parsed ("(@a{sv} {},)"), FERRY_ERROR_ACCESS_DENIED);
  g_remove (self->info);
  leave_bus (guest);
}

static void
a_closed_gate_says_why (Fixture       *self,
                        gconstpointer  data)
{
  g_autoptr (GError) reason = g_error_new_literal (FERRY_ERROR, FERRY_ERROR_JOURNAL, "It rains");

  ferry_callers_close (self->callers, reason);
  assert_refused (self, self->outside, "List", g_variant_new_parsed ("(@a{sv} {},)"), FERRY_ERROR_JOURNAL);
}

#define ADD(name, function) g_test_add ("/visibility/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  ADD ("goes away", goes_away);
  ADD ("an app in a sandbox sees its own only", an_app_in_a_sandbox_sees_its_own_only);
  ADD ("an app in a sandbox commands its own only", an_app_in_a_sandbox_commands_its_own_only);
  ADD ("a group is that of the caller", a_group_is_that_of_the_caller);
  ADD ("a transfer whose group is one too many is refused", a_transfer_whose_group_is_one_too_many_is_refused);
  ADD ("a program outside is what it says", a_program_outside_is_what_it_says);
  ADD ("an app in a sandbox is no other", an_app_in_a_sandbox_is_no_other);
  ADD ("a program outside sees all whatever it says", a_program_outside_sees_all_whatever_it_says);
  ADD ("an app id is a line of text", an_app_id_is_a_line_of_text);
  ADD ("a program that says nothing is its process", a_program_that_says_nothing_is_its_process);
  ADD ("to an app in a sandbox the transfers of others are removed", to_an_app_in_a_sandbox_the_transfers_of_others_are_removed);
  ADD ("programs outside command all", programs_outside_command_all);
  ADD ("an app in a sandbox names no paths", an_app_in_a_sandbox_names_no_paths);
  ADD ("signals tell an app in a sandbox of its own only", signals_tell_an_app_in_a_sandbox_of_its_own_only);
  ADD ("a caller that has left is forgotten", a_caller_that_has_left_is_forgotten);
  ADD ("who can not be known is refused", who_can_not_be_known_is_refused);
  ADD ("a closed gate says why", a_closed_gate_says_why);

  status = g_test_run ();
  g_test_dbus_down (bus);
  g_object_unref (bus);
  return status;
}
