/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time that passes only when a test says so. */

#pragma once

#include "ferry-clock.h"

G_BEGIN_DECLS

#define FERRY_TYPE_FAKE_CLOCK (ferry_fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (FerryFakeClock, ferry_fake_clock, FERRY, FAKE_CLOCK, GObject)

FerryFakeClock *ferry_fake_clock_new            (void);
void            ferry_fake_clock_advance        (FerryFakeClock *self,
                                                 gint64          milliseconds);
guint           ferry_fake_clock_get_n_timeouts (FerryFakeClock *self);
gint64          ferry_fake_clock_get_next       (FerryFakeClock *self);

G_END_DECLS
