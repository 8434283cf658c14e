/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One download, as a story: ask, read the head, perhaps ask again or
 * elsewhere, read the body into the run until it is whole.
 *
 * What arrives is read without blocking into the thread's one buffer and
 * written at once. When nothing more is there the download comes back after a
 * few milliseconds, or, when that found nothing, when the socket says so. */

#include "ferry-http-download.h"

#include "ferry-error.h"
#include "ferry-http-errors.h"
#include "ferry-http-head.h"
#include "ferry-http-pace.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_REDIRECTS 10

/* What one download may read before the others get their turn. */
#define MAX_BYTES_A_TURN (2 * 1024 * 1024)

#define WEB(name) FERRY_WEB_ERROR_STATUS_##name

typedef struct {
  GTask *task;               /* (owned) (nullable) once it is answered */
  FerryRun *run;             /* (owned) */
  SoupSession *session;      /* (owned) */
  GMainContext *context;     /* (owned) */
  guint8 *buffer;            /* of the thread */
  gsize buffer_size;
  GUri *uri;                 /* (owned) where we ask now */
  GUri *origin;              /* (owned) where credentials and headers belong */
  char *method;              /* (owned) */
  FerryHttpAsk ask;
  guint redirects;
  SoupMessage *message;      /* (owned) (nullable) */
  GTlsCertificateFlags tls_flags;
  GInputStream *body;        /* (owned) (nullable) once the head is good */
  gint64 expected;           /* bytes of the body, -1 when unknown */
  guint64 received;          /* bytes of the body */
  guint64 paced;             /* of these when the pace was taken last */
  FerryHttpPace pace;
  GSource *wait;             /* (owned) (nullable) for more bytes */
  GSource *silence;          /* (owned) (nullable) */
  GSource *canceled;         /* (owned) (nullable) the caller's cancellable */
  gint64 heard;              /* when the last byte came, monotonic */
  GCancellable *stop;        /* (owned) ends what libsoup is doing */
  gboolean timed_out;
} Download;

static void ask (Download *self);
static void on_sent (GObject *source, GAsyncResult *result, gpointer user_data);
static void on_head (Download *self, GInputStream *stream);
static void redirect (Download *self);
static gboolean read_some (Download *self);
static void finish (Download *self, GError *error);

