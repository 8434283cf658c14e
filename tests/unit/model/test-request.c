/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is taken from callers, what is refused, and where its secrets go. */

#include "ferry-request-private.h"

#include "ferry-checksum.h"
#include "ferry-error.h"

#include <string.h>

#define ADDRESS "http://example.org/letter.txt"
#define SHA256  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static FerryRequest *
try_request (const char  *address,
             const char  *text,
             GError     **error)
{
  g_autoptr (GVariant) options = parse (text);

  return ferry_request_new (FERRY_TRANSFER_KIND_DOWNLOAD, address, options, error);
}

static FerryRequest *
request_with (const char *address,
              const char *text)
{
  g_autoptr (GError) error = NULL;
  FerryRequest *request = try_request (address, text, &error);

  g_assert_no_error (error);
  return request;
}

static void
assert_refused (const char *address,
                const char *text)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%s %.200s", address, text);
  g_assert_null (try_request (address, text, &error));
  g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_cmpuint (strlen (error->message), <, 300);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
takes_the_least (void)
{
  g_autoptr (FerryRequest) request = request_with (ADDRESS, "{'folder': <'/tmp'>}");

  g_assert_cmpint (request->kind, ==, FERRY_TRANSFER_KIND_DOWNLOAD);
  g_assert_cmpstr (request->address, ==, ADDRESS);
  g_assert_cmpstr (request->shown_address, ==, ADDRESS);
  g_assert_cmpstr (request->host, ==, "example.org:80");
  g_assert_cmpstr (request->folder, ==, "/tmp");
  g_assert_null (request->name);
  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_null (request->headers);
  g_assert_null (request->checksum);
  g_assert_true (request->toast);
  g_assert_null (ferry_request_get_secrets (request));
  g_assert_false (request->lacks_secrets);
}

static void
takes_everything (void)
{
  g_autoptr (FerryRequest) request =
    request_with ("https://EXAMPLE.org:8443/a?b=c#d",
                  "{'file': <'/tmp/../srv/x.bin'>, 'method': <'POST'>, 'group': <'photos'>,"
                  " 'priority': <uint32 1>, 'cost': <uint32 2>, 'behavior': <uint32 1>,"
                  " 'checksum': <'SHA256=" SHA256 "'>, 'rate-limit': <uint64 4096>,"
                  " 'recoverable': <[uint32 403]>, 'toast': <false>, 'start': <true>,"
                  " 'username': <'me'>, 'password': <'secret'>, 'proxy-username': <'you'>,"
                  " 'proxy-password': <'hidden'>, 'headers': <[('X-A', 'b')]>}");

  g_assert_cmpstr (request->address, ==, "https://EXAMPLE.org:8443/a?b=c");
  g_assert_cmpstr (request->host, ==, "example.org:8443");
  g_assert_cmpstr (request->folder, ==, "/srv");
  g_assert_cmpstr (request->name, ==, "x.bin");
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->group, ==, "photos");
  g_assert_cmpint (request->priority, ==, FERRY_TRANSFER_PRIORITY_HIGH);
  g_assert_cmpint (request->cost, ==, FERRY_COST_POLICY_ALWAYS);
  g_assert_cmpint (request->behavior, ==, FERRY_TRANSFER_BEHAVIOR_SERIALIZED);
  g_assert_cmpstr (request->checksum, ==, "sha256=" SHA256);
  g_assert_cmpuint (request->rate_limit, ==, 4096);
  g_assert_true (ferry_request_is_recoverable (request, 403));
  g_assert_false (ferry_request_is_recoverable (request, 404));
  g_assert_false (request->toast);
  g_assert_cmpstr (request->username, ==, "me");
  g_assert_cmpstr (request->password, ==, "secret");
  g_assert_cmpstr (request->proxy_username, ==, "you");
  g_assert_cmpstr (request->proxy_password, ==, "hidden");
}

