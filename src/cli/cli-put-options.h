/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked of `ferryctl put`. */

#pragma once

#include "cli-options.h"

G_BEGIN_DECLS

/**
 * FerryCliPutOptions:
 * @shared: what `get` can be asked for, too
 * @uploader: (owned): knows what holds for all uploads
 * @addresses: (owned): where each file goes; with @parts only one
 * @files: (owned) (element-type GFile): as many files; with @parts none
 * @parts: (owned) (nullable) (element-type FerryContentPart): what goes in one upload
 */
typedef struct {
  FerryCliOptions shared;
  FerryBackgroundUploader *uploader;
  char **addresses;
  GPtrArray *files;
  GPtrArray *parts;
} FerryCliPutOptions;

FerryCliPutOptions *ferry_cli_put_options_new  (const FerryCliCommand  *command,
                                                char                  **argv,
                                                GError                **error);
void                ferry_cli_put_options_free (FerryCliPutOptions     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCliPutOptions, ferry_cli_put_options_free)

G_END_DECLS
