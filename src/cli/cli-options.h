/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options of transfers on the command line: what `ferryctl get`, `put` and
 * `set` are asked for, and what `show` and JSON tell of it. */

#pragma once

#include "cli-command.h"
#include "ferry-option.h"

#include <ferry.h>

G_BEGIN_DECLS

/**
 * FerryCliOptions:
 * @detach: whether to end once transfers are handed over
 * @json: whether a program reads along
 * @texts: (owned): what was typed, by #FerryOptionId; each (nullable)
 */
typedef struct {
  gboolean detach;
  gboolean json;
  char **texts[FERRY_N_OPTIONS];
} FerryCliOptions;

/* Called for each option that is shown; @value is (nullable) when it is not set. */
typedef void (*FerryCliOptionFunc) (const FerryOption *option,
                                    const char *label,
                                    GVariant *value,
                                    gpointer user_data);

gboolean    ferry_cli_options_parse         (FerryCliOptions         *self,
                                             const FerryCliCommand   *command,
                                             guint                    kinds,
                                             const GOptionEntry      *own,
                                             char                   **argv,
                                             GError                 **error);
const char *ferry_cli_options_get           (const FerryCliOptions   *self,
                                             FerryOptionId            id);
guint       ferry_cli_options_count_readers (const FerryCliOptions   *self);
GVariant   *ferry_cli_options_read          (const FerryCliOptions   *self,
                                             GError                 **error);
gboolean    ferry_cli_options_apply         (const FerryCliOptions   *self,
                                             FerryTransferCreator    *creator,
                                             GError                 **error);
void        ferry_cli_options_clear         (FerryCliOptions         *self);
void        ferry_cli_options_show          (FerryTransferOperation  *operation,
                                             gboolean                 in_line,
                                             FerryCliOptionFunc       show,
                                             gpointer                 user_data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FerryCliOptions, ferry_cli_options_clear)

gboolean  ferry_cli_usage_error   (GError     **error,
                                   const char  *message);
GFile    *ferry_cli_file_for_path (const char  *path,
                                   GError     **error);

G_END_DECLS