static void
refuses_what_is_no_address (void)
{
  static const char *const addresses[] = {
    "",
    "letter.txt",
    "/etc/passwd",
    "http:",
    "http://",
    "http:///a",
    "http://:80/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://example.org:99999/",
    "http://example.org/%zz",
    "http://exa mple.org/",
    "http://example.org\r\nX: y/",
    "http://%0d%0aexample.org/",
    "http://a%0a:b@example.org/",
    "http://a:b%0d@example.org/",
    "http://a%00@example.org/",
    " http://example.org/",
  };
  g_autofree char *path = g_strnfill (10000, 'a');
  g_autofree char *long_one = g_strconcat ("http://example.org/", path, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    assert_refused (addresses[i], "{'folder': <'/tmp'>}");
  assert_refused (long_one, "{'folder': <'/tmp'>}");
}

static void
refuses_options_that_make_no_sense (void)
{
  static const char *const options[] = {
    "{}",
    "{'folder': <'/tmp'>, 'flavor': <'sweet'>}",
    "{'folder': <1>}",
    "{'folder': <'/tmp'>, 'priority': <'high'>}",
    "{'folder': <'/tmp'>, 'priority': <uint32 3>}",
    "{'folder': <'/tmp'>, 'priority': <uint32 4294967295>}",
    "{'folder': <'/tmp'>, 'cost': <uint32 3>}",
    "{'folder': <'/tmp'>, 'behavior': <uint32 2>}",
    "{'folder': <'tmp'>}",
    "{'folder': <''>}",
    "{'file': <'letter.txt'>}",
    "{'file': <'/tmp/a'>, 'name': <'b'>}",
    "{'file': <'/tmp/'>}",
    "{'file': <'/'>}",
    "{'file': <'/tmp/..'>}",
    "{'folder': <'/tmp'>, 'name': <''>}",
    "{'folder': <'/tmp'>, 'name': <'.'>}",
    "{'folder': <'/tmp'>, 'name': <'..'>}",
    "{'folder': <'/tmp'>, 'name': <'a/b'>}",
    "{'folder': <'/tmp'>, 'name': <'a\\nb'>}",
    "{'folder': <'/tmp'>, 'method': <'G E T'>}",
    "{'folder': <'/tmp'>, 'method': <'GET\\r\\nX: y'>}",
    "{'folder': <'/tmp'>, 'method': <'CONNECT'>}",
    "{'folder': <'/tmp'>, 'method': <'HEAD'>}",
    "{'folder': <'/tmp'>, 'group': <'a\\nb'>}",
    "{'folder': <'/tmp'>, 'username': <'a\\r\\nb'>}",
    "{'folder': <'/tmp'>, 'password': <'a\\u0001'>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    assert_refused (ADDRESS, options[i]);
}

static void
refuses_what_is_too_long (void)
{
  static const char *const formats[] = {
    "{'folder': <'/tmp'>, 'name': <'%s'>}",
    "{'folder': <'/%s'>}",
    "{'folder': <'/tmp'>, 'group': <'%s'>}",
    "{'folder': <'/tmp'>, 'password': <'%s'>}",
    "{'folder': <'/tmp'>, 'method': <'%s'>}",
    "{'folder': <'/tmp'>, 'headers': <[('%s', 'b')]>}",
    "{'folder': <'/tmp'>, 'headers': <[('a', '%s')]>}",
    "{'folder': <'/tmp'>, 'checksum': <'sha256=%s'>}",
    "{'folder': <'/tmp'>, '%s': <'a'>}",
  };
  g_autofree char *long_word = g_strnfill (20000, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_auto (GStrv) halves = g_strsplit (formats[i], "%s", 2);
      g_autofree char *text = g_strjoinv (long_word, halves);

      assert_refused (ADDRESS, text);
    }
}

static void
refuses_headers_that_break_out (void)
{
  static const char *const headers[] = {
    "('', 'a')",
    "('a b', 'c')",
    "('a:', 'c')",
    "('a\\r\\nb', 'c')",
    "('\u00e4', 'c')",
    "('a', 'b\\r\\nHost: evil')",
    "('a', 'b\\nc')",
    "('a', 'b\\u0001')",
    "('a', '\\u007f')",
    "('Range', 'bytes=0-')",
    "('if-RANGE', 'x')",
    "('Host', 'evil')",
    "('Content-Length', '5')",
    "('Expect', '100-continue')",
    "('Transfer-Encoding', 'chunked')",
    "('Connection', 'close')",
    "('Accept-Encoding', 'gzip')",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'folder': <'/tmp'>, 'headers': <[%s]>}", headers[i]);

      assert_refused (ADDRESS, text);
    }
}

static void
does_not_repeat_a_secret_in_an_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_request (ADDRESS, "{'folder': <'/tmp'>, 'headers': <[('Authorization', 'Bearer hush\\r\\n')]>}", &error));
  g_assert_null (strstr (error->message, "hush"));
}

static void
bounds_the_number_of_headers (void)
{
  GString *text = g_string_new ("{'folder': <'/tmp'>, 'headers': <[('a', 'b')");
  g_autofree char *whole = NULL;

  for (guint i = 0; i < 64; i++)
    g_string_append (text, ", ('a', 'b')");
  g_string_append (text, "]>}");
  whole = g_string_free (text, FALSE);
  assert_refused (ADDRESS, whole);
}

