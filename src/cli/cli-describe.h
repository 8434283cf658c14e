/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A transfer in words for a person. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

char       *ferry_cli_name_of    (FerryDownloadOperation *operation);
char       *ferry_cli_path_of    (FerryDownloadOperation *operation);
const char *ferry_cli_state_text (FerryTransferState      state);

G_END_DECLS
