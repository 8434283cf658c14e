/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the table of options says, and what each option takes and refuses. */

#include "ferry-option.h"

#include "ferry-error.h"

#include <string.h>

#define ZEROS  "0000000000"
#define SHA256 ZEROS ZEROS ZEROS ZEROS ZEROS ZEROS "0000"

/* Of each option: values in GVariant's text form. What has no check refuses
 * nothing but another type. */
static const struct {
  const char *good[8];
  const char *bad[12];
} values[] = {
  [FERRY_OPTION_BEHAVIOR] = { { "uint32 0", "uint32 1" }, { "uint32 2", "uint32 4294967295", "1" } },
  [FERRY_OPTION_BOUNDARY] = { { "''", "'wall'", "'a b'" }, { "'a '", "'a*b'", "'a\\r\\nb'" } },
  [FERRY_OPTION_CHECKSUM] = { { "''", "'sha256=" SHA256 "'", "'MD5=" ZEROS ZEROS ZEROS "00'" },
                              { "'sha256'", "'sha256='", "'sha256=00'", "'crc32=00000000'", "'=" SHA256 "'", "'sha256=" SHA256 "0'" } },
  [FERRY_OPTION_CONNECTIONS] = { { "uint32 0", "uint32 16" }, { "uint32 17", "'many'" } },
  [FERRY_OPTION_COST] = { { "uint32 0", "uint32 2" }, { "uint32 3", "'always'" } },
  [FERRY_OPTION_FILE] = { { "'/tmp/a'", "'/'" }, { "''", "'a'", "'./a'", "'~/a'" } },
  [FERRY_OPTION_FOLDER] = { { "'/tmp'", "'/'" }, { "''", "'tmp'" } },
  [FERRY_OPTION_GROUP] = { { "''", "'films'", "'\u00e4'" }, { "'a\\nb'", "'\\u007f'" } },
  [FERRY_OPTION_HEADERS] = { { "@a(ss) []", "[('A', 'b'), ('A', 'c')]", "[('A', 'b\\tc')]" },
                             { "[('', 'a')]", "[('a b', 'c')]", "[('a', 'b\\r\\nc')]", "[('a', '\\u0001')]", "[('Range', 'a')]", "[('hOST', 'a')]" } },
  [FERRY_OPTION_IF_EXISTS] = { { "uint32 0", "uint32 2" }, { "uint32 3" } },
  [FERRY_OPTION_METHOD] = { { "''", "'GET'", "'PROPFIND'" }, { "'G E T'", "'A\\r\\nB'", "'CONNECT'", "'TRACE'", "'HEAD'" } },
  [FERRY_OPTION_NAME] = { { "'a'", "'a b.txt'", "'...'" }, { "''", "'.'", "'..'", "'a/b'", "'a\\nb'" } },
  [FERRY_OPTION_PARTS] = { { "[{'text': <'a'>}]", "[{'file': <'/a'>, 'name': <'b'>, 'file-name': <'c'>, 'headers': <[('A', 'b')]>}]" },
                           { "@aa{sv} []", "[{'name': <'a'>}]", "[{'text': <'a'>, 'file': <'/b'>}]", "[{'file': <'b'>}]",
                             "[{'text': <'a'>, 'colour': <'red'>}]", "[{'text': <uint32 1>}]", "[{'text': <'a'>, 'headers': <[('Host', 'b')]>}]" } },
  [FERRY_OPTION_PASSWORD] = { { "''", "'a b'" }, { "'a\\u0001'" } },
  [FERRY_OPTION_PRIORITY] = { { "uint32 0", "uint32 2" }, { "uint32 3", "'high'" } },
  [FERRY_OPTION_PROXY] = { { "''", "'direct'", "'http://localhost:3128'", "'socks5://[::1]:1080'" },
                           { "'localhost:3128'", "'http://localhost'", "'http://localhost:99999'", "'https://localhost:1'", "'socks4://a:1'", "'http://me:hush@a:1'",
                             "'socks5://me@a:1'", "'http://a:1/b'", "'http://a%0d%0ab:1'", "'DIRECT'" } },
  [FERRY_OPTION_PROXY_PASSWORD] = { { "''", "'a b'" }, { "'a\\u0001'" } },
  [FERRY_OPTION_PROXY_USERNAME] = { { "''", "'a b'" }, { "'a\\r\\nb'" } },
  [FERRY_OPTION_RATE_LIMIT] = { { "uint64 0", "uint64 18446744073709551615" }, { "uint32 1", "int64 1" } },
  [FERRY_OPTION_RECOVERABLE] = { { "@au []", "[uint32 403, 404]" }, { "['403']" } },
  [FERRY_OPTION_RESUMABLE] = { { "uint32 0", "uint32 3" }, { "uint32 4" } },
  [FERRY_OPTION_START] = { { "true", "false" }, { "uint32 1" } },
  [FERRY_OPTION_SUBTYPE] = { { "''", "'related'" }, { "'a b'", "'a\\r\\nb'" } },
  [FERRY_OPTION_TOAST] = { { "true", "false" }, { "'no'" } },
  [FERRY_OPTION_URI] = { { "'http://example.org'", "'https://example.org/a?b=c#d'" },
                         { "''", "'example.org'", "'ftp://example.org/'", "'http://'", "'http://a%0d%0ab/'" } },
  [FERRY_OPTION_USERNAME] = { { "''", "'a b'" }, { "'a\\r\\nb'" } },
};

