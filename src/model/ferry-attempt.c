/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What follows from what happens to a transfer: its next record, and what is to
 * be done. Nothing here does anything; every line could be followed on paper.
 *
 *            TURN           OPENED, SECRETS         BODY_DONE          SAVED
 *    None ---------> Opening ----------> Carrying ----------> Whole ---------> Finalizing
 *     ^                 |                    |                                      |
 *     |                 | FAILED, CANCELED   | FAILED, CANCELED, ANSWERED           | FINALIZED,
 *     '-----------------+--------------------+--------------------------------------' FAILED, CANCELED
 *
 * A state says what is wanted, a stage what goes on. They part where a run winds
 * down: a person pauses, and the state is PausedByApplication at once, while the
 * stage is Carrying until the run has ended. What an ended run leads to is
 * therefore asked of the state that the transfer has by then. */

#include "ferry-attempt.h"

#include "ferry-commands.h"
#include "ferry-error.h"
#include "ferry-policy.h"
#include "ferry-retry.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Who wants nothing to be tried again does not want a power cut to end it. */
#define FEWEST_BROKEN_RUNS 3

/* A part may be gone once by an accident, and once more by a kill before it was known
 * of; who takes it away again and again is given time, and then up. */
#define FREE_RESTARTS 2

#define STATE(name) (G_GUINT64_CONSTANT (1) << FERRY_TRANSFER_STATE_##name)
#define BY_WORLD \
  (STATE (PAUSED_COSTED_NETWORK) | STATE (PAUSED_NO_NETWORK) | STATE (PAUSED_SYSTEM_POLICY))
#define PAUSED     (BY_WORLD | STATE (PAUSED_BY_APPLICATION) | STATE (PAUSED_RECOVERABLE_WEB_ERROR_STATUS))
#define FINAL      (STATE (COMPLETED) | STATE (CANCELED) | STATE (ERROR))
#define UNFINISHED (STATE (IDLE) | STATE (RUNNING) | PAUSED)
#define ANY_STATE  (FINAL | UNFINISHED)

#define STAGE(name) (1u << FERRY_STAGE_##name)
#define ANY_STAGE   (STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING) | STAGE (WHOLE) | STAGE (FINALIZING))

#define DOWNLOAD (1u << FERRY_TRANSFER_KIND_DOWNLOAD)
#define UPLOAD   (1u << FERRY_TRANSFER_KIND_UPLOAD)
#define BOTH     (DOWNLOAD | UPLOAD)

/* What is asked, and the answer as it grows. */
typedef struct {
  const FerryStanding *was;
  const FerryEvent *event;
  const FerryAttemptLimits *limits;
  FerryEnvironment environment;
  FerryRecord *before; /* (unowned) */
  FerryDecision is;
} Attempt;

static FerryRecord *
edit (Attempt *self)
{
  if (self->is.record == self->before)
    {
      self->is.record = ferry_record_copy (self->before);
      ferry_record_unref (self->before);
    }
  return self->is.record;
}

static gboolean
is_in (Attempt *self,
       guint64  states)
{
  return (states >> self->is.record->state & 1) != 0;
}

static void
set_state (Attempt            *self,
           FerryTransferState  state)
{
  if (self->is.record->state != state)
    ferry_record_set_state (edit (self), state, self->event->now);
}

static void
clear_error (Attempt *self)
{
  if (self->is.record->error != NULL)
    g_clear_error (&edit (self)->error);
}

static void
set_error (Attempt      *self,
           const GError *error)
{
  clear_error (self);
  edit (self)->error = g_error_copy (error);
}

/* @upload is (transfer full). */
static void
set_upload (Attempt     *self,
            FerryUpload *upload)
{
  FerryRecord *record = edit (self);

  ferry_upload_unref (record->upload);
  record->upload = upload;
}

/* A run that winds down gives its slot back first. */
static void
enqueue (Attempt *self)
{
  if (self->is.stage == FERRY_STAGE_NONE)
    self->is.effects |= FERRY_EFFECT_ENQUEUE;
}

static FerryTransferState
judge_environment (Attempt *self)
{
  FerryRequest *request = self->is.record->request;

  return ferry_policy_judge (request->cost, self->environment, ferry_host_is_local (request->host));
}

/* The queue. */

static void
queue_what_waits (Attempt *self)
{
  if (self->is.record->state == FERRY_TRANSFER_STATE_IDLE && self->is.record->started)
    enqueue (self);
}

