/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The session and the buffer. */

#include "ferry-http-context.h"

#include "ferry-http-blocking-task.h"
#include "ferry-http-connection.h"

#include <string.h>

/* A lone stream gains by a large buffer; many that take turns do not. */
#define LONE_BUFFER (1024 * 1024)
#define TURN_BUFFER (256 * 1024)

/* TLS decrypts 16 KiB at a time, so a large buffer saves nothing; this one is
 * still in the cache of the core when it is written. Measured: as fast as 1 MiB
 * on a quiet machine, faster where memory is busy. */
#define SECURE_BUFFER (128 * 1024)

/* How many transfers run is the queue's to say; the session only must not say
 * less. libsoup's own 2 a host made eight transfers take four times as long. */
#define MAX_CONNECTIONS          64
#define MAX_CONNECTIONS_PER_HOST 32

/* How many addresses are remembered; they are asked again when there are more. */
#define MAX_PLAIN 64

/* As many hosts that want one connection, and for as long: a server that is busy now
 * may have time later. */
#define MAX_SINGLE     64
#define SINGLE_MINUTES 10

/* How many proxies have a session: nobody uses as many at once. When there are
 * more, those that are in use stay with who uses them. */
#define MAX_PROXIED 8

/* Each idle connection is looked at again and again. */
#define IDLE_SECONDS 15

/* A server that does not answer a DELETE is not waited for longer. */
#define FAREWELL_SECONDS 30

/* No content decoder: a stored file is the server's bytes. No time-out:
 * idle timeout is watched by each download. No cookies, no cache. */
static SoupSession *
new_session (FerryHttpContext *self)
{
  SoupSession *session = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS,
                                                        "max-conns-per-host", MAX_CONNECTIONS_PER_HOST,
                                                        "timeout", 0,
                                                        "idle-timeout", IDLE_SECONDS,
                                                        NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (self->tls_database != NULL)
    soup_session_set_tls_database (session, self->tls_database);
  return session;
}

static SoupSession *
new_terminate_session (FerryHttpContext *self)
{
  SoupSession *session = new_session (self);

  soup_session_set_timeout (session, FAREWELL_SECONDS);
  return session;
}

/* Who may be told the user and password of a SOCKS proxy is not asked later: they
 * go with its address, which stays in memory. */
static char *
proxy_address (FerryRequest *request)
{
  g_autofree char *user = g_uri_escape_string (request->proxy_username != NULL ? request->proxy_username : "", NULL, FALSE);
  g_autofree char *password = g_uri_escape_string (request->proxy_password != NULL ? request->proxy_password : "", NULL, FALSE);

  if (strcmp (request->proxy, "direct") == 0)
    return g_strdup ("direct://");
  if (!g_str_has_prefix (request->proxy, "socks5://") || *user == '\0')
    return g_strdup (request->proxy);
  return g_strdup_printf ("socks5://%s:%s@%s", user, password, request->proxy + strlen ("socks5://"));
}

/* @session is (transfer full), and is handed on. */
static SoupSession *
go_through_proxy (SoupSession  *session,
                  FerryRequest *request)
{
  if (request->proxy != NULL)
    {
      g_autofree char *address = proxy_address (request);
      g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (address, NULL);

      soup_session_set_proxy_resolver (session, resolver);
    }
  return session;
}

static SoupSession *
get_proxied_session (FerryHttpContext *self,
                     FerryRequest     *request)
{
  SoupSession *session = g_hash_table_lookup (self->proxied, request->proxy);

  if (session != NULL)
    return session;
  if (g_hash_table_size (self->proxied) >= MAX_PROXIED)
    g_hash_table_remove_all (self->proxied);
  session = go_through_proxy (new_session (self), request);
  g_hash_table_insert (self->proxied, g_strdup (request->proxy), session);
  return session;
}

/**
 * ferry_http_context_new:
 * @context: of the calling thread, its default
 * @tls_database: (nullable): what certificates are checked by, %NULL for the system's
 *
 * Returns: (transfer full): what the downloads need
 */
FerryHttpContext *
ferry_http_context_new (GMainContext *context,
                        GTlsDatabase *tls_database)
{
  FerryHttpContext *self = g_new0 (FerryHttpContext, 1);

  self->main_context = g_main_context_ref (context);
  self->tls_database = tls_database != NULL ? g_object_ref (tls_database) : NULL;
  self->session = new_session (self);
  self->upload_session = new_session (self);
  self->terminate_session = new_terminate_session (self);
  self->ending = g_cancellable_new ();
  self->proxied = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->connections = ferry_http_connection_table_new ();
  self->plain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->single = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->blocking_tasks = ferry_http_blocking_task_pool_new ();
  /* Not touched, and so not in memory, before a stream fills it. */
  self->buffer = g_malloc (LONE_BUFFER);
  return self;
}

