/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the engine's files share: its fields and the steps they call in each
 * other. ferry-engine.c has the transfers and their journal, -commands.c what
 * callers may do, -runs.c what happens by itself. */

#pragma once

#include "ferry-engine.h"
#include "ferry-queue.h"

G_BEGIN_DECLS

struct _FerryEngine {
  GObject parent_instance;

  FerryJournal *journal;      /* (owned) */
  FerryBackend *backend;      /* (owned) */
  FerryMonitor *monitor;      /* (owned) */
  FerryClock *clock;          /* (owned) */
  FerrySecrets *secrets;      /* (owned) */
  FerryLimits *limits;        /* (owned) */
  FerryQueue *queue;          /* (owned) */

  GPtrArray *transfers;       /* (owned) (element-type FerryTransfer) in the order of creation */
  GHashTable *by_id;          /* (owned) (element-type utf8 FerryTransfer), borrowed from transfers */
  GHashTable *groups;         /* (owned) (element-type utf8 int) names and behaviors */
  GPtrArray *unsaved;         /* (owned) (element-type FerryTransfer) whose last save failed */
  guint64 next_sequence;
  guint max_attempts;
  guint history_limit;
  guint n_finished;           /* transfers whose durable state is final */
  guint n_saving;             /* saves on their way */
  guint save_again_timeout;   /* (nullable) */
  guint pump_source;          /* (nullable) */
  gboolean stopping;
  GTask *stop_task;           /* (owned) (nullable) */
};

void ferry_engine_save      (FerryEngine   *self,
                             FerryTransfer *transfer);
void ferry_engine_save_all  (FerryEngine   *self,
                             GPtrArray     *transfers,
                             GTask         *task);
void ferry_engine_forget    (FerryEngine   *self,
                             GPtrArray     *transfers,
                             GTask         *task);
void ferry_engine_enqueue   (FerryEngine   *self,
                             FerryTransfer *transfer);
void ferry_engine_pump      (FerryEngine   *self);
void ferry_engine_stop_run  (FerryEngine   *self,
                             FerryTransfer *transfer);
void ferry_engine_saved     (FerryEngine   *self,
                             FerryTransfer *transfer);
void ferry_engine_judge_all (FerryEngine   *self);
void ferry_engine_check_stopped (FerryEngine *self);
void ferry_engine_clear_retry (FerryEngine *self,
                               FerryTransfer *transfer);
void ferry_engine_discard   (FerryEngine *self,
                             const char  *part_file);

G_END_DECLS
