/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ferry-attempt beside the engine: what it would have decided, and whether the
 * engine did the same. Here until the engine asks it. */

#include "ferry-engine-private.h"

static FerryDelivery
delivery_of (FerryRun *run)
{
  if (run == NULL || !ferry_run_is_exposed (run))
    return FERRY_DELIVERY_NOT_SENT;
  return (gint64) ferry_run_get_bytes_done (run) == ferry_run_get_length (run) ? FERRY_DELIVERY_UNKNOWN
                                                                               : FERRY_DELIVERY_IN_FLIGHT;
}

static FerryStage
stage_of (FerryTransfer *transfer)
{
  if (transfer->cancellable == NULL)
    return FERRY_STAGE_NONE;
  if (transfer->body_done)
    return transfer->sealing ? FERRY_STAGE_FINALIZING : FERRY_STAGE_WHOLE;
  return transfer->run != NULL ? FERRY_STAGE_CARRYING : FERRY_STAGE_OPENING;
}

FerryDecision
ferry_engine_foresee (FerryEngine   *self,
                      FerryTransfer *transfer,
                      FerryEvent     event)
{
  FerryStanding standing = {
    .stage = stage_of (transfer),
    .furthest = transfer->furthest,
    .saved = transfer->unsaved == 0,
    .delivery = delivery_of (transfer->run),
  };
  FerryAttemptLimits limits = { .max_attempts = self->max_attempts };

  event.now = ferry_clock_get_real_time (self->clock);
  event.random = 0.5;
  return ferry_attempt_decide (transfer->record, &standing, &event, ferry_monitor_get_world (self->monitor), &limits);
}

FerryEvent
ferry_engine_end_of (FerryTransfer *transfer,
                     const GError  *error)
{
  FerryRun *run = transfer->run;
  gboolean canceled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  return (FerryEvent){
    .type = canceled || error == NULL ? FERRY_EVENT_CANCELED : FERRY_EVENT_FAILED,
    .error = error,
    .bytes = run != NULL ? ferry_run_get_bytes_done (run) : 0,
    .retry_after = run != NULL ? ferry_run_get_retry_after (run) : -1,
    .response = run != NULL && transfer->record->upload != NULL ? ferry_run_get_answer (run) : NULL,
    .received = run != NULL ? ferry_run_get_received (run) : 0,
  };
}

/* Takes @expected. */
void
ferry_engine_compare (FerryTransfer *transfer,
                      FerryDecision *expected)
{
  FerryRecord *a = transfer->record;
  FerryRecord *b = expected->record;

  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (stage_of (transfer), ==, expected->stage);
  g_assert_cmpuint (transfer->furthest, ==, expected->furthest);
  g_assert_cmpint (transfer->retry_timeout != 0, ==, (expected->effects & FERRY_EFFECT_RETRY_IN) != 0);
  g_assert_cmpint (a->started, ==, b->started);
  g_assert_cmpstr (a->file, ==, b->file);
  g_assert_cmpstr (a->part_file, ==, b->part_file);
  g_assert_cmpuint (a->bytes_done, ==, b->bytes_done);
  g_assert_cmpint (a->bytes_total, ==, b->bytes_total);
  g_assert_cmpuint (a->restarts, ==, b->restarts);
  g_assert_cmpuint (a->responses, ==, b->responses);
  g_assert_cmpuint (a->attempts, ==, b->attempts);
  g_assert_true (a->response == b->response);
  g_assert_cmpstr (a->error != NULL ? a->error->message : NULL, ==, b->error != NULL ? b->error->message : NULL);
  g_assert_cmpint (a->finished != 0, ==, b->finished != 0);
  if (a->upload != NULL)
    {
      g_assert_cmpstr (a->upload->url, ==, b->upload->url);
      g_assert_cmpint (a->upload->protocol, ==, b->upload->protocol);
      g_assert_cmpuint (a->upload->received, ==, b->upload->received);
      if (a->state != FERRY_TRANSFER_STATE_COMPLETED)
        g_assert_cmpint (ferry_delivery_is_open (a->upload->delivery), ==, ferry_delivery_is_open (b->upload->delivery));
    }
  ferry_attempt_decision_clear (expected);
}
