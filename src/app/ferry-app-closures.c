/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the rows' .ui file computes: pure functions of what an operation says
 * of itself. */

#include "ferry-app-closures.h"

#include "ferry-app-address.h"
#include "ferry-app-kinds.h"
#include "ferry-app-words.h"

#include <glib/gi18n.h>

/**
 * ferry_app_row_name:
 * @self: not used
 * @file: (nullable): the one on this computer, once it is known
 * @requested: (nullable): the file name that was asked for
 * @uri: (nullable): the address
 *
 * Returns: (transfer full): what a row is called
 */
char *
ferry_app_row_name (GObject    *self,
                    GFile      *file,
                    const char *requested,
                    const char *uri)
{
  g_autofree char *name = NULL;
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;

  if (base != NULL)
    return g_filename_display_name (base);
  if (ferry_app_has_text (self, requested))
    return g_strdup (requested);
  name = ferry_app_address_file_name (uri);
  if (*name != '\0')
    return g_steal_pointer (&name);
  return ferry_app_address_host (uri);
}

/**
 * ferry_app_row_icon:
 * @self: not used
 * @file: (nullable): the one on this computer, once it is known
 * @requested: (nullable): the file name that was asked for
 * @uri: (nullable): the address
 *
 * Returns: (transfer full): a picture for what the name says the file is
 */
GIcon *
ferry_app_row_icon (GObject    *self,
                    GFile      *file,
                    const char *requested,
                    const char *uri)
{
  g_autofree char *name = ferry_app_row_name (self, file, requested, uri);
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);
  g_autofree char *generic = g_content_type_get_generic_icon_name (type);
  g_autofree char *symbolic = g_strconcat (generic, "-symbolic", NULL);
  GIcon *icon = g_themed_icon_new (symbolic);

  g_themed_icon_append_name (G_THEMED_ICON (icon), "text-x-generic-symbolic");
  return icon;
}

/**
 * ferry_app_row_subtitle:
 * @self: not used
 * @kind: of the transfer
 * @uri: (nullable): the address
 * @state: what the transfer is doing
 * @started: whether it was ever told to start
 * @error: (nullable): what went wrong last
 * @priority: who goes first
 *
 * Returns: (transfer full): server, state and an unusual priority in words
 */
char *
ferry_app_row_subtitle (GObject               *self,
                        FerryTransferKind      kind,
                        const char            *uri,
                        FerryTransferState     state,
                        gboolean               started,
                        const GError          *error,
                        FerryTransferPriority  priority)
{
  g_autofree char *host = ferry_app_address_host (uri);
  g_autofree char *words = ferry_app_words_for_state (kind, state, started, error != NULL);

  /* Translators: a server, a state and a priority, as in “example.org · Paused · High Priority” */
  if (priority == FERRY_TRANSFER_PRIORITY_HIGH)
    return g_strdup_printf (_ ("%s · %s · %s"), host, words, _ ("High Priority"));
  if (priority == FERRY_TRANSFER_PRIORITY_LOW)
    return g_strdup_printf (_ ("%s · %s · %s"), host, words, _ ("Low Priority"));
  /* Translators: a server and a state, as in “example.org · Paused” */
  return g_strdup_printf (_ ("%s · %s"), host, words);
}

/**
 * ferry_app_row_details:
 * @self: not used
 * @state: what the transfer is doing
 * @bytes_done: what has arrived
 * @total_bytes: the whole; 0 while unknown
 * @bytes_per_second: how fast it moves
 *
 * Returns: (transfer full): amount, speed and time left
 */
char *
ferry_app_row_details (GObject            *self,
                       FerryTransferState  state,
                       guint64             bytes_done,
                       guint64             total_bytes,
                       guint64             bytes_per_second)
{
  if (state == FERRY_TRANSFER_STATE_CANCELED)
    return g_strdup ("");
  return ferry_app_words_for_progress (state, bytes_done, total_bytes, bytes_per_second);
}

/**
 * ferry_app_row_has_details:
 * @self: not used
 * @state: what the transfer is doing
 * @details: (nullable): what ferry_app_row_details() says
 *
 * Returns: whether they have a line, which they will need once it runs
 */
gboolean
ferry_app_row_has_details (GObject            *self,
                           FerryTransferState  state,
                           const char         *details)
{
  return ferry_app_is_unfinished (self, state) || ferry_app_has_text (self, details);
}

/**
 * ferry_app_row_reason:
 * @self: not used
 * @state: what the transfer is doing
 * @error: (nullable): what went wrong last
 *
 * Returns: (transfer full): the reason why it does not run; empty when that
 *   needs no words
 */
char *
ferry_app_row_reason (GObject            *self,
                      FerryTransferState  state,
                      const GError       *error)
{
  if (error == NULL ||
      state == FERRY_TRANSFER_STATE_RUNNING ||
      state == FERRY_TRANSFER_STATE_COMPLETED ||
      state == FERRY_TRANSFER_STATE_CANCELED)
    return g_strdup ("");
  return g_strdup (error->message);
}

/**
 * ferry_app_row_summary:
 * @operation: a transfer
 *
 * Returns: (transfer full): name, server, state and reason in one line, for who
 *   listens to a row instead of looking at it; nothing that changes all the time
 */
