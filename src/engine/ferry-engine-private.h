/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the engine's files share: its fields and the steps they call in each
 * other. A file has one concern:
 *
 *   ferry-engine.c           what the engine is set to and asked for
 *   ferry-engine-create.c    new transfers
 *   ferry-engine-commands.c  what callers may do with them
 *   ferry-engine-change.c    another request for one of them
 *   ferry-engine-schedule.c  whose turn it is
 *   ferry-engine-runs.c      one attempt
 *   ferry-engine-uploads.c   what is different for uploads
 *   ferry-engine-repeat.c    whether they may be sent again
 *   ferry-engine-settle.c    what becomes of it
 *   ferry-engine-journal.c   durable, and back after a restart
 *   ferry-engine-groups.c    groups
 *   ferry-engine-stop.c      the end */

#pragma once

#include "ferry-engine.h"
#include "ferry-queue.h"

G_BEGIN_DECLS

struct _FerryEngine {
  GObject parent_instance;

  FerryJournal *journal; /* (owned) */
  FerryBackend *backend; /* (owned) */
  FerryMonitor *monitor; /* (owned) */
  FerryClock *clock;     /* (owned) */
  FerrySecrets *secrets; /* (owned) */
  FerryLimits *limits;   /* (owned) */
  FerryQueue *queue;     /* (owned) */

  char *answer_folder; /* (owned) (nullable) where answers to uploads are kept */

  GPtrArray *transfers; /* (owned) (element-type FerryTransfer) in the order of creation */
  GHashTable *by_id;    /* (owned) (element-type utf8 FerryTransfer), borrowed from transfers */
  GPtrArray *unsaved;   /* (owned) (element-type FerryTransfer) whose last save failed */
  guint64 next_sequence;
  guint last_order; /* number of the last command or change */
  guint max_attempts;
  guint history_limit;
  guint n_finished;         /* transfers whose durable state is final */
  guint n_saving;           /* saves on their way */
  guint n_runs;             /* transfers that run, wind down or get their name */
  guint n_homing;           /* runs whose bytes are all there */
  guint n_discards;         /* unfinished files that are being deleted */
  guint save_again_timeout; /* (nullable) */
  guint pump_source;        /* (nullable) */
  gboolean pruning;         /* finished transfers are being forgotten */
  gboolean stopping;
  GTask *stop_task; /* (owned) (nullable) */
};

typedef enum {
  FERRY_ENGINE_CHANGED,
  FERRY_ENGINE_ENDED,
  FERRY_ENGINE_REMOVED,
  FERRY_ENGINE_BUSY_CHANGED,
} FerryEngineNews;

/**
 * FerryStep:
 * @engine: (owned): whose
 * @transfer: (owned): that is run
 * @error: (owned) (nullable): why the run ended
 *
 * One step of one transfer's run; the engine outlives it.
 */
typedef struct {
  FerryEngine *engine;
  FerryTransfer *transfer;
  GError *error;
} FerryStep;

FerryStep *ferry_step_new  (FerryEngine   *engine,
                            FerryTransfer *transfer);
void       ferry_step_free (FerryStep     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryStep, ferry_step_free)

/* ferry-engine.c */
void ferry_engine_tell      (FerryEngine        *self,
                             FerryEngineNews     news,
                             FerryTransfer      *transfer);
void ferry_engine_set_state (FerryEngine        *self,
                             FerryTransfer      *transfer,
                             FerryTransferState  state);

/* ferry-engine-create.c */
void      ferry_engine_add                 (FerryEngine    *self,
                                            FerryTransfer  *transfer);
void      ferry_engine_store_secrets       (FerryEngine    *self,
                                            FerryTransfer  *transfer);
GVariant *ferry_engine_find_secrets_finish (FerryEngine    *self,
                                            FerryTransfer  *transfer,
                                            GAsyncResult   *result,
                                            GError        **error);

/* ferry-engine-schedule.c */
FerryTransferState ferry_engine_judge     (FerryEngine   *self,
                                           FerryTransfer *transfer);
void               ferry_engine_judge_all (FerryEngine   *self);
void               ferry_engine_enqueue   (FerryEngine   *self,
                                           FerryTransfer *transfer);
void               ferry_engine_release   (FerryEngine   *self,
                                           FerryTransfer *transfer);
void               ferry_engine_unqueue   (FerryEngine   *self,
                                           FerryTransfer *transfer);
void               ferry_engine_stop_run  (FerryEngine   *self,
                                           FerryTransfer *transfer);
void               ferry_engine_pump      (FerryEngine   *self);

/* ferry-engine-runs.c */
void ferry_engine_begin_run (FerryEngine   *self,
                             FerryTransfer *transfer);
void ferry_engine_drop_run  (FerryEngine   *self,
                             FerryTransfer *transfer);

/* ferry-engine-settle.c */
void ferry_engine_complete         (FerryEngine   *self,
                                    FerryTransfer *transfer,
                                    const char    *path);
void ferry_engine_settle           (FerryEngine   *self,
                                    FerryTransfer *transfer,
                                    GError        *error);
void ferry_engine_seal             (FerryEngine   *self,
                                    FerryTransfer *transfer);
void ferry_engine_note_progress    (FerryTransfer *transfer);
void ferry_engine_judge_broken_run (FerryEngine   *self,
                                    FerryTransfer *transfer);
void ferry_engine_clear_retry      (FerryEngine   *self,
                                    FerryTransfer *transfer);
void ferry_engine_throw_away       (FerryEngine   *self,
                                    FerryTransfer *transfer);
void ferry_engine_discard          (FerryEngine   *self,
                                    FerryTransfer *transfer,
                                    const char    *path,
                                    const char    *owner);

/* ferry-engine-uploads.c */
void     ferry_engine_survey_async      (GPtrArray           *requests,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
void     ferry_engine_set_upload        (FerryTransfer       *transfer,
                                         FerryUpload         *upload);
void     ferry_engine_begin_upload      (FerryTransfer       *transfer);
void     ferry_engine_prepare_upload    (FerryEngine         *self,
                                         FerryTransfer       *transfer,
                                         FerryRun            *run);
void     ferry_engine_disconnect_upload (FerryRun            *run);
void     ferry_engine_overrule          (FerryEngine         *self,
                                         FerryTransfer       *transfer);
void     ferry_engine_finish_upload     (FerryEngine         *self,
                                         FerryTransfer       *transfer);
gboolean ferry_engine_abandon_upload    (FerryEngine         *self,
                                         FerryTransfer       *transfer);
void     ferry_engine_clear_upload      (FerryEngine         *self,
                                         FerryTransfer       *transfer);

/* ferry-engine-repeat.c */
GError   *ferry_engine_refuse_upload    (FerryTransfer  *transfer);
gboolean  ferry_engine_awaits_answer    (FerryTransfer  *transfer);
void      ferry_engine_insist_on_upload (FerryTransfer  *transfer);
gboolean  ferry_engine_note_upload      (FerryTransfer  *transfer,
                                         GError        **error);

/* ferry-engine-journal.c */
void ferry_engine_save     (FerryEngine   *self,
                            FerryTransfer *transfer);
void ferry_engine_save_all (FerryEngine   *self,
                            GPtrArray     *transfers,
                            GTask         *task);
void ferry_engine_forget   (FerryEngine   *self,
                            GPtrArray     *transfers,
                            GTask         *task);
void ferry_engine_prune    (FerryEngine   *self);

/* ferry-engine-stop.c */
void ferry_engine_check_stopped (FerryEngine *self);

G_END_DECLS