static const char *
host (Download *self)
{
  return g_uri_get_host (self->uri);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_source (Download   *self,
            GSource   **place,
            GSource    *source,
            GSourceFunc callback)
{
  clear_source (place);
  *place = source;
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
}

static void
download_free (Download *self)
{
  g_assert (self->task == NULL);
  clear_source (&self->wait);
  clear_source (&self->silence);
  clear_source (&self->canceled);
  g_clear_object (&self->body);
  g_clear_object (&self->message);
  g_object_unref (self->run);
  g_object_unref (self->session);
  g_main_context_unref (self->context);
  g_uri_unref (self->uri);
  g_uri_unref (self->origin);
  g_free (self->method);
  g_object_unref (self->stop);
  g_free (self);
}

/* Silence and cancellation. */

static void
interrupt (Download *self)
{
  g_cancellable_cancel (self->stop);
  /* While nothing of libsoup's is under way, nothing else will answer. */
  if (self->body != NULL)
    finish (self, NULL);
}

static gboolean
on_silence (gpointer user_data)
{
  Download *self = user_data;
  gint64 limit = ferry_run_get_silence_timeout (self->run) * G_USEC_PER_SEC;
  gint64 left = self->heard + limit - g_get_monotonic_time ();

  if (left > 0)
    {
      set_source (self, &self->silence, g_timeout_source_new ((guint) (left / 1000 + 1)), on_silence);
      return G_SOURCE_REMOVE;
    }
  self->timed_out = TRUE;
  interrupt (self);
  return G_SOURCE_REMOVE;
}

static void
listen (Download *self)
{
  self->heard = g_get_monotonic_time ();
  if (self->silence == NULL)
    set_source (self, &self->silence,
                g_timeout_source_new (1000 * ferry_run_get_silence_timeout (self->run)), on_silence);
}

static gboolean
on_canceled (GCancellable *cancellable,
             gpointer      user_data)
{
  interrupt (user_data);
  return G_SOURCE_REMOVE;
}

/* Why the run was interrupted outweighs what the interruption looked like. */
static GError *
judge_error (Download *self,
             GError   *error)
{
  if (self->timed_out)
    {
      g_clear_error (&error);
      return g_error_new (FERRY_WEB_ERROR, WEB (TIMEOUT), _("%s has been silent for %u seconds"),
                          host (self), ferry_run_get_silence_timeout (self->run));
    }
  if (error == NULL && g_cancellable_is_cancelled (self->stop))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Canceled");
  return error;
}

/* The one way out. @error is (transfer full) (nullable). */
static void
finish (Download *self,
        GError   *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  error = judge_error (self, error);
  if (self->body != NULL)
    g_input_stream_close_async (self->body, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  download_free (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Asking. */

static gboolean
on_accept_certificate (SoupMessage         *message,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags flags,
                       gpointer             user_data)
{
  Download *self = user_data;

  self->tls_flags = flags;
  return FALSE;
}

static gboolean
same_origin (GUri *a,
             GUri *b)
{
  return g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b) &&
         g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0;
}

static gboolean
on_authenticate (SoupMessage *message,
                 SoupAuth    *auth,
                 gboolean     retrying,
                 gpointer     user_data)
{
  Download *self = user_data;
  FerryRequest *request = ferry_run_get_request (self->run);
  gboolean proxy = soup_auth_is_for_proxy (auth);
  const char *username = proxy ? ferry_request_get_proxy_username (request) : ferry_request_get_username (request);
  const char *password = proxy ? ferry_request_get_proxy_password (request) : ferry_request_get_password (request);

  if (retrying || username == NULL || (!proxy && !same_origin (self->uri, self->origin)))
    return FALSE;
  soup_auth_authenticate (auth, username, password != NULL ? password : "");
  return TRUE;
}

static void
add_headers (Download *self)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (self->message);
  GVariant *own = ferry_request_get_headers (ferry_run_get_request (self->run));
  GVariantIter iter;
  const char *name, *value;

  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (own == NULL || !same_origin (self->uri, self->origin))
    return;
  g_variant_iter_init (&iter, own);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    soup_message_headers_append (headers, name, value);
}

static void
add_range (Download *self)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (self->message);
  FerryResponse *previous = ferry_run_get_previous (self->run);

  if (self->ask == FERRY_HTTP_ASK_WHOLE)
    return;
  soup_message_headers_set_range (headers, (goffset) ferry_run_get_offset (self->run), -1);
  soup_message_headers_replace (headers, "If-Range",
                                self->ask == FERRY_HTTP_ASK_ETAG ? previous->etag : previous->last_modified);
}

static void
ask (Download *self)
{
  g_set_object (&self->message, NULL);
  self->message = soup_message_new_from_uri (self->method, self->uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  g_signal_connect (self->message, "accept-certificate", G_CALLBACK (on_accept_certificate), self);
  g_signal_connect (self->message, "authenticate", G_CALLBACK (on_authenticate), self);
  add_headers (self);
  add_range (self);
  listen (self);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->stop, on_sent, self);
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Download *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  g_signal_handlers_disconnect_by_data (self->message, self);
  if (stream == NULL)
    {
      finish (self, ferry_http_error_from_transport (error, self->tls_flags, host (self)));
      return;
    }
  listen (self);
  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (self->message)) &&
      soup_message_get_status (self->message) != SOUP_STATUS_NOT_MODIFIED &&
      soup_message_headers_get_one (soup_message_get_response_headers (self->message), "Location") != NULL)
    {
      g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      redirect (self);
    }
  else
    on_head (self, stream);
}