G_STATIC_ASSERT (G_N_ELEMENTS (values) == FERRY_N_OPTIONS);

static FerryTransferKind
a_kind_of (const FerryOption *option)
{
  return ferry_option_is_of_kind (option, FERRY_TRANSFER_KIND_DOWNLOAD) ? FERRY_TRANSFER_KIND_DOWNLOAD
                                                                        : FERRY_TRANSFER_KIND_UPLOAD;
}

static const FerryOption *
check (const FerryOption  *option,
       const char         *text,
       GError            **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GVariant) value = g_variant_parse (NULL, text, NULL, NULL, &fault);

  g_assert_no_error (fault);
  return ferry_option_validate (a_kind_of (option), option->key, value, error);
}

static void
each_option_takes_and_refuses (void)
{
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const FerryOption *option = ferry_option_get (id);

      g_test_message ("%s", option->key);
      g_assert_nonnull (values[id].good[0]);
      g_assert_nonnull (values[id].bad[0]);
      for (const char *const *text = values[id].good; *text != NULL; text++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_true (check (option, *text, &error) == option);
          g_assert_no_error (error);
        }
      for (const char *const *text = values[id].bad; *text != NULL; text++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_null (check (option, *text, &error));
          g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
        }
    }
}

static void
each_text_and_list_is_bounded (void)
{
  g_autofree char *word = g_strnfill (1024 * 1024, 'a');

  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const FerryOption *option = ferry_option_get (id);
      g_autoptr (GVariant) value = NULL;

      g_test_message ("%s", option->key);
      if (g_str_equal (option->type, "s"))
        value = g_variant_ref_sink (g_variant_new_string (word));
      else if (g_str_equal (option->type, "a(ss)"))
        value = g_variant_ref_sink (g_variant_new_parsed ("[('a', %s)]", word));
      else if (g_str_equal (option->type, "aa{sv}"))
        value = g_variant_ref_sink (g_variant_new_parsed ("[{'text': <%s>}]", word));
      else if (g_str_equal (option->type, "au"))
        value = g_variant_ref_sink (g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, word, 1000, 4));
      else
        continue;
      g_assert_null (ferry_option_validate (a_kind_of (option), option->key, value, NULL));
    }
}

static void
is_found_by_its_key (void)
{
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const FerryOption *option = ferry_option_get (id);

      g_assert_true (ferry_option_lookup (option->key) == option);
      g_assert_cmpint (ferry_option_get_id (option), ==, id);
      g_assert_cmpuint (option->kinds, !=, 0);
      g_assert_true (g_variant_type_string_is_valid (option->type));
    }
  g_assert_null (ferry_option_lookup (""));
  g_assert_null (ferry_option_lookup ("flavor"));
  g_assert_null (ferry_option_lookup ("URI"));
}

static void
is_refused_where_it_means_nothing (void)
{
  g_autoptr (GVariant) word = g_variant_ref_sink (g_variant_new_string ("related"));
  g_autoptr (GVariant) folder = g_variant_ref_sink (g_variant_new_string ("/tmp"));

  g_assert_null (ferry_option_validate (FERRY_TRANSFER_KIND_DOWNLOAD, "subtype", word, NULL));
  g_assert_nonnull (ferry_option_validate (FERRY_TRANSFER_KIND_UPLOAD, "subtype", word, NULL));
  g_assert_null (ferry_option_validate (FERRY_TRANSFER_KIND_UPLOAD, "folder", folder, NULL));
  g_assert_nonnull (ferry_option_validate (FERRY_TRANSFER_KIND_DOWNLOAD, "folder", folder, NULL));
}

static void
only_an_address_waits_for_rest (void)
{
  const FerryOption *uri = ferry_option_get (FERRY_OPTION_URI);
  const FerryOption *cost = ferry_option_get (FERRY_OPTION_COST);
  const FerryOption *file = ferry_option_get (FERRY_OPTION_FILE);

  g_assert_true (ferry_option_may_change (uri, FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION));
  g_assert_true (ferry_option_may_change (uri, FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS));
  g_assert_true (ferry_option_may_change (uri, FERRY_TRANSFER_STATE_ERROR));
  g_assert_false (ferry_option_may_change (uri, FERRY_TRANSFER_STATE_RUNNING));
  g_assert_false (ferry_option_may_change (uri, FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY));
  g_assert_true (ferry_option_may_change (cost, FERRY_TRANSFER_STATE_RUNNING));
  g_assert_true (ferry_option_may_change (cost, FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY));
  g_assert_false (ferry_option_may_change (file, FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION));
  /* The engine says so of the address by its name. */
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    if (id != FERRY_OPTION_URI)
      g_assert_true (ferry_option_get (id)->changeable == 0 || ferry_option_get (id)->changeable == cost->changeable);
}

