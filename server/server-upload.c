/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Uploads in one request: a file as the body, or a form with any number of
 * files and texts. Files appear under their names when all has come. */

#include "server-upload.h"

#include "server-content.h"
#include "server-multipart.h"
#include "server-receiver.h"
#include "server-report.h"

#include <string.h>

/* Texts are kept in memory, so all of a form together have a bound. */
#define MAX_TEXTS (1024 * 1024)

typedef struct {
  char *field;            /* (owned) (nullable) */
  char *name;             /* (owned) (nullable) */
  char *type;             /* (owned) (nullable) */
  ServerArrival *arrival; /* (owned) */
} File;

typedef struct {
  char *name;     /* (owned) (nullable) */
  GString *value; /* (owned) */
} Text;

typedef struct {
  ServerFolder *folder;    /* (owned) (nullable) when bytes are only counted */
  ServerMultipart *parser; /* (owned) (nullable) when the body is the file */
  gboolean is_form;        /* whose parts have names */
  GPtrArray *files;        /* (owned) (element-type File) */
  GPtrArray *texts;        /* (owned) (element-type Text) */
  File *file;              /* (unowned) (nullable) which is coming now */
  Text *text;              /* (unowned) (nullable) ... if it is no file */
  gsize text_size;
  ServerContent answer; /* instead of a report, if it has a length */
} Upload;

static void
free_file (gpointer data)
{
  File *file = data;

  g_free (file->field);
  g_free (file->name);
  g_free (file->type);
  server_arrival_free (file->arrival);
  g_free (file);
}

static void
free_text (gpointer data)
{
  Text *text = data;

  g_free (text->name);
  g_string_free (text->value, TRUE);
  g_free (text);
}

static void
free_upload (gpointer data)
{
  Upload *self = data;

  g_clear_pointer (&self->parser, server_multipart_free);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->texts);
  g_clear_pointer (&self->folder, server_folder_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Upload, free_upload)

static Upload *
new_upload (ServerFolder *folder)
{
  Upload *self = g_new0 (Upload, 1);

  self->folder = folder != NULL ? server_folder_ref (folder) : NULL;
  self->files = g_ptr_array_new_with_free_func (free_file);
  self->texts = g_ptr_array_new_with_free_func (free_text);
  return self;
}

static void
begin_file (Upload     *self,
            const char *field,
            const char *name,
            const char *type)
{
  self->file = g_new0 (File, 1);
  self->file->field = g_strdup (field);
  self->file->name = g_strdup (name);
  self->file->type = g_strdup (type);
  self->file->arrival = server_arrival_new (self->folder);
  g_ptr_array_add (self->files, self->file);
}

static void
begin_text (Upload     *self,
            const char *name)
{
  self->text = g_new0 (Text, 1);
  self->text->name = g_strdup (name);
  self->text->value = g_string_new (NULL);
  g_ptr_array_add (self->texts, self->text);
}

static gboolean
begin_part (const ServerPart  *part,
            gpointer           user_data,
            GError           **error)
{
  Upload *self = user_data;

  if (self->is_form && part->name == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A part of the form has no name");
      return FALSE;
    }
  if (part->file_name != NULL)
    begin_file (self, part->name, part->file_name, part->type);
  else
    begin_text (self, part->name);
  return TRUE;
}

static gboolean
take_text (Upload      *self,
           const char  *data,
           gsize        size,
           GError     **error)
{
  self->text_size += size;
  if (self->text_size > MAX_TEXTS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The form has too much text");
      return FALSE;
    }
  g_string_append_len (self->text->value, data, size);
  return TRUE;
}

static gboolean
take_of_part (const char  *data,
              gsize        size,
              gpointer     user_data,
              GError     **error)
{
  Upload *self = user_data;

  if (self->file != NULL)
    return server_arrival_write (self->file->arrival, data, size, error);
  return take_text (self, data, size, error);
}

static gboolean
end_part (gpointer   user_data,
          GError   **error)
{
  Upload *self = user_data;

  if (self->file != NULL)
    server_arrival_rest (self->file->arrival);
  self->file = NULL;
  self->text = NULL;
  return TRUE;
}

static const ServerMultipartFuncs part_funcs = { begin_part, take_of_part, end_part };

static gboolean
take (gpointer     sink,
      const char  *data,
      gsize        size,
      GError     **error)
{
  Upload *self = sink;

  if (self->parser != NULL)
    return server_multipart_push (self->parser, data, size, error);
  return server_arrival_write (self->file->arrival, data, size, error);
}

static gboolean
keep_all (Upload  *self,
          GError **error)
{
  if (self->parser != NULL && !server_multipart_finish (self->parser, error))
    return FALSE;
  for (guint i = 0; i < self->files->len; i++)
    {
      File *file = g_ptr_array_index (self->files, i);

      if (!server_arrival_keep (file->arrival, file->name, error))
        return FALSE;
    }
  return TRUE;
}

static void
report_files (Upload      *self,
              JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->files->len; i++)
    {
      File *file = g_ptr_array_index (self->files, i);

      server_report_add_file (builder, file->field, file->name, file->type, file->arrival);
    }
  json_builder_end_array (builder);
}

