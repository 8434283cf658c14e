/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What follows from what happens to a transfer. */

#pragma once

#include "ferry-environment.h"
#include "ferry-record.h"

G_BEGIN_DECLS

/**
 * FerryStage:
 * @FERRY_STAGE_NONE: nothing goes on; the transfer may stand in the queue
 * @FERRY_STAGE_OPENING: it is its turn; its file and its secrets are looked for
 * @FERRY_STAGE_CARRYING: a backend moves its bytes, or has been told to stop
 * @FERRY_STAGE_WHOLE: all bytes are there; the journal does not know it yet
 * @FERRY_STAGE_FINALIZING: the file is verified and gets its name
 *
 * How far an attempt is.
 */
typedef enum {
  FERRY_STAGE_NONE,
  FERRY_STAGE_OPENING,
  FERRY_STAGE_CARRYING,
  FERRY_STAGE_WHOLE,
  FERRY_STAGE_FINALIZING,
} FerryStage;

/**
 * FerryStanding:
 * @stage: how far the attempt is
 * @furthest: what the bytes done ever were since someone said to go on
 * @saved: whether the journal has the record as it is
 * @durable: (nullable): what the journal has
 * @stopped: whether the run was told to end
 * @cancel_ordered: whether the journal is being told of a Cancel
 * @delivery: what the run of an upload knows of its own bytes: none has left, some,
 *   all of them, or the server has answered well
 *
 * What of a transfer does not survive the service.
 */
typedef struct {
  FerryStage stage;
  guint64 furthest;
  gboolean saved;
  FerryRecord *durable;
  gboolean stopped;
  gboolean cancel_ordered;
  FerryDelivery delivery;
} FerryStanding;

/**
 * FerryEventType:
 * @FERRY_EVENT_LOADED: the journal was read; @saved
 * @FERRY_EVENT_CREATED: the transfer is durable
 * @FERRY_EVENT_START: a caller's command, like the next
 * @FERRY_EVENT_PAUSE: likewise
 * @FERRY_EVENT_RESUME: likewise
 * @FERRY_EVENT_CANCEL: likewise
 * @FERRY_EVENT_RETRY: likewise
 * @FERRY_EVENT_REMOVE: likewise
 * @FERRY_EVENT_OBEYED: the journal has a Cancel
 * @FERRY_EVENT_REFUSED: the journal could not be told of a command; before, it was @record
 * @FERRY_EVENT_CHANGED: it is to be another @request; @upload is (nullable): what of it
 *   is to be as it was; @secrets is (nullable): what the keyring has of the one before
 * @FERRY_EVENT_FORGOTTEN: the journal has removed it; once more when a run of it ends
 *   after that
 * @FERRY_EVENT_ENVIRONMENT: network or power changed, or what it may cost
 * @FERRY_EVENT_RETRY_DUE: the delay is over
 * @FERRY_EVENT_TURN: the queue gave it a slot
 * @FERRY_EVENT_DISPLACED: another transfer needs the slot more
 * @FERRY_EVENT_STOPPING: the service ends
 * @FERRY_EVENT_OPENED: its files were looked at: @file is set when an earlier service
 *   had finalized it
 * @FERRY_EVENT_SECRETS: the keyring answered: @secrets or @error
 * @FERRY_EVENT_BEGAN: a good answer: @response, @bytes that are kept of those before, @file, @part_file
 * @FERRY_EVENT_CHECKPOINT: the bytes of @durable are on disk
 * @FERRY_EVENT_SENDING: how an upload is sent next: @request that it is sent for,
 *   @upload, @bytes that the server has, @length, @restarts, @waits
 * @FERRY_EVENT_BODY_DONE: all bytes have come, @bytes of them
 * @FERRY_EVENT_ANSWERED: the server has taken an upload: @request that it was sent for,
 *   @bytes, @response, @received
 * @FERRY_EVENT_FAILED: the run ended with @error: @request that it was for, @bytes,
 *   @durable, @retry_after; of an upload also @response, @received
 * @FERRY_EVENT_CANCELED: the run ended as it was told to; otherwise like FAILED
 * @FERRY_EVENT_SAVED: the journal has what it was given
 * @FERRY_EVENT_FINALIZED: the file has its name, @file
 *
 * What happens to a transfer.
 */
typedef enum {
  FERRY_EVENT_LOADED,
  FERRY_EVENT_CREATED,
  FERRY_EVENT_START,
  FERRY_EVENT_PAUSE,
  FERRY_EVENT_RESUME,
  FERRY_EVENT_CANCEL,
  FERRY_EVENT_RETRY,
  FERRY_EVENT_REMOVE,
  FERRY_EVENT_OBEYED,
  FERRY_EVENT_REFUSED,
  FERRY_EVENT_CHANGED,
  FERRY_EVENT_FORGOTTEN,
  FERRY_EVENT_ENVIRONMENT,
  FERRY_EVENT_RETRY_DUE,
  FERRY_EVENT_TURN,
  FERRY_EVENT_DISPLACED,
  FERRY_EVENT_STOPPING,
  FERRY_EVENT_OPENED,
  FERRY_EVENT_SECRETS,
  FERRY_EVENT_BEGAN,
  FERRY_EVENT_CHECKPOINT,
  FERRY_EVENT_SENDING,
  FERRY_EVENT_BODY_DONE,
  FERRY_EVENT_ANSWERED,
  FERRY_EVENT_FAILED,
  FERRY_EVENT_CANCELED,
  FERRY_EVENT_SAVED,
  FERRY_EVENT_FINALIZED,
} FerryEventType;

