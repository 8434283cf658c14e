/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfers as JSON. The names of the members are a contract: they may become
 * more, never others. */

#pragma once

#include <ferry.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *ferry_cli_json_line    (FerryTransferOperation   *operation);
char *ferry_cli_json_details (FerryTransferOperation   *operation,
                              FerryResponseInformation *response);

G_END_DECLS
