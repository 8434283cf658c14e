/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a transfer looks on the bus: the durable record, with the bytes of this
 * moment. No secret is in it, since none is in a record's shown parts. */

#include "ferry-describe.h"

#include "ferry-error.h"

static void
add_string (GVariantDict *dict,
            const char   *key,
            const char   *value)
{
  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    {
      g_autofree char *valid = g_utf8_make_valid (value, -1);

      g_variant_dict_insert (dict, key, "s", valid);
      return;
    }
  g_variant_dict_insert (dict, key, "s", value != NULL ? value : "");
}

static void
add_request (GVariantDict          *dict,
             FerryRequest          *request,
             FerryTransferBehavior  behavior)
{
  g_variant_dict_insert (dict, "kind", "u", (guint32) ferry_request_get_kind (request));
  add_string (dict, "uri", ferry_request_get_shown_address (request));
  add_string (dict, "method", ferry_request_get_method (request));
  g_variant_dict_insert (dict, "priority", "u", (guint32) ferry_request_get_priority (request));
  g_variant_dict_insert (dict, "cost", "u", (guint32) ferry_request_get_cost (request));
  add_string (dict, "group", ferry_request_get_group (request));
  g_variant_dict_insert (dict, "behavior", "u", (guint32) behavior);
  g_variant_dict_insert (dict, "rate-limit", "t", ferry_request_get_rate_limit (request));
}

/* An answer that was an error is not kept: the bytes belong to the one before.
 * From 300 on a WebErrorStatus is the HTTP status. */
static guint32
last_status (FerryRecord *record)
{
  GError *error = record->error;

  if (error != NULL && error->domain == FERRY_WEB_ERROR && error->code >= FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES)
    return error->code;
  return record->response != NULL ? record->response->status_code : 0;
}

static void
add_response (GVariantDict  *dict,
              FerryResponse *response,
              gboolean       with_headers)
{
  add_string (dict, "actual-uri", response != NULL ? response->uri : NULL);
  if (with_headers && response != NULL && response->headers != NULL)
    g_variant_dict_insert_value (dict, "headers", response->headers);
}

static void
add_upload (GVariantDict *dict,
            FerryRecord  *record,
            const char   *answer_file)
{
  FerryUpload *upload = record->upload;
  gboolean resumable = upload != NULL ? upload->url != NULL || upload->lacks_url
                                      : record->response != NULL && record->response->resumable;

  g_variant_dict_insert (dict, "resumable", "b", resumable);
  g_variant_dict_insert (dict, "protocol", "u", upload != NULL ? (guint32) upload->protocol : 0);
  add_string (dict, "answer-file", answer_file);
}

static void
add_error (GVariantDict *dict,
           GError       *error)
{
  const char *domain = error == NULL ? "" : error->domain == FERRY_WEB_ERROR ? "web"
                                                                             : "ferry";

  g_variant_dict_insert (dict, "error-domain", "s", domain);
  g_variant_dict_insert (dict, "error-code", "u", error != NULL ? (guint32) error->code : 0);
  add_string (dict, "error-message", error != NULL ? error->message : NULL);
}

static gint64
get_bytes_to_receive (FerryRecord *record)
{
  if (record->upload == NULL)
    return record->bytes_total;
  return record->response != NULL ? record->response->length : -1;
}

static void
add_progress (GVariantDict  *dict,
              FerryTransfer *transfer)
{
  FerryRecord *record = transfer->durable;
  gboolean live = record->state == FERRY_TRANSFER_STATE_RUNNING;
  guint64 done = live ? ferry_transfer_get_bytes_done (transfer) : record->bytes_done;
  guint64 received = record->upload == NULL ? done : live && transfer->run != NULL ? ferry_run_get_received (transfer->run)
                                                                                   : record->upload->received;

  g_variant_dict_insert (dict, "bytes-done", "t", done);
  g_variant_dict_insert (dict, "bytes-total", "x", record->bytes_total);
  g_variant_dict_insert (dict, "bytes-received", "t", received);
  g_variant_dict_insert (dict, "bytes-to-receive", "x", get_bytes_to_receive (record));
  g_variant_dict_insert (dict, "bytes-per-second", "t", live ? (guint64) transfer->speed : 0);
}

/**
 * ferry_describe:
 * @transfer: a transfer that is in the journal
 * @behavior: of its group
 * @answer_file: (nullable): where the answer to an upload is kept
 * @with_headers: whether the answer's headers are wanted
 *
 * Returns: (transfer floating): the dictionary that the bus interface describes
 */
GVariant *
ferry_describe (FerryTransfer         *transfer,
                FerryTransferBehavior  behavior,
                const char            *answer_file,
                gboolean               with_headers)
{
  FerryRecord *record = transfer->durable;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  add_string (&dict, "id", record->id);
  add_string (&dict, "app-id", record->app_id);
  add_request (&dict, record->request, behavior);
  add_response (&dict, record->response, with_headers);
  g_variant_dict_insert (&dict, "status-code", "u", last_status (record));
  add_upload (&dict, record, answer_file);
  add_string (&dict, "file", record->file);
  add_string (&dict, "part-file", record->part_file);
  g_variant_dict_insert (&dict, "state", "u", (guint32) record->state);
  g_variant_dict_insert (&dict, "started", "b", record->started);
  add_progress (&dict, transfer);
  g_variant_dict_insert (&dict, "restarts", "u", record->restarts);
  g_variant_dict_insert (&dict, "responses", "u", record->responses);
  g_variant_dict_insert (&dict, "attempts", "u", record->attempts);
  g_variant_dict_insert (&dict, "retry-at", "x", transfer->retry_at);
  add_error (&dict, record->error);
  g_variant_dict_insert (&dict, "created", "x", record->created);
  g_variant_dict_insert (&dict, "finished", "x", record->finished);
  return g_variant_dict_end (&dict);
}

/**
 * ferry_describe_progress:
 * @transfer: a transfer that is in the journal
 *
 * Returns: (transfer floating): its id and what changes while it runs
 */
GVariant *
ferry_describe_progress (FerryTransfer *transfer)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  add_string (&dict, "id", transfer->durable->id);
  add_progress (&dict, transfer);
  return g_variant_dict_end (&dict);
}
