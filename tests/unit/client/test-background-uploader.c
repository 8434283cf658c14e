/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an uploader asks of the service, and what a program gets back. */

#include "client-calls.h"
#include "fake-service.h"

static FerryUploadOperation *
create_one (FerryBackgroundUploader  *uploader,
            GFile                    *file,
            GError                  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_background_uploader_create_upload_async (uploader, "http://localhost/a", file, NULL,
                                                 take_result, &result);
  return ferry_background_uploader_create_upload_finish (uploader, wait_result (&result), error);
}

static FerryUploadOperation *
create_form (FerryBackgroundUploader  *uploader,
             GPtrArray                *parts,
             const char               *sub_type,
             const char               *boundary,
             GError                  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_background_uploader_create_upload_from_parts_async (uploader, "http://localhost/a", parts,
                                                            sub_type, boundary, NULL,
                                                            take_result, &result);
  return ferry_background_uploader_create_upload_from_parts_finish (uploader, wait_result (&result),
                                                                    error);
}

static void
test_goes_away (void)
{
  FerryBackgroundUploader *uploader = ferry_background_uploader_new ();
  FerryContentPart *part = ferry_content_part_new ("a", "b");
  g_autoptr (GFile) file = g_file_new_for_path ("/folder/file");

  ferry_background_uploader_set_protocol (uploader, FERRY_UPLOAD_PROTOCOL_TUS);
  ferry_content_part_set_header (part, "A", "b");
  ferry_content_part_set_text (part, "c");
  ferry_content_part_set_file (part, file);
  g_assert_finalize_object (uploader);
  g_assert_finalize_object (part);
}

static void
test_asks_for_what_was_set (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundUploader) uploader = ferry_background_uploader_new ();
  FerryTransferCreator *creator = FERRY_TRANSFER_CREATOR (uploader);
  g_autoptr (FerryTransferGroup) group = create_group ("films", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  g_autoptr (FerryUploadOperation) operation = NULL;
  g_autoptr (GFile) file = g_file_new_for_path ("/folder/file");
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GError) error = NULL;

  ferry_transfer_creator_set_transfer_group (creator, group);
  ferry_transfer_creator_set_priority (creator, FERRY_TRANSFER_PRIORITY_LOW);
  ferry_transfer_creator_set_request_header (creator, "Filename", "other");
  ferry_transfer_creator_set_start_at_once (creator, TRUE);
  ferry_background_uploader_set_protocol (uploader, FERRY_UPLOAD_PROTOCOL_IETF);
  operation = create_one (uploader, file, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (ferry_transfer_operation_get_requested_uri (FERRY_TRANSFER_OPERATION (operation)),
                   ==, "http://localhost/a");
  options = options_asked (service->creation);
  assert_dictionary (options,
                     "{'method': <'POST'>, 'priority': <uint32 2>,"
                     " 'group': <'films'>, 'behavior': <uint32 1>, 'file': <'/folder/file'>,"
                     " 'headers': <[('Filename', 'other')]>, 'start': <true>,"
                     " 'resumable': <uint32 3>}");
}

static void
test_form_is_sent_part_by_part (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundUploader) uploader = ferry_background_uploader_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  FerryContentPart *text = ferry_content_part_new ("title", NULL);
  FerryContentPart *content = ferry_content_part_new ("film", "other \"name\"");
  g_autoptr (GFile) file = g_file_new_for_path ("/folder/file");
  g_autoptr (FerryUploadOperation) operation = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GVariant) asked = NULL;
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) second = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (parts, text);
  g_ptr_array_add (parts, content);
  ferry_content_part_set_text (text, "Ä & Ö");
  ferry_content_part_set_text (content, "not this");
  ferry_content_part_set_file (content, file);
  ferry_content_part_set_header (content, "Content-Type", "video/webm");
  operation = create_form (uploader, parts, "related", "xyz", &error);
  g_assert_no_error (error);

  options = options_asked (service->creation);
  g_assert_true (g_variant_lookup (options, "parts", "@aa{sv}", &asked));
  g_assert_true (g_variant_lookup (options, "subtype", "s", NULL));
  g_assert_true (g_variant_lookup (options, "boundary", "s", NULL));
  g_assert_cmpuint (g_variant_n_children (asked), ==, 2);
  first = g_variant_get_child_value (asked, 0);
  assert_dictionary (first, "{'name': <'title'>, 'text': <'Ä & Ö'>}");
  second = g_variant_get_child_value (asked, 1);
  assert_dictionary (second, "{'name': <'film'>, 'file-name': <'other \"name\"'>,"
                             " 'file': <'/folder/file'>,"
                             " 'headers': <[('Content-Type', 'video/webm')]>}");
}

