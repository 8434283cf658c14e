/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A whole engine among fakes, with a folder for its files: the fixture of the
 * engine's tests. */

#pragma once

#include "ferry-engine.h"
#include "ferry-error.h"
#include "ferry-fake-backend.h"
#include "ferry-fake-clock.h"
#include "ferry-fake-journal.h"
#include "ferry-fake-monitor.h"
#include "ferry-fake-secrets.h"

G_BEGIN_DECLS

void harbor_iterate (void);

/* Lets the main loop run until something is so; the test runner's patience is
 * the limit. */
#define WAIT_UNTIL(condition) \
  G_STMT_START                \
  {                           \
    while (!(condition))      \
      harbor_iterate ();      \
  }                           \
  G_STMT_END

#define S(name) FERRY_TRANSFER_STATE_##name

typedef struct {
  char *folder;              /* (owned) */
  FerryEngine *engine;       /* (owned) */
  FerryFakeJournal *journal; /* (owned) */
  FerryFakeBackend *backend; /* (owned) */
  FerryFakeMonitor *monitor; /* (owned) */
  FerryFakeClock *clock;     /* (owned) */
  FerryFakeSecrets *secrets; /* (owned) */
  const char *app_id;        /* who creates */
  GString *log;              /* (owned) states as they were told, one letter each */
  guint n_ended;
  guint n_removed;
} Harbor;

void           harbor_set_up         (Harbor               *self,
                                      gconstpointer         threaded);
void           harbor_tear_down      (Harbor               *self,
                                      gconstpointer         data);
void           harbor_stop           (Harbor               *self);
void           harbor_restart        (Harbor               *self);
void           harbor_crash          (Harbor               *self);
void           harbor_play           (Harbor               *self,
                                      FerryFakeScript       script);
void           harbor_usually        (Harbor               *self,
                                      FerryFakeScript       script);
FerryTransfer *harbor_create         (Harbor               *self,
                                      const char           *address,
                                      const char           *options);
FerryTransfer *harbor_create_idle    (Harbor               *self,
                                      const char           *address,
                                      const char           *options);
FerryTransfer *harbor_succeed        (Harbor               *self,
                                      const char           *address,
                                      const char           *options);
FerryTransfer *harbor_fail           (Harbor               *self,
                                      const char           *address,
                                      const char           *options);
FerryTransfer *harbor_upload         (Harbor               *self,
                                      const char           *address,
                                      const char           *options,
                                      GError              **error);
FerryTransfer *harbor_only           (Harbor               *self);
void           harbor_wait_for       (Harbor               *self,
                                      FerryTransfer        *transfer,
                                      FerryTransferState    state);
void           harbor_wait_quiet     (Harbor               *self);
void           harbor_command        (Harbor               *self,
                                      FerryTransferAction   command,
                                      FerryTransfer        *transfer);
gboolean       harbor_try            (Harbor               *self,
                                      FerryTransferAction   command,
                                      const char           *id,
                                      GError              **error);
gboolean       harbor_change         (Harbor               *self,
                                      FerryTransfer        *transfer,
                                      const char           *changes,
                                      GError              **error);
void           harbor_assert_file    (Harbor               *self,
                                      const char           *name,
                                      guint                 seed,
                                      gsize                 length);
void           harbor_assert_n_files (Harbor               *self,
                                      guint                 expected);
void           harbor_put            (Harbor               *self,
                                      const char           *name,
                                      const char           *content);
void           harbor_take_away      (Harbor               *self,
                                      const char           *name);

#define HARBOR_ADD(name, function) \
  g_test_add (name, Harbor, GINT_TO_POINTER (FALSE), harbor_set_up, function, harbor_tear_down)
#define HARBOR_ADD_BOTH(name, function)                                                                                \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    HARBOR_ADD (name, function);                                                                                       \
    g_test_add (name " on another thread", Harbor, GINT_TO_POINTER (TRUE), harbor_set_up, function, harbor_tear_down); \
  }                                                                                                                    \
  G_STMT_END

G_END_DECLS
