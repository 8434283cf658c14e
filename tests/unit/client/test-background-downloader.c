/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a downloader asks of the service, and what a program gets back. */

#include "client-calls.h"
#include "fake-service.h"

#include <string.h>

static GPtrArray *
create_all (FerryBackgroundDownloader  *downloader,
            const char *const          *uris,
            GError                    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_background_downloader_create_downloads_async (downloader, uris, NULL, take_result, &result);
  return ferry_background_downloader_create_downloads_finish (downloader, wait_result (&result), error);
}

static GListModel *
get_current (GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_background_downloader_get_current_downloads_async (NULL, take_result, &result);
  return ferry_background_downloader_get_current_downloads_finish (wait_result (&result), error);
}

static GListModel *
get_downloads (const char *const  *guids,
               GError            **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_transfers_find_async (guids, NULL, take_result, &result);
  return ferry_transfers_find_finish (wait_result (&result), error);
}

static void
test_goes_away (void)
{
  FerryBackgroundDownloader *downloader = ferry_background_downloader_new ();

  ferry_background_downloader_set_checksum (downloader, "sha256=00");
  ferry_transfer_creator_set_request_header (FERRY_TRANSFER_CREATOR (downloader), "A", "b");
  g_assert_finalize_object (downloader);
}

static void
test_asks_for_what_was_set (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autoptr (FerryTransferGroup) group = create_group ("films", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  g_autoptr (FerryDownloadOperation) operation = NULL;
  FerryTransferCreator *creator = FERRY_TRANSFER_CREATOR (downloader);
  g_autoptr (GFile) folder = g_file_new_for_path ("/folder");
  g_autoptr (GFile) file = g_file_new_for_path ("/folder/file");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GError) error = NULL;

  ferry_transfer_creator_set_transfer_group (creator, group);
  ferry_transfer_creator_set_method (creator, "POST");
  ferry_transfer_creator_set_cost_policy (creator, FERRY_COST_POLICY_ALWAYS);
  ferry_transfer_creator_set_priority (creator, FERRY_TRANSFER_PRIORITY_HIGH);
  ferry_transfer_creator_set_server_credential (creator, "me", "secret");
  ferry_transfer_creator_set_proxy_credential (creator, "you", "hidden");
  ferry_transfer_creator_set_request_header (creator, "Accept", "a/b");
  ferry_transfer_creator_set_request_header (creator, "Accept", "c/d");
  ferry_background_downloader_set_folder (downloader, folder);
  ferry_background_downloader_set_file_name (downloader, "name");
  ferry_background_downloader_set_checksum (downloader, "md5=00");
  ferry_transfer_creator_set_rate_limit (creator, 1000);
  ferry_transfer_creator_set_toast (creator, FALSE);
  ferry_transfer_creator_set_start_at_once (creator, TRUE);
  ferry_transfer_creator_add_recoverable_status (creator, FERRY_WEB_ERROR_STATUS_FORBIDDEN);
  ferry_background_downloader_create_download_async (downloader, "http://localhost/a", file, NULL,
                                                     take_result, &result);
  operation = ferry_background_downloader_create_download_finish (downloader, wait_result (&result), &error);
  g_assert_no_error (error);

  g_assert_cmpstr (ferry_transfer_operation_get_requested_uri (FERRY_TRANSFER_OPERATION (operation)), ==, "http://localhost/a");
  options = options_asked (service->creation);
  assert_dictionary (options,
                     "{'method': <'POST'>, 'cost': <uint32 2>, 'priority': <uint32 1>,"
                     " 'group': <'films'>, 'behavior': <uint32 1>,"
                     " 'username': <'me'>, 'password': <'secret'>,"
                     " 'proxy-username': <'you'>, 'proxy-password': <'hidden'>,"
                     " 'headers': <[('Accept', 'a/b'), ('Accept', 'c/d')]>,"
                     " 'folder': <'/folder'>, 'name': <'name'>, 'file': <'/folder/file'>,"
                     " 'checksum': <'md5=00'>, 'rate-limit': <uint64 1000>,"
                     " 'toast': <false>, 'start': <true>, 'recoverable': <[uint32 403]>}");
}

/* What a property takes, and the option it is on the bus. */
static const struct {
  const char *name;
  const char *value;
  const char *option; /* (nullable) when it can't be read back */
} of_downloads[] = {
  { "checksum", "'md5=00'", "checksum" },
  { "connections", "uint32 8", "connections" },
  { "cost-policy", "2", "cost" },
  { "file-name", "'name'", "name" },
  { "if-exists", "1", "if-exists" },
  { "method", "'POST'", "method" },
  { "password", "'secret'", "password" },
  { "priority", "1", "priority" },
  { "proxy", "'direct'", "proxy" },
  { "proxy-password", "'hidden'", "proxy-password" },
  { "proxy-username", "'you'", "proxy-username" },
  { "rate-limit", "uint64 1000", "rate-limit" },
  { "recoverable-statuses", "@au [403]", "recoverable" },
  { "request-headers", "[('Accept', 'a/b')]", "headers" },
  { "start-at-once", "true", "start" },
  { "toast", "false", "toast" },
  { "username", "'me'", "username" },
};