char *
ferry_app_row_summary (FerryTransferOperation *operation)
{
  const char *uri = ferry_transfer_operation_get_requested_uri (operation);
  const char *requested = ferry_transfer_operation_get_requested_name (operation);
  FerryTransferState state = ferry_transfer_operation_get_state (operation);
  const GError *error = ferry_transfer_operation_get_error (operation);
  g_autofree char *name = ferry_app_row_name (NULL, ferry_transfer_operation_get_file (operation), requested, uri);
  g_autofree char *reason = ferry_app_row_reason (NULL, state, error);
  g_autofree char *subtitle = NULL;

  subtitle = ferry_app_row_subtitle (NULL, ferry_app_kind_of (NULL, operation), uri, state,
                                     ferry_transfer_operation_is_started (operation), error,
                                     ferry_transfer_operation_get_priority (operation));
  return g_strjoin (" · ", name, subtitle, *reason != '\0' ? reason : NULL, NULL);
}

/**
 * ferry_app_row_reason_classes:
 * @self: not used
 * @state: what the transfer is doing
 *
 * Returns: (transfer full): style classes of a reason; what mends itself needs
 *   no alarm
 */
GStrv
ferry_app_row_reason_classes (GObject            *self,
                              FerryTransferState  state)
{
  const char *const failed[] = { "caption", "error", NULL };
  const char *const waiting[] = { "caption", "warning", NULL };

  return g_strdupv ((char **) (state == FERRY_TRANSFER_STATE_ERROR ? failed : waiting));
}

/**
 * ferry_app_row_advice:
 * @self: not used
 * @kind: of the transfer
 * @state: what the transfer is doing
 * @error: (nullable): what went wrong last
 *
 * Returns: (transfer full): what a person can do about it; empty when nothing
 */
char *
ferry_app_row_advice (GObject            *self,
                      FerryTransferKind   kind,
                      FerryTransferState  state,
                      const GError       *error)
{
  g_autofree char *reason = ferry_app_row_reason (self, state, error);
  const char *advice = *reason != '\0' ? ferry_app_words_for_advice (kind, error) : NULL;

  return g_strdup (advice != NULL ? advice : "");
}

/**
 * ferry_app_details_state:
 * @self: not used
 * @kind: of the transfer
 * @state: what the transfer is doing
 * @started: whether it was ever told to start
 * @error: (nullable): what went wrong last
 *
 * Returns: (transfer full): the state in words
 */
char *
ferry_app_details_state (GObject            *self,
                         FerryTransferKind   kind,
                         FerryTransferState  state,
                         gboolean            started,
                         const GError       *error)
{
  return ferry_app_words_for_state (kind, state, started, error != NULL);
}

/**
 * ferry_app_details_received:
 * @self: not used
 * @bytes_done: what has arrived
 * @total_bytes: the whole; 0 while unknown
 *
 * Returns: (transfer full): the same to the byte
 */
char *
ferry_app_details_received (GObject *self,
                            guint64  bytes_done,
                            guint64  total_bytes)
{
  GFormatSizeFlags flags = G_FORMAT_SIZE_LONG_FORMAT;
  g_autofree char *received = g_format_size_full (bytes_done, flags);
  g_autofree char *total = g_format_size_full (total_bytes, flags);

  if (total_bytes == 0 || total_bytes == bytes_done)
    return g_steal_pointer (&received);
  /* Translators: how much of a file has arrived, as in “1.2 MB of 5.0 MB” */
  return g_strdup_printf (_ ("%s of %s"), received, total);
}

/**
 * ferry_app_details_ranges:
 * @self: not used
 * @bytes_done: what has arrived
 *
 * A transfer goes from the first byte to the last, so there is one range at most.
 *
 * Returns: (transfer full): its first and its last byte; empty when there is none
 */
char *
ferry_app_details_ranges (GObject *self,
                          guint64  bytes_done)
{
  if (bytes_done == 0)
    return g_strdup ("");
  return g_strdup_printf ("0–%'" G_GUINT64_FORMAT, bytes_done - 1);
}

/**
 * ferry_app_details_path:
 * @self: not used
 * @file: (nullable): the one on this computer, once it is known
 *
 * Returns: (transfer full): where it lies
 */
char *
ferry_app_details_path (GObject *self,
                        GFile   *file)
{
  return file != NULL ? g_file_get_parse_name (file) : g_strdup ("");
}

/**
 * ferry_app_has_text:
 * @self: not used
 * @text: (nullable): what a label would show
 *
 * Returns: whether the label has anything to show
 */
gboolean
ferry_app_has_text (GObject    *self,
                    const char *text)
{
  return text != NULL && *text != '\0';
}

/**
 * ferry_app_is_unfinished:
 * @self: not used
 * @state: what the transfer is doing
 *
 * Returns: whether there is something left to pause, resume or cancel
 */
gboolean
ferry_app_is_unfinished (GObject            *self,
                         FerryTransferState  state)
{
  return !ferry_transfer_state_is_final (state);
}

/**
 * ferry_app_offers:
 * @operation: a transfer
 * @action: what could be done
 *
 * Returns: whether a person is offered @action; what waits for the world goes on
 *   by itself, so it is offered Pause alone and not Resume
 */
gboolean
ferry_app_offers (FerryTransferOperation *operation,
                  FerryTransferAction     action)
{
  return ferry_transfer_operation_can (operation, action) &&
         !(action == FERRY_TRANSFER_ACTION_RESUME &&
           ferry_transfer_operation_can (operation, FERRY_TRANSFER_ACTION_PAUSE));
}

/**
 * ferry_app_can_open:
 * @self: not used
 * @kind: of the transfer
 * @state: what the transfer is doing
 *
 * Returns: whether there is a whole file that was not there before
 */
gboolean
ferry_app_can_open (GObject            *self,
                    FerryTransferKind   kind,
                    FerryTransferState  state)
{
  return kind == FERRY_TRANSFER_KIND_DOWNLOAD && state == FERRY_TRANSFER_STATE_COMPLETED;
}
