/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of downloads, and those of uploads. */

#include "ferry-app-kinds.h"

#include <glib/gi18n.h>

static const FerryAppKind kinds[] = {
  [FERRY_TRANSFER_KIND_DOWNLOAD] = {
    .list = N_ ("Downloads"),
    .empty_icon = "folder-download-symbolic",
    .empty_title = N_ ("No Downloads"),
    .empty_advice = N_ ("Type or paste an address to start one. It goes on when you close the window."),
    .cancel_title = N_ ("Cancel All Downloads?"),
    .cancel_body = N_ ("What has arrived of unfinished files is deleted."),
    .again_title = N_ ("Download Again?"),
    .again_body = N_ ("A download from this address is under way. Another one gets a file of its own."),
    .again_answer = N_ ("_Download Again"),
    .running = NC_ ("state of a transfer", "Downloading"),
    .completed = NC_ ("state of a transfer", "Completed"),
    .restarts = N_ ("Has to begin again: the server can’t go on where it stopped"),
    .bytes = N_ ("Received"),
    /* Translators: from which byte to which */
    .ranges = N_ ("Ranges on Disk"),
    .file = N_ ("Saved As"),
  },
  [FERRY_TRANSFER_KIND_UPLOAD] = {
    .list = N_ ("Uploads"),
    .empty_icon = "send-to-symbolic",
    .empty_title = N_ ("No Uploads"),
    .empty_advice = N_ ("Choose files or drop them here to send them. They go on when you close the window."),
    .cancel_title = N_ ("Cancel All Uploads?"),
    .cancel_body = N_ ("What the server has of unfinished files is given up."),
    .again_title = N_ ("Upload Again?"),
    .again_body = N_ ("A file that you chose is on its way to this address. The server may keep it twice."),
    .again_answer = N_ ("_Upload Again"),
    .running = NC_ ("state of a transfer", "Uploading"),
    .completed = NC_ ("state of a transfer", "Sent"),
    .restarts = N_ ("Has to be sent from the beginning: the server can’t go on where it stopped"),
    /* Translators: how much of a file was sent */
    .bytes = N_ ("Sent"),
    .ranges = N_ ("Ranges at the Server"),
    .file = N_ ("File"),
  },
};

/**
 * ferry_app_kind:
 * @kind: of transfers
 *
 * Returns: (transfer none): what is said of them, not translated yet
 */
const FerryAppKind *
ferry_app_kind (FerryTransferKind kind)
{
  return &kinds[kind];
}

/**
 * ferry_app_kind_of:
 * @self: not used
 * @operation: (nullable): a transfer
 *
 * Returns: what kind it is
 */
FerryTransferKind
ferry_app_kind_of (GObject                *self,
                   FerryTransferOperation *operation)
{
  return FERRY_IS_UPLOAD_OPERATION (operation) ? FERRY_TRANSFER_KIND_UPLOAD
                                               : FERRY_TRANSFER_KIND_DOWNLOAD;
}

/**
 * ferry_app_kind_bytes:
 * @self: not used
 * @kind: of a transfer
 *
 * Returns: (transfer full): what its bytes are called
 */
char *
ferry_app_kind_bytes (GObject           *self,
                      FerryTransferKind  kind)
{
  return g_strdup (_ (kinds[kind].bytes));
}

/**
 * ferry_app_kind_ranges:
 * @self: not used
 * @kind: of a transfer
 *
 * Returns: (transfer full): what the ranges of its bytes are called
 */
char *
ferry_app_kind_ranges (GObject           *self,
                       FerryTransferKind  kind)
{
  return g_strdup (_ (kinds[kind].ranges));
}

/**
 * ferry_app_kind_file:
 * @self: not used
 * @kind: of a transfer
 *
 * Returns: (transfer full): what its file on this computer is called
 */
char *
ferry_app_kind_file (GObject           *self,
                     FerryTransferKind  kind)
{
  return g_strdup (_ (kinds[kind].file));
}

/**
 * ferry_app_kind_so_far:
 * @kind: of a transfer
 * @amount: how much of it was there already
 *
 * Returns: (transfer full): that it runs on
 */
char *
ferry_app_kind_so_far (FerryTransferKind  kind,
                       const char        *amount)
{
  if (kind == FERRY_TRANSFER_KIND_UPLOAD)
    return g_strdup_printf (_ ("Uploading, %s so far"), amount);
  return g_strdup_printf (_ ("Downloading, %s so far"), amount);
}

/**
 * ferry_app_kind_listed:
 * @kind: of transfers
 * @n: how many of them
 *
 * Returns: (transfer full): that they are in the list
 */
char *
ferry_app_kind_listed (FerryTransferKind kind,
                       guint             n)
{
  if (kind == FERRY_TRANSFER_KIND_UPLOAD)
    return g_strdup_printf (ngettext ("%u upload in the list", "%u uploads in the list", n), n);
  return g_strdup_printf (ngettext ("%u download in the list", "%u downloads in the list", n), n);
}

/**
 * ferry_app_kind_added:
 * @kind: of transfers
 * @n: how many of them
 *
 * Returns: (transfer full): that they have come
 */
char *
ferry_app_kind_added (FerryTransferKind kind,
                      guint             n)
{
  if (kind == FERRY_TRANSFER_KIND_UPLOAD)
    return g_strdup_printf (ngettext ("%u upload was added", "%u uploads were added", n), n);
  return g_strdup_printf (ngettext ("%u download was added", "%u downloads were added", n), n);
}

/**
 * ferry_app_kind_removed:
 * @kind: of transfers
 * @n: how many of them
 *
 * Returns: (transfer full): that they have gone
 */
char *
ferry_app_kind_removed (FerryTransferKind kind,
                        guint             n)
{
  if (kind == FERRY_TRANSFER_KIND_UPLOAD)
    return g_strdup_printf (ngettext ("%u upload removed", "%u uploads removed", n), n);
  return g_strdup_printf (ngettext ("%u download removed", "%u downloads removed", n), n);
}
