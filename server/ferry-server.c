/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ferry-server, the sample's web server and the one that tests are run
 * against: reads the options, says where it listens, ends on a signal. */

#include "server-auth.h"
#include "server-certificate.h"
#include "server-log.h"
#include "server-request.h"
#include "server-site.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define DESCRIPTION                                                                   \
  "Content that is not a file is made of 8-byte words in network order; word i, at\n" \
  "offset 8 * i, is i * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 (mod 2^64).\n" \
  "\n"                                                                                \
  "A line of the log has, between tabs: method, address, Range, If-Range, status,\n"  \
  "bytes of the body sent, Upload-Offset, bytes of the body received; it is\n"        \
  "written when the answer has ended. Status 0: the connection ended before one."

typedef struct {
  char *address; /* (owned) */
  int port;
  char *folder; /* (owned) (nullable) */
  char *log;    /* (owned) (nullable) */
  gint64 rate;
  gboolean tls;
  char *certificate;      /* (owned) (nullable) */
  char *key;              /* (owned) (nullable) */
  char *made_folder;      /* (owned) (nullable) where our own certificate lies */
  char *made_certificate; /* (owned) (nullable) */
} Options;

static void
clear_options (Options *options)
{
  if (options->made_certificate != NULL)
    g_unlink (options->made_certificate);
  if (options->made_folder != NULL)
    g_rmdir (options->made_folder);
  g_free (options->address);
  g_free (options->folder);
  g_free (options->log);
  g_free (options->certificate);
  g_free (options->key);
  g_free (options->made_folder);
  g_free (options->made_certificate);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static gboolean
check_options (Options  *options,
               int       left,
               GError  **error)
{
  const char *wrong = NULL;

  if (left > 1)
    wrong = "There are options only, no arguments";
  else if (options->port < 0 || options->port > G_MAXUINT16)
    wrong = "--port must be a number from 0 to 65535";
  else if (options->rate < 0)
    wrong = "--rate must not be below 0";
  else if ((options->certificate == NULL) != (options->key == NULL))
    wrong = "--tls-certificate and --tls-key go together";
  if (wrong != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, wrong);
  return wrong == NULL;
}

static gboolean
parse_options (Options  *options,
               int       argc,
               char    **argv,
               GError  **error)
{
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &options->address, "Listen here (127.0.0.1)", "ADDRESS" },
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "Listen here (0: any that is free)", "PORT" },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &options->folder, "Show the files of this folder under data/, put uploads into its " SERVER_UPLOADS "/", "FOLDER" },
    { "rate", 0, 0, G_OPTION_ARG_INT64, &options->rate, "Bytes per second for each connection", "N" },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &options->log, "Append a line for each answer", "FILE" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &options->tls, "HTTPS, with a certificate made at the start", NULL },
    { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate, "HTTPS with this certificate", "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &options->key, "... and this key", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— the sample's web server");

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, DESCRIPTION);
  return g_option_context_parse (context, &argc, &argv, error) && check_options (options, argc, error);
}

static GTlsCertificate *
load_certificate (Options  *options,
                  GError  **error)
{
  if (options->certificate != NULL)
    return g_tls_certificate_new_from_files (options->certificate, options->key, error);
  options->made_folder = g_dir_make_tmp ("ferry-server-XXXXXX", error);
  if (options->made_folder == NULL)
    return NULL;
  return server_certificate_make (options->made_folder, &options->made_certificate, error);
}

static gboolean
set_up_tls (SoupServer  *server,
            Options     *options,
            GError     **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (!options->tls && options->certificate == NULL)
    return TRUE;
  certificate = load_certificate (options, error);
  soup_server_set_tls_certificate (server, certificate);
  return certificate != NULL;
}

static gboolean
set_up_site (ServerSite  *site,
             Options     *options,
             GError     **error)
{
  SoupServer *server = server_site_get_server (site);

  server_site_set_rate (site, options->rate);
  server_auth_guard (server);
  if (options->folder != NULL && !server_site_set_folder (site, options->folder, error))
    return FALSE;
  if (options->log != NULL && !server_log_watch (server, options->log, error))
    return FALSE;
  return set_up_tls (server, options, error);
}

static gboolean
listen_at (SoupServer  *server,
           Options     *options,
           GError     **error)
{
  const char *text = options->address != NULL ? options->address : "127.0.0.1";
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (text, options->port);

  if (address == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is no address", text);
      return FALSE;
    }
  return soup_server_listen (server, address, soup_server_is_https (server) ? SOUP_SERVER_LISTEN_HTTPS : 0, error);
}

/* Scripts wait for these lines. */
static void
say_where (SoupServer *server,
           Options    *options)
{
  g_autoslist (GUri) uris = soup_server_get_uris (server);
  GUri *uri = uris->data;
  g_autofree char *root = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                                      g_uri_get_port (uri), SERVER_ROOT, NULL, NULL);

  if (options->made_certificate != NULL)
    printf ("Certificate %s\n", options->made_certificate);
  printf ("Listening on %s\n", root);
  fflush (stdout);
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
serve_until_signal (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint terminate = g_unix_signal_add (SIGTERM, on_signal, loop);
  guint interrupt = g_unix_signal_add (SIGINT, on_signal, loop);

  g_main_loop_run (loop);
  g_source_remove (terminate);
  g_source_remove (interrupt);
}

int
main (int    argc,
      char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerSite) site = server_site_new ();
  SoupServer *server = server_site_get_server (site);

  setlocale (LC_ALL, "");
  if (!parse_options (&options, argc, argv, &error))
    {
      g_printerr ("ferry-server: %s\n", error->message);
      return 2;
    }
  if (!set_up_site (site, &options, &error) || !listen_at (server, &options, &error))
    {
      g_printerr ("ferry-server: %s\n", error->message);
      return EXIT_FAILURE;
    }
  say_where (server, &options);
  serve_until_signal ();
  return EXIT_SUCCESS;
}
