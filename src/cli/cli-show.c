/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `ferryctl show`: all that is known about one transfer. */

#include "cli-command.h"
#include "cli-describe.h"
#include "cli-format.h"
#include "cli-json.h"
#include "cli-options.h"
#include "cli-select.h"

#include <glib/gi18n.h>
#include <string.h>

/* Fits the labels in the languages there are. */
#define LABEL_WIDTH 22

#define RANGES_WIDTH 52

static void
print_field (const char *label,
             const char *value)
{
  g_autofree char *clean = NULL;
  g_autofree char *column = NULL;

  if (value == NULL || *value == '\0')
    return;
  clean = ferry_cli_clean_text (value);
  column = ferry_cli_pad_text (label, LABEL_WIDTH);
  printf ("%s %s\n", column, clean);
}

static void
print_number (const char *label,
              guint       value)
{
  g_autofree char *text = value > 0 ? g_strdup_printf ("%u", value) : NULL;

  print_field (label, text);
}

static void
print_time (const char *label,
            GDateTime  *time)
{
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%c") : NULL;

  print_field (label, text);
}

static void
print_rate (const char *label,
            guint64     bytes_per_second)
{
  g_autofree char *size = g_format_size (bytes_per_second);
  g_autofree char *text = g_strdup_printf (_ ("%s/s"), size);

  if (bytes_per_second > 0)
    print_field (label, text);
}

static void
print_option (const FerryOption *option,
              const char        *label,
              GVariant          *value,
              gpointer           user_data)
{
  if (value == NULL)
    return;
  if (option->enumeration != NULL)
    print_field (label, ferry_enum_to_nick (option->enumeration (), (int) g_variant_get_uint32 (value)));
  else if (*option->type == 't')
    print_rate (label, g_variant_get_uint64 (value));
  else if (*option->type == 'u')
    print_number (label, g_variant_get_uint32 (value));
  else
    print_field (label, g_variant_get_string (value, NULL));
}

static void
print_request (FerryTransferOperation *operation)
{
  print_field (C_ ("field of a transfer", "ID"), ferry_transfer_operation_get_guid (operation));
  print_field (C_ ("field of a transfer", "Kind"), ferry_enum_to_nick (FERRY_TYPE_TRANSFER_KIND,
                                                                       ferry_cli_kind_of (operation)));
  print_field (C_ ("field of a transfer", "Address"), ferry_transfer_operation_get_requested_uri (operation));
  print_field (C_ ("field of a transfer", "App"), ferry_transfer_operation_get_app_id (operation));
  ferry_cli_options_show (operation, TRUE, print_option, NULL);
  ferry_cli_options_show (operation, FALSE, print_option, NULL);
}

static void
print_state (FerryTransferOperation *operation)
{
  const GError *error = ferry_transfer_operation_get_error (operation);
  g_autofree char *path = ferry_cli_path_of (operation);
  g_autofree char *amount =
    ferry_cli_format_amount (ferry_transfer_operation_get_bytes_done (operation),
                             ferry_transfer_operation_get_total_bytes (operation));

  print_field (C_ ("field of a transfer", "State"), ferry_cli_state_text (operation));
  print_field (C_ ("field of a transfer", "Error"), error != NULL ? error->message : NULL);
  print_field (C_ ("field of a transfer", "File"), path);
  print_field (C_ ("field of a transfer", "Size"), amount);
  print_rate (C_ ("field of a transfer", "Speed"), ferry_transfer_operation_get_bytes_per_second (operation));
  print_number (C_ ("field of a transfer", "Attempts"), ferry_transfer_operation_get_attempts (operation));
  print_number (C_ ("field of a transfer", "Restarts"), ferry_transfer_operation_get_restarts (operation));
}

static void
print_path (const char *label,
            GFile      *file)
{
  print_field (label, file != NULL ? g_file_peek_path (file) : NULL);
}

/* The answer to an upload is worth a look: it often says where the bytes are. */
static void
print_upload (FerryUploadOperation *upload)
{
  FerryTransferProgress *progress =
    ferry_transfer_operation_get_progress (FERRY_TRANSFER_OPERATION (upload));
  FerryUploadProtocol protocol = ferry_upload_operation_get_protocol (upload);
  GFile *result = ferry_upload_operation_get_result_file (upload);
  g_autofree char *amount = ferry_cli_format_amount (progress->bytes_received,
                                                     progress->total_bytes_to_receive);

  if (protocol != FERRY_UPLOAD_PROTOCOL_AUTO)
    print_field (C_ ("field of a transfer", "Resumable by"), ferry_enum_to_nick (FERRY_TYPE_UPLOAD_PROTOCOL, protocol));
  print_path (C_ ("field of a transfer", "Answer"), result);
  if (result != NULL)
    print_field (C_ ("field of a transfer", "Answer’s size"), amount);
}