static void
on_turn (Attempt *self)
{
  FerryTransferState verdict = judge_environment (self);
  FerryUpload *upload = self->is.record->upload;

  set_state (self, verdict);
  self->is.effects |= FERRY_EFFECT_SAVE;
  if (verdict != FERRY_TRANSFER_STATE_RUNNING)
    {
      self->is.effects |= FERRY_EFFECT_RELEASE;
      return;
    }
  /* What was agreed for one attempt is open again for the next, but for an
   * address on the server. */
  if (upload != NULL && upload->protocol == FERRY_UPLOAD_PROTOCOL_PLAIN)
    set_upload (self, ferry_upload_without_address (upload));
  self->is.stage = FERRY_STAGE_OPENING;
  self->is.effects |= FERRY_EFFECT_OPEN;
}

/**
 * ferry_attempt_awaits_answer:
 * @record: how the transfer stands
 * @stage: how far the attempt is
 * @delivery: what the run of an upload knows of its own bytes
 *
 * Returns: whether a server that must not get an upload twice has all of it and
 *   is about to say what became of it
 */
gboolean
ferry_attempt_awaits_answer (FerryRecord   *record,
                             FerryStage     stage,
                             FerryDelivery  delivery)
{
  FerryUpload *upload = record->upload;

  return stage == FERRY_STAGE_CARRYING && upload != NULL && !ferry_upload_may_be_sent (upload) &&
         upload->protocol == FERRY_UPLOAD_PROTOCOL_PLAIN && delivery == FERRY_DELIVERY_UNKNOWN;
}

/* Whether there is nothing to gain from stopping it: all bytes are there, or with
 * the server. */
static gboolean
is_sooner_done_than_stopped (Attempt *self)
{
  return self->was->stage == FERRY_STAGE_WHOLE || self->was->stage == FERRY_STAGE_FINALIZING ||
         ferry_attempt_awaits_answer (self->is.record, self->was->stage, self->was->delivery);
}

static void
on_environment (Attempt *self)
{
  FerryTransferState verdict = judge_environment (self);

  if (is_sooner_done_than_stopped (self) || verdict == self->is.record->state)
    return;
  self->is.effects |= FERRY_EFFECT_SAVE;
  if (verdict == FERRY_TRANSFER_STATE_RUNNING)
    {
      set_state (self, FERRY_TRANSFER_STATE_IDLE);
      enqueue (self);
    }
  else
    {
      set_state (self, verdict);
      self->is.effects |= FERRY_EFFECT_STOP;
    }
}

static void
on_displaced (Attempt *self)
{
  if (is_sooner_done_than_stopped (self))
    return;
  set_state (self, FERRY_TRANSFER_STATE_IDLE);
  self->is.effects |= FERRY_EFFECT_STOP | FERRY_EFFECT_SAVE;
}

/* So that the next service goes on where it was. */
static void
on_stopping (Attempt *self)
{
  if (is_in (self, STATE (RUNNING)))
    set_state (self, FERRY_TRANSFER_STATE_IDLE);
  self->is.effects |= FERRY_EFFECT_STOP;
}

/* Throwing away. */

static gboolean
is_on_server (FerryUpload *upload)
{
  return upload->url != NULL || upload->lacks_url;
}

/* Given up: the server need not keep what it has of it. */
static void
terminate_upload (Attempt *self)
{
  FerryUpload *upload = self->is.record->upload;

  if (upload == NULL || (ferry_upload_is_untouched (upload) && self->is.record->bytes_done == 0))
    return;
  if (is_on_server (upload))
    self->is.effects |= FERRY_EFFECT_TERMINATE_UPLOAD;
  set_upload (self, ferry_upload_new (upload->files));
  ferry_record_set_bytes_done (edit (self), 0);
  self->is.effects |= FERRY_EFFECT_SAVE;
}

/* Wrong bytes are of no use to another attempt, either. */
static gboolean
is_given_up (FerryRecord *record)
{
  return record->state == FERRY_TRANSFER_STATE_CANCELED ||
         (record->state == FERRY_TRANSFER_STATE_ERROR &&
          g_error_matches (record->error, FERRY_ERROR, FERRY_ERROR_CHECKSUM));
}

/* Only what the journal has as given up is thrown away: nobody could bring the
 * bytes back to a transfer that the journal still has as paused. The journal
 * knows the unfinished file until it is gone, so that a crash leaves none for
 * ever. */
static void
throw_away (Attempt *self)
{
  FerryRecord *record = self->is.record;

  if (self->was->durable == NULL || !is_given_up (self->was->durable) || !is_given_up (record) ||
      self->was->stage != FERRY_STAGE_NONE)
    return;
  terminate_upload (self);
  if (record->part_file == NULL)
    return;
  self->is.effects |= FERRY_EFFECT_DISCARD;
  record = edit (self);
  g_clear_pointer (&record->part_file, g_free);
  ferry_record_set_bytes_done (record, 0);
}

/* Commands. */

