/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What follows from what happens: every event in every state, and then what the
 * record says afterwards. */

#include "ferry-attempt.h"
#include "ferry-error.h"

#include <gio/gio.h>

#define S(name)     FERRY_TRANSFER_STATE_##name
#define STATE(name) (G_GUINT64_CONSTANT (1) << S (name))
#define STAGE(name) (1u << FERRY_STAGE_##name)

/* Idle means two things. */
#define NEW        (G_GUINT64_CONSTANT (1) << 63)
#define BY_WORLD   (STATE (PAUSED_COSTED_NETWORK) | STATE (PAUSED_NO_NETWORK) | STATE (PAUSED_SYSTEM_POLICY))
#define BY_PERSON  (STATE (PAUSED_BY_APPLICATION) | STATE (PAUSED_RECOVERABLE_WEB_ERROR_STATUS))
#define FINAL      (STATE (COMPLETED) | STATE (CANCELED) | STATE (ERROR))
#define UNFINISHED (NEW | STATE (IDLE) | STATE (RUNNING) | BY_WORLD | BY_PERSON)
#define ANY        (UNFINISHED | FINAL)
#define STOPPED    (ANY & ~STATE (RUNNING))

/* A download with a part of its file, an upload that may be sent twice, and one
 * that may not, all of which has left. */
enum {
  DOWNLOAD = 1,
  PUT = 2,
  POST = 4,
  UPLOADS = PUT | POST,
  ALL = DOWNLOAD | UPLOADS,
};

enum {
  ONLINE = 1,
  OFFLINE = 2,
  BOTH = ONLINE | OFFLINE,
};

#define SAME -1

#define STOP     FERRY_EFFECT_STOP
#define DEQUEUE  FERRY_EFFECT_DEQUEUE
#define END      (FERRY_EFFECT_END | FERRY_EFFECT_SAVE | FERRY_EFFECT_RELEASE)
#define DISCARD  FERRY_EFFECT_DISCARD
#define SAVE     FERRY_EFFECT_SAVE
#define ENQUEUE  FERRY_EFFECT_ENQUEUE
#define RELEASE  FERRY_EFFECT_RELEASE
#define START    FERRY_EFFECT_START
#define OPEN     FERRY_EFFECT_OPEN
#define FINALIZE FERRY_EFFECT_FINALIZE

