/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Going along with transfers. What costs something for each byte of progress
 * is connected only when someone will see it; without a terminal a transfer
 * costs its beginning, its pauses and its end. */

#include "cli-follow.h"

#include "cli-describe.h"
#include "cli-json.h"
#include "cli-progress.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _FerryCliFollow {
  FerryCliStyle style;
  GCancellable *cancellable;  /* (owned) triggered by Ctrl-C */
  FerryCliProgress *progress; /* (owned) (nullable) where there is no terminal */
  GHashTable *operations;     /* (owned) (element-type FerryTransferOperation) not ended yet */
  FerryCliStatus status;      /* the worst so far */
  guint interrupt;            /* source of SIGINT */
};

static gboolean
on_interrupt (gpointer user_data)
{
  FerryCliFollow *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

/**
 * ferry_cli_follow_new:
 * @style: how to tell what happens
 *
 * Returns: (transfer full): a following of nothing yet
 */
FerryCliFollow *
ferry_cli_follow_new (FerryCliStyle style)
{
  FerryCliFollow *self = g_new0 (FerryCliFollow, 1);

  self->style = style;
  self->cancellable = g_cancellable_new ();
  self->operations = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->interrupt = g_unix_signal_add (SIGINT, on_interrupt, self);
  if (style == FERRY_CLI_STYLE_PERSON && ferry_cli_progress_is_possible (stderr))
    self->progress = ferry_cli_progress_new (stderr);
  return self;
}

static void
drop (FerryCliFollow         *self,
      FerryTransferOperation *operation)
{
  g_signal_handlers_disconnect_by_data (operation, self);
  g_hash_table_remove (self->operations, operation);
}

/**
 * ferry_cli_follow_free:
 * @self: (transfer full): a following
 *
 * Waits until the library has let go of it, which takes no message.
 */
void
ferry_cli_follow_free (FerryCliFollow *self)
{
  g_cancellable_cancel (self->cancellable);
  while (g_hash_table_size (self->operations) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_handle_id (&self->interrupt, g_source_remove);
  g_clear_pointer (&self->progress, ferry_cli_progress_free);
  g_clear_pointer (&self->operations, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * ferry_cli_follow_get_cancellable:
 * @self: a following
 *
 * Returns: (transfer none): what Ctrl-C cancels
 */
GCancellable *
ferry_cli_follow_get_cancellable (FerryCliFollow *self)
{
  return self->cancellable;
}

/* A reader that is gone, as in "| head", ends the following too: libgio has
 * SIGPIPE ignored. */
static void
print_json (FerryCliFollow         *self,
            FerryTransferOperation *operation)
{
  g_autofree char *line = ferry_cli_json_line (operation);

  puts (line);
  if (fflush (stdout) != 0)
    g_cancellable_cancel (self->cancellable);
}

static void
tell_wait (FerryTransferOperation *operation)
{
  g_autofree char *name = ferry_cli_name_of (operation);

  ferry_cli_say (stderr, "%s: %s", name, ferry_cli_state_text (operation));
}

static void
on_state (FerryTransferOperation *operation,
          GParamSpec             *property,
          FerryCliFollow         *self)
{
  FerryTransferState state = ferry_transfer_operation_get_state (operation);

  if (self->progress != NULL)
    ferry_cli_progress_update (self->progress, operation);
  else if (state != FERRY_TRANSFER_STATE_IDLE && state != FERRY_TRANSFER_STATE_RUNNING &&
           !ferry_transfer_state_is_final (state))
    tell_wait (operation);
}

/* An attempt that has failed, and is not the last. */
static void
on_error (FerryTransferOperation *operation,
          GParamSpec             *property,
          FerryCliFollow         *self)
{
  const GError *error = ferry_transfer_operation_get_error (operation);
  g_autofree char *name = NULL;

  if (error == NULL ||
      ferry_transfer_operation_get_state (operation) != FERRY_TRANSFER_STATE_IDLE)
    return;
  name = ferry_cli_name_of (operation);
  if (self->progress != NULL)
    ferry_cli_progress_clear (self->progress);
  ferry_cli_say (stderr, "%s: %s: %s", name, ferry_cli_state_text (operation), error->message);
}

static void
on_progress (FerryTransferOperation *operation,
             FerryTransferProgress  *progress,
             FerryCliFollow         *self)
{
  /* The end is told when it is known to be one. */
  if (!ferry_transfer_state_is_final (progress->state))
    print_json (self, operation);
}

static void
tell_success (FerryTransferOperation *operation)
{
  g_autofree char *path = ferry_cli_path_of (operation);
  g_autofree char *size =
    g_format_size (ferry_transfer_operation_get_bytes_done (operation));

  if (ferry_cli_kind_of (operation) == FERRY_TRANSFER_KIND_DOWNLOAD)
    /* Translators: a file and its size. */
    ferry_cli_say (stdout, _ ("Saved %s (%s)"), path != NULL ? path : "", size);
  else
    /* Translators: a file, an address and the size. */
    ferry_cli_say (stdout, _ ("Sent %s to %s (%s)"), path != NULL ? path : _ ("a form"),
                   ferry_transfer_operation_get_requested_uri (operation), size);
  fflush (stdout);
}

static void
tell_failure (FerryTransferOperation *operation,
              const GError           *error)
{
  g_autofree char *name = ferry_cli_name_of (operation);
  FerryTransferState state = ferry_transfer_operation_get_state (operation);

  ferry_cli_say (stderr, "%s: %s", name,
                 state == FERRY_TRANSFER_STATE_CANCELED ? ferry_cli_state_text (operation)
                                                        : error->message);
}

static void
tell_end (FerryCliFollow         *self,
          FerryTransferOperation *operation,
          const GError           *error)
{
  if (self->progress != NULL)
    {
      ferry_cli_progress_end (self->progress, operation);
      ferry_cli_progress_clear (self->progress);
    }
  if (self->style == FERRY_CLI_STYLE_JSON_ENDS || self->style == FERRY_CLI_STYLE_JSON_CHANGES)
    print_json (self, operation);
  if (error != NULL)
    tell_failure (operation, error);
  else if (self->style == FERRY_CLI_STYLE_PERSON)
    tell_success (operation);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  FerryCliFollow *self = user_data;
  FerryTransferOperation *operation = FERRY_TRANSFER_OPERATION (source);
  g_autoptr (GError) error = NULL;

  ferry_transfer_operation_attach_finish (operation, result, &error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell_end (self, operation, error);
  if (!ferry_transfer_state_is_final (ferry_transfer_operation_get_state (operation)) &&
      g_error_matches (error, FERRY_ERROR, FERRY_ERROR_NOT_REACHABLE))
    self->status = FERRY_CLI_UNREACHABLE;
  else if (error != NULL && self->status == FERRY_CLI_OK)
    self->status = FERRY_CLI_FAILED;
  drop (self, operation);
}

/**
 * ferry_cli_follow_add:
 * @self: a following
 * @operation: one more; nothing happens when it is followed already
 */
void
ferry_cli_follow_add (FerryCliFollow         *self,
                      FerryTransferOperation *operation)
{
  if (g_hash_table_contains (self->operations, operation))
    return;
  g_hash_table_add (self->operations, g_object_ref (operation));
  if (self->progress != NULL)
    ferry_cli_progress_add (self->progress, operation);
  if (self->style == FERRY_CLI_STYLE_PERSON)
    {
      g_signal_connect (operation, "notify::state", G_CALLBACK (on_state), self);
      g_signal_connect (operation, "notify::error", G_CALLBACK (on_error), self);
      on_state (operation, NULL, self);
      on_error (operation, NULL, self);
    }
  if (self->style == FERRY_CLI_STYLE_JSON_CHANGES)
    {
      g_signal_connect (operation, "progress", G_CALLBACK (on_progress), self);
      if (!ferry_transfer_state_is_final (ferry_transfer_operation_get_state (operation)))
        print_json (self, operation);
    }
  ferry_transfer_operation_attach_async (operation, self->cancellable, on_ended, self);
}

/**
 * ferry_cli_follow_add_all:
 * @self: a following
 * @operations: (element-type FerryTransferOperation): more
 */
void
ferry_cli_follow_add_all (FerryCliFollow *self,
                          GPtrArray      *operations)
{
  for (guint i = 0; i < operations->len; i++)
    ferry_cli_follow_add (self, operations->pdata[i]);
}

/**
 * ferry_cli_follow_run:
 * @self: a following
 *
 * Returns: the exit status, once all have ended or Ctrl-C was pressed
 */
FerryCliStatus
ferry_cli_follow_run (FerryCliFollow *self)
{
  while (g_hash_table_size (self->operations) > 0 &&
         !g_cancellable_is_cancelled (self->cancellable))
    g_main_context_iteration (NULL, TRUE);
  if (self->progress != NULL)
    ferry_cli_progress_clear (self->progress);
  return g_cancellable_is_cancelled (self->cancellable) ? FERRY_CLI_INTERRUPTED : self->status;
}
