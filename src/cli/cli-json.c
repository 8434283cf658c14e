/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfers as JSON: words are those of ferry_enum_to_nick(), times are in
 * UTC, and what is not known (yet) is null. */

#include "cli-json.h"

#include "cli-describe.h"
#include "cli-options.h"

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL && *value != '\0')
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder,
             const char  *name,
             gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_number_or_null (JsonBuilder *builder,
                    const char  *name,
                    gboolean     known,
                    gint64       value)
{
  if (known)
    add_number (builder, name, value);
  else
    add_string (builder, name, NULL);
}

static void
add_time (JsonBuilder *builder,
          const char  *name,
          GDateTime   *time)
{
  g_autoptr (GDateTime) utc = time != NULL ? g_date_time_to_utc (time) : NULL;
  g_autofree char *text = utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;

  add_string (builder, name, text);
}

static void
add_error (JsonBuilder  *builder,
           const GError *error)
{
  gboolean is_web = error != NULL && error->domain == FERRY_WEB_ERROR;
  const char *nick = NULL;
  g_autofree char *number = NULL;

  if (error != NULL)
    nick = ferry_enum_to_nick (is_web ? FERRY_TYPE_WEB_ERROR_STATUS : FERRY_TYPE_ERROR,
                               error->code);
  /* A server may answer with any status. */
  if (error != NULL && nick == NULL)
    nick = number = g_strdup_printf ("%d", error->code);
  add_string (builder, "error", error != NULL ? error->message : NULL);
  add_string (builder, "error_code", nick);
}

/* A length of 0 is told by the library while it is unknown, too. */
static gboolean
knows_length (FerryTransferOperation *operation)
{
  return ferry_transfer_operation_get_total_bytes (operation) > 0 ||
         ferry_transfer_operation_get_state (operation) == FERRY_TRANSFER_STATE_COMPLETED;
}

/* Named as on the bus, but for the hyphen that jq takes for a minus. */
static void
add_option (const FerryOption *option,
            const char        *label,
            GVariant          *value,
            gpointer           user_data)
{
  JsonBuilder *builder = user_data;
  g_autofree char *name = g_strdelimit (g_strdup (option->key), "-", '_');

  if (value == NULL)
    add_string (builder, name, NULL);
  else if (option->enumeration != NULL)
    add_string (builder, name, ferry_enum_to_nick (option->enumeration (), (int) g_variant_get_uint32 (value)));
  else if (*option->type == 't')
    add_number (builder, name, (gint64) g_variant_get_uint64 (value));
  else if (*option->type == 'u')
    add_number (builder, name, g_variant_get_uint32 (value));
  else
    add_string (builder, name, g_variant_get_string (value, NULL));
}

static void
add_common (JsonBuilder            *builder,
            FerryTransferOperation *operation)
{
  g_autofree char *path = ferry_cli_path_of (operation);
  g_autoptr (GDateTime) created = ferry_transfer_operation_get_created (operation);
  g_autoptr (GDateTime) finished = ferry_transfer_operation_get_finished (operation);
  guint status = ferry_transfer_operation_get_status_code (operation);

  add_string (builder, "id", ferry_transfer_operation_get_guid (operation));
  add_string (builder, "kind",
              ferry_enum_to_nick (FERRY_TYPE_TRANSFER_KIND, ferry_cli_kind_of (operation)));
  add_string (builder, "uri", ferry_transfer_operation_get_requested_uri (operation));
  add_string (builder, "file", path);
  add_string (builder, "state",
              ferry_enum_to_nick (FERRY_TYPE_TRANSFER_STATE,
                                  ferry_transfer_operation_get_state (operation)));
  add_error (builder, ferry_transfer_operation_get_error (operation));
  add_number_or_null (builder, "http_status", status != 0, status);
  add_number (builder, "bytes_done", ferry_transfer_operation_get_bytes_done (operation));
  add_number_or_null (builder, "bytes_total", knows_length (operation),
                      ferry_transfer_operation_get_total_bytes (operation));
  add_number (builder, "bytes_per_second",
              ferry_transfer_operation_get_bytes_per_second (operation));
  ferry_cli_options_show (operation, TRUE, add_option, builder);
  add_time (builder, "created", created);
  add_time (builder, "finished", finished);
}