static void
on_start (Attempt *self)
{
  edit (self)->started = TRUE;
  self->is.effects |= FERRY_EFFECT_SAVE;
  enqueue (self);
}

static void
on_pause (Attempt *self)
{
  if (is_sooner_done_than_stopped (self))
    return;
  set_state (self, FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION);
  self->is.effects |= FERRY_EFFECT_DEQUEUE | FERRY_EFFECT_SAVE;
}

/* Who was told of it says that it is to be sent all the same. */
static void
confirm_resend (Attempt *self)
{
  FerryUpload *upload = self->is.record->upload;

  if (upload != NULL && !ferry_upload_may_be_sent (upload))
    set_upload (self, ferry_upload_with_delivery (upload, ferry_delivery_after (upload->delivery, FERRY_DELIVERY_CONFIRM_RESEND)));
}

static void
on_resume (Attempt *self)
{
  FerryRecord *record;

  if (is_in (self, FINAL | STATE (PAUSED_RECOVERABLE_WEB_ERROR_STATUS)))
    confirm_resend (self);
  set_state (self, FERRY_TRANSFER_STATE_IDLE);
  record = edit (self);
  record->started = TRUE;
  record->attempts = 0;
  self->is.furthest = record->bytes_done;
  clear_error (self);
  self->is.effects |= FERRY_EFFECT_SAVE;
  enqueue (self);
}

static void
on_cancel (Attempt *self)
{
  if (self->was->stage == FERRY_STAGE_WHOLE || self->was->stage == FERRY_STAGE_FINALIZING)
    return;
  set_state (self, FERRY_TRANSFER_STATE_CANCELED);
  clear_error (self);
  self->is.effects |= FERRY_EFFECT_DEQUEUE | FERRY_EFFECT_SAVE;
}

/* A file that gets its name is sooner done than stopped, unless it is verified
 * before. */
static void
on_obeyed (Attempt *self)
{
  self->is.effects |= FERRY_EFFECT_STOP;
}

/* It is as the caller is told. The way back is none that the table of states
 * need know; what the transfer has gathered stays, and what came to its end
 * meanwhile. A file that is whole by then gets its name all the same. */
static void
on_refused (Attempt *self)
{
  FerryRecord *before = self->event->record;
  FerryRecord *record = edit (self);
  gboolean runs_on = before->state == FERRY_TRANSFER_STATE_RUNNING && self->was->stage != FERRY_STAGE_NONE && !self->was->stopped;

  self->is.effects |= FERRY_EFFECT_SAVE;
  if (self->was->stage == FERRY_STAGE_WHOLE || self->was->stage == FERRY_STAGE_FINALIZING)
    return;
  record->state = before->state;
  if ((before->state == FERRY_TRANSFER_STATE_RUNNING && !runs_on) || is_in (self, BY_WORLD))
    record->state = FERRY_TRANSFER_STATE_IDLE;
  record->finished = before->finished;
  record->started = before->started;
  record->attempts = before->attempts;
  clear_error (self);
  if (before->error != NULL)
    set_error (self, before->error);
  if (before->upload != NULL && before->upload->delivery == FERRY_DELIVERY_UNKNOWN)
    set_upload (self, ferry_upload_with_delivery (record->upload, FERRY_DELIVERY_UNKNOWN));
  if (record->state == FERRY_TRANSFER_STATE_IDLE && record->started)
    enqueue (self);
  else if (!runs_on)
    self->is.effects |= FERRY_EFFECT_STOP;
}

static void
on_remove (Attempt *self)
{
  self->is.effects |= FERRY_EFFECT_FORGET;
}

/* Nothing of it stays, here or on a server that has not all; nor what a run that
 * ends later still made. */
static void
on_forgotten (Attempt *self)
{
  FerryRecord *record = self->is.record;

  if (record->part_file != NULL)
    {
      self->is.effects |= FERRY_EFFECT_DISCARD;
      record = edit (self);
      g_clear_pointer (&record->part_file, g_free);
    }
  if (record->upload == NULL)
    return;
  self->is.effects |= FERRY_EFFECT_DISCARD_ANSWER;
  if (record->state != FERRY_TRANSFER_STATE_COMPLETED && is_on_server (record->upload))
    {
      self->is.effects |= FERRY_EFFECT_TERMINATE_UPLOAD;
      set_upload (self, ferry_upload_without_address (record->upload));
    }
}

/* Another request. */

static gboolean
is_for_another_address (Attempt *self)
{
  return strcmp (self->event->request->address, self->is.record->request->address) != 0;
}

