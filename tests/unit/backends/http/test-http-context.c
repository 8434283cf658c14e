/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which session a request goes out on. */

#include "ferry-http-context.h"

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
get_session (FerryHttpContext  *context,
             FerryTransferKind  kind,
             const char        *options)
{
  g_autoptr (FerryRequest) request = make_request (kind, options);

  return ferry_http_context_get_session (context, request);
}

static void
who_tells_a_proxy_something_has_a_session_alone (void)
{
  FerryHttpContext *context = ferry_http_context_new (g_main_context_default (), NULL);
  g_autoptr (SoupSession) down = get_session (context, FERRY_TRANSFER_KIND_DOWNLOAD, "{'folder': <'/tmp'>}");
  g_autoptr (SoupSession) up = get_session (context, FERRY_TRANSFER_KIND_UPLOAD, "{'file': <'/tmp/a'>}");
  g_autoptr (SoupSession) down_alone = get_session (context, FERRY_TRANSFER_KIND_DOWNLOAD,
                                                    "{'folder': <'/tmp'>, 'proxy-username': <'me'>}");
  g_autoptr (SoupSession) up_alone = get_session (context, FERRY_TRANSFER_KIND_UPLOAD,
                                                  "{'file': <'/tmp/a'>, 'proxy-username': <'me'>}");

  g_assert_true (down == context->session);
  g_assert_true (up == context->upload_session);
  g_assert_true (down_alone != context->session);
  g_assert_true (up_alone != context->upload_session && up_alone != down_alone);
  ferry_http_context_free (context);
}

static SoupSession *
get_session_through (FerryHttpContext  *context,
                     FerryTransferKind  kind,
                     const char        *proxy,
                     const char        *more)
{
  const char *what = kind == FERRY_TRANSFER_KIND_UPLOAD ? "'file': <'/tmp/a'>" : "'folder': <'/tmp'>";
  g_autofree char *options = g_strdup_printf ("{%s, 'proxy': <'%s'>%s}", what, proxy, more);

  return get_session (context, kind, options);
}

static void
who_goes_through_one_proxy_shares_a_session (void)
{
  FerryHttpContext *context = ferry_http_context_new (g_main_context_default (), NULL);
  g_autoptr (SoupSession) first = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, "http://a:1", "");
  g_autoptr (SoupSession) second = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, "http://a:1", "");
  g_autoptr (SoupSession) up = get_session_through (context, FERRY_TRANSFER_KIND_UPLOAD, "http://a:1", "");
  g_autoptr (SoupSession) other = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, "http://a:2", "");
  g_autoptr (SoupSession) direct = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, "direct", "");
  g_autoptr (SoupSession) alone = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, "http://a:1",
                                                       ", 'proxy-username': <'me'>");

  g_assert_true (first == second && first == up && first != context->session);
  g_assert_true (other != first && direct != first && direct != other && direct != context->session);
  g_assert_true (alone != first);
  ferry_http_context_free (context);
}

static void
no_more_than_some_proxies_are_remembered (void)
{
  FerryHttpContext *context = ferry_http_context_new (g_main_context_default (), NULL);
  g_autoptr (SoupSession) used = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, "http://used:1", "");
  g_autoptr (SoupSession) again = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *proxy = g_strdup_printf ("http://unused:%u", i + 1);
      g_autoptr (SoupSession) unused = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, proxy, "");

      g_assert_cmpuint (g_hash_table_size (context->proxied), <=, 8);
    }
  again = get_session_through (context, FERRY_TRANSFER_KIND_DOWNLOAD, "http://used:1", "");
  g_assert_true (again != used);
  ferry_http_context_free (context);
}

static void
a_termination_ends_by_itself (void)
{
  static const char *const options[] = { "{'file': <'/tmp/a'>}", "{'file': <'/tmp/a'>, 'proxy-username': <'me'>}" };
  FerryHttpContext *context = ferry_http_context_new (g_main_context_default (), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (FerryRequest) request = make_request (FERRY_TRANSFER_KIND_UPLOAD, options[i]);
      g_autoptr (SoupSession) session = ferry_http_context_get_terminate_session (context, request);

      g_assert_cmpuint (soup_session_get_timeout (session), >, 0);
      g_assert_true (session != context->upload_session);
    }
  ferry_http_context_free (context);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/context/who tells a proxy something has a session alone",
                   who_tells_a_proxy_something_has_a_session_alone);
  g_test_add_func ("/context/who goes through one proxy shares a session", who_goes_through_one_proxy_shares_a_session);
  g_test_add_func ("/context/no more than some proxies are remembered", no_more_than_some_proxies_are_remembered);
  g_test_add_func ("/context/a termination ends by itself", a_termination_ends_by_itself);
  return g_test_run ();
}