/* Of what has no gap the size says all. */
static void
print_ranges (FerryDownloadOperation *download)
{
  g_autoptr (GPtrArray) ranges = ferry_download_operation_get_downloaded_ranges (download);
  guint64 total = ferry_transfer_operation_get_total_bytes (FERRY_TRANSFER_OPERATION (download));
  g_autofree char *bar = NULL;

  if (total == 0 || ranges->len == 0 ||
      (ranges->len == 1 && ((FerryFileRange *) g_ptr_array_index (ranges, 0))->offset == 0))
    return;
  bar = ferry_cli_format_ranges (ranges, total, RANGES_WIDTH);
  print_field (C_ ("field of a transfer", "On the disk"), bar);
}

static void
print_download (FerryDownloadOperation *download)
{
  print_ranges (download);
  print_path (C_ ("field of a transfer", "Unfinished"), ferry_download_operation_get_part_file (download));
}

static void
print_kind (FerryTransferOperation *operation)
{
  if (FERRY_IS_UPLOAD_OPERATION (operation))
    print_upload (FERRY_UPLOAD_OPERATION (operation));
  else
    print_download (FERRY_DOWNLOAD_OPERATION (operation));
}

static void
print_times (FerryTransferOperation *operation)
{
  g_autoptr (GDateTime) created = ferry_transfer_operation_get_created (operation);
  g_autoptr (GDateTime) finished = ferry_transfer_operation_get_finished (operation);
  g_autoptr (GDateTime) retry_at = ferry_transfer_operation_get_retry_at (operation);

  print_time (C_ ("field of a transfer", "Created"), created);
  print_time (C_ ("field of a transfer", "Finished"), finished);
  print_time (C_ ("field of a transfer", "Next attempt"), retry_at);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
print_response (FerryResponseInformation *response)
{
  GHashTable *headers = ferry_response_information_get_headers (response);
  g_autofree char **names = (char **) g_hash_table_get_keys_as_array (headers, NULL);

  print_number (C_ ("field of a transfer", "HTTP status"), ferry_response_information_get_status_code (response));
  print_field (C_ ("field of a transfer", "Final address"), ferry_response_information_get_actual_uri (response));
  print_field (C_ ("field of a transfer", "Resumable"),
               ferry_response_information_is_resumable (response) ? C_ ("field of a transfer", "yes") : C_ ("field of a transfer", "no"));
  qsort (names, g_hash_table_size (headers), sizeof *names, compare_names);
  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *line = g_strdup_printf ("%s: %s", *name,
                                               (char *) g_hash_table_lookup (headers, *name));

      print_field (C_ ("field of a transfer", "Header"), line);
    }
}

static FerryCliStatus
show (FerryTransferOperation *operation,
      gboolean                json)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (FerryResponseInformation) response = NULL;
  g_autoptr (GError) error = NULL;

  ferry_transfer_operation_get_response_information_async (operation, NULL, ferry_cli_on_answer,
                                                           &answer);
  response = ferry_transfer_operation_get_response_information_finish (operation,
                                                                       ferry_cli_await (&answer),
                                                                       &error);
  if (error != NULL)
    return ferry_cli_report (error);
  if (json)
    {
      g_autofree char *line = ferry_cli_json_details (operation, response);

      puts (line);
      return FERRY_CLI_OK;
    }
  print_request (operation);
  print_state (operation);
  print_kind (operation);
  print_times (operation);
  if (response != NULL)
    print_response (response);
  return FERRY_CLI_OK;
}

/**
 * ferry_cli_show:
 * @command: the command
 * @argv: its name and its arguments
 *
 * Returns: the exit status
 */
FerryCliStatus
ferry_cli_show (const FerryCliCommand  *command,
                char                  **argv)
{
  gboolean json = FALSE;
  g_auto (GStrv) ids = NULL;
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GError) error = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print a JSON object"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ids, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!ferry_cli_parse (command, entries, argv, &error))
    return ferry_cli_report (error);
  if (ids == NULL || ids[1] != NULL)
    return ferry_cli_refuse (_ ("One ID is needed"));
  operations = ferry_cli_select ((const char *const *) ids, &error);
  if (operations == NULL)
    return ferry_cli_report (error);
  return show (operations->pdata[0], json);
}