/* clang-format off */
static const struct {
  FerryEventType event;
  int network;
  guint64 states;
  guint stages;
  int kinds;
  int state;
  int stage;
  FerryEffects effects;
} table[] = {
  { FERRY_EVENT_LOADED, BOTH, STATE (RUNNING), STAGE (NONE), ALL, S (IDLE), SAME, SAVE | ENQUEUE },
  { FERRY_EVENT_LOADED, BOTH, STATE (IDLE), STAGE (NONE), ALL, SAME, SAME, ENQUEUE },
  { FERRY_EVENT_LOADED, BOTH, STATE (CANCELED), STAGE (NONE), DOWNLOAD, SAME, SAME, DISCARD },
  { FERRY_EVENT_LOADED, BOTH, STATE (CANCELED), STAGE (NONE), UPLOADS, SAME, SAME, SAVE },

  { FERRY_EVENT_CREATED, BOTH, STATE (IDLE), STAGE (NONE), ALL, SAME, SAME, ENQUEUE },

  { FERRY_EVENT_START, BOTH, NEW, STAGE (NONE), ALL, S (IDLE), SAME, SAVE | ENQUEUE },

  { FERRY_EVENT_PAUSE, BOTH, STATE (IDLE) | STATE (RUNNING) | BY_WORLD, STAGE (NONE) | STAGE (OPENING), ALL, S (PAUSED_BY_APPLICATION), SAME, DEQUEUE | SAVE },
  { FERRY_EVENT_PAUSE, BOTH, STATE (IDLE) | STATE (RUNNING) | BY_WORLD, STAGE (CARRYING), DOWNLOAD | PUT, S (PAUSED_BY_APPLICATION), SAME, DEQUEUE | SAVE },

  { FERRY_EVENT_RESUME, BOTH, BY_WORLD | BY_PERSON, STAGE (NONE), ALL, S (IDLE), SAME, SAVE | ENQUEUE },
  { FERRY_EVENT_RESUME, BOTH, BY_WORLD | BY_PERSON, STAGE (OPENING) | STAGE (CARRYING), ALL, S (IDLE), SAME, SAVE },

  { FERRY_EVENT_CANCEL, BOTH, UNFINISHED, STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING), ALL, S (CANCELED), SAME, DEQUEUE | SAVE },

  { FERRY_EVENT_RETRY, BOTH, STATE (ERROR) | STATE (CANCELED), STAGE (NONE), ALL, S (IDLE), SAME, SAVE | ENQUEUE },
  { FERRY_EVENT_RETRY, BOTH, STATE (CANCELED), STAGE (OPENING) | STAGE (CARRYING), ALL, S (IDLE), SAME, SAVE },

  { FERRY_EVENT_REMOVE, BOTH, FINAL, STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING), ALL, SAME, SAME, FERRY_EFFECT_FORGET },

  { FERRY_EVENT_OBEYED, BOTH, STATE (RUNNING), STAGE (WHOLE) | STAGE (FINALIZING), DOWNLOAD, SAME, SAME, STOP },

  { FERRY_EVENT_REFUSED, BOTH, ANY & ~STATE (COMPLETED), STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING), ALL, S (PAUSED_BY_APPLICATION), SAME, STOP | SAVE },
  { FERRY_EVENT_REFUSED, BOTH, ANY & ~STATE (COMPLETED), STAGE (WHOLE) | STAGE (FINALIZING), ALL, SAME, SAME, SAVE },

  { FERRY_EVENT_CHANGED, BOTH, ANY, STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING) | STAGE (WHOLE) | STAGE (FINALIZING), ALL, SAME, SAME, SAVE | FERRY_EFFECT_STORE_SECRETS },

  { FERRY_EVENT_FORGOTTEN, BOTH, FINAL, STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING), DOWNLOAD, SAME, SAME, DISCARD },
  { FERRY_EVENT_FORGOTTEN, BOTH, FINAL, STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING), UPLOADS, SAME, SAME, FERRY_EFFECT_DISCARD_ANSWER },

  { FERRY_EVENT_ENVIRONMENT, ONLINE, BY_WORLD, STAGE (NONE), ALL, S (IDLE), SAME, SAVE | ENQUEUE },
  { FERRY_EVENT_ENVIRONMENT, ONLINE, BY_WORLD, STAGE (OPENING), ALL, S (IDLE), SAME, SAVE },
  { FERRY_EVENT_ENVIRONMENT, ONLINE, BY_WORLD, STAGE (CARRYING), DOWNLOAD | PUT, S (IDLE), SAME, SAVE },
  { FERRY_EVENT_ENVIRONMENT, OFFLINE, STATE (RUNNING) | STATE (PAUSED_COSTED_NETWORK) | STATE (PAUSED_SYSTEM_POLICY), STAGE (NONE) | STAGE (OPENING), ALL, S (PAUSED_NO_NETWORK), SAME, STOP | SAVE },
  { FERRY_EVENT_ENVIRONMENT, OFFLINE, STATE (RUNNING) | STATE (PAUSED_COSTED_NETWORK) | STATE (PAUSED_SYSTEM_POLICY), STAGE (CARRYING), DOWNLOAD | PUT, S (PAUSED_NO_NETWORK), SAME, STOP | SAVE },

  { FERRY_EVENT_RETRY_DUE, BOTH, STATE (IDLE), STAGE (NONE), ALL, SAME, SAME, ENQUEUE },

  { FERRY_EVENT_TURN, ONLINE, STATE (IDLE), STAGE (NONE), ALL, S (RUNNING), FERRY_STAGE_OPENING, SAVE | OPEN },
  { FERRY_EVENT_TURN, OFFLINE, STATE (IDLE), STAGE (NONE), ALL, S (PAUSED_NO_NETWORK), SAME, SAVE | RELEASE },

  { FERRY_EVENT_DISPLACED, BOTH, STATE (RUNNING), STAGE (OPENING), ALL, S (IDLE), SAME, STOP | SAVE },
  { FERRY_EVENT_DISPLACED, BOTH, STATE (RUNNING), STAGE (CARRYING), DOWNLOAD | PUT, S (IDLE), SAME, STOP | SAVE },

  { FERRY_EVENT_STOPPING, BOTH, STATE (RUNNING), STAGE (OPENING) | STAGE (CARRYING), ALL, S (IDLE), SAME, STOP },
  { FERRY_EVENT_STOPPING, BOTH, STOPPED, STAGE (NONE) | STAGE (OPENING) | STAGE (CARRYING), ALL, SAME, SAME, STOP },

  { FERRY_EVENT_OPENED, BOTH, STATE (RUNNING), STAGE (OPENING), DOWNLOAD | PUT, SAME, FERRY_STAGE_CARRYING, START },
  { FERRY_EVENT_OPENED, BOTH, STATE (RUNNING), STAGE (OPENING), POST, S (ERROR), FERRY_STAGE_NONE, END },
  { FERRY_EVENT_OPENED, BOTH, STATE (IDLE), STAGE (OPENING), ALL, SAME, FERRY_STAGE_NONE, END | ENQUEUE },
  { FERRY_EVENT_OPENED, BOTH, STATE (CANCELED), STAGE (OPENING), DOWNLOAD, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_OPENED, BOTH, STATE (CANCELED), STAGE (OPENING), UPLOADS, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_OPENED, BOTH, BY_WORLD | BY_PERSON, STAGE (OPENING), ALL, SAME, FERRY_STAGE_NONE, END },

  { FERRY_EVENT_SECRETS, BOTH, STATE (RUNNING), STAGE (OPENING), DOWNLOAD | PUT, SAME, FERRY_STAGE_CARRYING, START },
  { FERRY_EVENT_SECRETS, BOTH, STATE (RUNNING), STAGE (OPENING), POST, S (ERROR), FERRY_STAGE_NONE, END },
  { FERRY_EVENT_SECRETS, BOTH, STATE (IDLE), STAGE (OPENING), ALL, SAME, FERRY_STAGE_NONE, END | ENQUEUE },
  { FERRY_EVENT_SECRETS, BOTH, STATE (CANCELED), STAGE (OPENING), DOWNLOAD, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_SECRETS, BOTH, STATE (CANCELED), STAGE (OPENING), UPLOADS, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_SECRETS, BOTH, BY_WORLD | BY_PERSON, STAGE (OPENING), ALL, SAME, FERRY_STAGE_NONE, END },

  { FERRY_EVENT_BEGAN, BOTH, ANY, STAGE (CARRYING), DOWNLOAD, SAME, SAME, SAVE },

  { FERRY_EVENT_CHECKPOINT, BOTH, ANY, STAGE (CARRYING) | STAGE (WHOLE) | STAGE (FINALIZING), DOWNLOAD, SAME, SAME, SAVE },

  { FERRY_EVENT_SENDING, BOTH, ANY, STAGE (CARRYING), UPLOADS, SAME, SAME, FERRY_EFFECT_CONTINUE },

  { FERRY_EVENT_BODY_DONE, BOTH, STATE (RUNNING), STAGE (CARRYING), DOWNLOAD, SAME, FERRY_STAGE_FINALIZING, FINALIZE },
  { FERRY_EVENT_BODY_DONE, BOTH, STOPPED, STAGE (CARRYING), DOWNLOAD, SAME, SAME, FERRY_EFFECT_CHECKPOINT },

  { FERRY_EVENT_ANSWERED, BOTH, STATE (CANCELED), STAGE (CARRYING), UPLOADS, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_ANSWERED, BOTH, UNFINISHED, STAGE (CARRYING), UPLOADS, S (COMPLETED), FERRY_STAGE_NONE, END },

  { FERRY_EVENT_FAILED, ONLINE, STATE (RUNNING), STAGE (CARRYING) | STAGE (FINALIZING), DOWNLOAD | PUT, S (IDLE), FERRY_STAGE_NONE, END | FERRY_EFFECT_RETRY_IN },
  { FERRY_EVENT_FAILED, OFFLINE, STATE (RUNNING), STAGE (CARRYING) | STAGE (FINALIZING), DOWNLOAD | PUT, S (PAUSED_NO_NETWORK), FERRY_STAGE_NONE, END },
  { FERRY_EVENT_FAILED, BOTH, STATE (IDLE), STAGE (CARRYING), DOWNLOAD | PUT, SAME, FERRY_STAGE_NONE, END | ENQUEUE },
  { FERRY_EVENT_FAILED, BOTH, BY_WORLD | BY_PERSON, STAGE (CARRYING), DOWNLOAD | PUT, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_FAILED, BOTH, STATE (CANCELED), STAGE (CARRYING), DOWNLOAD, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_FAILED, BOTH, STATE (CANCELED), STAGE (CARRYING), UPLOADS, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_FAILED, BOTH, UNFINISHED, STAGE (CARRYING), POST, S (ERROR), FERRY_STAGE_NONE, END },

  { FERRY_EVENT_CANCELED, BOTH, STATE (RUNNING), STAGE (CARRYING), ALL, S (ERROR), FERRY_STAGE_NONE, END },
  { FERRY_EVENT_CANCELED, BOTH, STATE (RUNNING), STAGE (FINALIZING), DOWNLOAD, S (CANCELED), FERRY_STAGE_NONE, END },
  { FERRY_EVENT_CANCELED, BOTH, STATE (IDLE), STAGE (CARRYING), DOWNLOAD | PUT, SAME, FERRY_STAGE_NONE, END | ENQUEUE },
  { FERRY_EVENT_CANCELED, BOTH, BY_WORLD | BY_PERSON, STAGE (CARRYING), DOWNLOAD | PUT, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_CANCELED, BOTH, STATE (CANCELED), STAGE (CARRYING), DOWNLOAD, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_CANCELED, BOTH, STATE (CANCELED), STAGE (CARRYING), UPLOADS, SAME, FERRY_STAGE_NONE, END },
  { FERRY_EVENT_CANCELED, BOTH, STOPPED & ~FINAL, STAGE (CARRYING), POST, S (ERROR), FERRY_STAGE_NONE, END },

  { FERRY_EVENT_SAVED, BOTH, STATE (RUNNING), STAGE (WHOLE), DOWNLOAD, SAME, FERRY_STAGE_FINALIZING, FINALIZE },
  { FERRY_EVENT_SAVED, BOTH, STOPPED, STAGE (OPENING), ALL, SAME, SAME, STOP },
  { FERRY_EVENT_SAVED, BOTH, STOPPED, STAGE (CARRYING), DOWNLOAD | PUT, SAME, SAME, STOP },
  { FERRY_EVENT_SAVED, BOTH, STATE (CANCELED), STAGE (CARRYING), POST, SAME, SAME, STOP },
  { FERRY_EVENT_SAVED, BOTH, STATE (CANCELED), STAGE (NONE), DOWNLOAD, SAME, SAME, DISCARD },
  { FERRY_EVENT_SAVED, BOTH, STATE (CANCELED), STAGE (NONE), UPLOADS, SAME, SAME, SAVE },

  { FERRY_EVENT_FINALIZED, BOTH, STATE (RUNNING), STAGE (FINALIZING), DOWNLOAD, S (COMPLETED), FERRY_STAGE_NONE, END },
};
/* clang-format on */