static void
add_headers (JsonBuilder              *builder,
             FerryResponseInformation *response)
{
  GHashTableIter iter;
  gpointer name, value;

  json_builder_set_member_name (builder, "headers");
  json_builder_begin_object (builder);
  if (response != NULL)
    {
      g_hash_table_iter_init (&iter, ferry_response_information_get_headers (response));
      while (g_hash_table_iter_next (&iter, &name, &value))
        add_string (builder, name, value);
    }
  json_builder_end_object (builder);
}

static void
add_file (JsonBuilder *builder,
          const char  *name,
          GFile       *file)
{
  g_autofree char *path =
    file != NULL ? g_utf8_make_valid (g_file_peek_path (file), -1) : NULL;

  add_string (builder, name, path);
}

/* Of an upload bytes_done are those sent; what comes is the answer's body. */
static void
add_upload (JsonBuilder          *builder,
            FerryUploadOperation *upload)
{
  FerryTransferProgress *progress =
    ferry_transfer_operation_get_progress (FERRY_TRANSFER_OPERATION (upload));

  add_string (builder, "protocol",
              ferry_enum_to_nick (FERRY_TYPE_UPLOAD_PROTOCOL,
                                  ferry_upload_operation_get_protocol (upload)));
  add_number (builder, "bytes_received", progress->bytes_received);
  add_number_or_null (builder, "bytes_to_receive", progress->total_bytes_to_receive > 0,
                      progress->total_bytes_to_receive);
  add_file (builder, "result_file", ferry_upload_operation_get_result_file (upload));
}

static void
add_ranges (JsonBuilder            *builder,
            FerryDownloadOperation *download)
{
  g_autoptr (GPtrArray) ranges = ferry_download_operation_get_downloaded_ranges (download);

  json_builder_set_member_name (builder, "ranges");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ranges->len; i++)
    {
      const FerryFileRange *range = g_ptr_array_index (ranges, i);

      json_builder_begin_object (builder);
      add_number (builder, "offset", (gint64) range->offset);
      add_number (builder, "length", (gint64) range->length);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_download (JsonBuilder            *builder,
              FerryDownloadOperation *download)
{
  add_file (builder, "part_file", ferry_download_operation_get_part_file (download));
  add_ranges (builder, download);
}

static void
add_details (JsonBuilder            *builder,
             FerryTransferOperation *operation)
{
  g_autoptr (GDateTime) retry_at = ferry_transfer_operation_get_retry_at (operation);

  add_string (builder, "actual_uri", ferry_transfer_operation_get_actual_uri (operation));
  if (FERRY_IS_DOWNLOAD_OPERATION (operation))
    add_download (builder, FERRY_DOWNLOAD_OPERATION (operation));
  else
    add_upload (builder, FERRY_UPLOAD_OPERATION (operation));
  ferry_cli_options_show (operation, FALSE, add_option, builder);
  add_string (builder, "app", ferry_transfer_operation_get_app_id (operation));
  add_boolean (builder, "started", ferry_transfer_operation_is_started (operation));
  add_boolean (builder, "resumable", ferry_transfer_operation_is_resumable (operation));
  add_number (builder, "attempts", ferry_transfer_operation_get_attempts (operation));
  add_number (builder, "restarts", ferry_transfer_operation_get_restarts (operation));
  add_time (builder, "retry_at", retry_at);
}

static char *
finish (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * ferry_cli_json_line:
 * @operation: a transfer
 *
 * Returns: (transfer full): an object that tells how far it has got, in one
 *   line
 */
char *
ferry_cli_json_line (FerryTransferOperation *operation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_common (builder, operation);
  return finish (builder);
}

/**
 * ferry_cli_json_details:
 * @operation: a transfer
 * @response: (nullable): what the server answered last
 *
 * Returns: (transfer full): an object with all that is known, in one line
 */
char *
ferry_cli_json_details (FerryTransferOperation   *operation,
                        FerryResponseInformation *response)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_common (builder, operation);
  add_details (builder, operation);
  add_headers (builder, response);
  return finish (builder);
}
