/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates, Digest, and what is spoken over TLS, against a proper server. */

#include "http-fixture.h"

#include "ferry-error.h"
#include "ferry-http-backend.h"

#include <libsoup/soup.h>
#include <string.h>

static GString *
never (HttpFixture *fixture,
       const char  *request,
       guint        number)
{
  g_assert_not_reached ();
}

static void
serve_version (SoupServer        *server,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *query,
               gpointer           user_data)
{
  const char *version = soup_server_message_get_http_version (message) == SOUP_HTTP_1_1 ? "1.1" : "other";

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, version, strlen (version));
}

/* Answers with what came. */
static void
echo (SoupServer        *server,
      SoupServerMessage *message,
      const char        *path,
      GHashTable        *query,
      gpointer           user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) body->data, body->length);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, digest, strlen (digest));
}

static guint8 *
make_large (gsize *size)
{
  guint8 *bytes;

  /* More than one turn, and no whole number of blocks. */
  *size = 3 * 1024 * 1024 + 77;
  bytes = g_malloc (*size);
  for (gsize i = 0; i < *size; i++)
    bytes[i] = i * 31 + i / 4093;
  return bytes;
}

static void
serve_large (SoupServer        *server,
             SoupServerMessage *message,
             const char        *path,
             GHashTable        *query,
             gpointer           user_data)
{
  gsize size;
  guint8 *bytes = make_large (&size);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_TAKE, (char *) bytes, size);
}

static char *
pem_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "unit", "backends", "http", name, NULL);
}

/* A server with the certificate in @pem (nullable) at @host. */
static SoupServer *
make_server (const char  *pem,
             const char  *host,
             char       **address)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoslist (GUri) uris = NULL;
  g_autoptr (GError) error = NULL;

  if (pem != NULL)
    {
      g_autofree char *path = pem_file (pem);
      g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);

      g_assert_no_error (error);
      soup_server_set_tls_certificate (server, certificate);
    }
  soup_server_add_handler (server, NULL, serve_version, NULL, NULL);
  soup_server_add_handler (server, "/file/large", serve_large, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (pem != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *address = g_strdup_printf ("%s://%s:%d/file", g_uri_get_scheme (uris->data), host, g_uri_get_port (uris->data));
  return g_steal_pointer (&server);
}

static void
trust (HttpFixture *fixture,
       const char  *pem)
{
  g_autofree char *path = pem_file (pem);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);
  g_clear_object (&fixture->backend);
  fixture->backend = g_object_new (FERRY_TYPE_HTTP_BACKEND, "tls-database", database, NULL);
}

/* Of many megabytes, twice by the same connection. */
static void
assert_uploads (HttpFixture *fixture,
                SoupServer  *server,
                const char  *address,
                const char  *options)
{
  const gsize sizes[] = { 5 * 1024 * 1024, 1, 3000000 };
  g_autofree char *path = g_build_filename (fixture->folder, "answer", NULL);

  soup_server_add_handler (server, NULL, echo, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *file = http_fixture_make_file (fixture, sizes[i]);
      g_autofree char *sent = NULL;
      g_autofree char *digest = NULL;
      g_autofree char *answer = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (file, &sent, &length, NULL));
      digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) sent, length);
      http_fixture_start_upload (fixture, address, sizes[i], options, NULL);
      http_fixture_wait (fixture);
      g_assert_no_error (fixture->error);
      g_assert_true (g_file_get_contents (path, &answer, NULL, NULL));
      g_assert_cmpstr (answer, ==, digest);
      g_assert_cmpuint (ferry_run_get_bytes_done (fixture->run), ==, length);
    }
}

static void
get_with (HttpFixture *fixture,
          const char  *address,
          const char  *options)
{
  g_autoptr (FerryRequest) request = http_fixture_request (fixture, address, options);
  g_autoptr (FerryRun) run = http_fixture_make_run (fixture, request);

  http_fixture_start (fixture, run, NULL);
  http_fixture_wait (fixture);
}

static const struct {
  const char *pem;
  const char *host;
  gboolean trusted;
  int code;
} certificates[] = {
  { "server.pem", "127.0.0.1", FALSE, FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID },
  { "server.pem", "localhost", TRUE, FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT },
  { "expired.pem", "127.0.0.1", TRUE, FERRY_WEB_ERROR_STATUS_CERTIFICATE_EXPIRED },
};

static void
a_bad_certificate_is_never_accepted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (certificates); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (never);
      g_autofree char *address = NULL;
      g_autoptr (SoupServer) server = make_server (certificates[i].pem, certificates[i].host, &address);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      if (certificates[i].trusted)
        trust (fixture, "server.pem");
      get_with (fixture, address, NULL);
      g_assert_error (fixture->error, FERRY_WEB_ERROR, certificates[i].code);
      g_assert_false (ferry_download_run_has_begun (FERRY_DOWNLOAD_RUN (fixture->run)));
    }
}

