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

void engine_fixture_iterate (void);

/* Lets the main loop run until something is so; the test runner's patience is
 * the limit. */
#define WAIT_UNTIL(condition)    \
  G_STMT_START                   \
  {                              \
    while (!(condition))         \
      engine_fixture_iterate (); \
  }                              \
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
} EngineFixture;

void           engine_fixture_set_up         (EngineFixture        *self,
                                              gconstpointer         threaded);
void           engine_fixture_tear_down      (EngineFixture        *self,
                                              gconstpointer         data);
void           engine_fixture_stop           (EngineFixture        *self);
void           engine_fixture_restart        (EngineFixture        *self);
void           engine_fixture_crash          (EngineFixture        *self);
void           engine_fixture_play           (EngineFixture        *self,
                                              FerryFakeScript       script);
void           engine_fixture_usually        (EngineFixture        *self,
                                              FerryFakeScript       script);
FerryTransfer *engine_fixture_create         (EngineFixture        *self,
                                              const char           *address,
                                              const char           *options);
FerryTransfer *engine_fixture_create_idle    (EngineFixture        *self,
                                              const char           *address,
                                              const char           *options);
FerryTransfer *engine_fixture_succeed        (EngineFixture        *self,
                                              const char           *address,
                                              const char           *options);
FerryTransfer *engine_fixture_fail           (EngineFixture        *self,
                                              const char           *address,
                                              const char           *options);
FerryTransfer *engine_fixture_upload         (EngineFixture        *self,
                                              const char           *address,
                                              const char           *options,
                                              GError              **error);
FerryTransfer *engine_fixture_only           (EngineFixture        *self);
void           engine_fixture_wait_for       (EngineFixture        *self,
                                              FerryTransfer        *transfer,
                                              FerryTransferState    state);
void           engine_fixture_wait_quiet     (EngineFixture        *self);
void           engine_fixture_command        (EngineFixture        *self,
                                              FerryTransferAction   command,
                                              FerryTransfer        *transfer);
gboolean       engine_fixture_try            (EngineFixture        *self,
                                              FerryTransferAction   command,
                                              const char           *id,
                                              GError              **error);
gboolean       engine_fixture_change         (EngineFixture        *self,
                                              FerryTransfer        *transfer,
                                              const char           *changes,
                                              GError              **error);
void           engine_fixture_assert_file    (EngineFixture        *self,
                                              const char           *name,
                                              guint                 seed,
                                              gsize                 length);
void           engine_fixture_assert_n_files (EngineFixture        *self,
                                              guint                 expected);
void           engine_fixture_put            (EngineFixture        *self,
                                              const char           *name,
                                              const char           *content);
void           engine_fixture_take_away      (EngineFixture        *self,
                                              const char           *name);

#define ENGINE_FIXTURE_ADD(name, function) \
  g_test_add (name, EngineFixture, GINT_TO_POINTER (FALSE), engine_fixture_set_up, function, engine_fixture_tear_down)
#define ENGINE_FIXTURE_ADD_BOTH(name, function)                                                                                               \
  G_STMT_START                                                                                                                                \
  {                                                                                                                                           \
    ENGINE_FIXTURE_ADD (name, function);                                                                                                      \
    g_test_add (name " on another thread", EngineFixture, GINT_TO_POINTER (TRUE), engine_fixture_set_up, function, engine_fixture_tear_down); \
  }                                                                                                                                           \
  G_STMT_END

G_END_DECLS