static void
report_texts (Upload      *self,
              JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->texts->len; i++)
    {
      Text *text = g_ptr_array_index (self->texts, i);

      json_builder_begin_object (builder);
      server_report_set_text (builder, "name", text->name);
      server_report_set_text (builder, "value", text->value->str);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
report (Upload            *self,
        SoupServerMessage *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  report_files (self, builder);
  report_texts (self, builder);
  json_builder_end_object (builder);
  server_report_send (builder, message, SOUP_STATUS_OK, "application/json");
}

static void
finish (gpointer           sink,
        SoupServerMessage *message)
{
  Upload *self = sink;
  g_autoptr (GError) error = NULL;

  if (!keep_all (self, &error))
    server_request_fail (message, error);
  else if (self->answer.length > 0)
    server_content_send_pattern (&self->answer, message, 0);
  else
    report (self, message);
}

static const ServerSinkFuncs upload_funcs = { take, finish, free_upload };

/**
 * server_upload_read_name:
 * @request: a request whose body is a file
 *
 * Returns: (transfer full) (nullable): what the client calls the file: in the
 *   address, in the sample's header or as downloads are named
 */
char *
server_upload_read_name (const ServerRequest *request)
{
  const char *header = server_request_get_header (request, "Filename");
  g_autofree char *disposition = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  char *name;

  if (header != NULL)
    {
      name = g_uri_unescape_string (header, NULL);
      return name != NULL ? name : g_strdup (header);
    }
  if (!soup_message_headers_get_content_disposition (soup_server_message_get_request_headers (request->message),
                                                     &disposition, &parameters))
    return NULL;
  return g_strdup (g_hash_table_lookup (parameters, "filename"));
}

static gboolean
expect_form (Upload      *self,
             GHashTable  *parameters,
             GError     **error)
{
  self->parser = server_multipart_new (g_hash_table_lookup (parameters, "boundary"), &part_funcs, self, error);
  return self->parser != NULL;
}

static void
expect_file (Upload              *self,
             const ServerRequest *request,
             const char          *type)
{
  g_autofree char *name = server_upload_read_name (request);

  begin_file (self, NULL, *request->rest != '\0' ? request->rest : name, type);
}

static gboolean
expect (Upload               *self,
        const ServerRequest  *request,
        GError              **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  g_autoptr (GHashTable) parameters = NULL;
  const char *type = soup_message_headers_get_content_type (headers, &parameters);

  self->is_form = type != NULL && g_ascii_strcasecmp (type, SOUP_FORM_MIME_TYPE_MULTIPART) == 0;
  if (type != NULL && g_ascii_strncasecmp (type, "multipart/", strlen ("multipart/")) == 0)
    return expect_form (self, parameters, error);
  expect_file (self, request, type);
  return TRUE;
}

/* Faults happen to each address by itself. */
static gboolean
read_trouble (const ServerRequest *request,
              ServerTrouble       *trouble)
{
  if (!server_trouble_read (request, trouble))
    return FALSE;
  if (*trouble->method == '\0')
    g_strlcpy (trouble->method, soup_server_message_get_method (request->message), sizeof trouble->method);
  if (!server_trouble_strikes (trouble, request->message) ||
      server_site_count (request->site, request->message) >= trouble->times)
    trouble->kind = SERVER_TROUBLE_NONE;
  return TRUE;
}

/**
 * server_upload_receive:
 * @request: a request that brings a file or a form
 *
 * Receives it.
 */
void
server_upload_receive (const ServerRequest *request)
{
  g_autoptr (Upload) upload = new_upload (server_site_get_folder (request->site));
  g_autoptr (GError) error = NULL;
  ServerTrouble trouble;

  if (!read_trouble (request, &trouble) ||
      !server_request_get_number (request, "answer", 0, SERVER_MAX_LENGTH, &upload->answer.length))
    return;
  upload->answer.pace.bytes_per_second = trouble.bytes_per_second;
  if (!expect (upload, request, &error))
    server_request_fail (request->message, error);
  else
    server_receiver_attach (request, &trouble, &upload_funcs, g_steal_pointer (&upload));
}

static void
handle (const ServerRequest *request)
{
  static const ServerMethod methods[] = {
    { "POST", server_upload_receive },
    { "PUT", server_upload_receive },
    { NULL },
  };

  server_request_dispatch (request, methods);
}

const ServerRoute server_upload_routes[] = {
  { "upload", handle, 0,
    "POST or PUT a file (Filename: its name, percent-encoded) or a multipart form; answers with\n"
    "    name, size and SHA-256 of each as JSON; they lie in data/" SERVER_UPLOADS "/\n"
    "    ?bytesPerSec=N: reads no faster; ?fail=KIND&times=1: goes wrong the first times, KIND being\n"
    "    cut (&after=N: closes after N bytes of the body), stall (&after=N: reads no further),\n"
    "    early (&status=413: answers before the body was read, and closes),\n"
    "    status (&status=500&retryAfter=TEXT&to=LOCATION: answers so after the body was read),\n"
    "    lost (keeps the file, and closes without an answer)\n"
    "    ?answer=N: answers with N made-up bytes instead, no faster than it reads",
    handle },
  { "upload/", handle, 0, "the same, named by the address: PUT upload/NAME", handle },
  { "fault/basic-auth/upload", handle, 0, "the same for user ferry, password harbour", handle },
  { "fault/digest-auth/upload", handle, 0, "the same by Digest", handle },
  { NULL },
};
