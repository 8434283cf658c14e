/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of transfers that have ended: of one, its name and why it
 * failed; of many, how many. What a click does is the notifier's business. */

#include "ferry-notification-text.h"

#include "ferry-file-name.h"

#include <glib/gi18n.h>

/* How some have ended. */
typedef struct {
  guint succeeded;
  guint failed;
  guint uploads; /* of both */
} Tally;

static FerryNotificationText *
words_new (const char        *title,
           char              *body,
           const char        *category,
           const char *const *actions)
{
  FerryNotificationText *self = g_new0 (FerryNotificationText, 1);

  self->title = g_strdup (title);
  self->body = body;
  self->category = category;
  self->actions = g_strdupv ((GStrv) actions);
  return self;
}

/**
 * ferry_notification_text_free:
 * @self: (transfer full): words
 */
void
ferry_notification_text_free (FerryNotificationText *self)
{
  g_free (self->title);
  g_free (self->body);
  g_strfreev (self->actions);
  g_free (self);
}

static gboolean
is_upload (FerryTransfer *transfer)
{
  return transfer->durable->request->kind == FERRY_TRANSFER_KIND_UPLOAD;
}

/* Never the address: a click on one would lead to the browser. */
static char *
name_of_download (FerryTransfer *transfer)
{
  FerryRequest *request = transfer->durable->request;
  const char *file = transfer->durable->file;
  const char *requested = request->name;

  if (file != NULL)
    return g_filename_display_basename (file);
  return requested != NULL ? g_strdup (requested)
                           : ferry_file_name_from_address (request->shown_address);
}

static char *
name_of_upload (FerryTransfer *transfer)
{
  g_auto (GStrv) files = ferry_request_list_files (transfer->durable->request);
  guint n = g_strv_length (files);
  g_autofree char *first = n > 0 ? g_filename_display_basename (files[0]) : name_of_download (transfer);

  if (n < 2)
    return g_steal_pointer (&first);
  /* Translators: what was sent together, as in “letter.txt and 2 other files” */
  return g_strdup_printf (ngettext ("%s and %u other file", "%s and %u other files", n - 1), first, n - 1);
}

static char *
name_of (FerryTransfer *transfer)
{
  return is_upload (transfer) ? name_of_upload (transfer) : name_of_download (transfer);
}

/* No server shows the label of a click on the message itself. */
#define CLICK "default", _ ("Show in Ferry")

static FerryNotificationText *
words_for_failure (FerryTransfer *transfer)
{
  const char *const actions[] = { CLICK, "retry", _ ("Retry"), NULL };
  GError *error = transfer->durable->error;
  g_autofree char *name = name_of (transfer);

  return words_new (is_upload (transfer) ? _ ("Upload Failed") : _ ("Download Failed"),
                    g_strdup_printf ("%s\n%s", name, error != NULL ? error->message : ""),
                    FERRY_NOTIFICATION_FAILURE, actions);
}

/**
 * ferry_notification_text_for_one:
 * @transfer: one that is completed or has failed
 *
 * Returns: (transfer full): what to say of it
 */
FerryNotificationText *
ferry_notification_text_for_one (FerryTransfer *transfer)
{
  const char *const actions[] = { CLICK, NULL };
  const char *const file_actions[] = { CLICK, "open", _ ("Open"), "show", _ ("Show in Folder"), NULL };

  if (transfer->durable->state == FERRY_TRANSFER_STATE_ERROR)
    return words_for_failure (transfer);
  if (is_upload (transfer))
    return words_new (_ ("Upload Finished"), name_of (transfer), FERRY_NOTIFICATION_SUCCESS, actions);
  return words_new (_ ("Download Finished"), name_of (transfer), FERRY_NOTIFICATION_SUCCESS, file_actions);
}

static Tally
count (GPtrArray *transfers)
{
  Tally tally = { 0 };

  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (transfer->durable->state == FERRY_TRANSFER_STATE_ERROR)
        tally.failed++;
      else
        tally.succeeded++;
      tally.uploads += is_upload (transfer);
    }
  return tally;
}

static FerryNotificationText *
words_for_success_of_many (Tally tally)
{
  const char *const actions[] = { CLICK, NULL };
  const char *const file_actions[] = { CLICK, "show", _ ("Show in Folder"), NULL };
  guint n = tally.succeeded;

  if (tally.uploads == n)
    return words_new (_ ("Uploads Finished"),
                      g_strdup_printf (ngettext ("%u upload has finished", "%u uploads have finished", n), n),
                      FERRY_NOTIFICATION_SUCCESS, actions);
  if (tally.uploads > 0)
    return words_new (_ ("Transfers Finished"),
                      g_strdup_printf (ngettext ("%u transfer has finished", "%u transfers have finished", n), n),
                      FERRY_NOTIFICATION_SUCCESS, file_actions);
  return words_new (_ ("Downloads Finished"),
                    g_strdup_printf (ngettext ("%u download has finished", "%u downloads have finished", n), n),
                    FERRY_NOTIFICATION_SUCCESS, file_actions);
}

/* Of many, so that the verb goes with how many failed. */
static FerryNotificationText *
words_for_failure_of_many (Tally tally)
{
  const char *const actions[] = { CLICK, "retry", _ ("Retry"), NULL };
  guint n = tally.succeeded + tally.failed, failed = tally.failed;

  if (tally.uploads == n)
    return words_new (_ ("Uploads Failed"),
                      g_strdup_printf (ngettext ("%u of %u uploads failed", "%u of %u uploads failed", failed), failed, n),
                      FERRY_NOTIFICATION_FAILURE, actions);
  if (tally.uploads > 0)
    return words_new (_ ("Transfers Failed"),
                      g_strdup_printf (ngettext ("%u of %u transfers failed", "%u of %u transfers failed", failed), failed, n),
                      FERRY_NOTIFICATION_FAILURE, actions);
  return words_new (_ ("Downloads Failed"),
                    g_strdup_printf (ngettext ("%u of %u downloads failed", "%u of %u downloads failed", failed), failed, n),
                    FERRY_NOTIFICATION_FAILURE, actions);
}

/**
 * ferry_notification_text_for_many:
 * @transfers: (element-type FerryTransfer): completed or failed ones
 *
 * Returns: (transfer full): what to say of all of them together; of a single one
 *   as of one that ended alone
 */
FerryNotificationText *
ferry_notification_text_for_many (GPtrArray *transfers)
{
  Tally tally = count (transfers);

  if (transfers->len == 1)
    return ferry_notification_text_for_one (g_ptr_array_index (transfers, 0));
  return tally.failed > 0 ? words_for_failure_of_many (tally) : words_for_success_of_many (tally);
}
