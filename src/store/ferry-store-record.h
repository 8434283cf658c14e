/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record as a row. */

#pragma once

#include "ferry-record.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* The columns of a transfer, in the order in which they are saved and loaded. */
#define FERRY_STORE_COLUMNS                                              \
  "id, app_id, sequence, request, response, state, started, file, "      \
  "part_file, bytes_done, bytes_total, restarts, responses, attempts, "  \
  "error_domain, error_code, error_message, created, finished, upload, " \
  "ranges"

void         ferry_store_record_bind (FerryRecord  *self,
                                      FerryRecord  *before,
                                      sqlite3_stmt *statement);
FerryRecord *ferry_store_record_read (sqlite3_stmt *statement);

G_END_DECLS
