/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a transfer looks on the bus: the durable record, with the bytes of this
 * moment; or only what is new in it since it was told last. No secret is in
 * it, since none is in a record's shown parts. */

#include "ferry-describe.h"

#include "ferry-error.h"

/* What is told before the first telling. */
static const FerryRecord nothing = { 0 };

typedef struct {
  GVariantBuilder builder;
  const FerryRecord *told; /* what is known there already */
} Telling;

static gboolean
is_first (Telling *self)
{
  return self->told == &nothing;
}

static void
add (Telling    *self,
     const char *key,
     GVariant   *value)
{
  g_variant_builder_add_value (&self->builder,
                               g_variant_new_dict_entry (g_variant_new_string (key),
                                                         g_variant_new_variant (value)));
}

static GVariant *
text (const char *value)
{
  if (value == NULL || g_utf8_validate (value, -1, NULL))
    return g_variant_new_string (value != NULL ? value : "");
  return g_variant_new_take_string (g_utf8_make_valid (value, -1));
}

static void
add_text (Telling    *self,
          const char *key,
          const char *now,
          const char *before)
{
  if (is_first (self) || g_strcmp0 (now, before) != 0)
    add (self, key, text (now));
}

static void
add_number (Telling    *self,
            const char *key,
            guint32     now,
            guint32     before)
{
  if (is_first (self) || now != before)
    add (self, key, g_variant_new_uint32 (now));
}

static void
add_long (Telling    *self,
          const char *key,
          gint64      now,
          gint64      before)
{
  if (is_first (self) || now != before)
    add (self, key, g_variant_new_int64 (now));
}

/* A request that is another object is told whole: that is rare. */
static void
add_request (Telling               *self,
             FerryRequest          *request,
             FerryTransferBehavior  behavior)
{
  if (request == self->told->request)
    return;
  add (self, "kind", g_variant_new_uint32 (ferry_request_get_kind (request)));
  add (self, "uri", text (ferry_request_get_shown_address (request)));
  add (self, "method", text (ferry_request_get_method (request)));
  add (self, "priority", g_variant_new_uint32 (ferry_request_get_priority (request)));
  add (self, "cost", g_variant_new_uint32 (ferry_request_get_cost (request)));
  add (self, "group", text (ferry_request_get_group (request)));
  add (self, "behavior", g_variant_new_uint32 (behavior));
  add (self, "rate-limit", g_variant_new_uint64 (ferry_request_get_rate_limit (request)));
}

/* An answer that was an error is not kept: the bytes belong to the one before.
 * From 300 on a WebErrorStatus is the HTTP status. */
static guint32
last_status (const FerryRecord *record)
{
  GError *error = record->error;

  if (error != NULL && error->domain == FERRY_WEB_ERROR && error->code >= FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES)
    return error->code;
  return record->response != NULL ? record->response->status_code : 0;
}

static void
add_response (Telling       *self,
              FerryResponse *response,
              const char    *answer_file)
{
  if (!is_first (self) && response == self->told->response)
    return;
  add (self, "actual-uri", text (response != NULL ? response->uri : NULL));
  add (self, "answer-file", text (answer_file));
}

static gboolean
is_resumable (const FerryRecord *record)
{
  FerryUpload *upload = record->upload;

  if (upload != NULL)
    return upload->url != NULL || upload->lacks_url;
  return record->response != NULL && record->response->resumable;
}

static guint32
get_protocol (const FerryRecord *record)
{
  return record->upload != NULL ? record->upload->protocol : FERRY_UPLOAD_PROTOCOL_AUTO;
}

static const char *
domain_of (const GError *error)
{
  return error == NULL ? "" : error->domain == FERRY_WEB_ERROR ? "web"
                                                               : "ferry";
}

static void
add_error (Telling      *self,
           const GError *now,
           const GError *before)
{
  add_text (self, "error-domain", domain_of (now), domain_of (before));
  add_number (self, "error-code", now != NULL ? (guint32) now->code : 0, before != NULL ? (guint32) before->code : 0);
  add_text (self, "error-message", now != NULL ? now->message : NULL, before != NULL ? before->message : NULL);
}

static gint64
get_bytes_to_receive (const FerryRecord *record)
{
  if (record->upload == NULL)
    return record->bytes_total;
  return record->response != NULL ? record->response->length : -1;
}

