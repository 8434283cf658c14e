/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a transfer looks on the bus: the durable record, with the bytes of this
 * moment; or only what is new in it since it was told last. No secret is in
 * it, since none is in a record's shown parts. */

#include "ferry-serializer.h"

#include "ferry-error.h"
#include "ferry-entry-cache.h"

/* What is told before the first telling. */
static const FerryRecord nothing = { 0 };

typedef struct {
  GVariantBuilder builder;
  const FerryRecord *last_sent; /* what is known there already */
} Telling;

static gboolean
is_first (Telling *self)
{
  return self->last_sent == &nothing;
}

/* The bus knows no text but UTF-8; the path of a folder that was renamed
 * meanwhile may be none. */
static void
say_text (Telling    *self,
          const char *key,
          const char *text)
{
  g_autofree char *valid = text == NULL || g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  if (valid != NULL)
    text = valid;
  g_variant_builder_add_value (&self->builder, ferry_entry_cache_text (key, text));
}

static void
say_number (Telling    *self,
            const char *key,
            char        type,
            guint64     number)
{
  g_variant_builder_add_value (&self->builder, ferry_entry_cache_number (key, type, number));
}

static void
add_text (Telling    *self,
          const char *key,
          const char *now,
          const char *before)
{
  if (is_first (self) || g_strcmp0 (now, before) != 0)
    say_text (self, key, now);
}

static void
add_number (Telling    *self,
            const char *key,
            guint32     now,
            guint32     before)
{
  if (is_first (self) || now != before)
    say_number (self, key, 'u', now);
}

static void
add_truth (Telling    *self,
           const char *key,
           gboolean    now,
           gboolean    before)
{
  if (is_first (self) || now != before)
    say_number (self, key, 'b', now);
}

static void
add_long (Telling    *self,
          const char *key,
          gint64      now,
          gint64      before)
{
  if (is_first (self) || now != before)
    say_number (self, key, 'x', now);
}

static void
say_option (Telling       *self,
            FerryRequest  *request,
            FerryOptionId  id)
{
  const FerryOption *option = ferry_option_get (id);

  if (*option->type == 's')
    say_text (self, option->key, ferry_request_get_text (request, id));
  else
    say_number (self, option->key, *option->type, ferry_request_get_number (request, id));
}

/* What is told only of those that have it must be taken back, too. */
static gboolean
is_told (Telling       *self,
         FerryRequest  *request,
         FerryOptionId  id)
{
  switch (ferry_option_get (id)->told)
    {
    case FERRY_OPTION_NOT_TOLD:
      return FALSE;
    case FERRY_OPTION_TOLD_IF_SET:
      return ferry_request_has_option (request, id) ||
             (!is_first (self) && ferry_request_has_option (self->last_sent->request, id));
    case FERRY_OPTION_TOLD:
      return TRUE;
    }
  return FALSE;
}

/* A request that is another object is told whole: that is rare. The behavior
 * that counts is the one of the group, which is older than the request. */
static void
add_request (Telling               *self,
             FerryRequest          *request,
             FerryTransferBehavior  behavior)
{
  if (request == self->last_sent->request)
    return;
  say_number (self, "kind", 'u', request->kind);
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    if (id == FERRY_OPTION_BEHAVIOR)
      say_number (self, "behavior", 'u', behavior);
    else if (is_told (self, request, id))
      say_option (self, request, id);
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
  if (!is_first (self) && response == self->last_sent->response)
    return;
  say_text (self, "actual-uri", response != NULL ? response->uri : NULL);
  if (is_first (self) || answer_file != NULL || self->last_sent->upload != NULL)
    say_text (self, "answer-file", answer_file);
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
    return ferry_upload_run_get_received (FERRY_UPLOAD_RUN (transfer->run));
  return transfer->durable->upload->received;
}

static gboolean
is_running (const FerryRecord *record)
{
  return record->state == FERRY_TRANSFER_STATE_RUNNING;
}