/* What is secret of it comes back from the keyring, to the address that it is for. */
static void
put_back_secrets (Attempt  *self,
                  GVariant *secrets)
{
  FerryRecord *record = edit (self);

  if (record->request->lacks_secrets)
    {
      FerryRequest *request = record->request;

      record->request = ferry_request_with_secrets (request, secrets);
      ferry_request_unref (request);
    }
  if (record->upload != NULL)
    set_upload (self, ferry_upload_with_secrets (record->upload, secrets));
}

/* What another address gathered is of no use to the new one. A plain upload
 * gathers nothing, and what became of it its run still says. */
static void
on_changed (Attempt *self)
{
  FerryRecord *record = edit (self);
  FerryRequest *request = ferry_request_ref (self->event->request);

  if (self->event->secrets != NULL)
    put_back_secrets (self, self->event->secrets);
  if (record->upload != NULL && record->upload->protocol != FERRY_UPLOAD_PROTOCOL_PLAIN && is_for_another_address (self))
    set_upload (self, self->event->upload != NULL ? ferry_upload_ref (self->event->upload)
                                                  : ferry_upload_without_address (record->upload));
  ferry_request_unref (record->request);
  record->request = request;
  self->is.effects |= FERRY_EFFECT_STORE_SECRETS | FERRY_EFFECT_SAVE;
}

/* The end of an attempt. */

static void
end (Attempt *self)
{
  self->is.stage = FERRY_STAGE_NONE;
  self->is.effects |= FERRY_EFFECT_END | FERRY_EFFECT_SAVE | FERRY_EFFECT_RELEASE;
  if (!(self->is.effects & FERRY_EFFECT_RETRY_IN))
    queue_what_waits (self);
}

static void
complete (Attempt    *self,
          const char *file)
{
  FerryRecord *record = edit (self);
  char *path = g_strdup (file);

  set_state (self, FERRY_TRANSFER_STATE_COMPLETED);
  g_free (record->file);
  record->file = path;
  g_clear_pointer (&record->part_file, g_free);
  ferry_record_set_bytes_done (record, record->bytes_total);
  record->attempts = 0;
  clear_error (self);
  end (self);
}

/* What the caller wants to repair itself is not tried again before. */
static gboolean
is_recoverable (Attempt      *self,
                const GError *error)
{
  return error->domain == FERRY_WEB_ERROR &&
         ferry_request_is_recoverable (self->is.record->request, error->code);
}

static void
fail (Attempt      *self,
      const GError *error)
{
  set_state (self, is_recoverable (self, error) ? FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS
                                                : FERRY_TRANSFER_STATE_ERROR);
  set_error (self, error);
}

static void
retry_later (Attempt *self)
{
  set_state (self, FERRY_TRANSFER_STATE_IDLE);
  self->is.effects |= FERRY_EFFECT_RETRY_IN;
  self->is.retry_in = ferry_retry_delay (self->is.record->attempts, self->event->retry_after, self->event->random);
}

/* A run that the journal calls Running has never ended: the service did, by a
 * crash, a kill or a power cut. It counts as an attempt that failed, so that
 * what crashes the service does not do so for ever; from the second one in a row
 * there is a delay, in which those that only ran beside it get on. */
static void
judge_broken_run (Attempt *self)
{
  guint attempts = ++edit (self)->attempts;

  if (attempts >= MAX (self->limits->max_attempts, FEWEST_BROKEN_RUNS))
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new (FERRY_ERROR, FERRY_ERROR_FAILED,
                           g_dngettext (GETTEXT_PACKAGE, "Ferry’s service has ended during this transfer %u time in a row",
                                        "Ferry’s service has ended during this transfer %u times in a row", attempts),
                           attempts);
      fail (self, error);
    }
  else if (attempts > 1)
    retry_later (self);
  else
    set_state (self, FERRY_TRANSFER_STATE_IDLE);
  self->is.effects |= FERRY_EFFECT_SAVE;
}

static void
on_loaded (Attempt *self)
{
  if (is_in (self, STATE (RUNNING)))
    judge_broken_run (self);
  if (!(self->is.effects & FERRY_EFFECT_RETRY_IN))
    queue_what_waits (self);
  throw_away (self);
}

/* Bytes that are durable beyond all before are progress even if the service ends
 * before the run does. */
static void
note_progress (Attempt *self)
{
  if (self->is.record->bytes_done > self->is.furthest)
    edit (self)->attempts = 0;
}

/* Whether the run came further than any before it: a server that loses what it
 * had, again and again, is not asked for ever. A plain upload begins again each
 * time, however far it came. */
static gboolean
has_progressed (Attempt *self)
{
  FerryUpload *upload = self->is.record->upload;

  if (self->event->bytes <= self->is.furthest || (upload != NULL && upload->url == NULL))
    return FALSE;
  self->is.furthest = self->event->bytes;
  return TRUE;
}