static const FerryTransferState states[] = {
  S (IDLE),
  S (RUNNING),
  S (PAUSED_BY_APPLICATION),
  S (PAUSED_COSTED_NETWORK),
  S (PAUSED_NO_NETWORK),
  S (COMPLETED),
  S (CANCELED),
  S (ERROR),
  S (PAUSED_RECOVERABLE_WEB_ERROR_STATUS),
  S (PAUSED_SYSTEM_POLICY),
};

/* Everything that a decision is made of. */
typedef struct {
  FerryRecord *record; /* (owned) */
  FerryStanding standing;
  FerryEvent event;
  FerryEnvironment environment;
  FerryAttemptLimits limits;
  FerryDecision decision; /* (owned) */

  FerryRecord *before;     /* (owned) what a command found */
  GError *error;           /* (owned) */
  GVariant *secrets;       /* (owned) */
  FerryResponse *response; /* (owned) */
  FerryRangeSet *durable;  /* (owned) */
  FerryUpload *upload;     /* (owned) */
  FerryRequest *request;   /* (owned) (nullable) when it is not that of the record */
} Case;

static FerryRequest *
make_request (int         kind,
              const char *more)
{
  g_autofree char *text = g_strdup_printf (kind == DOWNLOAD ? "{'folder': <'/d'>%s}"
                                           : kind == PUT    ? "{'file': <'/f'>, 'method': <'PUT'>%s}"
                                                            : "{'file': <'/f'>, 'method': <'POST'>%s}",
                                           more);
  g_autoptr (GVariant) options = g_variant_ref_sink (g_variant_new_parsed (text));
  g_autoptr (GError) error = NULL;
  FerryRequest *request;

  request = ferry_request_new (kind == DOWNLOAD ? FERRY_TRANSFER_KIND_DOWNLOAD : FERRY_TRANSFER_KIND_UPLOAD,
                               "http://example.com/a", options, &error);
  g_assert_no_error (error);
  return request;
}

static void
set_up (Case *self,
        int   kind)
{
  FerryRecord *record = ferry_record_new ();
  FerryUpload *upload = ferry_upload_new (g_variant_new_parsed ("[(uint64 100, int64 1)]"));

  *self = (Case){ .record = record, .environment.available = TRUE, .limits.max_attempts = 8 };
  record->id = g_strdup ("id");
  record->request = make_request (kind, "");
  record->started = TRUE;
  record->bytes_done = 40;
  record->bytes_total = 100;
  record->file = g_strdup ("/d/f");
  upload->protocol = FERRY_UPLOAD_PROTOCOL_PLAIN;
  if (kind == DOWNLOAD)
    {
      record->part_file = g_strdup ("/d/f.part");
      g_clear_pointer (&upload, ferry_upload_unref);
    }
  else if (kind == POST)
    {
      upload->delivery = FERRY_DELIVERY_IN_FLIGHT;
      self->standing.delivery = FERRY_DELIVERY_UNKNOWN;
    }
  record->upload = upload;
  self->standing.furthest = 40;
  self->standing.saved = TRUE;
  self->response = ferry_response_new ();
  self->response->length = 100;
  self->secrets = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  self->upload = upload != NULL ? ferry_upload_copy (upload) : NULL;
  self->before = ferry_record_copy (record);
  self->before->state = S (PAUSED_BY_APPLICATION);
  self->error = g_error_new_literal (FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_TIMEOUT, "Silence");
  self->durable = ferry_range_set_new (40);
  self->event = (FerryEvent){ .now = 7, .random = 0.5, .bytes = 40, .durable = self->durable, .length = 100, .retry_after = -1 };
}