static void
assert_parts (const char *key,
              const char *text,
              const char *shown,
              const char *secret)
{
  const FerryOption *option = ferry_option_lookup (key);
  g_autoptr (GVariant) value = g_variant_parse (G_VARIANT_TYPE (option->type), text, NULL, NULL, NULL);
  g_autoptr (GVariant) left = ferry_option_hide_secret (option, value);
  g_autoptr (GVariant) right = ferry_option_get_secret (option, value);
  g_autofree char *left_text = left != NULL ? g_variant_print (left, FALSE) : NULL;
  g_autofree char *right_text = right != NULL ? g_variant_print (right, FALSE) : NULL;

  g_assert_cmpstr (left_text, ==, shown);
  g_assert_cmpstr (right_text, ==, secret);
}

static void
tells_secrets_from_the_rest (void)
{
  assert_parts ("group", "'films'", "'films'", NULL);
  assert_parts ("password", "'hush'", NULL, "'hush'");
  assert_parts ("uri", "'http://a/?b=c'", "'http://a/?b=c'", NULL);
  assert_parts ("uri", "'http://a/?token=hush'", "'http://a/?token=***'", "'http://a/?token=hush'");
  assert_parts ("headers", "[('A', 'b')]", "[('A', 'b')]", NULL);
  assert_parts ("headers", "[('Cookie', 'hush')]", NULL, "[('Cookie', 'hush')]");
  assert_parts ("headers", "[('A', 'b'), ('Cookie', 'hush')]", "[('A', 'b')]", "[('Cookie', 'hush')]");
  assert_parts ("parts", "[{'name': <'a'>, 'text': <'b'>}]", "[{'name': <'a'>, 'text': <'b'>}]", NULL);
  assert_parts ("parts", "[{'text': <'a'>, 'headers': <[('Cookie', 'hush')]>}]",
                "[{'text': <''>}]", "[{'text': <'a'>, 'headers': <[('Cookie', 'hush')]>}]");
}

static void
mends_what_is_forbidden_since (void)
{
  const FerryOption *headers = ferry_option_get (FERRY_OPTION_HEADERS);
  const FerryOption *parts = ferry_option_get (FERRY_OPTION_PARTS);
  const FerryOption *name = ferry_option_get (FERRY_OPTION_NAME);
  g_autoptr (GVariant) lines = g_variant_ref_sink (g_variant_new_parsed ("[('A', 'b'), ('TE', 'c')]"));
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new_parsed ("[('TE', 'c')]"));
  g_autoptr (GVariant) form = g_variant_ref_sink (g_variant_new_parsed ("[{'text': <'a'>, 'headers': <[('TE', 'c')]>}]"));
  g_autoptr (GVariant) slash = g_variant_ref_sink (g_variant_new_string ("a/b"));
  g_autoptr (GVariant) some_lines = ferry_option_mend (headers, FERRY_TRANSFER_KIND_DOWNLOAD, lines);
  g_autoptr (GVariant) whole_form = ferry_option_mend (parts, FERRY_TRANSFER_KIND_UPLOAD, form);
  g_autofree char *lines_text = g_variant_print (some_lines, FALSE);
  g_autofree char *form_text = g_variant_print (whole_form, FALSE);

  g_assert_cmpstr (lines_text, ==, "[('A', 'b')]");
  g_assert_cmpstr (form_text, ==, "[{'text': <'a'>}]");
  g_assert_null (ferry_option_mend (headers, FERRY_TRANSFER_KIND_DOWNLOAD, none));
  g_assert_null (ferry_option_mend (headers, FERRY_TRANSFER_KIND_DOWNLOAD, slash));
  g_assert_null (ferry_option_mend (name, FERRY_TRANSFER_KIND_DOWNLOAD, slash));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/option/each-option-takes-and-refuses", each_option_takes_and_refuses);
  g_test_add_func ("/option/each-text-and-list-is-bounded", each_text_and_list_is_bounded);
  g_test_add_func ("/option/is-found-by-its-key", is_found_by_its_key);
  g_test_add_func ("/option/is-refused-where-it-means-nothing", is_refused_where_it_means_nothing);
  g_test_add_func ("/option/only-an-address-waits-for-rest", only_an_address_waits_for_rest);
  g_test_add_func ("/option/tells-secrets-from-the-rest", tells_secrets_from_the_rest);
  g_test_add_func ("/option/mends-what-is-forbidden-since", mends_what_is_forbidden_since);
  return g_test_run ();
}