/* Redirects (RFC 9110, 15.4). */

static GError *
refuse_redirect (Download *self,
                 GUri     *target)
{
  gboolean from_https = g_str_equal (g_uri_get_scheme (self->uri), "https");
  const char *scheme = target != NULL ? g_uri_get_scheme (target) : NULL;

  if (target == NULL || g_uri_get_host (target) == NULL || *g_uri_get_host (target) == '\0' ||
      (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")))
    return g_error_new (FERRY_WEB_ERROR, WEB (UNEXPECTED_REDIRECTION),
                        _("%s redirects to an address that is not on the web"), host (self));
  if (self->redirects > MAX_REDIRECTS)
    return g_error_new (FERRY_WEB_ERROR, WEB (REDIRECT_FAILED),
                        _("%s redirects more than %d times"), host (self), MAX_REDIRECTS);
  if (from_https && g_str_equal (scheme, "http") && !ferry_run_get_allow_insecure_redirects (self->run))
    return g_error_new (FERRY_WEB_ERROR, WEB (HTTPS_TO_HTTP_ON_REDIRECTION),
                        _("%s redirects to an address without encryption"), host (self));
  return NULL;
}

static void
redirect (Download *self)
{
  guint status = soup_message_get_status (self->message);
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (self->message), "Location");
  g_autoptr (GUri) target = g_uri_parse_relative (self->uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  GError *error;

  self->redirects++;
  error = refuse_redirect (self, target);
  if (error != NULL)
    {
      finish (self, error);
      return;
    }
  if (status == SOUP_STATUS_SEE_OTHER ||
      (status <= SOUP_STATUS_FOUND && g_str_equal (self->method, "POST")))
    {
      g_free (self->method);
      self->method = g_strdup ("GET");
    }
  g_uri_unref (self->uri);
  self->uri = g_steal_pointer (&target);
  ask (self);
}

/* The head. */

static gint64
body_length (Download *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    return -1;
  return soup_message_headers_get_content_length (headers);
}

static void
refuse (Download *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);

  ferry_run_set_retry_after (self->run,
                             ferry_http_parse_retry_after (soup_message_headers_get_one (headers, "Retry-After"),
                                                           g_get_real_time () / G_USEC_PER_SEC));
  finish (self, ferry_http_error_from_status (soup_message_get_status (self->message), host (self)));
}

static void
begin (Download      *self,
       GInputStream  *stream,
       FerryResponse *response,
       guint64        offset)
{
  GError *error = NULL;

  if (!ferry_run_begin (self->run, response, offset, &error))
    {
      finish (self, error);
      return;
    }
  self->body = g_object_ref (stream);
  self->expected = body_length (self);
  read_some (self);
}

static void
on_head (Download     *self,
         GInputStream *stream)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  g_autoptr (FerryResponse) response = ferry_http_read_head (self->message);
  FerryHttpAsk again;

  switch (ferry_http_judge_head (self->ask, ferry_run_get_offset (self->run),
                                 ferry_run_get_previous (self->run), response,
                                 soup_message_headers_get_one (headers, "Content-Range"), &again))
    {
    case FERRY_HTTP_CONTINUE:
      begin (self, stream, response, ferry_run_get_offset (self->run));
      break;
    case FERRY_HTTP_BEGIN:
      begin (self, stream, response, 0);
      break;
    case FERRY_HTTP_ASK_AGAIN:
      /* Each way of asking leads to a later one, so this ends. */
      self->ask = again;
      g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      ask (self);
      break;
    case FERRY_HTTP_REFUSED:
    default:
      g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      refuse (self);
    }
}

/* The body. */

