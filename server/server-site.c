/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the route of each request and lets it answer: GET and HEAD when all of
 * the request is there, what uploads as soon as its headers are. No body is
 * kept in memory; one that nobody takes is thrown away as it is read. */

#include "server-site.h"

#include "server-partial.h"
#include "server-request.h"

#include <string.h>

/* So that a stranger's addresses do not fill the memory. */
#define MAX_COUNTED 10000

struct _ServerSite {
  GObject parent_instance;

  SoupServer *server;   /* (owned) */
  GHashTable *counts;   /* (owned) (element-type utf8 guint) requests by address */
  GHashTable *running;  /* (owned) (element-type SoupServerMessage) borrowed until they finish */
  GHashTable *partials; /* (owned) (element-type utf8 ServerPartial) resumable uploads by name */
  ServerFolder *folder; /* (owned) (nullable) when none is shown */
  guint64 rate;         /* bytes per second for each connection, 0 for no limit */
};

G_DEFINE_FINAL_TYPE (ServerSite, server_site, G_TYPE_OBJECT)

static const ServerRoute *const tables[] = {
  server_sample_routes,
  server_file_routes,
  server_fault_routes,
  server_answer_routes,
  server_upload_routes,
  server_tus_routes,
  server_resumable_routes,
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

static gboolean
is_download (SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);

  return method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD;
}

static void
route (ServerRequest *request,
       const char    *path)
{
  g_autofree char *decoded = g_uri_unescape_string (path, NULL);

  if (decoded != NULL && g_str_has_prefix (decoded, SERVER_ROOT))
    request->route = find_route (decoded + strlen (SERVER_ROOT));
  if (request->route == NULL)
    {
      server_request_say (request, SOUP_STATUS_NOT_FOUND, "There is no such page; " SERVER_ROOT " lists all\n");
      return;
    }
  request->rest = decoded + strlen (SERVER_ROOT) + strlen (request->route->path);
  if (is_download (request->message))
    request->route->serve (request);
  else if (request->route->receive != NULL)
    request->route->receive (request);
  else
    server_request_refuse_method (request, "GET, HEAD");
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  ServerRequest request = { .site = user_data, .message = message, .query = query };

  if (is_download (message))
    route (&request, path);
}

static void
on_finished (SoupServerMessage *message,
             ServerSite        *self)
{
  g_hash_table_remove (self->running, message);
}

/* Not an early handler of libsoup: one is not called for who has logged in. */
static void
on_got_headers (SoupServerMessage *message,
                ServerSite        *self)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GHashTable) query = g_uri_get_query (uri) != NULL ? soup_form_decode (g_uri_get_query (uri)) : NULL;
  ServerRequest request = { .site = self, .message = message, .query = query };

  g_hash_table_add (self->running, message);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (soup_server_message_get_status (message) == 0 && !is_download (message))
    route (&request, g_uri_get_path (uri));
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
      g_autoptr (GIOStream) stream = server_site_take_connection (self, *message);

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
  g_clear_pointer (&self->partials, g_hash_table_unref);
  g_clear_pointer (&self->folder, server_folder_unref);
  G_OBJECT_CLASS (server_site_parent_class)->dispose (object);
}

static void
server_site_class_init (ServerSiteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = server_site_dispose;
}

static void
server_site_init (ServerSite *self)
{
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->running = g_hash_table_new (NULL, NULL);
  self->partials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) server_partial_unref);
  self->server = soup_server_new ("server-header", "ferry-server ", "raw-paths", TRUE, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (on_request_started), self);
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
 * Shows the files of a folder under data/, and puts uploads into it.
 *
 * Returns: whether it could be opened
 */
gboolean
server_site_set_folder (ServerSite  *self,
                        const char  *path,
                        GError     **error)
{
  ServerFolder *folder = server_folder_open (path, error);

  if (folder == NULL)
    return FALSE;
  g_clear_pointer (&self->folder, server_folder_unref);
  self->folder = folder;
  return TRUE;
}

/**
 * server_site_get_folder:
 * @self: a site
 *
 * Returns: (transfer none) (nullable): the folder that is shown
 */
ServerFolder *
server_site_get_folder (ServerSite *self)
{
  return self->folder;
}

/**
 * server_site_get_partials:
 * @self: a site
 *
 * Returns: (transfer none) (element-type utf8 ServerPartial): the resumable
 *   uploads, by the names that their addresses end in
 */
GHashTable *
server_site_get_partials (ServerSite *self)
{
  return self->partials;
}

/**
 * server_site_take_connection:
 * @self: a site
 * @message: a request of which the headers have been read
 *
 * Ends @message, without a signal.
 *
 * Returns: (transfer full): its connection
 */
GIOStream *
server_site_take_connection (ServerSite        *self,
                             SoupServerMessage *message)
{
  g_hash_table_remove (self->running, message);
  return soup_server_message_steal_connection (message);
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
