/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which session a request goes out on. */

#include "ferry-http-shared.h"

static FerryRequest *
make_request (FerryTransferKind  kind,
              const char        *options)
{
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, options, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  FerryRequest *request = ferry_request_new (kind, "http://example.org/", parsed, &error);

  g_assert_no_error (error);
  return request;
}

static SoupSession *
get_session (FerryHttpShared   *shared,
             FerryTransferKind  kind,
             const char        *options)
{
  g_autoptr (FerryRequest) request = make_request (kind, options);

  return ferry_http_shared_get_session (shared, request);
}

static void
who_tells_a_proxy_something_has_a_session_alone (void)
{
  FerryHttpShared *shared = ferry_http_shared_new (g_main_context_default (), NULL);
  g_autoptr (SoupSession) down = get_session (shared, FERRY_TRANSFER_KIND_DOWNLOAD, "{'folder': <'/tmp'>}");
  g_autoptr (SoupSession) up = get_session (shared, FERRY_TRANSFER_KIND_UPLOAD, "{'file': <'/tmp/a'>}");
  g_autoptr (SoupSession) down_alone = get_session (shared, FERRY_TRANSFER_KIND_DOWNLOAD,
                                                    "{'folder': <'/tmp'>, 'proxy-username': <'me'>}");
  g_autoptr (SoupSession) up_alone = get_session (shared, FERRY_TRANSFER_KIND_UPLOAD,
                                                  "{'file': <'/tmp/a'>, 'proxy-username': <'me'>}");

  g_assert_true (down == shared->session);
  g_assert_true (up == shared->upload_session);
  g_assert_true (down_alone != shared->session);
  g_assert_true (up_alone != shared->upload_session && up_alone != down_alone);
  ferry_http_shared_free (shared);
}

static void
a_farewell_ends_by_itself (void)
{
  static const char *const options[] = { "{'file': <'/tmp/a'>}", "{'file': <'/tmp/a'>, 'proxy-username': <'me'>}" };
  FerryHttpShared *shared = ferry_http_shared_new (g_main_context_default (), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (FerryRequest) request = make_request (FERRY_TRANSFER_KIND_UPLOAD, options[i]);
      g_autoptr (SoupSession) session = ferry_http_shared_get_farewell_session (shared, request);

      g_assert_cmpuint (soup_session_get_timeout (session), >, 0);
      g_assert_true (session != shared->upload_session);
    }
  ferry_http_shared_free (shared);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/who tells a proxy something has a session alone",
                   who_tells_a_proxy_something_has_a_session_alone);
  g_test_add_func ("/shared/a farewell ends by itself", a_farewell_ends_by_itself);
  return g_test_run ();
}