#define FERRY_N_EVENTS (FERRY_EVENT_FINALIZED + 1)

/* The event that a command is. */
#define FERRY_EVENT_OF_ACTION(action) (FERRY_EVENT_START + (action))

/**
 * FerryEvent:
 *
 * What happened, and when. Which fields count is said at #FerryEventType; all
 * are borrowed.
 */
typedef struct {
  FerryEventType type;
  gint64 now;    /* microseconds since 1970 */
  double random; /* from 0 to 1 */
  const GError *error;
  FerryRecord *record;
  FerryRequest *request;
  FerryResponse *response;
  FerryUpload *upload;
  GVariant *secrets;
  const char *file;
  const char *part_file;
  guint64 bytes;
  FerryRangeSet *durable;
  gint64 length;
  guint64 received;
  gint64 retry_after; /* seconds that the server asked to wait, -1 when it did not */
  gboolean restarts;
  gboolean waits;
} FerryEvent;

/**
 * FerryEffects:
 * @FERRY_EFFECT_DEQUEUE: leave the queue; a delay is over
 * @FERRY_EFFECT_STOP: likewise, and end the run
 * @FERRY_EFFECT_END: the run is over
 * @FERRY_EFFECT_TERMINATE_UPLOAD: the server may forget what the old record has there;
 *   where that lacks its secrets, the keyring is asked first
 * @FERRY_EFFECT_DISCARD: delete the unfinished file of the old record, then save
 * @FERRY_EFFECT_DISCARD_ANSWER: delete what the server answered to an upload
 * @FERRY_EFFECT_STORE_SECRETS: into the keyring
 * @FERRY_EFFECT_SAVE: into the journal
 * @FERRY_EFFECT_CONTINUE: let the run go on when that is durable
 * @FERRY_EFFECT_FORGET: out of the journal
 * @FERRY_EFFECT_RELEASE: give the slot back
 * @FERRY_EFFECT_ENQUEUE: wait for a slot
 * @FERRY_EFFECT_RETRY_IN: wait @retry_in
 * @FERRY_EFFECT_OPEN: look at its files
 * @FERRY_EFFECT_LOOK_UP_SECRETS: ask the keyring
 * @FERRY_EFFECT_START: let a backend carry it
 * @FERRY_EFFECT_CHECKPOINT: make durable what has come, then say that the run was canceled
 * @FERRY_EFFECT_FINALIZE: verify the file and give it its name
 *
 * What is to be done, in this order.
 */
typedef enum {
  FERRY_EFFECT_NONE = 0,
  FERRY_EFFECT_STOP = 1 << 0,
  FERRY_EFFECT_END = 1 << 1,
  FERRY_EFFECT_TERMINATE_UPLOAD = 1 << 2,
  FERRY_EFFECT_DISCARD = 1 << 3,
  FERRY_EFFECT_DISCARD_ANSWER = 1 << 4,
  FERRY_EFFECT_STORE_SECRETS = 1 << 5,
  FERRY_EFFECT_SAVE = 1 << 6,
  FERRY_EFFECT_CONTINUE = 1 << 7,
  FERRY_EFFECT_FORGET = 1 << 8,
  FERRY_EFFECT_RELEASE = 1 << 9,
  FERRY_EFFECT_ENQUEUE = 1 << 10,
  FERRY_EFFECT_RETRY_IN = 1 << 11,
  FERRY_EFFECT_OPEN = 1 << 12,
  FERRY_EFFECT_LOOK_UP_SECRETS = 1 << 13,
  FERRY_EFFECT_START = 1 << 14,
  FERRY_EFFECT_CHECKPOINT = 1 << 15,
  FERRY_EFFECT_FINALIZE = 1 << 16,
  FERRY_EFFECT_DEQUEUE = 1 << 17,
} FerryEffects;

/**
 * FerryAttemptLimits:
 * @max_attempts: how many runs in a row may fail
 */
typedef struct {
  guint max_attempts;
} FerryAttemptLimits;

/**
 * FerryDecision:
 * @record: (owned): what the transfer is now; the same one when nothing changed
 * @stage: how far the attempt is now
 * @furthest: as in #FerryStanding
 * @effects: what is to be done
 * @retry_in: milliseconds, with %FERRY_EFFECT_RETRY_IN
 */
typedef struct {
  FerryRecord *record;
  FerryStage stage;
  guint64 furthest;
  FerryEffects effects;
  gint64 retry_in;
} FerryDecision;

FerryDecision ferry_attempt_decide         (FerryRecord              *record,
                                            const FerryStanding      *standing,
                                            const FerryEvent         *event,
                                            FerryEnvironment          environment,
                                            const FerryAttemptLimits *limits);
void          ferry_attempt_decision_clear (FerryDecision            *decision);
gboolean      ferry_attempt_awaits_answer  (FerryRecord              *record,
                                            FerryStage                stage,
                                            FerryDelivery             delivery);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FerryDecision, ferry_attempt_decision_clear)

G_END_DECLS
