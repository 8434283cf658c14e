/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stage for the http backend. The server is made of bare sockets, because a
 * proper one can not be made to lie. */

#include "http-fixture.h"

#include "ferry-http-backend.h"
#include "ferry-source.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
read_head (GInputStream *input)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char byte;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (input, &byte, 1, NULL, NULL) != 1)
        return NULL;
      g_string_append_c (head, byte);
    }
  return g_string_free (g_steal_pointer (&head), FALSE);
}

/* With the length that the head says. */
static void
take_body (HttpFixture  *self,
           const char   *head,
           GInputStream *input)
{
  const char *length = strstr (head, "\r\nContent-Length: ");
  gsize size = length != NULL ? g_ascii_strtoull (length + strlen ("\r\nContent-Length: "), NULL, 10) : 0;
  char *body = g_malloc (size + 1);
  gsize got = 0;

  g_input_stream_read_all (input, body, size, &got, NULL, NULL);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->bodies, g_bytes_new_take (body, got));
  g_mutex_unlock (&self->lock);
}

static GString *
note_and_answer (HttpFixture *self,
                 const char  *head)
{
  GString *bytes;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, g_strdup (head));
  bytes = self->answer (self, head, self->requests->len);
  g_mutex_unlock (&self->lock);
  return bytes;
}

static gboolean
hear_and_answer (HttpFixture   *self,
                 GInputStream  *input,
                 GOutputStream *output)
{
  g_autofree char *head = read_head (input);
  g_autoptr (GString) bytes = NULL;

  if (head == NULL)
    return FALSE;
  if (self->takes)
    take_body (self, head, input);
  bytes = note_and_answer (self, head);
  return g_output_stream_write_all (output, bytes->str, bytes->len, NULL, NULL, NULL);
}

static GIOStream *
open_stream (HttpFixture       *self,
             GSocketConnection *connection)
{
  g_autoptr (GError) error = NULL;
  GIOStream *stream;

  if (self->certificate == NULL)
    return g_object_ref (G_IO_STREAM (connection));
  stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  g_assert_no_error (error);
  return stream;
}

static gboolean
on_connection (GThreadedSocketService *service,
               GSocketConnection      *connection,
               GObject                *source,
               HttpFixture            *self)
{
  g_autoptr (GIOStream) stream = open_stream (self, connection);
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  gboolean heard = hear_and_answer (self, input, output);
  char rest[4096];

  while (heard && self->stays)
    heard = hear_and_answer (self, input, output);
  /* Ends when the backend hangs up. */
  while (self->hold && g_input_stream_read (input, rest, sizeof rest, NULL, NULL) > 0)
    continue;
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_mutex_lock (&self->lock);
  self->n_connections--;
  g_cond_signal (&self->ended);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* On the main thread, before the connection gets its own. */
static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             HttpFixture       *self)
{
  g_mutex_lock (&self->lock);
  self->n_connections++;
  self->n_accepted++;
  g_mutex_unlock (&self->lock);
  return FALSE;
}

HttpFixture *
http_fixture_new (HttpAnswer answer)
{
  HttpFixture *self = g_new0 (HttpFixture, 1);
  guint16 port;

  g_mutex_init (&self->lock);
  g_cond_init (&self->ended);
  self->answer = answer;
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->service = g_threaded_socket_service_new (-1);
  {
    g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
    g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
    g_autoptr (GSocketAddress) bound = NULL;

    g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                                  G_SOCKET_PROTOCOL_TCP, NULL, &bound, NULL));
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  }
  self->base = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_connection), self);
  self->folder = g_dir_make_tmp ("ferry-http-XXXXXX", NULL);
  self->limits = ferry_limits_new ();
  self->backend = ferry_http_backend_new ();
  return self;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static void
forget_run (HttpFixture *self)
{
  g_clear_object (&self->run);
  g_clear_pointer (&self->response, ferry_response_unref);
  g_clear_error (&self->error);
  self->offset = 0;
  self->restarts = 0;
  self->n_waits = 0;
}

/* They end when the backend has hung up. */
static void
wait_for_connections (HttpFixture *self)
{
  g_mutex_lock (&self->lock);
  while (self->n_connections > 0)
    g_cond_wait (&self->ended, &self->lock);
  g_mutex_unlock (&self->lock);
}

