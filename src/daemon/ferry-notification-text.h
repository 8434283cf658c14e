/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of transfers that have ended, and what a person may answer. */

#pragma once

#include "ferry-transfer.h"

G_BEGIN_DECLS

/**
 * FerryNotificationText:
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
} FerryNotificationText;

/* Desktop Notifications Specification, categories. */
#define FERRY_NOTIFICATION_SUCCESS "transfer.complete"
#define FERRY_NOTIFICATION_FAILURE "transfer.error"

FerryNotificationText *ferry_notification_text_for_one  (FerryTransfer         *transfer);
FerryNotificationText *ferry_notification_text_for_many (GPtrArray             *transfers);
void                   ferry_notification_text_free     (FerryNotificationText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryNotificationText, ferry_notification_text_free)

G_END_DECLS
