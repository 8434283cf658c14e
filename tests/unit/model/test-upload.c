/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a caller may ask for as an upload, and how it survives a crash without
 * its secrets being told. */

#include "ferry-error.h"
#include "ferry-request.h"
#include "ferry-upload.h"

#include <string.h>

#define ADDRESS "http://example.org/upload"

static FerryRequest *
try_request (const char  *options,
             GError     **error)
{
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, options, NULL, NULL, error);

  g_assert_nonnull (parsed);
  return ferry_request_new (FERRY_TRANSFER_KIND_UPLOAD, ADDRESS, parsed, error);
}

static FerryRequest *
make_request (const char *options)
{
  g_autoptr (GError) error = NULL;
  FerryRequest *request = try_request (options, &error);

  g_assert_no_error (error);
  return request;
}

static FerryRequest *
store_and_load (FerryRequest  *request,
                char         **text)
{
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_request_to_stored (request));
  g_autoptr (GError) error = NULL;
  FerryRequest *loaded = ferry_request_new_from_stored (stored, &error);

  g_assert_no_error (error);
  *text = g_variant_print (stored, FALSE);
  return loaded;
}

static void
takes_a_file (void)
{
  g_autoptr (FerryRequest) request = make_request ("{'file': <'/srv/post/./letter.txt'>, 'resumable': <uint32 2>}");
  g_autofree char *text = NULL;
  g_autoptr (FerryRequest) loaded = store_and_load (request, &text);

  g_assert_cmpstr (loaded->method, ==, "POST");
  g_assert_cmpstr (loaded->file, ==, "/srv/post/letter.txt");
  g_assert_cmpint (loaded->protocol, ==, FERRY_UPLOAD_PROTOCOL_TUS);
  g_assert_null (loaded->parts);
  g_assert_false (ferry_request_is_repeatable (loaded));
}

static void
takes_parts (void)
{
  g_autoptr (FerryRequest) request = make_request ("{'parts': <[{'name': <'who'>, 'text': <'me'>},"
                                                   "            {'name': <'what'>, 'file': <'/tmp/a'>},"
                                                   "            {'file': <'/tmp/b'>, 'headers': <[('X-A', 'b')]>}]>,"
                                                   " 'method': <'PUT'>, 'boundary': <'wall'>}");
  g_autofree char *text = NULL;
  g_autoptr (FerryRequest) loaded = store_and_load (request, &text);
  g_auto (GStrv) files = ferry_request_list_files (loaded);

  g_assert_cmpuint (g_variant_n_children (loaded->parts), ==, 3);
  g_assert_true (g_variant_equal (loaded->parts, request->parts));
  g_assert_cmpstr (files[0], ==, "/tmp/a");
  g_assert_cmpstr (files[1], ==, "/tmp/b");
  g_assert_null (files[2]);
  g_assert_cmpstr (ferry_request_get_subtype (loaded), ==, "form-data");
  g_assert_cmpstr (loaded->boundary, ==, "wall");
  g_assert_true (ferry_request_is_repeatable (loaded));
}