static void
tear_down (Case *self)
{
  ferry_attempt_decision_clear (&self->decision);
  g_clear_pointer (&self->record, ferry_record_unref);
  g_clear_pointer (&self->upload, ferry_upload_unref);
  g_clear_pointer (&self->request, ferry_request_unref);
  ferry_record_unref (self->before);
  ferry_response_unref (self->response);
  g_variant_unref (self->secrets);
  ferry_range_set_unref (self->durable);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, tear_down)

static void
add_durable (Case    *self,
             guint64  start,
             guint64  end)
{
  FerryRangeSet *before = self->durable;

  self->event.durable = self->durable = ferry_range_set_copy (before);
  ferry_range_set_add (self->durable, start, end);
  ferry_range_set_unref (before);
}

static void
set_error (Case   *self,
           GQuark  domain,
           int     code)
{
  g_clear_error (&self->error);
  self->error = g_error_new_literal (domain, code, "As the test says");
}

/* The record that comes out goes into the next decision. */
static FerryRecord *
decide (Case           *self,
        FerryEventType  event)
{
  self->event.type = event;
  self->event.error = self->error;
  self->event.response = event == FERRY_EVENT_BEGAN ? self->response : NULL;
  self->event.request = self->request != NULL ? self->request : self->record->request;
  self->event.upload = event == FERRY_EVENT_SENDING ? self->upload : NULL;
  self->event.secrets = self->secrets;
  if (event == FERRY_EVENT_SENDING)
    self->event.waits = TRUE;
  if (event == FERRY_EVENT_BEGAN)
    self->event.part_file = "/d/f.part";
  self->standing.durable = self->record;
  if (event == FERRY_EVENT_REFUSED)
    self->event.record = self->before;
  if (event == FERRY_EVENT_FINALIZED)
    self->event.file = "/d/f";
  ferry_attempt_decision_clear (&self->decision);
  self->decision = ferry_attempt_decide (self->record, &self->standing, &self->event, self->environment, &self->limits);
  return self->decision.record;
}

static FerryRecord *
decide_in (Case               *self,
           FerryTransferState  state,
           FerryStage          stage,
           FerryEventType      event)
{
  self->record->state = state;
  self->standing.stage = stage;
  return decide (self, event);
}

/* What a service never sees: an attempt that goes on where it is over, or none
 * where one must be. */
static gboolean
is_possible (FerryTransferState state,
             gboolean           started,
             FerryStage         stage,
             int                kind,
             FerryEventType     event)
{
  if (!started)
    return state == S (IDLE) && stage == FERRY_STAGE_NONE && event != FERRY_EVENT_TURN;
  if (stage == FERRY_STAGE_WHOLE || stage == FERRY_STAGE_FINALIZING)
    return state == S (RUNNING) && kind == DOWNLOAD;
  if (state == S (RUNNING) && stage == FERRY_STAGE_NONE)
    return event == FERRY_EVENT_LOADED;
  return stage == FERRY_STAGE_NONE || (state != S (COMPLETED) && state != S (ERROR));
}

static gssize
find_row (FerryEventType event,
          int            network,
          guint64        state,
          FerryStage     stage,
          int            kind)
{
  gssize found = -1;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].event == event && (table[i].network & network) != 0 && (table[i].states & state) != 0 &&
        (table[i].stages >> stage & 1) != 0 && (table[i].kinds & kind) != 0)
      {
        /* The table must not say two things. */
        g_assert_cmpint (found, ==, -1);
        found = i;
      }
  return found;
}

static void
assert_row (FerryEventType     event,
            int                network,
            FerryTransferState state,
            gboolean           started,
            FerryStage         stage,
            int                kind)
{
  g_auto (Case) self = { 0 };
  gssize row = find_row (event, network, started ? G_GUINT64_CONSTANT (1) << state : NEW, stage, kind);
  FerryRecord *record;

  set_up (&self, kind);
  self.record->started = started;
  self.environment.available = network == ONLINE;
  if (event == FERRY_EVENT_CANCELED)
    set_error (&self, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  record = decide_in (&self, state, stage, event);
  if (row < 0)
    {
      g_assert_true (record == self.record);
      g_assert_cmpint (self.decision.stage, ==, stage);
      g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_NONE);
      return;
    }
  g_assert_cmpint (record->state, ==, table[row].state == SAME ? (int) state : table[row].state);
  g_assert_cmpint (self.decision.stage, ==, table[row].stage == SAME ? (int) stage : table[row].stage);
  g_assert_cmphex (self.decision.effects, ==, table[row].effects);
  if (event != FERRY_EVENT_REFUSED)
    g_assert_cmpint (record->finished, ==, ferry_transfer_state_is_final (record->state) && record->state != state ? 7 : 0);
}

static void
every_event_in_every_state_does_what_the_table_says (void)
{
  static const int kinds[] = { DOWNLOAD, PUT, POST };

  for (FerryEventType event = 0; event < FERRY_N_EVENTS; event++)
    for (int network = ONLINE; network <= OFFLINE; network++)
      for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
        for (FerryStage stage = FERRY_STAGE_NONE; stage <= FERRY_STAGE_FINALIZING; stage++)
          for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
            for (int started = FALSE; started <= TRUE; started++)
              if (is_possible (states[i], started, stage, kinds[k], event))
                assert_row (event, network, states[i], started, stage, kinds[k]);
}

/* Downloads. */

static void
a_failure_is_remembered_and_waited_for (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  self.event.retry_after = 90;
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED);
  g_assert_cmpuint (record->attempts, ==, 1);
  g_assert_cmpstr (record->error->message, ==, "Silence");
  g_assert_cmpint (self.decision.retry_in, ==, 90000);
}

