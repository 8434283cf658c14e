/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the route of each request and lets it answer. Only GET and HEAD are
 * taken; a body that comes with them is thrown away as it is read. */

#include "server-site.h"

#include "server-request.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* So that a stranger's addresses do not fill the memory. */
#define MAX_COUNTED 10000

struct _ServerSite {
  GObject parent_instance;

  SoupServer *server;  /* (owned) */
  GHashTable *counts;  /* (owned) (element-type utf8 guint) requests by address */
  GHashTable *running; /* (owned) (element-type SoupServerMessage) borrowed until they finish */
  int folder;          /* (owned) its descriptor, -1 when none is shown */
  guint64 rate;        /* bytes per second for each answer, 0 for no limit */
};

G_DEFINE_FINAL_TYPE (ServerSite, server_site, G_TYPE_OBJECT)

static const ServerRoute *const tables[] = {
  server_sample_routes,
  server_file_routes,
  server_fault_routes,
  server_answer_routes,
};

static void
append_routes (GString           *page,
               const ServerRoute *routes)
{
  for (const ServerRoute *route = routes; route->path != NULL; route++)
    g_string_append_printf (page, SERVER_ROOT "%s\n    %s\n", route->path, route->help);
}

static void
serve_index (const ServerRequest *request)
{
  g_autoptr (GString) page = g_string_new ("Ferry's sample server\n\n");

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    append_routes (page, tables[i]);
  server_request_say (request, SOUP_STATUS_OK, page->str);
}

static const ServerRoute index_route = { "", serve_index };

static gboolean
matches (const ServerRoute *route,
         const char        *path)
{
  return g_str_has_suffix (route->path, "/") ? g_str_has_prefix (path, route->path)
                                             : g_str_equal (path, route->path);
}

static const ServerRoute *
find_route (const char *path)
{
  if (*path == '\0')
    return &index_route;
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const ServerRoute *route = tables[i]; route->path != NULL; route++)
      if (matches (route, path))
        return route;
  return NULL;
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  g_autofree char *decoded = g_uri_unescape_string (path, NULL);
  ServerRequest request = { .site = user_data, .message = message, .query = query };

  if (decoded != NULL && g_str_has_prefix (decoded, SERVER_ROOT))
    request.route = find_route (decoded + strlen (SERVER_ROOT));
  if (request.route == NULL)
    {
      server_request_say (&request, SOUP_STATUS_NOT_FOUND, "There is no such page; " SERVER_ROOT " lists all\n");
      return;
    }
  request.rest = decoded + strlen (SERVER_ROOT) + strlen (request.route->path);
  request.route->serve (&request);
}

static void
on_headers (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  const char *method = soup_server_message_get_method (message);

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD)
    return;
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow", "GET, HEAD");
  soup_server_message_set_status (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
}

static void
on_finished (SoupServerMessage *message,
             ServerSite        *self)
{
  g_hash_table_remove (self->running, message);
}

static void
on_got_headers (SoupServerMessage *message,
                ServerSite        *self)
{
  g_hash_table_add (self->running, message);
}

/* Before its headers a message has no connection to cut, and where the TLS
 * handshake fails it goes away without a word. */
static void
on_request_started (SoupServer        *server,
                    SoupServerMessage *message,
                    ServerSite        *self)
{
  g_signal_connect_object (message, "got-headers", G_CALLBACK (on_got_headers), self, 0);
  g_signal_connect_object (message, "finished", G_CALLBACK (on_finished), self, 0);
}

/* soup_server_disconnect() forgets running messages without ending them. */
static void
cut_running (ServerSite *self)
{
  g_autofree gpointer *messages = g_hash_table_get_keys_as_array (self->running, NULL);

  for (gpointer *message = messages; *message != NULL; message++)
    {
      g_autoptr (GIOStream) stream = soup_server_message_steal_connection (*message);

      g_io_stream_close (stream, NULL, NULL);
    }
}

static void
server_site_dispose (GObject *object)
{
  ServerSite *self = SERVER_SITE (object);

  if (self->server != NULL)
    {
      cut_running (self);
      soup_server_disconnect (self->server);
    }
  g_clear_object (&self->server);
  g_clear_pointer (&self->running, g_hash_table_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  G_OBJECT_CLASS (server_site_parent_class)->dispose (object);
}

static void
server_site_finalize (GObject *object)
{
  ServerSite *self = SERVER_SITE (object);

  if (self->folder >= 0)
    close (self->folder);
  G_OBJECT_CLASS (server_site_parent_class)->finalize (object);
}

static void
server_site_class_init (ServerSiteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = server_site_dispose;
  G_OBJECT_CLASS (klass)->finalize = server_site_finalize;
}

static void
server_site_init (ServerSite *self)
{
  self->folder = -1;
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->running = g_hash_table_new (NULL, NULL);
  self->server = soup_server_new ("server-header", "ferry-server ", "raw-paths", TRUE, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (on_request_started), self);
  soup_server_add_early_handler (self->server, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
}

/**
 * server_site_new:
 *
 * Returns: (transfer full): a site that listens nowhere yet
 */
ServerSite *
server_site_new (void)
{
  return g_object_new (SERVER_TYPE_SITE, NULL);
}

/**
 * server_site_get_server:
 * @self: a site
 *
 * Returns: (transfer none): what listens
 */
SoupServer *
server_site_get_server (ServerSite *self)
{
  return self->server;
}

/**
 * server_site_set_folder:
 * @self: a site
 * @path: (type filename): a folder
 * @error: return location for an error
 *
 * Shows the files of a folder under data/.
 *
 * Returns: whether it could be opened
 */
gboolean
server_site_set_folder (ServerSite  *self,
                        const char  *path,
                        GError     **error)
{
  int folder = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);

  if (folder < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  if (self->folder >= 0)
    close (self->folder);
  self->folder = folder;
  return TRUE;
}

/**
 * server_site_get_folder:
 * @self: a site
 *
 * Returns: the folder's descriptor, or -1
 */
int
server_site_get_folder (ServerSite *self)
{
  return self->folder;
}

/**
 * server_site_set_rate:
 * @self: a site
 * @bytes_per_second: what one connection may take, or 0 for no limit
 *
 * Limits all answers from now on.
 */
void
server_site_set_rate (ServerSite *self,
                      guint64     bytes_per_second)
{
  self->rate = bytes_per_second;
}

/**
 * server_site_limit_rate:
 * @self: a site
 * @bytes_per_second: what a page wants, or 0 for no limit
 *
 * Returns: what it gets
 */
guint64
server_site_limit_rate (ServerSite *self,
                        guint64     bytes_per_second)
{
  if (self->rate == 0 || bytes_per_second == 0)
    return MAX (self->rate, bytes_per_second);
  return MIN (self->rate, bytes_per_second);
}

/**
 * server_site_count:
 * @self: a site
 * @message: a request
 *
 * Counts the request. Faults that happen once tell addresses apart with all
 * their parameters, so a test that adds one of its own begins anew.
 *
 * Returns: how often its very address was counted before
 */
guint
server_site_count (ServerSite        *self,
                   SoupServerMessage *message)
{
  char *address = g_uri_to_string (soup_server_message_get_uri (message));
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, address));

  if (g_hash_table_size (self->counts) >= MAX_COUNTED)
    g_hash_table_remove_all (self->counts);
  g_hash_table_replace (self->counts, address, GUINT_TO_POINTER (count + 1));
  return count;
}
