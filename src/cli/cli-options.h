/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `ferryctl get` and `ferryctl put` can both be asked for. */

#pragma once

#include "cli-command.h"

#include <ferry.h>

G_BEGIN_DECLS

/**
 * FerryCliOptions:
 * @group: (owned) (nullable): name of the group the transfers belong to
 * @detach: whether to end once they are handed over
 * @json: whether a program reads along
 *
 * What follows these is as it was typed, until ferry_cli_options_apply().
 */
typedef struct {
  char *group;
  gboolean detach;
  gboolean json;

  char *priority;    /* (owned) (nullable) */
  char *cost;        /* (owned) (nullable) */
  char *method;      /* (owned) (nullable) */
  char *rate_limit;  /* (owned) (nullable) */
  char *credentials; /* (owned) (nullable) */
  char **headers;    /* (owned) (nullable) */
} FerryCliOptions;

gboolean ferry_cli_options_parse         (FerryCliOptions        *self,
                                          const FerryCliCommand  *command,
                                          const GOptionEntry     *own,
                                          char                  **argv,
                                          GError                **error);
guint    ferry_cli_options_count_readers (const FerryCliOptions  *self);
gboolean ferry_cli_options_apply         (FerryCliOptions        *self,
                                          FerryTransferCreator   *creator,
                                          GError                **error);
void     ferry_cli_options_clear         (FerryCliOptions        *self);

gboolean  ferry_cli_usage_error   (GError     **error,
                                   const char  *message);
GFile    *ferry_cli_file_for_path (const char  *path,
                                   GError     **error);

G_END_DECLS
