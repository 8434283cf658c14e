/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record as a row, both ways. A row comes from a disk, so nothing in it is
 * believed: a record is built only from values that make sense. */

#include "ferry-store-record.h"

#include "ferry-error.h"

#include <string.h>

enum {
  ID,
  APP_ID,
  SEQUENCE,
  REQUEST,
  RESPONSE,
  STATE,
  STARTED,
  FILE_PATH,
  PART_FILE,
  BYTES_DONE,
  BYTES_TOTAL,
  RESTARTS,
  RESPONSES,
  ATTEMPTS,
  ERROR_DOMAIN,
  ERROR_CODE,
  ERROR_MESSAGE,
  CREATED,
  FINISHED,
  UPLOAD,
  RANGES,
};

/* Binding fails only without memory, and then the step fails as well: a
 * column that must not be empty is. */

static void
bind_number (sqlite3_stmt *statement,
             int           column,
             gint64        value)
{
  sqlite3_bind_int64 (statement, column + 1, value);
}

static void
bind_text (sqlite3_stmt *statement,
           int           column,
           const char   *text)
{
  sqlite3_bind_text (statement, column + 1, text, -1, SQLITE_STATIC);
}

static void
bind_stored (sqlite3_stmt *statement,
             int           column,
             GVariant     *stored)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (stored);

  sqlite3_bind_blob64 (statement, column + 1, g_variant_get_data (owned),
                       g_variant_get_size (owned), SQLITE_TRANSIENT);
}

/* A reader that does not know of ranges takes those before the first gap. */
static void
bind_bytes_done (sqlite3_stmt *statement,
                 FerryRecord  *record)
{
  if (record->ranges == NULL)
    {
      bind_number (statement, BYTES_DONE, record->bytes_done);
      return;
    }
  bind_number (statement, BYTES_DONE, ferry_range_set_get_prefix (record->ranges));
  bind_stored (statement, RANGES, ferry_range_set_to_variant (record->ranges));
}

static void
bind_error (sqlite3_stmt *statement,
            const GError *error)
{
  bind_text (statement, ERROR_DOMAIN, error->domain == FERRY_WEB_ERROR ? "web" : "ferry");
  bind_number (statement, ERROR_CODE,
               error->domain == FERRY_WEB_ERROR || error->domain == FERRY_ERROR ? error->code : FERRY_ERROR_FAILED);
  bind_text (statement, ERROR_MESSAGE, error->message);
}

/**
 * ferry_store_record_bind:
 * @self: a record; it must live until @statement has run
 * @before: (nullable): what the row holds; the request, the answer and the
 *   state of the upload that it has already stay empty
 * @statement: a statement whose parameters are the columns, all of them empty
 *
 * Fills in a statement.
 */
void
ferry_store_record_bind (FerryRecord  *self,
                         FerryRecord  *before,
                         sqlite3_stmt *statement)
{
  bind_text (statement, ID, self->id);
  bind_text (statement, APP_ID, self->app_id != NULL ? self->app_id : "");
  bind_number (statement, SEQUENCE, self->sequence);
  if (before == NULL || self->request != before->request)
    bind_stored (statement, REQUEST, ferry_request_to_stored (self->request));
  if (self->response != NULL && (before == NULL || self->response != before->response))
    bind_stored (statement, RESPONSE, ferry_response_to_stored (self->response));
  bind_number (statement, STATE, self->state);
  bind_number (statement, STARTED, self->started);
  bind_text (statement, FILE_PATH, self->file);
  bind_text (statement, PART_FILE, self->part_file);
  bind_bytes_done (statement, self);
  bind_number (statement, BYTES_TOTAL, self->bytes_total);
  bind_number (statement, RESTARTS, self->restarts);
  bind_number (statement, RESPONSES, self->responses);
  bind_number (statement, ATTEMPTS, self->attempts);
  bind_number (statement, ERROR_CODE, 0);
  if (self->error != NULL)
    bind_error (statement, self->error);
  bind_number (statement, CREATED, self->created);
  bind_number (statement, FINISHED, self->finished);
  if (self->upload != NULL && (before == NULL || self->upload != before->upload))
    bind_stored (statement, UPLOAD, ferry_upload_to_stored (self->upload));
}

/* Returns: whether the column holds nothing or text that may go on the bus */
static gboolean
read_text (sqlite3_stmt  *statement,
           int            column,
           char         **text)
{
  const char *raw = (const char *) sqlite3_column_text (statement, column);

  if (raw != NULL && !g_utf8_validate (raw, sqlite3_column_bytes (statement, column), NULL))
    return FALSE;
  *text = g_strdup (raw);
  return TRUE;
}

/* A folder may have any name, and may have been given it while a file was
 * written into it: a path is bytes. Returns: whether the column holds nothing or
 * one that is whole */
static gboolean
read_path (sqlite3_stmt  *statement,
           int            column,
           char         **path)
{
  const char *raw = (const char *) sqlite3_column_text (statement, column);

  *path = g_strdup (raw);
  return raw == NULL || strlen (raw) == (gsize) sqlite3_column_bytes (statement, column);
}

