/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way of transfers into the journal. */

#pragma once

#include "ferry-clock.h"
#include "ferry-journal.h"
#include "ferry-transfer.h"

G_BEGIN_DECLS

#define FERRY_TYPE_JOURNAL_WRITER (ferry_journal_writer_get_type ())
G_DECLARE_FINAL_TYPE (FerryJournalWriter, ferry_journal_writer, FERRY, JOURNAL_WRITER, GObject)

FerryJournalWriter *ferry_journal_writer_new         (FerryJournal       *journal,
                                                      FerryClock         *clock);
void                ferry_journal_writer_save        (FerryJournalWriter *self,
                                                      GPtrArray          *transfers,
                                                      GTask              *task);
void                ferry_journal_writer_forget      (FerryJournalWriter *self,
                                                      GPtrArray          *transfers,
                                                      GTask              *task);
void                ferry_journal_writer_give_up     (FerryJournalWriter *self,
                                                      FerryTransfer      *transfer);
GPtrArray          *ferry_journal_writer_get_unsaved (FerryJournalWriter *self);
gboolean            ferry_journal_writer_is_writing  (FerryJournalWriter *self);

G_END_DECLS
