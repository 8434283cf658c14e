/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of transfers that have ended, and what a person may answer. */

#pragma once

#include "ferry-transfer.h"

G_BEGIN_DECLS

/**
 * FerryToastWords:
 * @title: (owned): one line
 * @body: (owned): text
 * @category: of the Desktop Notifications Specification
 * @actions: (owned): names and labels in turns
 */
typedef struct {
  char *title;
  char *body;
  const char *category;
  GStrv actions;
} FerryToastWords;

/* Desktop Notifications Specification, categories. */
#define FERRY_TOAST_SUCCESS "transfer.complete"
#define FERRY_TOAST_FAILURE "transfer.error"

FerryToastWords *ferry_toast_words_for_one  (FerryTransfer   *transfer);
FerryToastWords *ferry_toast_words_for_many (GPtrArray       *transfers);
void             ferry_toast_words_free     (FerryToastWords *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryToastWords, ferry_toast_words_free)

G_END_DECLS