void
http_fixture_free (HttpFixture *self)
{
  forget_run (self);
  g_assert_finalize_object (self->backend);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  wait_for_connections (self);
  g_object_unref (self->service);
  g_clear_object (&self->certificate);
  ferry_limits_unref (self->limits);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->base);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->bodies);
  g_cond_clear (&self->ended);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* @options: (nullable): more of them, as GVariant text without the braces. */
FerryRequest *
http_fixture_request (HttpFixture *self,
                      const char  *address,
                      const char  *options)
{
  g_autofree char *text = g_strdup_printf ("{'folder': <'%s'>%s%s}", self->folder,
                                           options != NULL ? ", " : "", options != NULL ? options : "");
  g_autoptr (GVariant) dict = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);
  g_autofree char *whole = *address == '/' ? g_strconcat (self->base, address, NULL) : g_strdup (address);
  g_autoptr (GError) error = NULL;
  FerryRequest *request = ferry_request_new (FERRY_TRANSFER_KIND_DOWNLOAD, whole, dict, &error);

  g_assert_no_error (error);
  return request;
}

static void
on_began (FerryRun      *run,
          FerryResponse *response,
          guint64        offset,
          HttpFixture   *self)
{
  g_clear_pointer (&self->response, ferry_response_unref);
  self->response = ferry_response_ref (response);
  self->offset = offset;
}

static void
on_ended (GObject      *backend,
          GAsyncResult *result,
          gpointer      user_data)
{
  HttpFixture *self = user_data;

  self->running--;
  g_clear_error (&self->error);
  ferry_backend_carry_finish (FERRY_BACKEND (backend), result, &self->error);
}

void
http_fixture_start (HttpFixture  *self,
                    FerryRun     *run,
                    GCancellable *cancellable)
{
  forget_run (self);
  self->run = g_object_ref (run);
  self->running++;
  if (FERRY_IS_DOWNLOAD_RUN (run))
    g_signal_connect (run, "began", G_CALLBACK (on_began), self);
  ferry_backend_carry_async (self->backend, run, cancellable, on_ended, self);
}

void
http_fixture_wait (HttpFixture *self)
{
  while (self->running > 0)
    g_main_context_iteration (NULL, TRUE);
}

static FerryRecord *
make_record (FerryRequest *request)
{
  FerryRecord *record = ferry_record_new ();

  record->id = g_strdup ("play");
  record->request = ferry_request_ref (request);
  return record;
}

/* Returns: (transfer full): a fresh run of a download */
FerryRun *
http_fixture_make_run (HttpFixture  *self,
                       FerryRequest *request)
{
  g_autoptr (FerryRecord) record = make_record (request);

  return FERRY_RUN (ferry_download_run_new (record, self->limits));
}

/* Carries a fresh run to its end. */
void
http_fixture_get (HttpFixture *self,
                  const char  *path)
{
  g_autoptr (FerryRequest) request = http_fixture_request (self, path, NULL);
  g_autoptr (FerryRun) run = http_fixture_make_run (self, request);

  http_fixture_start (self, run, NULL);
  http_fixture_wait (self);
}

/* Carries a run to its end that has @ranges of the last one. */
void
http_fixture_fill (HttpFixture   *self,
                   const char    *path,
                   FerryRangeSet *ranges)
{
  g_autoptr (FerryRequest) request = http_fixture_request (self, path, NULL);
  g_autoptr (FerryRecord) record = make_record (request);
  g_autoptr (FerryRun) run = NULL;

  record->part_file = g_strdup (ferry_download_run_get_part_path (FERRY_DOWNLOAD_RUN (self->run)));
  ferry_record_set_ranges (record, ranges);
  record->response = ferry_response_ref (self->response);
  run = FERRY_RUN (ferry_download_run_new (record, self->limits));

  http_fixture_start (self, run, NULL);
  http_fixture_wait (self);
}

/* Carries a run to its end that has the first @offset bytes of the last one. */
void
http_fixture_resume (HttpFixture *self,
                     const char  *path,
                     guint64      offset)
{
  g_autoptr (FerryRangeSet) ranges = ferry_range_set_new (offset);

  http_fixture_fill (self, path, ranges);
}