static void
a_run_that_came_further_begins_the_count_anew (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.record->attempts = 7;
  self.event.bytes = 41;
  g_assert_cmpuint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED)->attempts, ==, 1);
  g_assert_cmpuint (self.decision.furthest, ==, 41);
}

static void
a_plain_upload_begins_the_count_anew_never (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, PUT);
  self.record->attempts = 6;
  self.event.bytes = 99;
  g_assert_cmpuint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED)->attempts, ==, 7);
}

static void
a_run_that_the_service_did_not_survive_counts (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  g_assert_cmpuint (decide_in (&self, S (RUNNING), FERRY_STAGE_NONE, FERRY_EVENT_LOADED)->attempts, ==, 1);
  self.record->attempts = 1;
  decide (&self, FERRY_EVENT_LOADED);
  g_assert_cmphex (self.decision.effects, ==, SAVE | FERRY_EFFECT_RETRY_IN);
  self.record->attempts = 2;
  self.limits.max_attempts = 1;
  g_assert_cmpint (decide (&self, FERRY_EVENT_LOADED)->state, ==, S (ERROR));
  g_assert_cmphex (self.decision.effects, ==, SAVE);
}

static void
bytes_that_became_durable_begin_the_count_anew (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.record->attempts = 3;
  add_durable (&self, 40, 41);
  g_assert_cmpuint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_CHECKPOINT)->attempts, ==, 0);
}

static void
too_many_failures_in_a_row_end_it (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.record->attempts = 7;
  g_assert_cmpint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED)->state, ==, S (ERROR));
  g_assert_cmphex (self.decision.effects, ==, END);
}

static void
a_missing_network_spends_no_attempt (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  self.environment.available = FALSE;
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED);
  g_assert_cmpuint (record->attempts, ==, 0);
  g_assert_null (record->error);
}

static void
what_the_caller_wants_to_repair_waits_for_the_caller (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  ferry_request_unref (self.record->request);
  self.record->request = make_request (DOWNLOAD, ", 'recoverable': <[uint32 503]>");
  set_error (&self, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE);
  g_assert_cmpint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED)->state, ==,
                   S (PAUSED_RECOVERABLE_WEB_ERROR_STATUS));
}

static void
wrong_bytes_are_thrown_away (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  set_error (&self, FERRY_ERROR, FERRY_ERROR_CHECKSUM);
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_FINALIZING, FERRY_EVENT_FAILED);
  g_assert_cmpint (record->state, ==, S (ERROR));
  g_assert_nonnull (record->part_file);
  self.record->error = g_error_copy (self.error);
  record = decide_in (&self, S (ERROR), FERRY_STAGE_NONE, FERRY_EVENT_SAVED);
  g_assert_cmphex (self.decision.effects, ==, DISCARD);
  g_assert_null (record->part_file);
  g_assert_cmpuint (record->bytes_done, ==, 0);
}

static void
what_the_journal_has_not_given_up_is_not_thrown_away (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.record->state = S (CANCELED);
  self.standing.durable = self.before;
  self.event.type = FERRY_EVENT_SAVED;
  self.decision = ferry_attempt_decide (self.record, &self.standing, &self.event, self.environment, &self.limits);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_NONE);
}

static void
what_the_journal_refused_is_as_before (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  self.before->state = S (RUNNING);
  self.before->attempts = 5;
  self.before->error = g_error_copy (self.error);
  record = decide_in (&self, S (CANCELED), FERRY_STAGE_CARRYING, FERRY_EVENT_REFUSED);
  g_assert_cmpint (record->state, ==, S (RUNNING));
  g_assert_cmpuint (record->attempts, ==, 5);
  g_assert_nonnull (record->error);
  g_assert_cmphex (self.decision.effects, ==, SAVE);
  self.standing.stopped = TRUE;
  g_assert_cmpint (decide (&self, FERRY_EVENT_REFUSED)->state, ==, S (IDLE));
}

static void
what_is_gone_is_begun_anew (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  set_error (&self, FERRY_ERROR, FERRY_ERROR_NOT_FOUND);
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED);
  g_assert_cmphex (self.decision.effects, ==, END | ENQUEUE);
  g_assert_null (record->part_file);
  g_assert_cmpuint (record->bytes_done, ==, 0);
  g_assert_cmpuint (record->restarts, ==, 1);
}

static void
only_what_is_on_disk_is_called_done (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.event.bytes = 90;
  add_durable (&self, 40, 50);
  g_assert_cmpuint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED)->bytes_done, ==, 50);
  g_assert_cmpuint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_CHECKPOINT)->bytes_done, ==, 50);
  ferry_range_set_remove (self.durable, 30, 50);
  g_assert_cmpuint (decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_CHECKPOINT)->bytes_done, ==, 40);
}

static void
what_is_behind_a_gap_is_done_too (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  add_durable (&self, 60, 80);
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_CHECKPOINT);
  g_assert_cmpuint (record->bytes_done, ==, 60);
  g_assert_cmpuint (ferry_range_set_get_n_ranges (record->ranges), ==, 2);
  add_durable (&self, 40, 60);
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_CHECKPOINT);
  g_assert_cmpuint (record->bytes_done, ==, 80);
  g_assert_null (record->ranges);
}

static void
a_file_with_a_gap_is_not_whole (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  add_durable (&self, 41, 100);
  ferry_record_set_ranges (self.record, self.durable);
  decide_in (&self, S (RUNNING), FERRY_STAGE_OPENING, FERRY_EVENT_OPENED);
  g_assert_cmphex (self.decision.effects, ==, START);
  add_durable (&self, 40, 41);
  ferry_record_set_ranges (self.record, self.durable);
  decide_in (&self, S (RUNNING), FERRY_STAGE_OPENING, FERRY_EVENT_OPENED);
  g_assert_cmphex (self.decision.effects, ==, FINALIZE);
}

static void
a_server_that_begins_anew_takes_back_what_was_done (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  self.event.bytes = 0;
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_BEGAN);
  g_assert_cmpuint (record->bytes_done, ==, 0);
  g_assert_cmpuint (record->restarts, ==, 1);
  g_assert_true (record->response == self.response);
}