/* What moves without the journal, and so is told always while it may move. */
static void
add_moment (Telling       *self,
            FerryTransfer *transfer)
{
  FerryRecord *record = transfer->durable;
  gboolean live = is_running (record);
  guint64 done = live ? ferry_transfer_get_bytes_done (transfer) : record->bytes_done;

  say_number (self, "bytes-done", 't', done);
  say_number (self, "bytes-received", 't', record->upload != NULL ? get_bytes_received (transfer, live) : done);
  if (is_first (self) || live || is_running (self->last_sent))
    say_number (self, "bytes-per-second", 't', live ? (guint64) transfer->speed : 0);
}

/* Without a gap the number of bytes tells it all. */
static void
add_ranges (Telling       *self,
            FerryRangeSet *now,
            FerryRangeSet *before)
{
  g_autoptr (FerryRangeSet) none = ferry_range_set_new (0);

  if (now != before)
    g_variant_builder_add (&self->builder, "{sv}", "ranges", ferry_range_set_to_variant (now != NULL ? now : none));
}

static void
add_record (Telling           *self,
            const FerryRecord *now,
            const char        *answer_file)
{
  const FerryRecord *before = self->last_sent;

  add_text (self, "app-id", now->app_id, before->app_id);
  add_response (self, now->response, answer_file);
  add_number (self, "status-code", last_status (now), last_status (before));
  add_truth (self, "resumable", is_resumable (now), is_resumable (before));
  add_number (self, "protocol", get_protocol (now), get_protocol (before));
  add_text (self, "file", now->file, before->file);
  add_text (self, "part-file", now->part_file, before->part_file);
  add_number (self, "state", now->state, before->state);
  add_truth (self, "started", now->started, before->started);
  add_ranges (self, now->ranges, before->ranges);
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
       const FerryRecord *last_sent)
{
  self->last_sent = last_sent;
  g_variant_builder_init (&self->builder, G_VARIANT_TYPE_VARDICT);
  say_text (self, "id", transfer->durable->id);
}

static void
add_all (Telling       *self,
         FerryEngine   *engine,
         FerryTransfer *transfer)
{
  FerryRequest *request = transfer->durable->request;
  g_autofree char *answer_file = ferry_engine_get_answer_file (engine, transfer);

  add_request (self, request, ferry_engine_get_behavior (engine, transfer->durable));
  add_record (self, transfer->durable, answer_file);
  add_moment (self, transfer);
  /* Who waits for the next attempt has an error. */
  if (is_first (self) || self->last_sent->error != NULL || transfer->retry_at != 0)
    say_number (self, "retry-at", 'x', transfer->retry_at);
}

/**
 * ferry_serializer_whole:
 * @engine: whose
 * @transfer: a transfer that is in the journal
 *
 * Returns: (transfer floating): the dictionary that the bus interface
 *   describes, with the answer's headers
 */
GVariant *
ferry_serializer_whole (FerryEngine   *engine,
                        FerryTransfer *transfer)
{
  FerryResponse *response = transfer->durable->response;
  Telling telling;

  begin (&telling, transfer, &nothing);
  add_all (&telling, engine, transfer);
  if (response != NULL && response->headers != NULL)
    g_variant_builder_add (&telling.builder, "{sv}", "headers", response->headers);
  return g_variant_builder_end (&telling.builder);
}

/**
 * ferry_serializer_changes:
 * @engine: whose
 * @transfer: a transfer that is in the journal
 * @last_sent: (nullable): the record that was told last
 *
 * Returns: (transfer floating): its id and what is not as in @last_sent
 */
GVariant *
ferry_serializer_changes (FerryEngine   *engine,
                          FerryTransfer *transfer,
                          FerryRecord   *last_sent)
{
  Telling telling;

  begin (&telling, transfer, last_sent != NULL ? last_sent : &nothing);
  add_all (&telling, engine, transfer);
  return g_variant_builder_end (&telling.builder);
}

/**
 * ferry_serializer_progress:
 * @transfer: a transfer that is in the journal
 *
 * Returns: (transfer floating): its id and what changes while it runs
 */
GVariant *
ferry_serializer_progress (FerryTransfer *transfer)
{
  Telling telling;

  begin (&telling, transfer, transfer->durable);
  say_number (&telling, "bytes-total", 'x', transfer->durable->bytes_total);
  add_moment (&telling, transfer);
  return g_variant_builder_end (&telling.builder);
}