static void
set_property (GObject    *object,
              GParamSpec *property,
              const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GVariant) parsed = g_variant_parse (NULL, text, NULL, NULL, NULL);

  g_value_init (&value, property->value_type);
  if (G_VALUE_HOLDS_ENUM (&value))
    g_value_set_enum (&value, g_variant_get_int32 (parsed));
  else if (G_VALUE_HOLDS_STRING (&value))
    g_value_set_string (&value, g_variant_get_string (parsed, NULL));
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    g_value_set_boolean (&value, g_variant_get_boolean (parsed));
  else if (G_VALUE_HOLDS_UINT (&value))
    g_value_set_uint (&value, g_variant_get_uint32 (parsed));
  else if (G_VALUE_HOLDS_UINT64 (&value))
    g_value_set_uint64 (&value, g_variant_get_uint64 (parsed));
  else
    g_value_set_variant (&value, parsed);
  g_object_set_property (object, property->name, &value);
}

static void
test_each_option_is_a_property (void)
{
  const char *uris[] = { "http://localhost/a", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  GObjectClass *class = G_OBJECT_GET_CLASS (downloader);
  g_autofree GParamSpec **properties = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GVariant) options = NULL;
  guint n;

  for (gsize i = 0; i < G_N_ELEMENTS (of_downloads); i++)
    {
      GParamSpec *property = g_object_class_find_property (class, of_downloads[i].name);

      g_test_message ("%s", of_downloads[i].name);
      g_assert_nonnull (property);
      g_assert_cmpint ((property->flags & G_PARAM_READABLE) == 0, ==,
                       strstr (property->name, "password") != NULL || strstr (property->name, "username") != NULL);
      set_property (G_OBJECT (downloader), property, of_downloads[i].value);
    }
  /* All but the folder, which is a file, and the group, which is two options. */
  properties = g_object_class_list_properties (class, &n);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (of_downloads) + 2);
  operations = create_all (downloader, uris, NULL);
  options = options_asked (service->creation);
  for (gsize i = 0; i < G_N_ELEMENTS (of_downloads); i++)
    {
      g_autoptr (GVariant) asked = g_variant_lookup_value (options, of_downloads[i].option, NULL);
      g_autofree char *text = g_variant_print (asked, FALSE);

      g_assert_nonnull (strstr (of_downloads[i].value, text));
    }
}

static void
test_property_tells_what_a_function_has_set (void)
{
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autoptr (GFile) folder = g_file_new_for_path ("/folder");
  g_autoptr (GFile) told = NULL;
  g_autofree char *method = NULL;
  guint64 rate = 0;
  gboolean toast = FALSE, start = TRUE;

  ferry_background_downloader_set_folder (downloader, folder);
  ferry_transfer_creator_set_rate_limit (FERRY_TRANSFER_CREATOR (downloader), 1000);
  g_object_get (downloader, "folder", &told, "method", &method, "rate-limit", &rate,
                "toast", &toast, "start-at-once", &start, NULL);
  g_assert_true (g_file_equal (told, folder));
  g_assert_cmpstr (method, ==, "GET");
  g_assert_cmpuint (rate, ==, 1000);
  g_assert_true (toast);
  g_assert_false (start);
}

static void
test_group_keeps_the_behavior_it_was_made_with (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferGroup) group = create_group ("films", FERRY_TRANSFER_BEHAVIOR_PARALLEL);

  g_assert_cmpstr (ferry_transfer_group_get_name (group), ==, "films");
  g_assert_cmpint (ferry_transfer_group_get_behavior (group), ==, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
}

static void
test_batch_comes_back_in_order (void)
{
  const char *uris[] = { "http://localhost/1", "http://localhost/2", "http://localhost/1", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) operations = create_all (downloader, uris, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (operations->len, ==, 3);
  for (guint i = 0; i < operations->len; i++)
    {
      FerryTransferOperation *operation = operations->pdata[i];

      g_assert_cmpstr (ferry_transfer_operation_get_requested_uri (operation), ==, uris[i]);
      g_assert_cmpstr (ferry_transfer_operation_get_method (operation), ==, "GET");
      g_assert_cmpint (ferry_transfer_operation_get_state (operation), ==, FERRY_TRANSFER_STATE_IDLE);
      g_assert_false (ferry_transfer_operation_is_started (operation));
    }
  g_assert_cmpstr (service->calls->str, ==, "Subscribe CreateDownloads ");
}

static void
test_refusal_is_a_ferry_error (void)
{
  const char *uris[] = { "gopher://localhost/", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GError) error = NULL;

  service->refusal = FERRY_ERROR_INVALID_ARGUMENT;
  operations = create_all (downloader, uris, &error);
  g_assert_null (operations);
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, "No!");
}

