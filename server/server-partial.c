/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The newest request wins: a client that comes back knows better than its old
 * connection, which may not have noticed yet that nobody is there. */

#include "server-partial.h"

#include "server-report.h"

/* So that a stranger's uploads do not fill the memory. */
#define MAX_PARTIALS 100000

/* One request that brings bytes. */
typedef struct {
  ServerSite *site;
  ServerPartial *partial;   /* (owned) */
  ServerReceiver *receiver; /* (unowned) owns this */
  ServerPartialFunc answer;
  guint64 left; /* bytes to be kept */
} Append;

static void
clear_partial (gpointer data)
{
  ServerPartial *self = data;

  server_arrival_free (self->arrival);
  g_free (self->id);
  g_free (self->name);
  g_free (self->metadata);
}

/**
 * server_partial_unref:
 * @self: (transfer full): an upload
 *
 * Deletes what has come, unless it was all, with the last reference.
 */
void
server_partial_unref (ServerPartial *self)
{
  g_rc_box_release_full (self, clear_partial);
}

static void
give_address (ServerPartial       *self,
              const ServerRequest *request)
{
  g_free (self->id);
  self->id = g_uuid_string_random ();
  g_hash_table_insert (server_site_get_partials (request->site), g_strdup (self->id), g_rc_box_acquire (self));
}

/**
 * server_partial_read_trouble:
 * @request: a request for a new upload
 * @trouble: (out): what is to go wrong with the upload
 *
 * Answers @request if its parameters make no sense, or if it is itself what
 * is to fail.
 *
 * Returns: whether an upload is to be made
 */
gboolean
server_partial_read_trouble (const ServerRequest *request,
                             ServerTrouble       *trouble)
{
  if (!server_trouble_read (request, trouble))
    return FALSE;
  /* Whoever begins again is to come to an end. */
  if ((trouble->kind == SERVER_TROUBLE_FORGETS || trouble->kind == SERVER_TROUBLE_VANISHES) &&
      server_site_count (request->site, request->message) >= trouble->times)
    trouble->times = 0;
  if (*trouble->method == '\0' || !server_trouble_strikes (trouble, request->message))
    return TRUE;
  if (server_site_count (request->site, request->message) >= trouble->times)
    trouble->times = 0;
  else if (trouble->kind != SERVER_TROUBLE_LOST)
    {
      server_receiver_refuse (request, trouble);
      return FALSE;
    }
  return TRUE;
}

/**
 * server_partial_new:
 * @request: what asks for it
 * @trouble: what is to go wrong
 * @name: (transfer full) (nullable): what the client calls the file
 * @length: its length, or %SERVER_LENGTH_UNKNOWN
 *
 * Answers @request with 503 when there are too many.
 *
 * Returns: (transfer none) (nullable): an upload of which nothing has come
 */
ServerPartial *
server_partial_new (const ServerRequest *request,
                    const ServerTrouble *trouble,
                    char                *name,
                    guint64              length)
{
  g_autofree char *owned = name;
  ServerPartial *self;

  if (g_hash_table_size (server_site_get_partials (request->site)) >= MAX_PARTIALS)
    {
      server_request_say (request, SOUP_STATUS_SERVICE_UNAVAILABLE, "Too many uploads\n");
      return NULL;
    }
  self = g_rc_box_new0 (ServerPartial);
  self->name = g_steal_pointer (&owned);
  self->length = length;
  self->trouble = *trouble;
  self->arrival = server_arrival_new (server_site_get_folder (request->site));
  give_address (self, request);
  server_partial_unref (self);
  return self;
}

static void
forget (ServerPartial *self,
        ServerSite    *site)
{
  g_autofree char *id = g_strdup (self->id);

  g_hash_table_remove (server_site_get_partials (site), id);
}

/**
 * server_partial_remove:
 * @self: an upload
 * @request: a request that named its address
 *
 * Forgets it; a file that is complete stays.
 */
void
server_partial_remove (ServerPartial       *self,
                       const ServerRequest *request)
{
  forget (self, request->site);
}

static void
say_moved (ServerPartial       *self,
           const ServerRequest *request)
{
  server_request_set_header (request, "Location", self->id);
  server_trouble_answer (&self->trouble, request->message);
}