/* Returns: (transfer full): path of a file of as many bytes */
char *
http_fixture_make_file (HttpFixture *self,
                        gsize        size)
{
  g_autofree char *path = g_build_filename (self->folder, "ä letter.txt", NULL);
  g_autofree char *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (char) (i * 31 + i / 251);
  g_assert_true (g_file_set_contents (path, bytes, size, NULL));
  return g_steal_pointer (&path);
}

/* The journal that an upload waits for. */
static void
on_sending (FerryRun    *run,
            FerryUpload *upload,
            guint64      offset,
            guint64      length,
            gboolean     restarts,
            gboolean     waits,
            gpointer     user_data)
{
  HttpFixture *self = user_data;

  self->restarts += restarts;
  self->n_waits += waits;
  if (waits)
    ferry_upload_run_continue (FERRY_UPLOAD_RUN (run), NULL);
}

/* The same, with the files as they are now. */
static FerryUpload *
go_on (FerryUpload *known,
       GVariant    *files)
{
  g_autoptr (FerryUpload) new = ferry_upload_new (files);
  FerryUpload *upload;

  if (known == NULL)
    return g_steal_pointer (&new);
  upload = ferry_upload_with_address (new, known->protocol, known->interop, known->url);
  upload->expires = known->expires;
  upload->delivery = known->delivery;
  return upload;
}

/* Of a file of @size bytes; @options: (nullable): as for http_fixture_request(). */
void
http_fixture_start_upload (HttpFixture  *self,
                           const char   *address,
                           gsize         size,
                           const char   *options,
                           GCancellable *cancellable)
{
  g_autofree char *file = http_fixture_make_file (self, size);
  g_autofree char *answer = g_build_filename (self->folder, "answer", NULL);
  g_autofree char *text = g_strdup_printf ("{'file': <'%s'>%s%s}", file, options != NULL ? ", " : "",
                                           options != NULL ? options : "");
  g_autofree char *whole = *address == '/' ? g_strconcat (self->base, address, NULL) : g_strdup (address);
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_TRANSFER_KIND_UPLOAD, whole, parsed, NULL);
  g_autoptr (GVariant) files = ferry_source_survey (request, NULL);
  g_autoptr (FerryRecord) record = make_record (request);
  g_autoptr (FerryRun) run = NULL;

  record->upload = go_on (self->known, files);
  run = FERRY_RUN (ferry_upload_run_new (record, answer, self->limits));
  g_signal_connect (run, "sending", G_CALLBACK (on_sending), self);
  http_fixture_start (self, run, cancellable);
}

/* What the last run has written. */
char *
http_fixture_contents (HttpFixture *self,
                       gsize       *size)
{
  char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (ferry_download_run_get_part_path (FERRY_DOWNLOAD_RUN (self->run)), &bytes, &length, NULL));
  if (size != NULL)
    *size = MIN (length, ferry_run_get_bytes_done (self->run));
  else
    bytes[MIN (length, ferry_run_get_bytes_done (self->run))] = '\0';
  return bytes;
}

guint
http_fixture_count (HttpFixture *self)
{
  guint count;

  g_mutex_lock (&self->lock);
  count = self->requests->len;
  g_mutex_unlock (&self->lock);
  return count;
}

/* Whether the head of request @number, from 1, has a line that starts like this. */
gboolean
http_fixture_asked (HttpFixture *self,
                    guint        number,
                    const char  *line)
{
  g_autofree char *needle = g_strconcat ("\r\n", line, NULL);
  const char *head;

  g_assert_cmpuint (http_fixture_count (self), >=, number);
  head = self->requests->pdata[number - 1];
  return g_str_has_prefix (head, line) || strstr (head, needle) != NULL;
}

/* @head has lines that end in "\n"; the empty one is added. */
GString *
http_fixture_reply (const char *head,
                    const char *body)
{
  GString *bytes = g_string_new ("HTTP/1.1 ");

  g_string_append (bytes, head);
  g_string_replace (bytes, "\n", "\r\n", 0);
  g_string_append (bytes, "\r\n");
  g_string_append (bytes, body);
  return bytes;
}
