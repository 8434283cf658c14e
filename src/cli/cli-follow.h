/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Going along with transfers until all have ended, or until Ctrl-C. */

#pragma once

#include "cli-command.h"

#include <ferry.h>

G_BEGIN_DECLS

/**
 * FerryCliStyle:
 * @FERRY_CLI_STYLE_QUIET: only what fails is told
 * @FERRY_CLI_STYLE_PERSON: bars on a terminal, else lines
 * @FERRY_CLI_STYLE_JSON_ENDS: an object for each end
 * @FERRY_CLI_STYLE_JSON_CHANGES: an object for each transfer and each change
 *
 * How a command tells what happens.
 */
typedef enum {
  FERRY_CLI_STYLE_QUIET,
  FERRY_CLI_STYLE_PERSON,
  FERRY_CLI_STYLE_JSON_ENDS,
  FERRY_CLI_STYLE_JSON_CHANGES,
} FerryCliStyle;

/**
 * FerryCliFollow:
 *
 * The transfers a command goes along with. From its birth to its end Ctrl-C
 * ends the following, and nothing else.
 */
typedef struct _FerryCliFollow FerryCliFollow;

FerryCliFollow *ferry_cli_follow_new             (FerryCliStyle           style);
void            ferry_cli_follow_free            (FerryCliFollow         *self);
GCancellable   *ferry_cli_follow_get_cancellable (FerryCliFollow         *self);
void            ferry_cli_follow_add             (FerryCliFollow         *self,
                                                  FerryTransferOperation *operation);
void            ferry_cli_follow_add_all         (FerryCliFollow         *self,
                                                  GPtrArray              *operations);
FerryCliStatus  ferry_cli_follow_run             (FerryCliFollow         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCliFollow, ferry_cli_follow_free)

G_END_DECLS
