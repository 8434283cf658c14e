/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked of `ferryctl get`. */

#pragma once

#include "cli-options.h"

G_BEGIN_DECLS

/**
 * FerryCliGetOptions:
 * @shared: what `put` can be asked for, too
 * @downloader: (owned): knows what holds for all addresses
 * @addresses: (owned): one at least
 * @file: (owned) (nullable): where the only one is to be saved
 */
typedef struct {
  FerryCliOptions shared;
  FerryBackgroundDownloader *downloader;
  char **addresses;
  GFile *file;
} FerryCliGetOptions;

FerryCliGetOptions *ferry_cli_get_options_new  (const FerryCliCommand  *command,
                                                char                  **argv,
                                                GError                **error);
void                ferry_cli_get_options_free (FerryCliGetOptions     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCliGetOptions, ferry_cli_get_options_free)

G_END_DECLS
