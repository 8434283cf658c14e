/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the engine's two halves share: ferry-engine.c carries out what follows
 * from events, ferry-engine-commands.c is what callers ask for. */

#pragma once

#include "ferry-engine.h"
#include "ferry-journal-writer.h"
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
  FerryGroups *groups;        /* (owned) */
  FerryQueue *queue;          /* (owned) */
  FerryJournalWriter *writer; /* (owned) */

  char *answer_folder; /* (owned) (nullable) where answers to uploads are kept */

  GPtrArray *transfers; /* (owned) (element-type FerryTransfer) in the order of creation */
  GHashTable *by_id;    /* (owned) (element-type utf8 FerryTransfer), borrowed from transfers */
  guint64 next_sequence;
  guint last_order; /* number of the last command or change */
  FerryAttemptLimits attempt_limits;
  guint history_limit;
  guint n_finished;   /* transfers whose durable state is final */
  guint n_runs;       /* transfers that run, wind down or get their name */
  guint n_finalizing; /* of these, those whose bytes are all there */
  guint n_discards;   /* unfinished files that are being deleted */
  guint pump_source;  /* (nullable) */
  gboolean pruning;   /* finished transfers are being forgotten */
  gboolean stopping;
  GTask *stop_task; /* (owned) (nullable) */
};

/* What happened to @transfer is decided on, and what follows is done. What is to
 * be saved or forgotten is added to @changed, which is (nullable): then, and
 * where something goes on, it is saved at once. */
void      ferry_engine_report              (FerryEngine       *self,
                                            FerryTransfer     *transfer,
                                            const FerryEvent  *event,
                                            GPtrArray         *changed);
void      ferry_engine_report_all          (FerryEngine       *self,
                                            FerryEventType     event);
void      ferry_engine_add                 (FerryEngine       *self,
                                            FerryTransfer     *transfer);
void      ferry_engine_drop                (FerryEngine       *self,
                                            FerryTransfer     *transfer);
void      ferry_engine_forget              (FerryEngine       *self,
                                            GPtrArray         *transfers,
                                            GTask             *task);
void      ferry_engine_store_secrets       (FerryEngine       *self,
                                            FerryTransfer     *transfer);
GVariant *ferry_engine_find_secrets_finish (FerryEngine       *self,
                                            FerryRequest      *request,
                                            GAsyncResult      *result,
                                            GError           **error);
void      ferry_engine_pump                (FerryEngine       *self);

G_END_DECLS
