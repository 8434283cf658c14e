/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pieces: which connection of a download fetches which bytes. A decision each time
 * that something happens; nothing here waits, asks the clock or knows a server. */

#pragma once

#include "ferry-option.h"
#include "ferry-range-set.h"

G_BEGIN_DECLS

/* More connections than one only for what is larger. */
#define FERRY_PIECES_WORTH_MANY ((guint64) 8 * 1024 * 1024)

typedef struct _FerryPieces FerryPieces;

FerryPieces *ferry_pieces_new          (FerryRangeSet  *there,
                                        guint64         length,
                                        gboolean        may_repeat);
void         ferry_pieces_free         (FerryPieces    *self);
guint        ferry_pieces_get_wanted   (FerryPieces    *self,
                                        guint           allowed,
                                        gint64          now);
gboolean     ferry_pieces_take         (FerryPieces    *self,
                                        guint           connection,
                                        gint64          now,
                                        FerryByteRange *piece);
void         ferry_pieces_advance      (FerryPieces    *self,
                                        guint           connection,
                                        guint64         size,
                                        gint64          now);
guint64      ferry_pieces_get_end      (FerryPieces    *self,
                                        guint           connection);
void         ferry_pieces_end          (FerryPieces    *self,
                                        guint           connection);
void         ferry_pieces_give_back    (FerryPieces    *self,
                                        guint           connection);
int          ferry_pieces_find_laggard (FerryPieces    *self,
                                        gint64          now);
void         ferry_pieces_stay_alone   (FerryPieces    *self);
gboolean     ferry_pieces_are_whole    (FerryPieces    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryPieces, ferry_pieces_free)

G_END_DECLS