static void
a_file_gets_its_name_only_when_the_journal_knows_of_it (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.standing.saved = FALSE;
  decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_BODY_DONE);
  g_assert_cmpint (self.decision.stage, ==, FERRY_STAGE_WHOLE);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_NONE);
  decide_in (&self, S (RUNNING), FERRY_STAGE_WHOLE, FERRY_EVENT_SAVED);
  g_assert_cmpint (self.decision.stage, ==, FERRY_STAGE_WHOLE);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_NONE);
}

static void
a_length_that_only_the_end_tells_is_durable_before_the_name (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  self.record->bytes_total = -1;
  self.event.bytes = 77;
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_BODY_DONE);
  g_assert_cmpint (record->bytes_total, ==, 77);
  g_assert_cmpint (self.decision.stage, ==, FERRY_STAGE_WHOLE);
  g_assert_cmphex (self.decision.effects, ==, SAVE);
}

static void
a_file_that_was_whole_before_only_gets_its_name (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.record->bytes_done = 100;
  decide_in (&self, S (RUNNING), FERRY_STAGE_OPENING, FERRY_EVENT_OPENED);
  g_assert_cmphex (self.decision.effects, ==, FINALIZE);
}

static void
a_file_that_has_its_name_is_complete (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  self.event.file = "/d/f";
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_OPENING, FERRY_EVENT_OPENED);
  g_assert_cmpint (record->state, ==, S (COMPLETED));
  g_assert_cmpstr (record->file, ==, "/d/f");
  g_assert_null (record->part_file);
  g_assert_cmpuint (record->bytes_done, ==, 100);
}

static void
secrets_that_are_not_there_are_looked_for (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  self.record->request->lacks_secrets = TRUE;
  decide_in (&self, S (RUNNING), FERRY_STAGE_OPENING, FERRY_EVENT_OPENED);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_LOOK_UP_SECRETS);
  g_assert_cmpint (self.decision.stage, ==, FERRY_STAGE_OPENING);
  g_clear_pointer (&self.secrets, g_variant_unref);
  set_error (&self, FERRY_ERROR, FERRY_ERROR_FAILED);
  g_assert_cmpint (decide (&self, FERRY_EVENT_SECRETS)->state, ==, S (ERROR));
  self.secrets = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
}

static void
going_on_forgets_what_went_wrong (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  self.record->attempts = 8;
  self.record->error = g_error_copy (self.error);
  self.standing.furthest = 90;
  record = decide_in (&self, S (ERROR), FERRY_STAGE_NONE, FERRY_EVENT_RETRY);
  g_assert_cmpuint (record->attempts, ==, 0);
  g_assert_null (record->error);
  g_assert_cmpuint (self.decision.furthest, ==, 40);
}

/* Uploads. */

static void
assert_may_be_sent (Case     *self,
                    gboolean  expected)
{
  FerryRecord *record = decide_in (self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED);

  g_assert_cmpint (ferry_upload_may_be_sent (record->upload), ==, expected);
  g_assert_cmpint (record->state, ==, expected ? S (IDLE) : S (ERROR));
}

static void
a_post_that_got_no_answer_is_not_sent_again (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, POST);
  assert_may_be_sent (&self, FALSE);
  g_assert_nonnull (strstr (self.decision.record->error->message, "Silence; "));
  self.standing.delivery = FERRY_DELIVERY_IN_FLIGHT;
  assert_may_be_sent (&self, FALSE);
}

static void
a_post_that_never_left_is_sent_again (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, POST);
  self.standing.delivery = FERRY_DELIVERY_NOT_SENT;
  assert_may_be_sent (&self, TRUE);
}

static void
a_post_that_the_server_did_not_take_is_sent_again (void)
{
  static const int codes[] = { 408, 429, 503 };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_auto (Case) self = { 0 };

      set_up (&self, POST);
      set_error (&self, FERRY_WEB_ERROR, codes[i]);
      assert_may_be_sent (&self, TRUE);
    }
}

static void
a_post_that_was_refused_says_only_that (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, POST);
  set_error (&self, FERRY_WEB_ERROR, 500);
  assert_may_be_sent (&self, FALSE);
  g_assert_cmpstr (self.decision.record->error->message, ==, "As the test says");
}

static void
a_post_that_was_cut_off_in_the_middle_goes_on_later (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, POST);
  set_error (&self, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  self.standing.delivery = FERRY_DELIVERY_IN_FLIGHT;
  record = decide_in (&self, S (PAUSED_BY_APPLICATION), FERRY_STAGE_CARRYING, FERRY_EVENT_CANCELED);
  g_assert_cmpint (record->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_true (ferry_upload_may_be_sent (record->upload));
}

static void
a_person_who_was_told_sends_a_post_again (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, POST);
  g_assert_true (ferry_upload_may_be_sent (decide_in (&self, S (ERROR), FERRY_STAGE_NONE, FERRY_EVENT_RETRY)->upload));
  g_assert_false (ferry_upload_may_be_sent (decide_in (&self, S (PAUSED_BY_APPLICATION), FERRY_STAGE_NONE, FERRY_EVENT_RESUME)->upload));
}

static void
what_a_server_has_taken_is_confirmed (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, POST);
  self.event.bytes = 100;
  record = decide_in (&self, S (PAUSED_BY_APPLICATION), FERRY_STAGE_CARRYING, FERRY_EVENT_ANSWERED);
  g_assert_cmpint (record->upload->delivery, ==, FERRY_DELIVERY_CONFIRMED);
  g_assert_cmpint (record->state, ==, S (COMPLETED));
}

static void
an_address_on_the_server_is_where_to_ask (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, POST);
  self.record->upload->protocol = FERRY_UPLOAD_PROTOCOL_TUS;
  self.record->upload->url = g_strdup ("http://example.com/u");
  record = decide_in (&self, S (RUNNING), FERRY_STAGE_CARRYING, FERRY_EVENT_FAILED);
  g_assert_cmpint (record->state, ==, S (IDLE));
  g_assert_cmpint (record->upload->delivery, ==, FERRY_DELIVERY_IN_FLIGHT);
  decide_in (&self, S (RUNNING), FERRY_STAGE_OPENING, FERRY_EVENT_OPENED);
  g_assert_cmphex (self.decision.effects, ==, START);
}

