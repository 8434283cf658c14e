/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A whole engine among fakes, with a folder for its files. */

#include "engine-fixture.h"

#include <glib/gstdio.h>

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Lets something happen. What a backend's thread does may wake nobody here,
 * so nobody waits long. */
void
engine_fixture_iterate (void)
{
  guint tick = g_timeout_add (5, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}

static void
on_changed (FerryEngine   *engine,
            FerryTransfer *transfer,
            gpointer       user_data)
{
  static const char letters[] = {
    [S (IDLE)] = 'i',
    [S (RUNNING)] = 'r',
    [S (PAUSED_BY_APPLICATION)] = 'p',
    [S (PAUSED_COSTED_NETWORK)] = 'c',
    [S (PAUSED_NO_NETWORK)] = 'n',
    [S (COMPLETED)] = 'C',
    [S (CANCELED)] = 'X',
    [S (ERROR)] = 'E',
    [S (PAUSED_RECOVERABLE_WEB_ERROR_STATUS)] = 'w',
    [S (PAUSED_SYSTEM_POLICY)] = 's',
  };
  EngineFixture *self = user_data;
  char letter = letters[transfer->durable->state];
  FerryRecord *written = ferry_fake_journal_lookup (self->journal, transfer->id);

  /* What is told is in the journal already. */
  g_assert_nonnull (written);
  g_assert_cmpint (written->sequence, ==, transfer->durable->sequence);
  if (self->log->len == 0 || self->log->str[self->log->len - 1] != letter)
    g_string_append_c (self->log, letter);
}

static void
on_ended (FerryEngine   *engine,
          FerryTransfer *transfer,
          gpointer       user_data)
{
  EngineFixture *self = user_data;

  g_assert_true (ferry_transfer_state_is_final (transfer->durable->state));
  self->n_ended++;
}

static void
on_removed (FerryEngine   *engine,
            FerryTransfer *transfer,
            gpointer       user_data)
{
  ((EngineFixture *) user_data)->n_removed++;
}

static void
take_result (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static void
open_engine (EngineFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->engine = ferry_engine_new (FERRY_JOURNAL (self->journal), FERRY_BACKEND (self->backend),
                                   FERRY_MONITOR (self->monitor), FERRY_CLOCK (self->clock),
                                   FERRY_SECRETS (self->secrets));
  g_signal_connect (self->engine, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (self->engine, "ended", G_CALLBACK (on_ended), self);
  g_signal_connect (self->engine, "removed", G_CALLBACK (on_removed), self);
  ferry_engine_load_async (self->engine, take_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (ferry_engine_load_finish (self->engine, result, &error));
  g_assert_no_error (error);
}

void
engine_fixture_set_up (EngineFixture *self,
                       gconstpointer  threaded)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("ferry-engine-XXXXXX", &error);
  g_assert_no_error (error);
  self->journal = ferry_fake_journal_new ();
  self->backend = ferry_fake_backend_new (GPOINTER_TO_INT (threaded));
  self->monitor = ferry_fake_monitor_new ();
  self->clock = ferry_fake_clock_new ();
  self->secrets = ferry_fake_secrets_new ();
  self->app_id = "org.example.Test";
  self->log = g_string_new (NULL);
  open_engine (self);
}

/* The engine ends as a service does, and goes away. */
void
engine_fixture_stop (EngineFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  ferry_engine_stop_async (self->engine, take_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (ferry_engine_stop_finish (self->engine, result, NULL));
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_handlers_disconnect_by_data (self->engine, self);
  g_assert_finalize_object (self->engine);
  self->engine = NULL;
}

/* The service ends as it should, and comes back. */
void
engine_fixture_restart (EngineFixture *self)
{
  engine_fixture_stop (self);
  ferry_fake_secrets_restart (self->secrets);
  open_engine (self);
}

/* The service is killed and comes back: what the journal has answered is
 * there, and what is in the folder. */
void
engine_fixture_crash (EngineFixture *self)
{
  g_autoptr (FerryFakeJournal) old = self->journal;

  self->journal = ferry_fake_journal_crash (old);
  g_signal_handlers_disconnect_by_data (self->engine, self);
  engine_fixture_stop (self);
  ferry_fake_secrets_restart (self->secrets);
  g_string_truncate (self->log, 0);
  self->n_ended = 0;
  open_engine (self);
}

static void
empty_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

void
engine_fixture_tear_down (EngineFixture *self,
                          gconstpointer  data)
{
  ferry_fake_backend_set_stubborn (self->backend, FALSE);
  if (self->engine != NULL)
    engine_fixture_stop (self);
  g_assert_cmpuint (ferry_fake_backend_get_n_open (self->backend), ==, 0);
  ferry_fake_backend_join (self->backend);
  g_assert_finalize_object (self->journal);
  g_assert_finalize_object (self->monitor);
  g_assert_finalize_object (self->clock);
  g_assert_finalize_object (self->secrets);
  g_assert_finalize_object (self->backend);
  g_string_free (self->log, TRUE);
  empty_folder (self->folder);
  g_free (self->folder);
}

void
engine_fixture_play (EngineFixture   *self,
                     FerryFakeScript  script)
{
  ferry_fake_backend_add (self->backend, &script);
}

void
engine_fixture_usually (EngineFixture   *self,
                        FerryFakeScript  script)
{
  ferry_fake_backend_set_usual (self->backend, &script);
}

static FerryRequest *
make_request (EngineFixture *self,
              const char    *address,
              const char    *options)
{
  g_autoptr (GVariant) parsed = NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GError) error = NULL;
  FerryRequest *request;

  parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, options != NULL ? options : "{}", NULL, NULL, &error);
  g_assert_no_error (error);
  g_variant_dict_clear (&dict);
  g_variant_dict_init (&dict, parsed);
  if (!g_variant_dict_contains (&dict, "folder"))
    g_variant_dict_insert (&dict, "folder", "s", self->folder);
  all = g_variant_ref_sink (g_variant_dict_end (&dict));
  request = ferry_request_new (FERRY_TRANSFER_KIND_DOWNLOAD, address, all, &error);
  g_assert_no_error (error);
  return request;
}

/* @request is (transfer full). */
static FerryTransfer *
try_create (EngineFixture  *self,
            FerryRequest   *request,
            gboolean        start,
            GError        **error)
{
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_request_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) ids = NULL;

  g_ptr_array_add (requests, request);
  ferry_engine_create_async (self->engine, self->app_id, requests, &start, take_result, &result);
  WAIT_UNTIL (result != NULL);
  ids = ferry_engine_create_finish (self->engine, result, error);
  if (ids == NULL)
    return NULL;
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  return ferry_engine_lookup (self->engine, ids[0]);
}

static FerryTransfer *
create (EngineFixture *self,
        const char    *address,
        const char    *options,
        gboolean       start)
{
  g_autoptr (GError) error = NULL;
  FerryTransfer *transfer = try_create (self, make_request (self, address, options), start, &error);

  g_assert_no_error (error);
  return transfer;
}

FerryTransfer *
engine_fixture_succeed (EngineFixture *self,
                        const char    *address,
                        const char    *options)
{
  FerryTransfer *transfer = engine_fixture_create (self, address, options);

  engine_fixture_wait_for (self, transfer, S (COMPLETED));
  return transfer;
}

/* With what is not tried again. */
FerryTransfer *
engine_fixture_fail (EngineFixture *self,
                     const char    *address,
                     const char    *options)
{
  FerryTransfer *transfer;

  engine_fixture_play (self, (FerryFakeScript){
                               .no_answer = TRUE, .end = FERRY_FAKE_END_BADLY, .code = FERRY_WEB_ERROR_STATUS_NOT_FOUND });
  transfer = engine_fixture_create (self, address, options);
  engine_fixture_wait_for (self, transfer, S (ERROR));
  return transfer;
}

/* Of files in the folder, for which %s stands in @options. */
FerryTransfer *
engine_fixture_upload (EngineFixture  *self,
                       const char     *address,
                       const char     *options,
                       GError        **error)
{
  g_autoptr (GString) text = g_string_new (options);
  g_autoptr (GVariant) parsed = NULL;
  FerryRequest *request;

  g_string_replace (text, "%s", self->folder, 0);
  parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, text->str, NULL, NULL, error);
  g_assert_nonnull (parsed);
  request = ferry_request_new (FERRY_TRANSFER_KIND_UPLOAD, address, parsed, error);
  return request != NULL ? try_create (self, request, TRUE, error) : NULL;
}

