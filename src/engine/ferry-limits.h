/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the person's settings say to every run: patience, redirects, and the
 * speed that all runs share. Shared between the threads. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _FerryLimits FerryLimits;

FerryLimits *ferry_limits_new   (void);
FerryLimits *ferry_limits_ref   (FerryLimits *self);
void         ferry_limits_unref (FerryLimits *self);

void     ferry_limits_set_silence_timeout          (FerryLimits *self,
                                                    guint        seconds);
guint    ferry_limits_get_silence_timeout          (FerryLimits *self);
void     ferry_limits_set_allow_insecure_redirects (FerryLimits *self,
                                                    gboolean     allow);
gboolean ferry_limits_get_allow_insecure_redirects (FerryLimits *self);
void     ferry_limits_set_connections              (FerryLimits *self,
                                                    guint        n_connections);
guint    ferry_limits_get_connections              (FerryLimits *self);
void     ferry_limits_set_rate                     (FerryLimits *self,
                                                    guint64      bytes_per_second);
gboolean ferry_limits_have_rate                    (FerryLimits *self);
gsize    ferry_limits_allow                        (FerryLimits *self,
                                                    gint64       now,
                                                    gsize        requested,
                                                    guint       *wait_ms);
void     ferry_limits_spend                        (FerryLimits *self,
                                                    gsize        bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryLimits, ferry_limits_unref)

G_END_DECLS
