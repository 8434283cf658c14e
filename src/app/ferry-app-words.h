/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers and states in words for a person. Pure functions. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

char *ferry_app_words_for_amount    (guint64             bytes_received,
                                     guint64             total_bytes);
char *ferry_app_words_for_time_left (guint64             bytes_left,
                                     guint64             bytes_per_second);
char *ferry_app_words_for_progress  (FerryTransferState  state,
                                     guint64             bytes_received,
                                     guint64             total_bytes,
                                     guint64             bytes_per_second);
char *ferry_app_words_for_state     (FerryTransferKind   kind,
                                     FerryTransferState  state,
                                     gboolean            started,
                                     gboolean            retrying);
char *ferry_app_words_for_event     (FerryTransferKind   kind,
                                     FerryTransferState  state,
                                     gboolean            started,
                                     guint64             bytes_received,
                                     const char         *path,
                                     const char         *reason);

const char *ferry_app_words_for_advice  (FerryTransferKind  kind,
                                         const GError      *error);
char       *ferry_app_words_for_headers (GHashTable        *headers);
char       *ferry_app_words_for_body    (GBytes            *bytes);

G_END_DECLS