static gboolean
on_wait (gpointer user_data)
{
  read_some (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_readable (GObject *stream,
             gpointer user_data)
{
  read_some (user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_for (Download *self,
          guint     milliseconds)
{
  set_source (self, &self->wait, g_timeout_source_new (milliseconds), on_wait);
}

/* Nothing is there now: come back after a pace, or when the socket says so. */
static void
wait_for_bytes (Download *self)
{
  guint pace = ferry_http_pace_next (&self->pace, g_get_monotonic_time (), self->received - self->paced);

  self->paced = self->received;
  if (pace > 0)
    wait_for (self, pace);
  else
    set_source (self, &self->wait,
                g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->body), NULL),
                G_SOURCE_FUNC (on_readable));
}

static void
end_of_body (Download *self)
{
  GError *error = NULL;

  /* libsoup takes a connection that is closed early for the end. */
  if (self->expected >= 0 && self->received < (guint64) self->expected)
    error = g_error_new (FERRY_WEB_ERROR, WEB (DISCONNECTED), _("%s ended in the middle of the file"), host (self));
  finish (self, error);
}

/* Fills the buffer as far as it goes without waiting. */
static gssize
fill (Download *self,
      gsize     wish,
      gsize    *filled,
      GError  **error)
{
  gssize n = 0;

  *filled = 0;
  while (*filled < wish)
    {
      n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->body), self->buffer + *filled,
                                                    wish - *filled, NULL, error);
      if (n <= 0)
        break;
      *filled += n;
    }
  return n;
}

/* FALSE when the download is over, and gone. */
static gboolean
read_some (Download *self)
{
  gsize turn = 0;

  clear_source (&self->wait);
  while (turn < MAX_BYTES_A_TURN)
    {
      g_autoptr (GError) error = NULL;
      guint wait = 0;
      gsize filled, wish;
      gssize n;

      wish = ferry_run_allowance (self->run, g_get_monotonic_time (), self->buffer_size, &wait);
      if (wish == 0)
        {
          /* Our own limit is no silence of the server's. */
          self->heard = g_get_monotonic_time ();
          wait_for (self, MAX (wait, 1));
          return TRUE;
        }
      n = fill (self, wish, &filled, &error);
      if (filled > 0)
        {
          GError *disk = NULL;

          self->heard = g_get_monotonic_time ();
          self->received += filled;
          turn += filled;
          if (!ferry_run_write (self->run, self->buffer, filled, &disk))
            {
              finish (self, disk);
              return FALSE;
            }
        }
      if (n > 0)
        continue;
      if (n == 0)
        {
          end_of_body (self);
          return FALSE;
        }
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          wait_for_bytes (self);
          return TRUE;
        }
      finish (self, ferry_http_error_from_transport (error, self->tls_flags, host (self)));
      return FALSE;
    }
  wait_for (self, 0);
  return TRUE;
}

/**
 * ferry_http_download_start:
 * @task: (transfer full): answered with a boolean or an error
 * @run: what to carry
 * @session: of this thread
 * @context: of this thread
 * @buffer: of this thread; used within one turn only
 * @buffer_size: in bytes
 */
void
ferry_http_download_start (GTask        *task,
                           FerryRun     *run,
                           SoupSession  *session,
                           GMainContext *context,
                           guint8       *buffer,
                           gsize         buffer_size)
{
  Download *self = g_new0 (Download, 1);
  FerryRequest *request = ferry_run_get_request (run);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = task;
  self->run = g_object_ref (run);
  self->session = g_object_ref (session);
  self->context = g_main_context_ref (context);
  self->buffer = buffer;
  self->buffer_size = buffer_size;
  self->uri = g_uri_parse (ferry_request_get_address (request), SOUP_HTTP_URI_FLAGS, NULL);
  self->origin = g_uri_ref (self->uri);
  self->method = g_strdup (ferry_request_get_method (request));
  self->stop = g_cancellable_new ();
  self->ask = ferry_http_first_ask (ferry_run_get_offset (run), ferry_run_get_previous (run), self->method);
  if (cancellable != NULL)
    set_source (self, &self->canceled, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_canceled));
  ask (self);
}