/* Whether @request is answered by what befalls the upload as a whole. */
static gboolean
befalls (ServerPartial       *self,
         const ServerRequest *request)
{
  gboolean due = self->trouble.times > 0 && server_partial_get_offset (self) >= self->trouble.after;

  if (self->trouble.kind == SERVER_TROUBLE_MOVES && due)
    {
      self->trouble.times--;
      give_address (self, request);
    }
  if (!g_str_equal (self->id, request->rest))
    {
      say_moved (self, request);
      return TRUE;
    }
  if (self->trouble.kind != SERVER_TROUBLE_FORGETS || !due)
    return FALSE;
  server_trouble_answer (&self->trouble, request->message);
  server_partial_remove (self, request);
  return TRUE;
}

/* What the parameters say goes wrong with a request that brings no body. */
static gboolean
is_refused (ServerPartial       *self,
            const ServerRequest *request)
{
  ServerTrouble trouble = self->trouble;

  if (*trouble.method == '\0' || !server_trouble_strikes (&trouble, request->message) ||
      server_request_has_method (request, "PATCH"))
    return FALSE;
  self->trouble.times--;
  server_receiver_refuse (request, &trouble);
  return TRUE;
}

/**
 * server_partial_find:
 * @request: a request whose address ends in the name of an upload
 *
 * Finds the upload, and ends the request that is bringing bytes to it, unless
 * @request is a GET, which only looks. Answers @request when there is no such
 * upload, or when something is to go wrong.
 *
 * Returns: (transfer none) (nullable): the upload
 */
ServerPartial *
server_partial_find (const ServerRequest *request)
{
  ServerPartial *self = g_hash_table_lookup (server_site_get_partials (request->site), request->rest);

  if (self == NULL)
    {
      server_request_say (request, SOUP_STATUS_NOT_FOUND, "There is no such upload\n");
      return NULL;
    }
  if (server_request_has_method (request, "GET"))
    return self;
  if (self->receiver != NULL)
    server_receiver_cut (g_steal_pointer (&self->receiver));
  if (befalls (self, request) || is_refused (self, request))
    return NULL;
  return self;
}

/**
 * server_partial_get_offset:
 * @self: an upload
 *
 * Returns: how much has come
 */
guint64
server_partial_get_offset (ServerPartial *self)
{
  return server_arrival_get_size (self->arrival);
}

/**
 * server_partial_say_offset:
 * @self: an upload
 * @message: a request
 *
 * Sets Upload-Offset.
 */
void
server_partial_say_offset (ServerPartial     *self,
                           SoupServerMessage *message)
{
  guint64 offset = server_partial_get_offset (self);
  g_autofree char *text = NULL;

  if (self->trouble.kind == SERVER_TROUBLE_AHEAD && self->trouble.times > 0)
    {
      self->trouble.times--;
      offset += self->trouble.by;
    }
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, offset);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Upload-Offset", text);
}

static gboolean
take (gpointer     sink,
      const char  *data,
      gsize        size,
      GError     **error)
{
  Append *append = sink;
  ServerPartial *partial = append->partial;
  gsize kept = MIN (size, append->left);

  if (partial->length != SERVER_LENGTH_UNKNOWN && size > partial->length - server_partial_get_offset (partial))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "This is more than was announced");
      return FALSE;
    }
  append->left -= kept;
  return server_arrival_write (partial->arrival, data, kept, error);
}

static void
finish (gpointer           sink,
        SoupServerMessage *message)
{
  Append *append = sink;

  append->answer (append->partial, message);
  if (append->partial->complete && append->partial->trouble.kind == SERVER_TROUBLE_VANISHES)
    forget (append->partial, append->site);
}

/* Another request may have come meanwhile, and have its own receiver. */
static void
free_append (gpointer data)
{
  Append *append = data;

  if (append->partial->receiver == append->receiver)
    append->partial->receiver = NULL;
  server_partial_unref (append->partial);
  g_free (append);
}

static const ServerSinkFuncs append_funcs = { take, finish, free_append };

