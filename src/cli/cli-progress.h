/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bars on a terminal: one line for each transfer that moves, and one for all
 * of them together. */

#pragma once

#include <ferry.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * FerryCliProgress:
 *
 * The lines at the bottom of a terminal that are written again and again.
 */
typedef struct _FerryCliProgress FerryCliProgress;

gboolean          ferry_cli_progress_is_possible (FILE                   *stream);
FerryCliProgress *ferry_cli_progress_new         (FILE                   *stream);
void              ferry_cli_progress_free        (FerryCliProgress       *self);
void              ferry_cli_progress_add         (FerryCliProgress       *self,
                                                  FerryTransferOperation *operation);
void              ferry_cli_progress_end         (FerryCliProgress       *self,
                                                  FerryTransferOperation *operation);
void              ferry_cli_progress_update      (FerryCliProgress       *self,
                                                  FerryTransferOperation *operation);
void              ferry_cli_progress_clear       (FerryCliProgress       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCliProgress, ferry_cli_progress_free)

char  *ferry_cli_progress_line (const char  *name,
                                const char  *waits,
                                guint64      done,
                                guint64      total,
                                guint64      bytes_per_second,
                                guint        columns);
guint  ferry_cli_progress_rows (const guint *widths,
                                guint        n_widths,
                                guint        columns);

G_END_DECLS
