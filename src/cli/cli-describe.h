/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A transfer in words for a person. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

FerryTransferKind  ferry_cli_kind_of    (FerryTransferOperation *operation);
char              *ferry_cli_name_of    (FerryTransferOperation *operation);
char              *ferry_cli_path_of    (FerryTransferOperation *operation);
const char        *ferry_cli_state_text (FerryTransferOperation *operation);

G_END_DECLS