static guint64
get_bytes_received (FerryTransfer *transfer,
                    gboolean       live)
{
  if (live && transfer->run != NULL)
    return ferry_run_get_received (transfer->run);
  return transfer->durable->upload->received;
}

/* What moves without the journal, and so is told always. */
static void
add_moment (Telling       *self,
            FerryTransfer *transfer)
{
  FerryRecord *record = transfer->durable;
  gboolean live = record->state == FERRY_TRANSFER_STATE_RUNNING;
  guint64 done = live ? ferry_transfer_get_bytes_done (transfer) : record->bytes_done;

  add (self, "bytes-done", g_variant_new_uint64 (done));
  add (self, "bytes-received",
       g_variant_new_uint64 (record->upload != NULL ? get_bytes_received (transfer, live) : done));
  add (self, "bytes-per-second", g_variant_new_uint64 (live ? (guint64) transfer->speed : 0));
}

static void
add_record (Telling           *self,
            const FerryRecord *now,
            const char        *answer_file)
{
  const FerryRecord *before = self->told;

  add_text (self, "app-id", now->app_id, before->app_id);
  add_response (self, now->response, answer_file);
  add_number (self, "status-code", last_status (now), last_status (before));
  if (is_first (self) || is_resumable (now) != is_resumable (before))
    add (self, "resumable", g_variant_new_boolean (is_resumable (now)));
  if (is_first (self) || get_protocol (now) != get_protocol (before))
    add (self, "protocol", g_variant_new_uint32 (get_protocol (now)));
  add_text (self, "file", now->file, before->file);
  add_text (self, "part-file", now->part_file, before->part_file);
  add_number (self, "state", now->state, before->state);
  if (is_first (self) || now->started != before->started)
    add (self, "started", g_variant_new_boolean (now->started));
  add_long (self, "bytes-total", now->bytes_total, before->bytes_total);
  add_long (self, "bytes-to-receive", get_bytes_to_receive (now), get_bytes_to_receive (before));
  add_number (self, "restarts", now->restarts, before->restarts);
  add_number (self, "responses", now->responses, before->responses);
  add_number (self, "attempts", now->attempts, before->attempts);
  add_error (self, now->error, before->error);
  add_long (self, "created", now->created, before->created);
  add_long (self, "finished", now->finished, before->finished);
}

static void
begin (Telling           *self,
       FerryTransfer     *transfer,
       const FerryRecord *told)
{
  self->told = told;
  g_variant_builder_init (&self->builder, G_VARIANT_TYPE_VARDICT);
  add (self, "id", g_variant_new_string (transfer->durable->id));
}

static void
add_all (Telling       *self,
         FerryEngine   *engine,
         FerryTransfer *transfer)
{
  FerryRequest *request = transfer->durable->request;
  g_autofree char *answer_file = ferry_engine_get_answer_file (engine, transfer);

  add_request (self, request, ferry_engine_get_behavior (engine, request));
  add_record (self, transfer->durable, answer_file);
  add_moment (self, transfer);
  add (self, "retry-at", g_variant_new_int64 (transfer->retry_at));
}

/**
 * ferry_describe:
 * @engine: whose
 * @transfer: a transfer that is in the journal
 *
 * Returns: (transfer floating): the dictionary that the bus interface
 *   describes, with the answer's headers
 */
GVariant *
ferry_describe (FerryEngine   *engine,
                FerryTransfer *transfer)
{
  FerryResponse *response = transfer->durable->response;
  Telling telling;

  begin (&telling, transfer, &nothing);
  add_all (&telling, engine, transfer);
  if (response != NULL && response->headers != NULL)
    add (&telling, "headers", response->headers);
  return g_variant_builder_end (&telling.builder);
}

/**
 * ferry_describe_news:
 * @engine: whose
 * @transfer: a transfer that is in the journal
 * @told: (nullable): the record that was told last
 *
 * Returns: (transfer floating): its id and what is not as in @told
 */
GVariant *
ferry_describe_news (FerryEngine   *engine,
                     FerryTransfer *transfer,
                     FerryRecord   *told)
{
  Telling telling;

  begin (&telling, transfer, told != NULL ? told : &nothing);
  add_all (&telling, engine, transfer);
  return g_variant_builder_end (&telling.builder);
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
  Telling telling;

  begin (&telling, transfer, transfer->durable);
  add (&telling, "bytes-total", g_variant_new_int64 (transfer->durable->bytes_total));
  add_moment (&telling, transfer);
  return g_variant_builder_end (&telling.builder);
}
