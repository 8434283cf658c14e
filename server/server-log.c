/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts what each message sends. The status is noted when it goes out, for
 * libsoup changes it to 500 when the connection breaks later. */

#include "server-log.h"

#include <errno.h>
#include <stdio.h>

typedef struct {
  FILE *file;    /* (unowned) stays open as long as the server */
  guint status;
  guint64 bytes;
} Entry;

static void
on_wrote_headers (SoupServerMessage *message,
                  Entry             *entry)
{
  entry->status = soup_server_message_get_status (message);
}

static void
on_wrote_body_data (SoupServerMessage *message,
                    guint              size,
                    Entry             *entry)
{
  entry->bytes += size;
}

static char *
escape_header (SoupServerMessage *message,
               const char        *name)
{
  const char *value = soup_message_headers_get_list (soup_server_message_get_request_headers (message), name);

  return value != NULL ? g_strescape (value, "\"") : g_strdup ("-");
}

static char *
escape_address (SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *address = NULL;

  if (uri == NULL)
    return g_strdup ("-");
  address = g_strconcat (g_uri_get_path (uri), g_uri_get_query (uri) != NULL ? "?" : NULL, g_uri_get_query (uri), NULL);
  return g_strescape (address, "\"");
}

static void
on_finished (SoupServerMessage *message,
             Entry             *entry)
{
  const char *method = soup_server_message_get_method (message);
  g_autofree char *address = escape_address (message);
  g_autofree char *range = escape_header (message, "Range");
  g_autofree char *if_range = escape_header (message, "If-Range");

  fprintf (entry->file, "%s\t%s\t%s\t%s\t%u\t%" G_GUINT64_FORMAT "\n",
           method != NULL ? method : "-", address, range, if_range, entry->status, entry->bytes);
  fflush (entry->file);
}

static void
free_entry (gpointer  data,
            GClosure *closure)
{
  g_free (data);
}

static void
on_request_started (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->file = user_data;
  g_signal_connect (message, "wrote-headers", G_CALLBACK (on_wrote_headers), entry);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_wrote_body_data), entry);
  g_signal_connect_data (message, "finished", G_CALLBACK (on_finished), entry, free_entry, 0);
}

static void
close_file (gpointer  data,
            GClosure *closure)
{
  fclose (data);
}

/**
 * server_log_watch:
 * @server: a server
 * @path: (type filename): the file to append to
 * @error: return location for an error
 *
 * Logs all that @server answers, until it is gone.
 *
 * Returns: whether @path could be opened
 */
gboolean
server_log_watch (SoupServer *server,
                  const char *path,
                  GError    **error)
{
  FILE *file = fopen (path, "ae");

  if (file == NULL)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  g_signal_connect_data (server, "request-started", G_CALLBACK (on_request_started), file, close_file, 0);
  return TRUE;
}