static void
judge_failure (Attempt      *self,
               const GError *error,
               gboolean      may_be_sent)
{
  FerryRecord *record = edit (self);
  /* This machine is reached without a network. */
  gboolean has_way = self->environment.available || ferry_host_is_local (record->request->host);
  FerryRetry verdict = ferry_retry_judge (error, record->attempts + 1, self->limits->max_attempts, has_way);

  if (!may_be_sent || (verdict == FERRY_RETRY_LATER && is_recoverable (self, error)))
    verdict = FERRY_RETRY_NEVER;
  switch (verdict)
    {
    case FERRY_RETRY_NETWORK:
      set_state (self, FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK);
      break;
    case FERRY_RETRY_LATER:
      record->attempts++;
      set_error (self, error);
      retry_later (self);
      break;
    case FERRY_RETRY_NEVER:
      fail (self, error);
    }
}

/* The bytes that were to be continued are gone: from the first one again. Where
 * they go again and again, someone means it. */
static void
start_over (Attempt      *self,
            const GError *error,
            gboolean      progressed)
{
  FerryRecord *record = edit (self);

  record->attempts = progressed ? 0 : record->attempts + 1;
  ferry_record_set_bytes_done (record, 0);
  record->restarts++;
  g_clear_pointer (&record->part_file, g_free);
  g_clear_pointer (&record->response, ferry_response_unref);
  if (record->attempts <= FREE_RESTARTS)
    set_state (self, FERRY_TRANSFER_STATE_IDLE);
  else if (record->attempts < self->limits->max_attempts)
    retry_later (self);
  else
    fail (self, error);
}

/* What happened counts, whatever was wished meanwhile, but for a cancel. */
static void
let_it_count (Attempt *self)
{
  if (is_in (self, STATE (RUNNING) | STATE (CANCELED)))
    return;
  set_state (self, FERRY_TRANSFER_STATE_IDLE);
  set_state (self, FERRY_TRANSFER_STATE_RUNNING);
}

/* @error is (nullable): where the end was wished, the state says what for. */
static void
end_with (Attempt      *self,
          const GError *error,
          gboolean      may_be_sent)
{
  gboolean progressed = has_progressed (self);

  if (!may_be_sent)
    let_it_count (self);
  if (is_in (self, STATE (RUNNING)) && error != NULL)
    {
      if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_NOT_FOUND) && self->is.record->part_file != NULL)
        start_over (self, error, progressed);
      else
        {
          if (progressed)
            edit (self)->attempts = 0;
          judge_failure (self, error, may_be_sent);
        }
    }
  /* A command that would have ended it was refused meanwhile. */
  else if (is_in (self, STATE (RUNNING)))
    set_state (self, FERRY_TRANSFER_STATE_IDLE);
  end (self);
}

/* Uploads. */

/* How far it came, and what the server said of it. A server that it is no longer
 * for has nothing to say. */
static void
take_answer (Attempt *self)
{
  FerryRecord *record = edit (self);
  FerryUpload *upload;

  if (is_for_another_address (self))
    return;
  ferry_record_set_bytes_done (record, self->event->bytes);
  if (self->event->response == NULL)
    return;
  upload = ferry_upload_copy (record->upload);
  upload->received = self->event->received;
  set_upload (self, upload);
  record->responses += record->response != NULL;
  g_clear_pointer (&record->response, ferry_response_unref);
  record->response = ferry_response_ref (self->event->response);
}

static void
set_delivery (Attempt           *self,
              FerryDeliveryNews  news)
{
  FerryUpload *upload = self->is.record->upload;

  set_upload (self, ferry_upload_with_delivery (upload, ferry_delivery_after (upload->delivery, news)));
}

/* What the end of a run says of an upload that must not be done twice. */
static FerryDeliveryNews
news_of_end (Attempt *self)
{
  const GError *error = self->event->error;
  gboolean is_plain = self->is.record->upload->protocol == FERRY_UPLOAD_PROTOCOL_PLAIN;

  /* Only another server, that it is no longer for, has it for sure. */
  if (self->event->type == FERRY_EVENT_ANSWERED)
    return FERRY_DELIVERY_LOST;
  if (is_plain && self->was->delivery == FERRY_DELIVERY_NOT_SENT)
    return FERRY_DELIVERY_WITHHELD;
  if (g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REQUEST_TIMEOUT) ||
      g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_TOO_MANY_REQUESTS) ||
      g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE))
    return FERRY_DELIVERY_DISCLAIMED;
  /* Cut off in the middle by this side, no server takes it for the whole. */
  if (self->event->type == FERRY_EVENT_CANCELED && is_plain && self->was->delivery == FERRY_DELIVERY_IN_FLIGHT)
    return FERRY_DELIVERY_CUT_OFF;
  return FERRY_DELIVERY_LOST;
}