static void
knows_checksums (void)
{
  static const struct {
    const char *name;
    GChecksumType type;
  } good[] = {
    { "md5", G_CHECKSUM_MD5 },
    { "sha1", G_CHECKSUM_SHA1 },
    { "sha256", G_CHECKSUM_SHA256 },
    { "sha384", G_CHECKSUM_SHA384 },
    { "sha512", G_CHECKSUM_SHA512 },
  };
  static const char *const bad[] = { "sha256", "sha256=", "sha256=abc", "crc32=00000000", SHA256, "=" SHA256,
                                     "sha256=" SHA256 "0", "md5=" SHA256, "sha256=zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *digest = g_compute_checksum_for_string (good[i].type, "abc", 3);
      g_autofree char *text = g_strdup_printf ("{'folder': <'/tmp'>, 'checksum': <'%s=%s'>}", good[i].name, digest);
      g_autoptr (FerryRequest) request = request_with (ADDRESS, text);
      g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_request_to_stored (request));
      g_autoptr (FerryRequest) again = ferry_request_new_from_stored (stored, NULL);
      GChecksumType type;

      g_assert_cmpstr (ferry_checksum_split (again->checksum, &type, NULL), ==, digest);
      g_assert_cmpint (type, ==, good[i].type);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'folder': <'/tmp'>, 'checksum': <'%s'>}", bad[i]);

      assert_refused (ADDRESS, text);
    }
}

static void
tells_hosts_apart_by_port (void)
{
  static const struct {
    const char *address;
    const char *host;
  } hosts[] = {
    { "http://Example.ORG/", "example.org:80" },
    { "https://example.org/", "example.org:443" },
    { "https://example.org:80/", "example.org:80" },
    { "http://[::1]/", "[::1]:80" },
    { "http://[::1]:8080/", "[::1]:8080" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (FerryRequest) request = request_with (hosts[i].address, "{'folder': <'/tmp'>}");

      g_assert_cmpstr (request->host, ==, hosts[i].host);
    }
}

#define SECRETS                                                                                         \
  "{'folder': <'/tmp'>, 'password': <'hush-1'>, 'username': <'someone'>, 'proxy-password': <'hush-2'>," \
  " 'headers': <[('Authorization', 'Bearer hush-3'), ('X-Plain', 'plain'), ('Cookie', 'a=hush-4')]>}"

static void
stores_no_secret (void)
{
  g_autoptr (FerryRequest) request = request_with ("https://example.org/a?token=hush-5&page=2", SECRETS);
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_request_to_stored (request));
  g_autofree char *text = g_variant_print (stored, FALSE);

  g_assert_null (strstr (text, "hush"));
  g_assert_null (strstr (text, "someone"));
  g_assert_nonnull (strstr (text, "X-Plain"));
  g_assert_nonnull (strstr (text, "page=2"));
  g_assert_null (strstr (request->shown_address, "hush"));
}

static void
takes_user_and_password_out_of_an_address (void)
{
  g_autoptr (FerryRequest) request = request_with ("https://some%20one:hu%2fsh@example.org/a", "{'folder': <'/tmp'>}");

  g_assert_cmpstr (request->address, ==, "https://example.org/a");
  g_assert_cmpstr (request->username, ==, "some one");
  g_assert_cmpstr (request->password, ==, "hu/sh");
}

static void
is_whole_again_with_its_secrets (void)
{
  g_autoptr (FerryRequest) request = request_with ("https://example.org/a?token=hush-5&page=2", SECRETS);
  g_autoptr (GVariant) secrets = ferry_request_get_secrets (request);
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_request_to_stored (request));
  g_autoptr (FerryRequest) lacking = ferry_request_new_from_stored (stored, NULL);
  g_autoptr (FerryRequest) whole = NULL;
  g_autoptr (GVariant) again = NULL;
  g_autoptr (GVariant) stored_again = NULL;

  g_assert_true (lacking->lacks_secrets);
  g_assert_null (lacking->password);
  /* Written once more before the keyring was asked, nothing is lost. */
  stored_again = g_variant_ref_sink (ferry_request_to_stored (lacking));
  g_assert_cmpvariant (stored_again, stored);

  whole = ferry_request_with_secrets (lacking, secrets);
  g_assert_false (whole->lacks_secrets);
  again = ferry_request_get_secrets (whole);
  g_assert_cmpvariant (again, secrets);
  g_assert_cmpstr (whole->address, ==, request->address);
  g_assert_cmpuint (g_variant_n_children (whole->headers), ==, 3);
}

static void
comes_back_from_the_journal (void)
{
  g_autoptr (FerryRequest) request =
    request_with ("https://example.org:8443/a?b=c",
                  "{'file': <'/srv/x.bin'>, 'method': <'POST'>, 'group': <'photos'>, 'priority': <uint32 1>,"
                  " 'cost': <uint32 2>, 'behavior': <uint32 1>, 'rate-limit': <uint64 4096>,"
                  " 'recoverable': <[uint32 403]>, 'toast': <false>, 'headers': <[('X-A', 'b')]>}");
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_request_to_stored (request));
  g_autoptr (FerryRequest) again = ferry_request_new_from_stored (stored, NULL);
  g_autoptr (GVariant) stored_again = g_variant_ref_sink (ferry_request_to_stored (again));

  g_assert_cmpvariant (stored, stored_again);
  g_assert_false (again->lacks_secrets);
  g_assert_cmpstr (again->name, ==, "x.bin");
  g_assert_false (again->toast);
}