static GString *
answer_by_path (HttpFixture *fixture,
                const char  *request,
                guint        number)
{
  if (strstr (request, "GET /length ") != NULL)
    return http_fixture_reply ("200 OK\nContent-Length: 5\nConnection: close\n", "hello");
  if (strstr (request, "GET /chunks ") != NULL)
    return http_fixture_reply ("200 OK\nTransfer-Encoding: chunked\n", "5\r\nhello\r\n0\r\n\r\n");
  if (strstr (request, "GET /cut-chunks ") != NULL)
    return http_fixture_reply ("200 OK\nTransfer-Encoding: chunked\n", "5\r\nhello\r\n");
  if (strstr (request, "GET /cut-length ") != NULL)
    return http_fixture_reply ("200 OK\nContent-Length: 6\n", "hello");
  return http_fixture_reply ("200 OK\nConnection: close\n", "hello");
}

/* Only a goodbye tells the end of a body that has no length from a cut. */
static void
a_body_without_an_end_is_cut_without_a_goodbye (void)
{
  static const struct {
    const char *path;
    gboolean is_whole;
  } bodies[] = {
    { "/length", TRUE },
    { "/chunks", TRUE },
    { "/cut-chunks", FALSE },
    { "/cut-length", FALSE },
    { "/close", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (HttpFixture) fixture = http_fixture_new (answer_by_path);
      g_autofree char *path = pem_file ("server.pem");
      g_autofree char *address = g_strconcat ("https", fixture->base + strlen ("http"), bodies[i].path, NULL);

      g_test_message ("%s", bodies[i].path);
      fixture->certificate = g_tls_certificate_new_from_file (path, NULL);
      trust (fixture, "server.pem");
      get_with (fixture, address, NULL);
      if (bodies[i].is_whole)
        g_assert_no_error (fixture->error);
      else
        g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED);
    }
}

static void
a_trusted_server_is_spoken_to_in_http_1_1 (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (never);
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) server = make_server ("server.pem", "127.0.0.1", &address);
  g_autofree char *bytes = NULL;

  trust (fixture, "server.pem");
  get_with (fixture, address, NULL);
  g_assert_no_error (fixture->error);
  bytes = http_fixture_contents (fixture, NULL);
  g_assert_cmpstr (bytes, ==, "1.1");
}

static void
a_large_file_comes_byte_for_byte (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (never);
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) server = make_server ("server.pem", "127.0.0.1", &address);
  g_autofree char *large = g_strconcat (address, "/large", NULL);
  g_autofree guint8 *sent = NULL;
  g_autofree char *bytes = NULL;
  gsize size, got;

  trust (fixture, "server.pem");
  get_with (fixture, large, NULL);
  g_assert_no_error (fixture->error);
  sent = make_large (&size);
  bytes = http_fixture_contents (fixture, &got);
  g_assert_cmpmem (bytes, got, sent, size);
}

static char *
know_user (SoupAuthDomain    *domain,
           SoupServerMessage *message,
           const char        *username,
           gpointer           user_data)
{
  return soup_auth_domain_digest_encode_password ("user", "realm", "pass");
}

static void
speaks_digest (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (never);
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) server = make_server (NULL, "127.0.0.1", &address);
  g_autoptr (SoupAuthDomain) domain = soup_auth_domain_digest_new ("realm", "realm", NULL);

  soup_auth_domain_digest_set_auth_callback (domain, know_user, NULL, NULL);
  soup_auth_domain_add_path (domain, "/");
  soup_server_add_auth_domain (server, domain);

  get_with (fixture, address, "'username': <'user'>, 'password': <'pass'>");
  g_assert_no_error (fixture->error);
  get_with (fixture, address, "'username': <'user'>, 'password': <'wrong'>");
  g_assert_error (fixture->error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_UNAUTHORIZED);
}

static void
uploads_through_tls (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (never);
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) server = make_server ("server.pem", "127.0.0.1", &address);

  trust (fixture, "server.pem");
  assert_uploads (fixture, server, address, "'resumable': <uint32 1>");
}

static void
uploads_with_digest (void)
{
  g_autoptr (HttpFixture) fixture = http_fixture_new (never);
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) server = make_server (NULL, "127.0.0.1", &address);
  g_autoptr (SoupAuthDomain) domain = soup_auth_domain_digest_new ("realm", "realm", NULL);

  soup_auth_domain_digest_set_auth_callback (domain, know_user, NULL, NULL);
  soup_auth_domain_add_path (domain, "/");
  soup_server_add_auth_domain (server, domain);
  assert_uploads (fixture, server, address, "'resumable': <uint32 1>, 'username': <'user'>, 'password': <'pass'>");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/secure/a-bad-certificate-is-never-accepted", a_bad_certificate_is_never_accepted);
  g_test_add_func ("/http/secure/a-body-without-an-end-is-cut-without-a-goodbye", a_body_without_an_end_is_cut_without_a_goodbye);
  g_test_add_func ("/http/secure/a-trusted-server-is-spoken-to-in-http-1-1", a_trusted_server_is_spoken_to_in_http_1_1);
  g_test_add_func ("/http/secure/a-large-file-comes-byte-for-byte", a_large_file_comes_byte_for_byte);
  g_test_add_func ("/http/secure/speaks-digest", speaks_digest);
  g_test_add_func ("/http/secure/uploads-through-tls", uploads_through_tls);
  g_test_add_func ("/http/secure/uploads-with-digest", uploads_with_digest);
  return g_test_run ();
}