static GError *
explain_loss (Attempt *self)
{
  const GError *error = self->event->error;

  if (self->event->type != FERRY_EVENT_FAILED)
    return g_error_new_literal (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_OPERATION_CANCELED,
                                _ ("The upload was stopped before the server had answered; the server may have got the upload nevertheless, "
                                   "so it is sent again only when you say so"));
  if (error->domain == FERRY_WEB_ERROR && error->code < FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES)
    /* Translators: what went wrong, and what follows from it */
    return g_error_new (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED,
                        _ ("%s; the server may have got the upload nevertheless, "
                           "so it is sent again only when you say so"),
                        error->message);
  return g_error_copy (error);
}

static void
end_upload (Attempt *self)
{
  g_autoptr (GError) loss = NULL;

  take_answer (self);
  if (!ferry_upload_may_be_sent (self->is.record->upload))
    set_delivery (self, news_of_end (self));
  if (!ferry_upload_may_be_sent (self->is.record->upload))
    loss = explain_loss (self);
  end_with (self, loss != NULL ? loss : self->event->error, loss == NULL);
}

static void
on_answered (Attempt *self)
{
  /* Whoever gave another address did not know that the old server would take it. */
  if (is_for_another_address (self))
    {
      end_upload (self);
      return;
    }
  take_answer (self);
  set_delivery (self, FERRY_DELIVERY_ANSWERED);
  if (is_in (self, STATE (CANCELED)))
    {
      end_with (self, NULL, TRUE);
      return;
    }
  let_it_count (self);
  complete (self, self->is.record->file);
}

static void
on_sending (Attempt *self)
{
  const FerryEvent *event = self->event;
  gboolean moved = g_strcmp0 (event->upload->url, self->is.record->upload->url) != 0;
  gboolean is_resized = self->is.record->bytes_total != event->length;
  FerryRecord *record;

  /* The run that is about to stop may still say where the old server gathers. */
  if (is_for_another_address (self))
    return;
  set_upload (self, ferry_upload_ref (event->upload));
  record = edit (self);
  record->restarts += event->restarts;
  ferry_record_set_bytes_done (record, event->bytes);
  record->bytes_total = event->length;
  if (event->upload->url != NULL)
    note_progress (self);
  if (moved)
    self->is.effects |= FERRY_EFFECT_STORE_SECRETS;
  if (event->waits)
    self->is.effects |= FERRY_EFFECT_CONTINUE;
  /* What may be sent twice need not be remembered as sent. */
  else if (event->upload->url != NULL || event->restarts || is_resized)
    self->is.effects |= FERRY_EFFECT_SAVE;
}

/* Running. */

/* The file gets its name when the journal knows where it will be, so that a
 * crash after the rename finds it. */
static void
finalize (Attempt *self)
{
  gboolean is_saved = self->was->saved && self->is.record == self->before;

  self->is.stage = is_saved ? FERRY_STAGE_FINALIZING : FERRY_STAGE_WHOLE;
  if (is_saved)
    self->is.effects |= FERRY_EFFECT_FINALIZE;
}

static void
begin (Attempt *self)
{
  FerryRecord *record = self->is.record;

  if (record->part_file != NULL && record->bytes_total > 0 && record->bytes_done == (guint64) record->bytes_total)
    finalize (self);
  else if (record->upload != NULL && !ferry_upload_may_be_sent (record->upload))
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new_literal (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_DISCONNECTED,
                                   _ ("The service ended while it sent the upload; the server may have got the upload nevertheless, "
                                      "so it is sent again only when you say so"));
      set_delivery (self, FERRY_DELIVERY_LOST);
      end_with (self, error, FALSE);
    }
  else if (ferry_record_lacks_secrets (record))
    self->is.effects |= FERRY_EFFECT_LOOK_UP_SECRETS;
  else
    {
      self->is.stage = FERRY_STAGE_CARRYING;
      self->is.effects |= FERRY_EFFECT_START;
    }
}

static void
on_opened (Attempt *self)
{
  if (!is_in (self, STATE (RUNNING)))
    end_with (self, NULL, TRUE);
  else if (self->event->file != NULL)
    complete (self, self->event->file);
  else
    begin (self);
}

static void
on_secrets (Attempt *self)
{
  FerryRecord *record = self->is.record;
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  GVariant *secrets = self->event->secrets;

  /* An upload whose address on the server alone is lost begins again. */
  if (secrets == NULL && !record->request->lacks_secrets)
    secrets = none;
  if (secrets == NULL || !is_in (self, STATE (RUNNING)))
    {
      end_with (self, secrets == NULL ? self->event->error : NULL, TRUE);
      return;
    }
  put_back_secrets (self, secrets);
  begin (self);
}

