/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A journal in memory. It answers late, fails and crashes as a test wants it;
 * what a crash leaves is what was answered. */

#pragma once

#include "ferry-journal.h"

G_BEGIN_DECLS

#define FERRY_TYPE_FAKE_JOURNAL (ferry_fake_journal_get_type ())
G_DECLARE_FINAL_TYPE (FerryFakeJournal, ferry_fake_journal, FERRY, FAKE_JOURNAL, GObject)

FerryFakeJournal *ferry_fake_journal_new           (void);
FerryFakeJournal *ferry_fake_journal_crash         (FerryFakeJournal *self);
void              ferry_fake_journal_set_held      (FerryFakeJournal *self,
                                                    gboolean          held);
void              ferry_fake_journal_answer        (FerryFakeJournal *self);
void              ferry_fake_journal_set_failing   (FerryFakeJournal *self,
                                                    gboolean          failing);
guint             ferry_fake_journal_get_n_waiting (FerryFakeJournal *self);
guint             ferry_fake_journal_get_n_records (FerryFakeJournal *self);
guint             ferry_fake_journal_get_n_groups  (FerryFakeJournal *self);
FerryRecord      *ferry_fake_journal_lookup        (FerryFakeJournal *self,
                                                    const char       *id);

G_END_DECLS
