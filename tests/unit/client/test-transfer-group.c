/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A group, from its making to its end. */

#include "client-calls.h"
#include "fake-service.h"
#include "ferry-error.h"

static gboolean
try_remove (FerryTransferGroup  *group,
            GError             **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_transfer_group_remove_async (group, NULL, take_result, &result);
  return ferry_transfer_group_remove_finish (group, wait_result (&result), error);
}

static void
test_has_the_behavior_that_the_service_tells (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferGroup) group = create_group ("photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL);

  g_assert_cmpstr (ferry_transfer_group_get_name (group), ==, "photos");
  g_assert_cmpint (ferry_transfer_group_get_behavior (group), ==, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  g_assert_finalize_object (g_steal_pointer (&group));
}

static void
test_is_removed_by_its_name (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferGroup) group = create_group ("photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new ("(s)", "photos"));
  g_autoptr (GError) error = NULL;

  g_string_truncate (service->calls, 0);
  g_assert_true (try_remove (group, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (service->calls->str, ==, "RemoveGroup ");
  g_assert_cmpvariant (service->last, expected);
}

static void
test_says_why_it_can_not_be_removed (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferGroup) group = create_group ("photos", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  g_autoptr (GError) error = NULL;

  service->refusal = FERRY_ERROR_INVALID_STATE;
  g_assert_false (try_remove (group, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_STATE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer-group/has-the-behavior-that-the-service-tells",
                   test_has_the_behavior_that_the_service_tells);
  g_test_add_func ("/transfer-group/is-removed-by-its-name", test_is_removed_by_its_name);
  g_test_add_func ("/transfer-group/says-why-it-can-not-be-removed", test_says_why_it_can_not_be_removed);
  return run_on_bus ();
}