/* A value of each option that is not what it would be by itself. */
static const struct {
  const char *value;
  const char *beside; /* (nullable) what else makes sense of it, when not the usual place */
} samples[] = {
  [FERRY_OPTION_BEHAVIOR] = { "uint32 1", NULL },
  [FERRY_OPTION_BOUNDARY] = { "'wall'", "'parts': <[{'text': <'a'>}]>" },
  [FERRY_OPTION_CHECKSUM] = { "'sha256=" SHA256 "'", NULL },
  [FERRY_OPTION_CONNECTIONS] = { "uint32 8", NULL },
  [FERRY_OPTION_COST] = { "uint32 2", NULL },
  [FERRY_OPTION_FILE] = { "'/srv/x.bin'", "" },
  [FERRY_OPTION_FOLDER] = { "'/srv'", "" },
  [FERRY_OPTION_GROUP] = { "'films'", NULL },
  [FERRY_OPTION_HEADERS] = { "[('X-A', 'b'), ('Cookie', 'hush')]", NULL },
  [FERRY_OPTION_IF_EXISTS] = { "uint32 2", NULL },
  [FERRY_OPTION_METHOD] = { "'PATCH'", NULL },
  [FERRY_OPTION_NAME] = { "'x.bin'", NULL },
  [FERRY_OPTION_PARTS] = { "[{'text': <'hush'>, 'name': <'password'>}, {'file': <'/srv/x'>}]", "" },
  [FERRY_OPTION_PASSWORD] = { "'hush'", NULL },
  [FERRY_OPTION_PRIORITY] = { "uint32 2", NULL },
  [FERRY_OPTION_PROXY] = { "'socks5://localhost:1080'", NULL },
  [FERRY_OPTION_PROXY_PASSWORD] = { "'hush'", NULL },
  [FERRY_OPTION_PROXY_USERNAME] = { "'someone'", NULL },
  [FERRY_OPTION_RATE_LIMIT] = { "uint64 4294967297", NULL },
  [FERRY_OPTION_RECOVERABLE] = { "[uint32 403, 404]", NULL },
  [FERRY_OPTION_RESUMABLE] = { "uint32 2", NULL },
  [FERRY_OPTION_START] = { "true", NULL },
  [FERRY_OPTION_SUBTYPE] = { "'related'", "'parts': <[{'text': <'a'>}]>" },
  [FERRY_OPTION_TOAST] = { "false", NULL },
  [FERRY_OPTION_URI] = { "'https://example.org/a?token=hush'", NULL },
  [FERRY_OPTION_USERNAME] = { "'someone'", NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (samples) == FERRY_N_OPTIONS);

static FerryRequest *
request_with_option (FerryTransferKind kind,
                     FerryOptionId     id)
{
  const char *key = ferry_option_get (id)->key;
  const char *place = kind == FERRY_TRANSFER_KIND_UPLOAD ? "'file': <'/srv/a'>" : "'folder': <'/tmp'>";
  const char *beside = samples[id].beside != NULL ? samples[id].beside : place;
  const char *comma = *beside != '\0' ? ", " : "";
  g_autofree char *text = g_strdup_printf ("{%s%s'%s': <%s>}", beside, comma, key, samples[id].value);
  g_autoptr (GVariant) options = parse (text);
  g_autoptr (GVariant) value = g_variant_lookup_value (options, key, NULL);
  const char *address = id == FERRY_OPTION_URI ? g_variant_get_string (value, NULL) : ADDRESS;
  g_autoptr (GError) error = NULL;
  FerryRequest *request = ferry_request_new (kind, address, options, &error);

  g_assert_no_error (error);
  return request;
}

static void
assert_same (FerryRequest *request,
             FerryRequest *again)
{
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      GVariant *before = ferry_request_get_option (request, id);
      GVariant *after = ferry_request_get_option (again, id);

      g_assert_true ((before != NULL) == (after != NULL));
      if (before == NULL)
        continue;
      g_variant_take_ref (before);
      g_variant_take_ref (after);
      g_assert_cmpvariant (before, after);
    }
}

static void
assert_comes_back (FerryRequest *request)
{
  g_autoptr (GVariant) secrets = ferry_request_get_secrets (request);
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_request_to_stored (request));
  g_autofree char *text = g_variant_print (stored, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryRequest) again = ferry_request_new_from_stored (stored, &error);
  g_autoptr (FerryRequest) whole = NULL;

  g_assert_no_error (error);
  g_assert_null (strstr (text, "hush"));
  g_assert_cmpint (again->lacks_secrets, ==, secrets != NULL);
  whole = secrets != NULL ? ferry_request_with_secrets (again, secrets) : ferry_request_ref (again);
  assert_same (request, whole);
  g_assert_cmpstr (whole->shown_address, ==, request->shown_address);
  g_assert_cmpstr (whole->host, ==, request->host);
}