FerryTransfer *
engine_fixture_create (EngineFixture *self,
                       const char    *address,
                       const char    *options)
{
  return create (self, address, options, TRUE);
}

FerryTransfer *
engine_fixture_create_idle (EngineFixture *self,
                            const char    *address,
                            const char    *options)
{
  return create (self, address, options, FALSE);
}

/* The only transfer there is; after a crash it is another one of the same id. */
FerryTransfer *
engine_fixture_only (EngineFixture *self)
{
  GPtrArray *transfers = ferry_engine_get_transfers (self->engine);

  g_assert_cmpuint (transfers->len, ==, 1);
  return g_ptr_array_index (transfers, 0);
}

/* Waits until a state is durable. */
void
engine_fixture_wait_for (EngineFixture      *self,
                         FerryTransfer      *transfer,
                         FerryTransferState  state)
{
  WAIT_UNTIL (transfer->durable != NULL && transfer->durable->state == state);
}

/* Waits until nothing happens any more but by the clock or the world. */
void
engine_fixture_wait_quiet (EngineFixture *self)
{
  GPtrArray *transfers = ferry_engine_get_transfers (self->engine);
  gboolean busy = TRUE;

  while (busy)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      busy = ferry_engine_get_running (self->engine)->len > 0;
      for (guint i = 0; !busy && i < transfers->len; i++)
        {
          FerryTransfer *transfer = g_ptr_array_index (transfers, i);

          busy = transfer->cancellable != NULL || transfer->unsaved > 0;
        }
      if (busy)
        engine_fixture_iterate ();
    }
}