static void
a_server_may_forget_what_is_given_up (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, PUT);
  self.record->upload->protocol = FERRY_UPLOAD_PROTOCOL_TUS;
  self.record->upload->url = g_strdup ("http://example.com/u");
  record = decide_in (&self, S (CANCELED), FERRY_STAGE_NONE, FERRY_EVENT_SAVED);
  g_assert_cmphex (self.decision.effects, ==, SAVE | FERRY_EFFECT_TERMINATE_UPLOAD);
  g_assert_null (record->upload->url);
  g_assert_cmpuint (record->bytes_done, ==, 0);
}

/* It is told again when a run ends after that. */
static void
what_is_forgotten_twice_goes_once (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, DOWNLOAD);
  record = decide_in (&self, S (CANCELED), FERRY_STAGE_NONE, FERRY_EVENT_FORGOTTEN);
  g_assert_cmphex (self.decision.effects, ==, DISCARD);
  g_assert_null (record->part_file);
}

static void
a_server_is_told_once_of_what_is_forgotten_twice (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  set_up (&self, PUT);
  self.record->upload->protocol = FERRY_UPLOAD_PROTOCOL_TUS;
  self.record->upload->url = g_strdup ("http://example.com/u");
  record = decide_in (&self, S (CANCELED), FERRY_STAGE_NONE, FERRY_EVENT_FORGOTTEN);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_DISCARD_ANSWER | FERRY_EFFECT_TERMINATE_UPLOAD);
  g_assert_null (record->upload->url);
}

static void
a_cancel_on_its_way_to_the_journal_wins_over_wrong_bytes (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, DOWNLOAD);
  set_error (&self, FERRY_ERROR, FERRY_ERROR_CHECKSUM);
  self.standing.cancel_ordered = TRUE;
  g_assert_cmpint (decide_in (&self, S (RUNNING), FERRY_STAGE_FINALIZING, FERRY_EVENT_FAILED)->state, ==, S (CANCELED));
}

static void
what_may_be_sent_twice_is_not_remembered_as_sent (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, PUT);
  self.standing.stage = FERRY_STAGE_CARRYING;
  self.record->state = S (RUNNING);
  decide (&self, FERRY_EVENT_SENDING);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_CONTINUE);
  ferry_attempt_decision_clear (&self.decision);
  self.event.waits = FALSE;
  self.decision = ferry_attempt_decide (self.record, &self.standing, &self.event, self.environment, &self.limits);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_NONE);
}

/* Another address. */

static FerryRequest *
with_address (FerryRequest *request,
              const char   *address)
{
  g_autoptr (GVariant) changes = g_variant_ref_sink (g_variant_new_parsed ("{'uri': <%s>}", address));
  g_autoptr (GError) error = NULL;
  FerryRequest *changed = ferry_request_with_changes (request, changes, &error);

  g_assert_no_error (error);
  return changed;
}

/* An upload of which a server has gathered 40 bytes at an address of its own, and
 * which then is to go to another server. */
static FerryRecord *
move_upload (Case *self)
{
  FerryUpload *upload;

  set_up (self, PUT);
  upload = ferry_upload_with_address (self->record->upload, FERRY_UPLOAD_PROTOCOL_TUS, 0, "http://example.com/a/1");
  ferry_upload_unref (self->record->upload);
  self->record->upload = upload;
  self->request = with_address (self->record->request, "http://other.example/b");
  return decide_in (self, S (PAUSED_BY_APPLICATION), FERRY_STAGE_CARRYING, FERRY_EVENT_CHANGED);
}

/* What comes next is still of the run for the old address. */
static FerryRecord *
hear_old_run (Case           *self,
              FerryEventType  event)
{
  g_autoptr (FerryRecord) moved = ferry_record_ref (self->decision.record);
  FerryRequest *old = ferry_request_ref (self->record->request);

  ferry_record_unref (self->record);
  self->record = g_steal_pointer (&moved);
  ferry_request_unref (self->request);
  self->request = old;
  ferry_upload_unref (self->upload);
  self->upload = ferry_upload_with_address (self->record->upload, FERRY_UPLOAD_PROTOCOL_TUS, 0, "http://example.com/a/1");
  return decide (self, event);
}

static void
another_address_leaves_what_the_old_server_gathers (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record = move_upload (&self);

  g_assert_cmpstr (record->request->address, ==, "http://other.example/b");
  g_assert_null (record->upload->url);
  g_assert_cmpint (record->upload->protocol, ==, FERRY_UPLOAD_PROTOCOL_AUTO);
}

static void
the_same_address_leaves_nothing (void)
{
  g_auto (Case) self = { 0 };

  set_up (&self, PUT);
  self.request = with_address (self.record->request, "http://example.com/a");
  g_assert_true (decide_in (&self, S (PAUSED_BY_APPLICATION), FERRY_STAGE_NONE, FERRY_EVENT_CHANGED)->upload == self.record->upload);
}

static void
a_run_for_an_old_address_brings_nothing_back (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  move_upload (&self);
  record = hear_old_run (&self, FERRY_EVENT_SENDING);
  g_assert_true (record == self.record);
  g_assert_null (record->upload->url);
  g_assert_cmphex (self.decision.effects, ==, FERRY_EFFECT_NONE);
}