static void
takes_each_option_from_the_bus_to_the_journal_and_back (void)
{
  for (FerryTransferKind kind = 0; kind <= FERRY_TRANSFER_KIND_UPLOAD; kind++)
    for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
      {
        const FerryOption *option = ferry_option_get (id);
        gboolean is_place = id == FERRY_OPTION_FILE && kind == FERRY_TRANSFER_KIND_DOWNLOAD;
        g_autoptr (FerryRequest) request = NULL;

        if (!ferry_option_is_of_kind (option, kind))
          continue;
        g_test_message ("%u %s", kind, option->key);
        request = request_with_option (kind, id);
        /* A download's file becomes folder and name; start is no matter of the request. */
        g_assert_cmpint (ferry_request_has_option (request, id), ==, id != FERRY_OPTION_START && !is_place);
        assert_comes_back (request);
      }
}

static void
changes_each_option_or_refuses (void)
{
  g_autoptr (FerryRequest) request = request_with (ADDRESS, "{'folder': <'/tmp'>}");

  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      const FerryOption *option = ferry_option_get (id);
      g_autofree char *text = g_strdup_printf ("{'%s': <%s>}", option->key, samples[id].value);
      g_autoptr (GVariant) changes = parse (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (FerryRequest) changed = ferry_request_with_changes (request, changes, &error);

      g_test_message ("%s", option->key);
      if (option->changeable == 0 || !ferry_option_is_of_kind (option, FERRY_TRANSFER_KIND_DOWNLOAD))
        {
          g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (ferry_request_has_option (changed, id));
      assert_comes_back (changed);
    }
}

static void
keeps_what_only_a_newer_ferry_knows (void)
{
  g_autoptr (GVariant) stored = parse ("{'uri': <'" ADDRESS "'>, 'folder': <'/tmp'>, 'flavor': <['sweet']>,"
                                       " 'priority': <uint32 77>, 'method': <42>}");
  g_autoptr (GVariant) change = parse ("{'priority': <uint32 1>}");
  g_autoptr (FerryRequest) request = ferry_request_new_from_stored (stored, NULL);
  g_autoptr (FerryRequest) changed = ferry_request_with_changes (request, change, NULL);
  g_autoptr (GVariant) again = g_variant_ref_sink (ferry_request_to_stored (changed));
  g_autofree char *text = g_variant_print (again, TRUE);

  g_assert_cmpint (request->priority, ==, FERRY_TRANSFER_PRIORITY_DEFAULT);
  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_nonnull (strstr (text, "'flavor': <['sweet']>"));
  g_assert_nonnull (strstr (text, "'method': <42>"));
  g_assert_nonnull (strstr (text, "'priority': <uint32 1>"));
  g_assert_null (strstr (text, "77"));
}

static void
keeps_a_secret_that_only_a_newer_ferry_knows (void)
{
  g_autoptr (GVariant) stored = parse ("{'uri': <'" ADDRESS "'>, 'folder': <'/tmp'>, 'secrets': <true>}");
  g_autoptr (GVariant) secrets = parse ("{'cookies': <'hush'>, 'upload-url': <'http://example.org/hush'>}");
  g_autoptr (FerryRequest) lacking = ferry_request_new_from_stored (stored, NULL);
  g_autoptr (FerryRequest) whole = ferry_request_with_secrets (lacking, secrets);
  g_autoptr (GVariant) again = ferry_request_get_secrets (whole);
  g_autoptr (GVariant) stored_again = g_variant_ref_sink (ferry_request_to_stored (whole));
  g_autofree char *text = g_variant_print (again, FALSE);
  g_autofree char *row = g_variant_print (stored_again, FALSE);

  /* Where an upload's bytes are gathered is the upload's secret. */
  g_assert_cmpstr (text, ==, "{'cookies': <'hush'>}");
  g_assert_null (strstr (row, "hush"));
}

static void
lives_on_with_a_header_that_is_forbidden_since (void)
{
  g_autoptr (GVariant) stored = parse ("{'uri': <'" ADDRESS "'>, 'folder': <'/tmp'>, 'secrets': <true>,"
                                       " 'headers': <[('X-A', 'b'), ('TE', 'trailers')]>}");
  g_autoptr (GVariant) secrets = parse ("{'headers': <[('Cookie', 'c'), ('Trailer', 'd')]>}");
  g_autoptr (FerryRequest) request = ferry_request_new_from_stored (stored, NULL);
  g_autoptr (FerryRequest) whole = ferry_request_with_secrets (request, secrets);
  g_autoptr (GVariant) again = g_variant_ref_sink (ferry_request_to_stored (whole));
  g_autoptr (GVariant) secrets_again = ferry_request_get_secrets (whole);
  g_autofree char *sent = g_variant_print (request->headers, FALSE);
  g_autofree char *sent_whole = g_variant_print (whole->headers, FALSE);
  g_autofree char *row = g_variant_print (again, FALSE);

  g_assert_cmpstr (sent, ==, "[('X-A', 'b')]");
  g_assert_cmpstr (sent_whole, ==, "[('X-A', 'b'), ('Cookie', 'c')]");
  g_assert_nonnull (strstr (row, "[('X-A', 'b'), ('TE', 'trailers')]"));
  g_assert_cmpvariant (secrets_again, secrets);
}

static void
lives_on_with_a_part_whose_header_is_forbidden_since (void)
{
  g_autoptr (GVariant) stored = parse ("{'kind': <uint32 1>, 'uri': <'" ADDRESS "'>,"
                                       " 'parts': <[{'file': <'/srv/x'>, 'headers': <[('TE', 'trailers')]>}]>}");
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryRequest) request = ferry_request_new_from_stored (stored, &error);
  g_auto (GStrv) files = NULL;

  g_assert_no_error (error);
  files = ferry_request_list_files (request);
  g_assert_cmpstr (files[0], ==, "/srv/x");
}