static void
test_file_elsewhere_is_refused (void)
{
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autoptr (GFile) file = g_file_new_for_uri ("http://localhost/b");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ferry_background_downloader_create_download_async (downloader, "http://localhost/a", file, NULL,
                                                     take_result, &result);
  g_assert_null (ferry_background_downloader_create_download_finish (downloader, wait_result (&result), &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
}

static void
test_path_that_is_no_text_is_refused (void)
{
  g_autoptr (FerryBackgroundDownloader) downloader = ferry_background_downloader_new ();
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/caf\xe9/a");
  g_autoptr (GFile) folder = g_file_new_for_path ("/tmp/caf\xe9");
  const char *uris[] = { "http://localhost/a", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) batch_result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) batch_error = NULL;

  ferry_background_downloader_create_download_async (downloader, "http://localhost/a", file, NULL,
                                                     take_result, &result);
  g_assert_null (ferry_background_downloader_create_download_finish (downloader, wait_result (&result), &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));

  ferry_background_downloader_set_folder (downloader, folder);
  ferry_background_downloader_create_downloads_async (downloader, uris, NULL, take_result, &batch_result);
  g_assert_null (ferry_background_downloader_create_downloads_finish (downloader, wait_result (&batch_result), &batch_error));
  g_assert_error (batch_error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
}

static void
test_missing_service_is_not_reachable (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get_current (&error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE);
}

static void
test_canceled_call_ends (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ferry_background_downloader_get_current_downloads_async (cancellable, take_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (ferry_background_downloader_get_current_downloads_finish (wait_result (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  settle (service);
}

static void
test_current_downloads_are_unfinished_and_ungrouped (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferGroup) group = create_group ("films", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  g_autoptr (GListModel) current = NULL;
  g_autoptr (GListModel) grouped = NULL;
  g_autoptr (FerryTransferOperation) alone = NULL;
  g_autoptr (FerryTransferOperation) member = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "done", "{'state': <uint32 5>}");
  fake_service_add (service, "member", "{'group': <'films'>, 'behavior': <uint32 1>}");
  fake_service_add (service, "alone", "{'state': <uint32 1>}");
  fake_service_add (service, "upload", "{'kind': <uint32 1>}");

  current = get_current (&error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (current), ==, 1);
  alone = g_list_model_get_item (current, 0);
  g_assert_cmpstr (ferry_transfer_operation_get_guid (alone), ==, "alone");

  ferry_background_downloader_get_current_downloads_for_transfer_group_async (group, NULL, take_result, &result);
  grouped = ferry_background_downloader_get_current_downloads_for_transfer_group_finish (wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (grouped), ==, 1);
  member = g_list_model_get_item (grouped, 0);
  g_assert_cmpstr (ferry_transfer_operation_get_guid (member), ==, "member");
  g_assert_cmpint (ferry_transfer_group_get_behavior (ferry_transfer_operation_get_transfer_group (member)),
                   ==, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
}

static void
test_downloads_are_found_by_guid (void)
{
  const char *known[] = { "b", "a", NULL };
  const char *unknown[] = { "a", "c", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (GListModel) found = NULL;
  g_autoptr (FerryTransferOperation) first = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "a", "{'state': <uint32 5>}");
  fake_service_add (service, "b", "{}");
  found = get_downloads (known, &error);
  g_assert_no_error (error);
  first = g_list_model_get_item (found, 0);
  g_assert_cmpstr (ferry_transfer_operation_get_guid (first), ==, "b");
  g_assert_null (get_downloads (unknown, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/background-downloader/goes-away", test_goes_away);
  g_test_add_func ("/background-downloader/asks-for-what-was-set", test_asks_for_what_was_set);
  g_test_add_func ("/background-downloader/group-keeps-the-behavior-it-was-made-with",
                   test_group_keeps_the_behavior_it_was_made_with);
  g_test_add_func ("/background-downloader/each-option-is-a-property", test_each_option_is_a_property);
  g_test_add_func ("/background-downloader/property-tells-what-a-function-has-set",
                   test_property_tells_what_a_function_has_set);
  g_test_add_func ("/background-downloader/batch-comes-back-in-order", test_batch_comes_back_in_order);
  g_test_add_func ("/background-downloader/refusal-is-a-ferry-error", test_refusal_is_a_ferry_error);
  g_test_add_func ("/background-downloader/file-elsewhere-is-refused", test_file_elsewhere_is_refused);
  g_test_add_func ("/background-downloader/path-that-is-no-text-is-refused", test_path_that_is_no_text_is_refused);
  g_test_add_func ("/background-downloader/missing-service-is-not-reachable",
                   test_missing_service_is_not_reachable);
  g_test_add_func ("/background-downloader/canceled-call-ends", test_canceled_call_ends);
  g_test_add_func ("/background-downloader/current-downloads-are-unfinished-and-ungrouped",
                   test_current_downloads_are_unfinished_and_ungrouped);
  g_test_add_func ("/background-downloader/downloads-are-found-by-guid", test_downloads_are_found_by_guid);
  return run_on_bus ();
}