static gboolean
read_texts (sqlite3_stmt *statement,
            FerryRecord  *record)
{
  return read_path (statement, FILE_PATH, &record->file) &&
         read_path (statement, PART_FILE, &record->part_file) &&
         read_text (statement, ID, &record->id) &&
         read_text (statement, APP_ID, &record->app_id) &&
         record->id != NULL && g_uuid_string_is_valid (record->id) &&
         record->app_id != NULL;
}

static gboolean
read_counter (sqlite3_stmt *statement,
              int           column,
              guint        *counter)
{
  gint64 value = sqlite3_column_int64 (statement, column);

  *counter = value;
  return value >= 0 && value <= G_MAXUINT;
}

static gboolean
read_numbers (sqlite3_stmt *statement,
              FerryRecord  *record)
{
  int state = sqlite3_column_int (statement, STATE);

  record->state = state;
  record->sequence = sqlite3_column_int64 (statement, SEQUENCE);
  record->started = sqlite3_column_int (statement, STARTED) != 0;
  record->bytes_done = sqlite3_column_int64 (statement, BYTES_DONE);
  record->bytes_total = sqlite3_column_int64 (statement, BYTES_TOTAL);
  record->created = sqlite3_column_int64 (statement, CREATED);
  record->finished = sqlite3_column_int64 (statement, FINISHED);
  return ferry_enum_to_nick (FERRY_TYPE_TRANSFER_STATE, state) != NULL &&
         sqlite3_column_int64 (statement, SEQUENCE) >= 0 &&
         sqlite3_column_int64 (statement, BYTES_DONE) >= 0 &&
         record->bytes_total >= -1 &&
         read_counter (statement, RESTARTS, &record->restarts) &&
         read_counter (statement, RESPONSES, &record->responses) &&
         read_counter (statement, ATTEMPTS, &record->attempts);
}

static GVariant *
read_stored (sqlite3_stmt       *statement,
             int                 column,
             const GVariantType *type)
{
  const void *blob = sqlite3_column_blob (statement, column);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) stored = NULL;

  if (blob == NULL)
    return NULL;
  bytes = g_bytes_new (blob, sqlite3_column_bytes (statement, column));
  stored = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));
  return g_variant_is_normal_form (stored) ? g_steal_pointer (&stored) : NULL;
}

static gboolean
read_request (sqlite3_stmt *statement,
              FerryRecord  *record)
{
  g_autoptr (GVariant) stored = read_stored (statement, REQUEST, G_VARIANT_TYPE_VARDICT);

  if (stored != NULL)
    record->request = ferry_request_new_from_stored (stored, NULL);
  return record->request != NULL;
}

/* Without it nobody knows which files were meant. */
static gboolean
read_upload (sqlite3_stmt *statement,
             FerryRecord  *record)
{
  g_autoptr (GVariant) stored = read_stored (statement, UPLOAD, G_VARIANT_TYPE_VARDICT);

  if (stored != NULL)
    record->upload = ferry_upload_new_from_stored (stored);
  return (record->upload != NULL) == (record->request->kind == FERRY_TRANSFER_KIND_UPLOAD);
}

/* Without its last response a transfer begins again, which is better than to
 * be lost; so a bad one is no reason to give the row up. */
static void
read_response (sqlite3_stmt *statement,
               FerryRecord  *record)
{
  g_autoptr (GVariant) stored = read_stored (statement, RESPONSE, G_VARIANT_TYPE_VARDICT);

  if (stored != NULL)
    record->response = ferry_response_new_from_stored (stored);
}

/* Without its ranges a transfer has the bytes before its first gap. */
static void
read_ranges (sqlite3_stmt *statement,
             FerryRecord  *record)
{
  g_autoptr (GVariant) stored = read_stored (statement, RANGES, G_VARIANT_TYPE (FERRY_RANGE_SET_VARIANT_TYPE));
  g_autoptr (FerryRangeSet) ranges = stored != NULL ? ferry_range_set_new_from_variant (stored) : NULL;

  if (ranges != NULL && ferry_range_set_get_prefix (ranges) == record->bytes_done)
    ferry_record_set_ranges (record, ranges);
}

static gboolean
read_error (sqlite3_stmt *statement,
            FerryRecord  *record)
{
  g_autofree char *domain = NULL;
  g_autofree char *message = NULL;

  if (!read_text (statement, ERROR_DOMAIN, &domain) ||
      !read_text (statement, ERROR_MESSAGE, &message))
    return FALSE;
  if (domain != NULL && message != NULL)
    record->error = g_error_new_literal (g_str_equal (domain, "web") ? FERRY_WEB_ERROR : FERRY_ERROR,
                                         sqlite3_column_int (statement, ERROR_CODE), message);
  return TRUE;
}

/**
 * ferry_store_record_read:
 * @statement: a statement that stands on a row of the columns
 *
 * Returns: (transfer full) (nullable): what the row says, or %NULL when it
 *   makes no sense
 */
FerryRecord *
ferry_store_record_read (sqlite3_stmt *statement)
{
  g_autoptr (FerryRecord) record = ferry_record_new ();

  if (!read_texts (statement, record) ||
      !read_numbers (statement, record) ||
      !read_request (statement, record) ||
      !read_upload (statement, record) ||
      !read_error (statement, record))
    return NULL;
  read_response (statement, record);
  read_ranges (statement, record);
  return g_steal_pointer (&record);
}