static void
says_when_the_journal_is_damaged (void)
{
  static const char *const damaged[] = {
    "{}",
    "{'uri': <1>}",
    "{'uri': <'" ADDRESS "'>}",
    "{'uri': <'" ADDRESS "'>, 'folder': <'/tmp'>, 'kind': <uint32 9>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (GVariant) stored = parse (damaged[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_request_new_from_stored (stored, &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
    }
}

static void
changes_what_may_change (void)
{
  g_autoptr (FerryRequest) request = request_with (ADDRESS, "{'folder': <'/tmp'>, 'headers': <[('A', '1'), ('B', '2')]>}");
  g_autoptr (GVariant) changes = parse ("{'uri': <'https://example.net/b'>, 'priority': <uint32 2>, 'cost': <uint32 1>,"
                                        " 'rate-limit': <uint64 7>, 'headers': <[('a', '3'), ('B', ''), ('C', '4')]>}");
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryRequest) changed = ferry_request_with_changes (request, changes, &error);
  g_autofree char *headers = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (changed->address, ==, "https://example.net/b");
  g_assert_cmpstr (changed->host, ==, "example.net:443");
  g_assert_cmpint (changed->priority, ==, FERRY_TRANSFER_PRIORITY_LOW);
  g_assert_cmpint (changed->cost, ==, FERRY_COST_POLICY_UNRESTRICTED_ONLY);
  g_assert_cmpuint (changed->rate_limit, ==, 7);
  headers = g_variant_print (changed->headers, FALSE);
  g_assert_cmpstr (headers, ==, "[('a', '3'), ('C', '4')]");
  /* The old one never changes. */
  g_assert_cmpstr (request->address, ==, ADDRESS);
  g_assert_cmpstr (changed->folder, ==, "/tmp");
}

static void
another_proxy_is_not_told_the_secrets_of_the_old_one (void)
{
  g_autoptr (FerryRequest) request =
    request_with (ADDRESS, "{'folder': <'/tmp'>, 'proxy': <'socks5://one.example:1080'>, "
                           "'proxy-username': <'v'>, 'proxy-password': <'q'>}");
  g_autoptr (GVariant) changes = parse ("{'proxy': <'socks5://two.example:1080'>}");
  g_autoptr (GVariant) same = parse ("{'proxy': <'socks5://one.example:1080'>}");
  g_autoptr (FerryRequest) changed = ferry_request_with_changes (request, changes, NULL);
  g_autoptr (FerryRequest) unchanged = ferry_request_with_changes (request, same, NULL);

  g_assert_null (changed->proxy_username);
  g_assert_null (changed->proxy_password);
  g_assert_cmpstr (unchanged->proxy_password, ==, "q");
}

static void
a_header_without_a_value_comes_back (void)
{
  g_autoptr (FerryRequest) request = request_with (ADDRESS, "{'folder': <'/tmp'>, 'headers': <[('X-Empty', ''), ('A', '1')]>}");
  g_autoptr (GVariant) stored = g_variant_ref_sink (ferry_request_to_stored (request));
  g_autoptr (FerryRequest) again = ferry_request_new_from_stored (stored, NULL);

  g_assert_cmpvariant (request->headers, again->headers);
}

static const struct {
  FerryTransferKind kind;
  const char *options;
} twice[] = {
  { FERRY_TRANSFER_KIND_DOWNLOAD, "{'folder': <'/tmp'>, 'if-exists': <uint32 0>, 'if-exists': <uint32 1>}" },
  { FERRY_TRANSFER_KIND_UPLOAD, "{'parts': <[{'text': <'a'>}]>, 'parts': <[{'file': <'/a'>}]>}" },
  { FERRY_TRANSFER_KIND_UPLOAD, "{'parts': <[{'file': <'/a'>, 'file': <'/b'>}]>}" },
};

