/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked of `ferryctl get`. */

#pragma once

#include "cli-command.h"

#include <ferry.h>

G_BEGIN_DECLS

/**
 * FerryCliGetOptions:
 * @downloader: (owned): knows what holds for all addresses
 * @addresses: (owned): one at least
 * @file: (owned) (nullable): where the only one is to be saved
 * @group: (owned) (nullable): name of the group they belong to
 * @detach: whether to end once they are handed over
 * @json: whether a program reads along
 */
typedef struct {
  FerryBackgroundDownloader *downloader;
  char **addresses;
  GFile *file;
  char *group;
  gboolean detach;
  gboolean json;
} FerryCliGetOptions;

FerryCliGetOptions *ferry_cli_get_options_new  (const FerryCliCommand  *command,
                                                char                  **argv,
                                                GError                **error);
void                ferry_cli_get_options_free (FerryCliGetOptions     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCliGetOptions, ferry_cli_get_options_free)

G_END_DECLS