static guint64
count_kept (ServerTrouble     *trouble,
            SoupServerMessage *message)
{
  guint64 length = soup_message_headers_get_content_length (soup_server_message_get_request_headers (message));

  if (trouble->kind != SERVER_TROUBLE_BEHIND)
    return G_MAXUINT64;
  return length - MIN (length, trouble->by);
}

static gboolean
brings_end (ServerPartial     *self,
            SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return soup_message_headers_get_content_length (headers) >= (goffset) (self->length - server_partial_get_offset (self));
}

/* What befalls the upload at some offset needs the client to ask again there,
 * and what is said in an answer is counted there. */
static void
choose_trouble (ServerPartial     *self,
                SoupServerMessage *message,
                ServerTrouble     *now)
{
  guint64 offset = server_partial_get_offset (self);
  gboolean at_offset = self->trouble.kind == SERVER_TROUBLE_MOVES || self->trouble.kind == SERVER_TROUBLE_FORGETS;
  gboolean in_answer = self->trouble.kind == SERVER_TROUBLE_AHEAD || self->trouble.kind == SERVER_TROUBLE_RESULT;

  *now = self->trouble;
  if (!server_trouble_strikes (now, message))
    now->kind = SERVER_TROUBLE_NONE;
  else if (now->kind == SERVER_TROUBLE_VANISHES)
    now->kind = brings_end (self, message) ? SERVER_TROUBLE_LOST : SERVER_TROUBLE_NONE;
  else if (at_offset && now->after > offset)
    {
      now->kind = SERVER_TROUBLE_CUT;
      now->after -= offset;
    }
  else if (!at_offset && !in_answer)
    self->trouble.times--;
}

/**
 * server_partial_receive:
 * @self: an upload
 * @request: a request whose body goes on where @self ends
 * @answer: called when all of the body has come
 *
 * Receives the body.
 */
void
server_partial_receive (ServerPartial       *self,
                        const ServerRequest *request,
                        ServerPartialFunc    answer)
{
  Append *append = g_new0 (Append, 1);
  ServerTrouble now;

  choose_trouble (self, request->message, &now);
  append->site = request->site;
  append->partial = g_rc_box_acquire (self);
  append->answer = answer;
  append->left = count_kept (&now, request->message);
  append->receiver = server_receiver_attach (request, &now, &append_funcs, append);
  self->receiver = append->receiver;
}

/**
 * server_partial_complete:
 * @self: an upload of which all has come
 * @message: the request that brought the end
 *
 * Gives the file its name. Answers @message if that fails.
 *
 * Returns: whether the file is there
 */
gboolean
server_partial_complete (ServerPartial     *self,
                         SoupServerMessage *message)
{
  g_autoptr (GError) error = NULL;

  self->complete = server_arrival_keep (self->arrival, self->name, &error);
  if (!self->complete)
    server_request_fail (message, error);
  return self->complete;
}

/**
 * server_partial_report:
 * @self: an upload
 * @message: who asks
 * @status: the status to answer with
 *
 * Answers with what there is to know.
 */
void
server_partial_report (ServerPartial     *self,
                       SoupServerMessage *message,
                       guint              status)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "complete");
  json_builder_add_boolean_value (builder, self->complete);
  json_builder_set_member_name (builder, "offset");
  json_builder_add_int_value (builder, server_partial_get_offset (self));
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  if (self->complete)
    server_report_add_file (builder, NULL, self->name, NULL, self->arrival);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  server_report_send (builder, message, status, "application/json");
}

/**
 * server_limits_read:
 * @request: a request
 * @self: (out): the limits that its parameters set
 *
 * Answers @request with 400 if its parameters make no sense.
 *
 * Returns: whether @self is set
 */
gboolean
server_limits_read (const ServerRequest *request,
                    ServerLimits        *self)
{
  return server_request_get_number (request, "maxSize", 0, SERVER_MAX_LENGTH, &self->max_size) &&
         server_request_get_number (request, "minSize", 0, SERVER_MAX_LENGTH, &self->min_size) &&
         server_request_get_number (request, "maxAppend", 0, SERVER_MAX_LENGTH, &self->max_append_size) &&
         server_request_get_number (request, "minAppend", 0, SERVER_MAX_LENGTH, &self->min_append_size) &&
         server_request_get_number (request, "maxAge", 0, SERVER_MAX_LENGTH, &self->max_age);
}