static void
refuses_what_makes_no_sense (void)
{
  static const char *const wrong[] = {
    "{}",
    "{'file': <'letter.txt'>}",
    "{'file': <'/a'>, 'parts': <[{'text': <'b'>}]>}",
    "{'file': <'/a'>, 'folder': <'/b'>}",
    "{'file': <'/a'>, 'checksum': <'sha256=00'>}",
    "{'file': <'/a'>, 'boundary': <'wall'>}",
    "{'file': <'/a'>, 'subtype': <'related'>}",
    "{'file': <'/a'>, 'resumable': <uint32 4>}",
    "{'file': <'/a'>, 'method': <'GET'>}",
    "{'parts': <@aa{sv} []>}",
    "{'parts': <[{'name': <'a'>}]>}",
    "{'parts': <[{'text': <'a'>, 'file': <'/b'>}]>}",
    "{'parts': <[{'file': <'b'>}]>}",
    "{'parts': <[{'text': <'a'>, 'colour': <'red'>}]>}",
    "{'parts': <[{'text': <uint32 1>}]>}",
    "{'parts': <[{'text': <'a'>, 'headers': <[('X', 'a\\r\\nY: b')]>}]>}",
    "{'parts': <[{'text': <'a'>, 'headers': <[('Content-Length', '1')]>}]>}",
    "{'parts': <[{'text': <'a'>}]>, 'boundary': <'wall '>}",
    "{'parts': <[{'text': <'a'>}]>, 'boundary': <'wa\\r\\nll'>}",
    "{'parts': <[{'text': <'a'>}]>, 'boundary': <'wa*ll'>}",
    "{'parts': <[{'text': <'a'>}]>, 'subtype': <'a b'>}",
    "{'parts': <[{'text': <'a'>}]>, 'resumable': <uint32 3>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", wrong[i]);
      g_assert_null (try_request (wrong[i], &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
    }
}

static void
keeps_what_a_form_asks_in_secret (void)
{
  g_autoptr (FerryRequest) request = make_request ("{'parts': <[{'name': <'password'>, 'text': <'sesame'>},"
                                                   "            {'name': <'who'>, 'text': <'me'>},"
                                                   "            {'text': <'x'>, 'headers': <[('X-Auth', 'sesame')]>}]>}");
  g_autofree char *text = NULL;
  g_autoptr (FerryRequest) loaded = store_and_load (request, &text);
  g_autoptr (GVariant) secrets = ferry_request_get_secrets (request);
  g_autoptr (FerryRequest) complete = NULL;

  g_assert_null (strstr (text, "sesame"));
  g_assert_nonnull (strstr (text, "'me'"));
  g_assert_true (loaded->lacks_secrets);
  complete = ferry_request_with_secrets (loaded, secrets);
  g_assert_true (g_variant_equal (complete->parts, request->parts));
}

static FerryUpload *
make_upload (void)
{
  return ferry_upload_new (g_variant_new_parsed ("[(@t 7, @x 1000), (8, 2000)]"));
}

static void
a_place_comes_back (void)
{
  g_autoptr (FerryUpload) upload = make_upload ();
  g_autoptr (FerryUpload) placed = ferry_upload_with_address (upload, FERRY_UPLOAD_PROTOCOL_IETF, 6, ADDRESS "/1");
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_upload_to_stored (placed));
  g_autoptr (FerryUpload) loaded = ferry_upload_new_from_stored (stored);

  g_assert_cmpint (ferry_upload_count_bytes (loaded), ==, 15);
  g_assert_cmpint (loaded->protocol, ==, FERRY_UPLOAD_PROTOCOL_IETF);
  g_assert_cmpuint (loaded->interop, ==, 6);
  g_assert_cmpstr (loaded->url, ==, ADDRESS "/1");
  g_assert_false (loaded->lacks_url);
  g_assert_null (ferry_upload_add_secrets (loaded, NULL));
}

static void
a_secret_place_comes_back_from_the_keyring (void)
{
  g_autoptr (FerryUpload) upload = make_upload ();
  g_autoptr (FerryUpload) placed = ferry_upload_with_address (upload, FERRY_UPLOAD_PROTOCOL_TUS, 0, ADDRESS "?sig=sesame");
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_upload_to_stored (placed));
  g_autofree char *text = g_variant_print (stored, FALSE);
  g_autoptr (GVariant) secrets = ferry_upload_add_secrets (placed, NULL);
  g_autoptr (FerryUpload) loaded = ferry_upload_new_from_stored (stored);
  g_autoptr (FerryUpload) complete = ferry_upload_with_secrets (loaded, secrets);

  g_assert_null (strstr (text, "sesame"));
  g_assert_true (loaded->lacks_url);
  g_assert_cmpstr (complete->url, ==, ADDRESS "?sig=sesame");
}

