/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the service is told of who calls. That no call comes before it is
 * asserted by the fake service, in every test of the library. */

#include "client-calls.h"
#include "fake-service.h"

#define NAME "org.example.Caller"

static void
call (void)
{
  g_autoptr (FerryTransferGroup) group = create_group ("photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL);

  g_assert_nonnull (group);
}

static void
test_program_says_its_name (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferOperation) operation = NULL;
  g_autofree char *program = g_strconcat (g_get_prgname (), " ", NULL);

  /* A program that holds an operation stays connected. */
  fake_service_add (service, "a", "{}");
  operation = get_operation ("a");
  call ();
  settle (service);
  g_assert_true (g_str_has_prefix (service->app_ids->str, program));
  g_string_truncate (service->app_ids, 0);
  g_string_append (service->app_ids, "said ");
  call ();
  call ();
  settle (service);
  g_assert_cmpstr (service->app_ids->str, ==, "said ");
}

static void
test_each_service_is_told (void)
{
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (FakeService) service = fake_service_new ();

      call ();
      settle (service);
      g_assert_cmpuint (service->app_ids->len, >, 0);
    }
}

static void
test_application_says_its_id (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (GApplication) application = NULL;

  call ();
  settle (service);
  g_assert_null (strstr (service->app_ids->str, NAME));
  application = g_application_new (NAME, G_APPLICATION_NON_UNIQUE);
  g_application_set_default (application);
  call ();
  settle (service);
  g_application_set_default (NULL);
  g_assert_true (g_str_has_suffix (service->app_ids->str, NAME " "));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connection/program-says-its-name", test_program_says_its_name);
  g_test_add_func ("/connection/each-service-is-told", test_each_service_is_told);
  g_test_add_func ("/connection/application-says-its-id", test_application_says_its_id);
  return run_on_bus ();
}