static void
on_began (Attempt *self)
{
  const FerryEvent *event = self->event;
  FerryRecord *record = edit (self);

  if (is_in (self, STATE (RUNNING)))
    clear_error (self);
  if (event->bytes < record->bytes_done)
    {
      record->restarts++;
      ferry_record_set_bytes_done (record, event->bytes);
    }
  record->responses += record->response != NULL;
  g_clear_pointer (&record->response, ferry_response_unref);
  record->response = ferry_response_ref (event->response);
  record->bytes_total = event->response->length;
  if (g_strcmp0 (record->part_file, event->part_file) != 0)
    {
      g_free (record->part_file);
      g_free (record->file);
      record->part_file = g_strdup (event->part_file);
      record->file = g_strdup (event->file);
    }
  self->is.effects |= FERRY_EFFECT_SAVE;
}

/* Only what is on disk is called done. */
static void
take_durable (Attempt *self)
{
  FerryRangeSet *durable = self->event->durable;

  if (durable == NULL || ferry_range_set_get_length (durable) <= self->is.record->bytes_done)
    return;
  ferry_record_set_ranges (edit (self), durable);
  note_progress (self);
}

static void
on_checkpoint (Attempt *self)
{
  take_durable (self);
  self->is.effects |= FERRY_EFFECT_SAVE;
}

static void
on_body_done (Attempt *self)
{
  if (self->is.record->bytes_total < 0)
    {
      edit (self)->bytes_total = self->event->bytes;
      self->is.effects |= FERRY_EFFECT_SAVE;
    }
  if (is_in (self, STATE (RUNNING)))
    finalize (self);
  else
    self->is.effects |= FERRY_EFFECT_CHECKPOINT;
}

static void
on_failed (Attempt *self)
{
  if (self->is.record->upload != NULL)
    {
      end_upload (self);
      return;
    }
  /* Only a person cancels while a file gets its name; that it failed is of no
   * interest then. */
  if (self->was->stage == FERRY_STAGE_FINALIZING &&
      (self->event->type == FERRY_EVENT_CANCELED || self->was->cancel_ordered))
    set_state (self, FERRY_TRANSFER_STATE_CANCELED);
  take_durable (self);
  end_with (self, self->event->error, TRUE);
}

/* What can't be undone follows when the journal has it. A run that only waits for
 * an answer is left to hear it, unless nobody wants that any more. */
static void
on_saved (Attempt *self)
{
  gboolean runs = self->was->stage == FERRY_STAGE_OPENING || self->was->stage == FERRY_STAGE_CARRYING;

  if (self->was->stage == FERRY_STAGE_WHOLE)
    finalize (self);
  else if (runs && !is_in (self, STATE (RUNNING)) && self->was->durable->state != FERRY_TRANSFER_STATE_RUNNING &&
           (is_in (self, STATE (CANCELED)) || !is_sooner_done_than_stopped (self)))
    self->is.effects |= FERRY_EFFECT_STOP;
  throw_away (self);
}

static void
on_finalized (Attempt *self)
{
  complete (self, self->event->file);
}

/* When an event means something, and what follows. At other times nothing does.
 * For which state a command is stands in the table of commands. */