/**
 * ferry_http_context_free:
 * @self: (transfer full): what was shared; no download is left
 */
void
ferry_http_context_free (FerryHttpContext *self)
{
  g_cancellable_cancel (self->ending);
  soup_session_abort (self->session);
  soup_session_abort (self->upload_session);
  soup_session_abort (self->terminate_session);
  g_clear_pointer (&self->proxied, g_hash_table_unref);
  while (self->n_unanswered > 0 || g_main_context_pending (self->main_context))
    g_main_context_iteration (self->main_context, TRUE);
  g_thread_pool_free (self->blocking_tasks, TRUE, FALSE);
  g_clear_object (&self->ending);
  g_clear_object (&self->session);
  g_clear_object (&self->upload_session);
  g_clear_object (&self->terminate_session);
  g_clear_pointer (&self->connections, g_hash_table_unref);
  g_clear_pointer (&self->plain, g_hash_table_unref);
  g_clear_pointer (&self->single, g_hash_table_unref);
  g_clear_object (&self->tls_database);
  g_free (self->buffer);
  g_main_context_unref (self->main_context);
  g_free (self);
}

/**
 * ferry_http_context_get_session:
 * @self: what is shared
 * @request: what is to be asked
 *
 * libsoup keeps what a tunnel's proxy was told for all of the session, so that
 * who tells it something has a session alone. Who names a proxy shares one
 * with others that name it.
 *
 * Returns: (transfer full): a session of the calling thread's context
 */
SoupSession *
ferry_http_context_get_session (FerryHttpContext *self,
                                FerryRequest     *request)
{
  if (request->proxy_username != NULL)
    return go_through_proxy (new_session (self), request);
  if (request->proxy != NULL)
    return g_object_ref (get_proxied_session (self, request));
  if (request->kind == FERRY_TRANSFER_KIND_UPLOAD)
    return g_object_ref (self->upload_session);
  return g_object_ref (self->session);
}

/**
 * ferry_http_context_get_terminate_session:
 * @self: what is shared
 * @request: what was asked for, and is given up
 *
 * Whoever does not answer there takes no connection from a transfer, and is
 * not waited for for ever, though nobody watches.
 *
 * Returns: (transfer full): a session of the calling thread's context
 */
SoupSession *
ferry_http_context_get_terminate_session (FerryHttpContext *self,
                                          FerryRequest     *request)
{
  if (request->proxy != NULL || request->proxy_username != NULL)
    return go_through_proxy (new_terminate_session (self), request);
  return g_object_ref (self->terminate_session);
}

/**
 * ferry_http_context_buffer_size:
 * @self: what is shared
 * @secure: whether the stream is decrypted while it is read
 *
 * Returns: how much of the buffer a stream may use in one go
 */
gsize
ferry_http_context_buffer_size (FerryHttpContext *self,
                                gboolean          secure)
{
  if (secure)
    return SECURE_BUFFER;
  return self->n_bodies <= 1 ? LONE_BUFFER : TURN_BUFFER;
}

/**
 * ferry_http_context_note_plain:
 * @self: what is shared
 * @address: an address that has no way to resume an upload
 *
 * The next of many files that go to one address need not ask.
 */
void
ferry_http_context_note_plain (FerryHttpContext *self,
                               const char       *address)
{
  if (g_hash_table_size (self->plain) >= MAX_PLAIN)
    g_hash_table_remove_all (self->plain);
  g_hash_table_add (self->plain, g_strdup (address));
}

/**
 * ferry_http_context_note_single:
 * @self: what is shared
 * @host: one that wants no more than one connection for a file
 */
void
ferry_http_context_note_single (FerryHttpContext *self,
                                const char       *host)
{
  gint64 *until = g_new (gint64, 1);

  *until = g_get_monotonic_time () + SINGLE_MINUTES * G_TIME_SPAN_MINUTE;
  if (g_hash_table_size (self->single) >= MAX_SINGLE)
    g_hash_table_remove_all (self->single);
  g_hash_table_insert (self->single, g_strdup (host), until);
}

/**
 * ferry_http_context_is_single:
 * @self: what is shared
 * @host: a host
 *
 * Returns: whether it has not wanted more than one connection a while ago
 */
gboolean
ferry_http_context_is_single (FerryHttpContext *self,
                              const char       *host)
{
  const gint64 *until = g_hash_table_lookup (self->single, host);

  return until != NULL && g_get_monotonic_time () < *until;
}