static void
the_end_of_a_run_for_an_old_address_says_nothing_of_the_new_one (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  move_upload (&self);
  self.event.bytes = 90;
  set_error (&self, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  record = hear_old_run (&self, FERRY_EVENT_CANCELED);
  g_assert_cmpint (record->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpuint (record->bytes_done, ==, 40);
  g_assert_null (record->upload->url);
}

static void
what_the_old_server_has_taken_is_not_what_the_new_one_has (void)
{
  g_auto (Case) self = { 0 };
  FerryRecord *record;

  move_upload (&self);
  record = hear_old_run (&self, FERRY_EVENT_ANSWERED);
  g_assert_cmpint (record->state, ==, S (PAUSED_BY_APPLICATION));
  g_assert_cmpint (record->upload->delivery, ==, FERRY_DELIVERY_NOT_SENT);
  g_assert_cmpint (self.decision.stage, ==, FERRY_STAGE_NONE);
}

/* A POST that is paused, but still on its way, gets another address, and then its
 * run ends. */
static FerryRecord *
end_moved_post (Case           *self,
                FerryDelivery   delivery,
                FerryEventType  end)
{
  set_up (self, POST);
  set_error (self, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  self->standing.delivery = delivery;
  self->request = with_address (self->record->request, "http://example.com/b");
  decide_in (self, S (PAUSED_BY_APPLICATION), FERRY_STAGE_CARRYING, FERRY_EVENT_CHANGED);
  return hear_old_run (self, end);
}

static void
a_post_that_the_old_server_has_not_whole_waits_for_the_new_one (void)
{
  static const FerryDelivery deliveries[] = { FERRY_DELIVERY_NOT_SENT, FERRY_DELIVERY_IN_FLIGHT };

  for (gsize i = 0; i < G_N_ELEMENTS (deliveries); i++)
    {
      g_auto (Case) self = { 0 };
      FerryRecord *record = end_moved_post (&self, deliveries[i], FERRY_EVENT_CANCELED);

      g_assert_cmpint (record->state, ==, S (PAUSED_BY_APPLICATION));
      g_assert_true (ferry_upload_may_be_sent (record->upload));
    }
}

static void
a_post_that_the_old_server_has_goes_to_no_other_unasked (void)
{
  static const FerryEventType ends[] = { FERRY_EVENT_ANSWERED, FERRY_EVENT_CANCELED, FERRY_EVENT_FAILED };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_auto (Case) self = { 0 };
      FerryRecord *record = end_moved_post (&self, FERRY_DELIVERY_UNKNOWN, ends[i]);

      g_assert_cmpint (record->state, ==, S (ERROR));
      g_assert_false (ferry_upload_may_be_sent (record->upload));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attempt/every event in every state does what the table says",
                   every_event_in_every_state_does_what_the_table_says);
#define ADD(name, function) g_test_add_func ("/attempt/" name, function)
  ADD ("a failure is remembered and waited for", a_failure_is_remembered_and_waited_for);
  ADD ("a run that came further begins the count anew", a_run_that_came_further_begins_the_count_anew);
  ADD ("a plain upload begins the count anew never", a_plain_upload_begins_the_count_anew_never);
  ADD ("a run that the service did not survive counts", a_run_that_the_service_did_not_survive_counts);
  ADD ("bytes that became durable begin the count anew", bytes_that_became_durable_begin_the_count_anew);
  ADD ("too many failures in a row end it", too_many_failures_in_a_row_end_it);
  ADD ("a missing network spends no attempt", a_missing_network_spends_no_attempt);
  ADD ("what the caller wants to repair waits for the caller", what_the_caller_wants_to_repair_waits_for_the_caller);
  ADD ("wrong bytes are thrown away", wrong_bytes_are_thrown_away);
  ADD ("a cancel on its way to the journal wins over wrong bytes", a_cancel_on_its_way_to_the_journal_wins_over_wrong_bytes);
  ADD ("what the journal has not given up is not thrown away", what_the_journal_has_not_given_up_is_not_thrown_away);
  ADD ("what the journal refused is as before", what_the_journal_refused_is_as_before);
  ADD ("what is gone is begun anew", what_is_gone_is_begun_anew);
  ADD ("only what is on disk is called done", only_what_is_on_disk_is_called_done);
  ADD ("what is behind a gap is done too", what_is_behind_a_gap_is_done_too);
  ADD ("a file with a gap is not whole", a_file_with_a_gap_is_not_whole);
  ADD ("a server that begins anew takes back what was done", a_server_that_begins_anew_takes_back_what_was_done);
  ADD ("a file gets its name only when the journal knows of it", a_file_gets_its_name_only_when_the_journal_knows_of_it);
  ADD ("a length that only the end tells is durable before the name",
       a_length_that_only_the_end_tells_is_durable_before_the_name);
  ADD ("a file that was whole before only gets its name", a_file_that_was_whole_before_only_gets_its_name);
  ADD ("a file that has its name is complete", a_file_that_has_its_name_is_complete);
  ADD ("secrets that are not there are looked for", secrets_that_are_not_there_are_looked_for);
  ADD ("going on forgets what went wrong", going_on_forgets_what_went_wrong);
  ADD ("a POST that got no answer is not sent again", a_post_that_got_no_answer_is_not_sent_again);
  ADD ("a POST that never left is sent again", a_post_that_never_left_is_sent_again);
  ADD ("a POST that the server did not take is sent again", a_post_that_the_server_did_not_take_is_sent_again);
  ADD ("a POST that was refused says only that", a_post_that_was_refused_says_only_that);
  ADD ("a POST that was cut off in the middle goes on later", a_post_that_was_cut_off_in_the_middle_goes_on_later);
  ADD ("a person who was told sends a POST again", a_person_who_was_told_sends_a_post_again);
  ADD ("what a server has taken is confirmed", what_a_server_has_taken_is_confirmed);
  ADD ("an address on the server is where to ask", an_address_on_the_server_is_where_to_ask);
  ADD ("a server may forget what is given up", a_server_may_forget_what_is_given_up);
  ADD ("what is forgotten twice goes once", what_is_forgotten_twice_goes_once);
  ADD ("a server is told once of what is forgotten twice", a_server_is_told_once_of_what_is_forgotten_twice);
  ADD ("another address leaves what the old server gathers", another_address_leaves_what_the_old_server_gathers);
  ADD ("the same address leaves nothing", the_same_address_leaves_nothing);
  ADD ("a run for an old address brings nothing back", a_run_for_an_old_address_brings_nothing_back);
  ADD ("the end of a run for an old address says nothing of the new one",
       the_end_of_a_run_for_an_old_address_says_nothing_of_the_new_one);
  ADD ("what the old server has taken is not what the new one has", what_the_old_server_has_taken_is_not_what_the_new_one_has);
  ADD ("a POST that the old server has not whole waits for the new one",
       a_post_that_the_old_server_has_not_whole_waits_for_the_new_one);
  ADD ("a POST that the old server has goes to no other unasked", a_post_that_the_old_server_has_goes_to_no_other_unasked);
  ADD ("what may be sent twice is not remembered as sent", what_may_be_sent_twice_is_not_remembered_as_sent);
  return g_test_run ();
}