/* clang-format off */
static const struct {
  guint64 states;
  guint stages;
  guint kinds;
  void (*follow) (Attempt *self);
} meaning[FERRY_N_EVENTS] = {
  [FERRY_EVENT_LOADED]      = { ANY_STATE, STAGE (NONE), BOTH, on_loaded },
  [FERRY_EVENT_CREATED]     = { STATE (IDLE), STAGE (NONE), BOTH, queue_what_waits },
  [FERRY_EVENT_START]       = { ANY_STATE, ANY_STAGE, BOTH, on_start },
  [FERRY_EVENT_PAUSE]       = { ANY_STATE, ANY_STAGE, BOTH, on_pause },
  [FERRY_EVENT_RESUME]      = { ANY_STATE, ANY_STAGE, BOTH, on_resume },
  [FERRY_EVENT_CANCEL]      = { ANY_STATE, ANY_STAGE, BOTH, on_cancel },
  [FERRY_EVENT_RETRY]       = { ANY_STATE, ANY_STAGE, BOTH, on_resume },
  [FERRY_EVENT_REMOVE]      = { ANY_STATE, ANY_STAGE, BOTH, on_remove },
  [FERRY_EVENT_OBEYED]      = { STATE (RUNNING), STAGE (WHOLE) | STAGE (FINALIZING), BOTH, on_obeyed },
  [FERRY_EVENT_REFUSED]     = { ANY_STATE & ~STATE (COMPLETED), ANY_STAGE, BOTH, on_refused },
  [FERRY_EVENT_CHANGED]     = { ANY_STATE, ANY_STAGE, BOTH, on_changed },
  [FERRY_EVENT_FORGOTTEN]   = { FINAL, ANY_STAGE, BOTH, on_forgotten },
  [FERRY_EVENT_ENVIRONMENT] = { STATE (RUNNING) | BY_WORLD, ANY_STAGE, BOTH, on_environment },
  [FERRY_EVENT_RETRY_DUE]   = { STATE (IDLE), STAGE (NONE), BOTH, queue_what_waits },
  [FERRY_EVENT_TURN]        = { STATE (IDLE), STAGE (NONE), BOTH, on_turn },
  [FERRY_EVENT_DISPLACED]   = { STATE (RUNNING), STAGE (OPENING) | STAGE (CARRYING), BOTH, on_displaced },
  [FERRY_EVENT_STOPPING]    = { ANY_STATE, STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING), BOTH, on_stopping },
  [FERRY_EVENT_OPENED]      = { ANY_STATE, STAGE (OPENING), BOTH, on_opened },
  [FERRY_EVENT_SECRETS]     = { ANY_STATE, STAGE (OPENING), BOTH, on_secrets },
  [FERRY_EVENT_BEGAN]       = { ANY_STATE, STAGE (CARRYING), DOWNLOAD, on_began },
  [FERRY_EVENT_CHECKPOINT]  = { ANY_STATE, STAGE (CARRYING) | STAGE (WHOLE) | STAGE (FINALIZING), DOWNLOAD, on_checkpoint },
  [FERRY_EVENT_SENDING]     = { ANY_STATE, STAGE (CARRYING), UPLOAD, on_sending },
  [FERRY_EVENT_BODY_DONE]   = { ANY_STATE, STAGE (CARRYING), DOWNLOAD, on_body_done },
  [FERRY_EVENT_ANSWERED]    = { ANY_STATE, STAGE (CARRYING), UPLOAD, on_answered },
  [FERRY_EVENT_FAILED]      = { ANY_STATE, STAGE (CARRYING) | STAGE (FINALIZING), BOTH, on_failed },
  [FERRY_EVENT_CANCELED]    = { ANY_STATE, STAGE (CARRYING) | STAGE (FINALIZING), BOTH, on_failed },
  [FERRY_EVENT_SAVED]       = { ANY_STATE, ANY_STAGE, BOTH, on_saved },
  [FERRY_EVENT_FINALIZED]   = { STATE (RUNNING), STAGE (FINALIZING), DOWNLOAD, on_finalized },
};
/* clang-format on */

/* Commands are named alike there and here. */
G_STATIC_ASSERT (FERRY_EVENT_OF_ACTION (FERRY_TRANSFER_ACTION_REMOVE) == FERRY_EVENT_REMOVE);

static gboolean
is_for_state (FerryRecord    *record,
              FerryEventType  event)
{
  if (event >= FERRY_EVENT_START && event <= FERRY_EVENT_REMOVE)
    return ferry_command_fits (event - FERRY_EVENT_START, record->state, record->started);
  return (meaning[event].states >> record->state & 1) != 0;
}

static gboolean
means_something (FerryRecord         *record,
                 const FerryStanding *standing,
                 const FerryEvent    *event)
{
  FerryTransferKind kind = record->upload != NULL ? FERRY_TRANSFER_KIND_UPLOAD : FERRY_TRANSFER_KIND_DOWNLOAD;

  return is_for_state (record, event->type) &&
         (meaning[event->type].stages >> standing->stage & 1) != 0 &&
         (meaning[event->type].kinds >> kind & 1) != 0;
}

/**
 * ferry_attempt_decide:
 * @record: how the transfer stands
 * @standing: what of it only this service knows
 * @event: what happens to it
 * @environment: network and power as they are
 * @limits: the person's settings
 *
 * Returns: (transfer full): what the transfer is now, and what is to be done
 */
FerryDecision
ferry_attempt_decide (FerryRecord              *record,
                      const FerryStanding      *standing,
                      const FerryEvent         *event,
                      FerryEnvironment          environment,
                      const FerryAttemptLimits *limits)
{
  Attempt self = {
    .was = standing,
    .event = event,
    .limits = limits,
    .environment = environment,
    .before = record,
    .is = { .record = ferry_record_ref (record), .stage = standing->stage, .furthest = standing->furthest },
  };

  if (means_something (record, standing, event))
    meaning[event->type].follow (&self);
  return self.is;
}

void
ferry_attempt_decision_clear (FerryDecision *decision)
{
  g_clear_pointer (&decision->record, ferry_record_unref);
}