static void
what_is_given_twice_is_refused (void)
{
  g_autoptr (FerryRequest) request = request_with (ADDRESS, "{'folder': <'/tmp'>}");
  g_autoptr (GVariant) changes = parse ("{'uri': <'" ADDRESS "'>, 'uri': <'http://elsewhere.example/'>}");

  for (gsize i = 0; i < G_N_ELEMENTS (twice); i++)
    {
      g_autoptr (GVariant) options = parse (twice[i].options);
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_request_new (twice[i].kind, ADDRESS, options, &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
    }
  g_assert_null (ferry_request_with_changes (request, changes, NULL));
}

static FerryRequest *
move (const char *address)
{
  g_autoptr (FerryRequest) request =
    request_with ("https://example.org/a", "{'folder': <'/tmp'>, 'headers': <[('A', '1'), ('Authorization', 'x')]>, "
                                           "'username': <'u'>, 'password': <'p'>, "
                                           "'proxy-username': <'v'>, 'proxy-password': <'q'>}");
  g_autofree char *text = g_strdup_printf ("{'uri': <'%s'>, 'headers': <[('Cookie', 'new')]>}", address);
  g_autoptr (GVariant) changes = parse (text);
  g_autoptr (GError) error = NULL;
  FerryRequest *changed = ferry_request_with_changes (request, changes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (changed->proxy_username, ==, "v");
  g_assert_cmpstr (changed->proxy_password, ==, "q");
  return changed;
}

static void
another_server_is_not_told_the_secrets_of_the_old_one (void)
{
  static const char *const others[] = {
    "http://example.org/a",
    "https://example.net/a",
    "https://example.org:8443/a",
    "http://example.org:443/a",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (FerryRequest) changed = move (others[i]);
      g_autoptr (GVariant) secrets = ferry_request_get_secrets (changed);
      g_autofree char *headers = g_variant_print (changed->headers, FALSE);

      g_assert_cmpstr (headers, ==, "[('A', '1'), ('Cookie', 'new')]");
      g_assert_null (changed->username);
      g_assert_null (changed->password);
      g_assert_false (g_variant_lookup (secrets, "password", "s", NULL));
    }
}

static FerryRequest *
change_address (FerryTransferKind  kind,
                const char        *address,
                const char        *options,
                const char        *next)
{
  g_autoptr (GVariant) parsed = parse (options);
  g_autofree char *text = g_strdup_printf ("{'uri': <'%s'>}", next);
  g_autoptr (GVariant) changes = parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (FerryRequest) request = ferry_request_new (kind, address, parsed, &error);
  FerryRequest *changed;

  g_assert_no_error (error);
  changed = ferry_request_with_changes (request, changes, &error);
  g_assert_no_error (error);
  return changed;
}

static void
another_server_is_told_the_user_of_its_own_address (void)
{
  g_autoptr (FerryRequest) changed =
    change_address (FERRY_TRANSFER_KIND_DOWNLOAD, "http://u:p@example.org/a", "{'folder': <'/tmp'>}", "http://v:q@example.net/a");

  g_assert_cmpstr (changed->username, ==, "v");
  g_assert_cmpstr (changed->password, ==, "q");
}

static void
another_server_is_told_no_secrets_in_parts (void)
{
  g_autoptr (FerryRequest) changed =
    change_address (FERRY_TRANSFER_KIND_UPLOAD, "http://example.org/a",
                    "{'parts': <[{'name': <'password'>, 'text': <'sesame'>},"
                    " {'name': <'note'>, 'text': <'dear'>, 'headers': <[('X-Api-Key', 'sesame'), ('A', '1')]>}]>}",
                    "http://example.net/a");
  g_autofree char *parts = g_variant_print (changed->parts, FALSE);
  g_autoptr (GVariant) note = g_variant_get_child_value (changed->parts, 1);
  g_autoptr (GVariant) headers = g_variant_lookup_value (note, "headers", NULL);
  g_autofree char *kept = g_variant_print (headers, FALSE);
  const char *text;

  g_assert_null (strstr (parts, "sesame"));
  g_assert_true (g_variant_lookup (note, "text", "&s", &text));
  g_assert_cmpstr (text, ==, "dear");
  g_assert_cmpstr (kept, ==, "[('A', '1')]");
}

static void
secrets_know_their_address (void)
{
  g_autoptr (FerryRequest) request = request_with ("http://example.org/a", "{'folder': <'/tmp'>, 'password': <'p'>}");
  g_autoptr (FerryRequest) other = request_with ("http://example.org/b", "{'folder': <'/tmp'>, 'password': <'p'>}");
  g_autoptr (GVariant) of_nobody = ferry_request_get_secrets (request);
  g_autoptr (GVariant) secrets = ferry_request_mark_secrets (request, ferry_request_get_secrets (request));

  g_assert_true (ferry_request_owns_secrets (request, secrets));
  g_assert_false (ferry_request_owns_secrets (other, secrets));
  g_assert_false (ferry_request_owns_secrets (request, of_nobody));
}

static void
the_same_server_is_told_its_secrets_again (void)
{
  g_autoptr (FerryRequest) changed = move ("HTTPS://EXAMPLE.org:443/b");
  g_autofree char *headers = g_variant_print (changed->headers, FALSE);

  g_assert_cmpstr (headers, ==, "[('A', '1'), ('Authorization', 'x'), ('Cookie', 'new')]");
  g_assert_cmpstr (changed->username, ==, "u");
  g_assert_cmpstr (changed->password, ==, "p");
}

static void
refuses_other_changes (void)
{
  static const char *const refused[] = {
    "{'folder': <'/etc'>}",
    "{'name': <'b'>}",
    "{'file': <'/tmp/b'>}",
    "{'checksum': <'md5=0'>}",
    "{'nothing': <1>}",
    "{'priority': <'high'>}",
    "{'uri': <'file:///etc/passwd'>}",
    "{'headers': <[('Range', 'x')]>}",
    "{'headers': <[('a', 'b\\r\\nc')]>}",
    "{'method': <'PUT'>}",
    "{'cost': <uint32 77>}",
  };
  g_autoptr (FerryRequest) request = request_with (ADDRESS, "{'folder': <'/tmp'>}");

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GVariant) changes = parse (refused[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ferry_request_with_changes (request, changes, &error));
      g_assert_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT);
    }
}