gboolean
engine_fixture_try (EngineFixture        *self,
                    FerryTransferAction   command,
                    const char           *id,
                    GError              **error)
{
  const char *const ids[] = { id, NULL };
  g_autoptr (GAsyncResult) result = NULL;

  ferry_engine_command_async (self->engine, command, ids, take_result, &result);
  WAIT_UNTIL (result != NULL);
  return ferry_engine_command_finish (self->engine, result, error);
}

void
engine_fixture_command (EngineFixture       *self,
                        FerryTransferAction  command,
                        FerryTransfer       *transfer)
{
  g_autoptr (GError) error = NULL;

  engine_fixture_try (self, command, transfer->id, &error);
  g_assert_no_error (error);
}

gboolean
engine_fixture_change (EngineFixture  *self,
                       FerryTransfer  *transfer,
                       const char     *changes,
                       GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) parsed = g_variant_parse (G_VARIANT_TYPE_VARDICT, changes, NULL, NULL, NULL);

  g_assert_nonnull (parsed);
  ferry_engine_change_async (self->engine, transfer->id, parsed, take_result, &result);
  WAIT_UNTIL (result != NULL);
  return ferry_engine_change_finish (self->engine, result, error);
}

void
engine_fixture_assert_file (EngineFixture *self,
                            const char    *name,
                            guint          seed,
                            gsize          length)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *expected = ferry_fake_backend_body (seed, length);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &found, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (found, size, expected, length);
}

void
engine_fixture_assert_n_files (EngineFixture *self,
                               guint          expected)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, expected);
}

void
engine_fixture_put (EngineFixture *self,
                    const char    *name,
                    const char    *content)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
}

void
engine_fixture_take_away (EngineFixture *self,
                          const char    *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}
