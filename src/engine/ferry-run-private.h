/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fields of a run, and which thread they belong to. */

#pragma once

#include "ferry-rate.h"
#include "ferry-run.h"
#include "ferry-sink.h"

G_BEGIN_DECLS

struct _FerryRun {
  GObject parent_instance;

  FerryRequest *request;   /* (owned) */
  FerryResponse *previous; /* (owned) (nullable) what the bytes on disk were said to be */
  FerryLimits *limits;     /* (owned) */
  char *part_path;         /* (owned) (nullable) until begun */
  char *owner;             /* (owned) (nullable) of the unfinished file */
  char *next_owner;        /* (owned) (nullable) likewise, when it begins again */
  char *file;              /* (owned) (nullable) until begun: path that the whole file is to have */
  guint64 offset;          /* where it starts */
  char *answer_path;       /* (owned) (nullable) where the answer to an upload is kept */
  GMainContext *context;   /* (owned) the main thread's */

  /* Of the backend's thread. */
  FerryRate rate;
  guint64 rate_limit; /* (atomic through lock) */
  guint64 rate_limit_taken;
  guint64 checkpoint_offset; /* what was written when the last checkpoint was asked for */
  gint64 checkpoint_time;

  FerryUpload *upload;      /* (owned) (nullable) of uploads only */
  FerryRunGoOn go_on;       /* (nullable) who waits for the journal */
  gpointer go_on_data;      /* (unowned) */
  GMainContext *go_on_from; /* (owned) (nullable) where it waits */
  int answer_fd;            /* -1 when there is no answer to keep */

  /* Of both. */
  GMutex lock;
  FerrySink *sink;         /* (owned) (nullable) set once by begin */
  FerryResponse *response; /* (owned) (nullable) likewise */
  guint64 bytes_done;
  gint64 length;
  gint64 retry_after; /* seconds, -1 when the server named none */
  gboolean checkpoint_asked;
  gboolean is_exposed; /* the server may have the bytes of an upload */
  guint64 received;    /* bytes of the answer to an upload */
};

char          *ferry_run_final_path        (const char     *part_path);
FerrySink     *ferry_run_open_sink         (FerryRun       *self,
                                            FerryResponse  *response,
                                            guint64         offset,
                                            GError        **error);
FerryIfExists  ferry_run_get_manner        (FerryRun       *self,
                                            const char     *name);
void           ferry_run_spend             (FerryRun       *self,
                                            gsize           size);
void           ferry_run_upload_class_init (FerryRunClass  *class);
void           ferry_run_upload_clear      (FerryRun       *self);

G_END_DECLS