static void
test_batch_comes_back_in_order (void)
{
  const char *uris[] = { "http://localhost/1", "http://localhost/2", NULL };
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundUploader) uploader = ferry_background_uploader_new ();
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (files, g_file_new_for_path ("/a"));
  g_ptr_array_add (files, g_file_new_for_path ("/b"));
  ferry_background_uploader_create_uploads_async (uploader, uris, files, NULL, take_result, &result);
  operations = ferry_background_uploader_create_uploads_finish (uploader, wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (operations->len, ==, 2);
  for (guint i = 0; i < operations->len; i++)
    g_assert_cmpstr (ferry_transfer_operation_get_requested_uri (operations->pdata[i]), ==, uris[i]);
  g_assert_cmpstr (service->calls->str, ==, "Subscribe CreateUploads List ");
}

static void
assert_refuses (GFile *file)
{
  g_autoptr (FerryBackgroundUploader) uploader = ferry_background_uploader_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  FerryContentPart *part = ferry_content_part_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) form_error = NULL;

  g_assert_null (create_one (uploader, file, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);

  g_ptr_array_add (parts, part);
  ferry_content_part_set_file (part, file);
  g_assert_null (create_form (uploader, parts, NULL, NULL, &form_error));
  g_assert_error (form_error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
}

static void
test_file_elsewhere_is_refused (void)
{
  g_autoptr (GFile) file = g_file_new_for_uri ("http://localhost/b");

  assert_refuses (file);
}

static void
test_path_that_is_no_text_is_refused (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/caf\xe9");

  assert_refuses (file);
}

static void
test_refusal_is_a_ferry_error (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryBackgroundUploader) uploader = ferry_background_uploader_new ();
  g_autoptr (GFile) file = g_file_new_for_path ("/folder/file");
  g_autoptr (GError) error = NULL;

  service->refusal = FERRY_ERROR_NOT_FOUND;
  g_assert_null (create_one (uploader, file, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
}

static void
assert_only (GListModel *uploads,
             const char *guid)
{
  g_autoptr (FerryTransferOperation) only = g_list_model_get_item (uploads, 0);

  g_assert_cmpuint (g_list_model_get_n_items (uploads), ==, 1);
  g_assert_true (FERRY_IS_UPLOAD_OPERATION (only));
  g_assert_cmpstr (ferry_transfer_operation_get_guid (only), ==, guid);
}

static void
test_current_uploads_are_unfinished_and_ungrouped (void)
{
  g_autoptr (FakeService) service = fake_service_new ();
  g_autoptr (FerryTransferGroup) group = create_group ("films", FERRY_TRANSFER_BEHAVIOR_PARALLEL);
  g_autoptr (GListModel) current = NULL;
  g_autoptr (GListModel) grouped = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) group_result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_add (service, "done", "{'kind': <uint32 1>, 'state': <uint32 5>}");
  fake_service_add (service, "member", "{'kind': <uint32 1>, 'group': <'films'>}");
  fake_service_add (service, "alone", "{'kind': <uint32 1>, 'state': <uint32 1>}");
  fake_service_add (service, "download", "{'kind': <uint32 0>}");

  ferry_background_uploader_get_current_uploads_async (NULL, take_result, &result);
  current = ferry_background_uploader_get_current_uploads_finish (wait_result (&result), &error);
  g_assert_no_error (error);
  assert_only (current, "alone");

  ferry_background_uploader_get_current_uploads_for_transfer_group_async (group, NULL, take_result,
                                                                          &group_result);
  grouped =
    ferry_background_uploader_get_current_uploads_for_transfer_group_finish (wait_result (&group_result),
                                                                             &error);
  g_assert_no_error (error);
  assert_only (grouped, "member");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/background-uploader/goes-away", test_goes_away);
  g_test_add_func ("/background-uploader/asks-for-what-was-set", test_asks_for_what_was_set);
  g_test_add_func ("/background-uploader/form-is-sent-part-by-part", test_form_is_sent_part_by_part);
  g_test_add_func ("/background-uploader/batch-comes-back-in-order", test_batch_comes_back_in_order);
  g_test_add_func ("/background-uploader/file-elsewhere-is-refused", test_file_elsewhere_is_refused);
  g_test_add_func ("/background-uploader/path-that-is-no-text-is-refused", test_path_that_is_no_text_is_refused);
  g_test_add_func ("/background-uploader/refusal-is-a-ferry-error", test_refusal_is_a_ferry_error);
  g_test_add_func ("/background-uploader/current-uploads-are-unfinished-and-ungrouped",
                   test_current_uploads_are_unfinished_and_ungrouped);
  return run_on_bus ();
}