static void
a_secret_place_joins_the_secrets_of_its_request (void)
{
  g_autoptr (FerryUpload) upload = make_upload ();
  g_autoptr (FerryUpload) placed = ferry_upload_with_address (upload, FERRY_UPLOAD_PROTOCOL_TUS, 0, ADDRESS "?sig=sesame");
  GVariant *password = g_variant_new_parsed ("{'password': <'open'>}");
  g_autoptr (GVariant) secrets = ferry_upload_add_secrets (placed, g_variant_ref_sink (password));
  const char *text;

  g_assert_true (g_variant_lookup (secrets, "password", "&s", &text));
  g_assert_cmpstr (text, ==, "open");
  g_assert_true (g_variant_lookup (secrets, "upload-url", "&s", &text));
}

static void
a_place_that_is_lost_is_begun_anew (void)
{
  g_autoptr (FerryUpload) upload = make_upload ();
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_autoptr (FerryUpload) anew = NULL;

  upload->protocol = FERRY_UPLOAD_PROTOCOL_TUS;
  upload->lacks_url = TRUE;
  anew = ferry_upload_with_secrets (upload, none);
  g_assert_null (anew->url);
  g_assert_false (anew->lacks_url);
  g_assert_cmpint (anew->protocol, ==, FERRY_UPLOAD_PROTOCOL_AUTO);
}

static void
what_is_uncertain_stays_so_without_its_place (void)
{
  g_autoptr (FerryUpload) upload = make_upload ();
  g_autoptr (FerryUpload) doubted = ferry_upload_with_delivery (upload, FERRY_DELIVERY_IN_FLIGHT);
  g_autoptr (GVariant) stored = NULL;
  g_autoptr (FerryUpload) loaded = NULL;
  g_autoptr (FerryUpload) placeless = NULL;
  g_autoptr (FerryUpload) trusted = NULL;

  doubted->protocol = FERRY_UPLOAD_PROTOCOL_TUS;
  doubted->url = g_strdup (ADDRESS "/1");
  doubted->expires = 77;
  stored = g_variant_ref_sink (ferry_upload_to_stored (doubted));
  loaded = ferry_upload_new_from_stored (stored);
  g_assert_true (ferry_delivery_is_open (loaded->delivery));
  g_assert_cmpint (loaded->expires, ==, 77);
  g_assert_true (ferry_upload_may_be_sent (loaded));
  placeless = ferry_upload_without_address (loaded);
  g_assert_null (placeless->url);
  g_assert_cmpint (placeless->expires, ==, 0);
  g_assert_false (ferry_upload_may_be_sent (placeless));
  trusted = ferry_upload_with_delivery (placeless, FERRY_DELIVERY_NOT_SENT);
  g_assert_true (ferry_upload_may_be_sent (trusted));
}

static void
a_damaged_one_is_none (void)
{
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_autoptr (GVariant) odd = g_variant_ref_sink (g_variant_new_parsed ("{'files': <@a(tx) []>, 'protocol': <uint32 9>}"));

  g_assert_null (ferry_upload_new_from_stored (empty));
  g_assert_null (ferry_upload_new_from_stored (odd));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upload/takes a file", takes_a_file);
  g_test_add_func ("/upload/takes parts", takes_parts);
  g_test_add_func ("/upload/refuses what makes no sense", refuses_what_makes_no_sense);
  g_test_add_func ("/upload/keeps what a form asks in secret", keeps_what_a_form_asks_in_secret);
  g_test_add_func ("/upload/a place comes back", a_place_comes_back);
  g_test_add_func ("/upload/a secret place comes back from the keyring", a_secret_place_comes_back_from_the_keyring);
  g_test_add_func ("/upload/a secret place joins the secrets of its request", a_secret_place_joins_the_secrets_of_its_request);
  g_test_add_func ("/upload/a place that is lost is begun anew", a_place_that_is_lost_is_begun_anew);
  g_test_add_func ("/upload/what is uncertain stays so without its place", what_is_uncertain_stays_so_without_its_place);
  g_test_add_func ("/upload/a damaged one is none", a_damaged_one_is_none);
  return g_test_run ();
}