#define ADD(name, function) g_test_add_func ("/request/" name, function)

/* Two threads read the same headers: what one has found must outlive the other's look. */
static void
what_was_read_of_headers_stays (void)
{
  g_autoptr (FerryRequest) request = request_with ("http://example.org/a", "{'folder': <'/tmp'>, 'headers': <[('X-A', 'a')]>}");
  g_autoptr (GVariant) changes = parse ("{'headers': <[('X-B', 'b')]>}");
  g_autoptr (FerryRequest) changed = ferry_request_with_changes (request, changes, NULL);
  g_autoptr (GVariant) header = g_variant_get_child_value (changed->headers, 0);
  const char *found, *again;
  GVariantIter iter;

  g_variant_iter_init (&iter, changed->headers);
  g_assert_true (g_variant_iter_next (&iter, "(&s&s)", &found, NULL));
  g_variant_get (header, "(&s&s)", &again, NULL);
  g_assert_true (found == again);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("takes the least", takes_the_least);
  ADD ("takes everything", takes_everything);
  ADD ("refuses what is no address", refuses_what_is_no_address);
  ADD ("refuses options that make no sense", refuses_options_that_make_no_sense);
  ADD ("refuses what is too long", refuses_what_is_too_long);
  ADD ("refuses headers that break out", refuses_headers_that_break_out);
  ADD ("does not repeat a secret in an error", does_not_repeat_a_secret_in_an_error);
  ADD ("bounds the number of headers", bounds_the_number_of_headers);
  ADD ("knows checksums", knows_checksums);
  ADD ("tells hosts apart by port", tells_hosts_apart_by_port);
  ADD ("stores no secret", stores_no_secret);
  ADD ("takes user and password out of an address", takes_user_and_password_out_of_an_address);
  ADD ("is whole again with its secrets", is_whole_again_with_its_secrets);
  ADD ("comes back from the journal", comes_back_from_the_journal);
  ADD ("takes each option from the bus to the journal and back", takes_each_option_from_the_bus_to_the_journal_and_back);
  ADD ("changes each option or refuses", changes_each_option_or_refuses);
  ADD ("keeps what only a newer Ferry knows", keeps_what_only_a_newer_ferry_knows);
  ADD ("keeps a secret that only a newer Ferry knows", keeps_a_secret_that_only_a_newer_ferry_knows);
  ADD ("lives on with a header that is forbidden since", lives_on_with_a_header_that_is_forbidden_since);
  ADD ("lives on with a part whose header is forbidden since", lives_on_with_a_part_whose_header_is_forbidden_since);
  ADD ("says when the journal is damaged", says_when_the_journal_is_damaged);
  ADD ("changes what may change", changes_what_may_change);
  ADD ("changes what may change/another server is not told the secrets of the old one",
       another_server_is_not_told_the_secrets_of_the_old_one);
  ADD ("changes what may change/another server is told the user of its own address",
       another_server_is_told_the_user_of_its_own_address);
  ADD ("changes what may change/another server is told no secrets in parts", another_server_is_told_no_secrets_in_parts);
  ADD ("secrets know their address", secrets_know_their_address);
  ADD ("changes what may change/the same server is told its secrets again", the_same_server_is_told_its_secrets_again);
  ADD ("refuses other changes", refuses_other_changes);
  ADD ("what was read of headers stays", what_was_read_of_headers_stays);
  ADD ("another proxy is not told the secrets of the old one", another_proxy_is_not_told_the_secrets_of_the_old_one);
  ADD ("a header without a value comes back", a_header_without_a_value_comes_back);
  ADD ("what is given twice is refused", what_is_given_twice_is_refused);

  return g_test_run ();
}
