/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts what each message brings and sends. Everything is noted when it happens, and the
 * line written when the message goes away: by then libsoup may have changed
 * the status to 500, and a message cut off by the server's end has no signal. */

#include "server-log.h"

#include <errno.h>
#include <stdio.h>

typedef struct {
  FILE *file; /* (owned) */
} Log;

typedef struct {
  Log *log;      /* (owned) a reference */
  char *request; /* (owned) (nullable) the fields that the request's head tells */
  guint status;
  char *offset; /* (owned) (nullable) Upload-Offset */
  guint64 sent;
  guint64 received;
} Entry;

static void
clear_log (gpointer data)
{
  Log *log = data;

  fclose (log->file);
}

static void
release_log (gpointer  data,
             GClosure *closure)
{
  g_rc_box_release_full (data, clear_log);
}

static void
write_entry (gpointer  data,
             GClosure *closure)
{
  Entry *entry = data;

  if (entry->request != NULL)
    fprintf (entry->log->file, "%s\t%u\t%" G_GUINT64_FORMAT "\t%s\t%" G_GUINT64_FORMAT "\n",
             entry->request, entry->status, entry->sent, entry->offset, entry->received);
  fflush (entry->log->file);
  g_rc_box_release_full (entry->log, clear_log);
  g_free (entry->request);
  g_free (entry->offset);
  g_free (entry);
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
  g_autofree char *address = g_strconcat (g_uri_get_path (uri),
                                          g_uri_get_query (uri) != NULL ? "?" : NULL,
                                          g_uri_get_query (uri), NULL);

  return g_strescape (address, "\"");
}

static void
on_got_headers (SoupServerMessage *message,
                Entry             *entry)
{
  g_autofree char *address = escape_address (message);
  g_autofree char *range = escape_header (message, "Range");
  g_autofree char *if_range = escape_header (message, "If-Range");

  entry->offset = escape_header (message, "Upload-Offset");
  entry->request = g_strjoin ("\t", soup_server_message_get_method (message), address, range, if_range, NULL);
}

static void
on_got_chunk (SoupServerMessage *message,
              GBytes            *chunk,
              Entry             *entry)
{
  entry->received += g_bytes_get_size (chunk);
}

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
  entry->sent += size;
}

static void
on_request_started (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->log = g_rc_box_acquire (user_data);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk), entry);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (on_wrote_headers), entry);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_wrote_body_data), entry);
  g_signal_connect_data (message, "got-headers", G_CALLBACK (on_got_headers), entry, write_entry, 0);
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
server_log_watch (SoupServer  *server,
                  const char  *path,
                  GError     **error)
{
  FILE *file = fopen (path, "ae");
  Log *log = NULL;

  if (file == NULL)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  log = g_rc_box_new (Log);
  log->file = file;
  g_signal_connect_data (server, "request-started", G_CALLBACK (on_request_started), log, release_log, 0);
  return TRUE;
}
