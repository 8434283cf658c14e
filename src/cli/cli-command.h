/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each command of ferryctl is, and what all of them need: their exit
 * status, their options, their errors and their answers from the service. */

#pragma once

#include <gio/gio.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * FerryCliStatus:
 * @FERRY_CLI_OK: all is done
 * @FERRY_CLI_FAILED: a transfer failed or was canceled, or the service refused
 * @FERRY_CLI_USAGE: what was typed is wrong
 * @FERRY_CLI_UNREACHABLE: the service can't be reached
 * @FERRY_CLI_INTERRUPTED: Ctrl-C, as shells tell it
 *
 * Exit status. Scripts rely on these numbers.
 */
typedef enum {
  FERRY_CLI_OK = 0,
  FERRY_CLI_FAILED = 1,
  FERRY_CLI_USAGE = 2,
  FERRY_CLI_UNREACHABLE = 3,
  FERRY_CLI_INTERRUPTED = 130,
} FerryCliStatus;

typedef struct _FerryCliCommand FerryCliCommand;

/**
 * FerryCliCommand:
 * @name: the word on the command line
 * @run: parses the arguments, the first of which is @name, and acts
 * @arguments: (nullable): what may follow the name and its options
 * @summary: what it does, as one line of help
 */
struct _FerryCliCommand {
  const char *name;
  FerryCliStatus (*run) (const FerryCliCommand *command,
                         char **argv);
  const char *arguments;
  const char *summary;
};

FerryCliStatus ferry_cli_get     (const FerryCliCommand  *command,
                                  char                  **argv);
FerryCliStatus ferry_cli_put     (const FerryCliCommand  *command,
                                  char                  **argv);
FerryCliStatus ferry_cli_list    (const FerryCliCommand  *command,
                                  char                  **argv);
FerryCliStatus ferry_cli_show    (const FerryCliCommand  *command,
                                  char                  **argv);
FerryCliStatus ferry_cli_watch   (const FerryCliCommand  *command,
                                  char                  **argv);
FerryCliStatus ferry_cli_wait    (const FerryCliCommand  *command,
                                  char                  **argv);
FerryCliStatus ferry_cli_control (const FerryCliCommand  *command,
                                  char                  **argv);
FerryCliStatus ferry_cli_set     (const FerryCliCommand  *command,
                                  char                  **argv);

gboolean       ferry_cli_parse  (const FerryCliCommand  *command,
                                 const GOptionEntry     *entries,
                                 char                  **argv,
                                 GError                **error);
FerryCliStatus ferry_cli_report (const GError           *error);
FerryCliStatus ferry_cli_refuse (const char *format,
                                 ...) G_GNUC_PRINTF (1, 2);
void ferry_cli_say (FILE *stream,
                    const char *format,
                    ...) G_GNUC_PRINTF (2, 3);

void          ferry_cli_on_answer (GObject       *source,
                                   GAsyncResult  *result,
                                   gpointer       slot);
GAsyncResult *ferry_cli_await     (GAsyncResult **slot);

G_END_DECLS
