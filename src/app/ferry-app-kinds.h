/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of downloads in one way, and of uploads in another. */

#pragma once

#include <ferry.h>

G_BEGIN_DECLS

/* In English: they are translated where they are shown. */
typedef struct {
  const char *list;
  const char *empty_icon;
  const char *empty_title;
  const char *empty_advice;
  const char *cancel_title;
  const char *cancel_body;
  const char *again_title;
  const char *again_body;
  const char *again_answer;
  const char *running;
  const char *completed;
  const char *restarts;
  const char *bytes;
  const char *ranges;
  const char *file;
} FerryAppKind;

const FerryAppKind *ferry_app_kind    (FerryTransferKind       kind);
FerryTransferKind   ferry_app_kind_of (GObject                *self,
                                       FerryTransferOperation *operation);

char *ferry_app_kind_bytes  (GObject           *self,
                             FerryTransferKind  kind);
char *ferry_app_kind_ranges (GObject           *self,
                             FerryTransferKind  kind);
char *ferry_app_kind_file   (GObject           *self,
                             FerryTransferKind  kind);

char *ferry_app_kind_so_far  (FerryTransferKind  kind,
                              const char        *amount);
char *ferry_app_kind_listed  (FerryTransferKind  kind,
                              guint              n);
char *ferry_app_kind_added   (FerryTransferKind  kind,
                              guint              n);
char *ferry_app_kind_removed (FerryTransferKind  kind,
                              guint              n);

G_END_DECLS
