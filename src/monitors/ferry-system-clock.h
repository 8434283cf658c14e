/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The time of this machine. */

#pragma once

#include "ferry-clock.h"

G_BEGIN_DECLS

#define FERRY_TYPE_SYSTEM_CLOCK (ferry_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (FerrySystemClock, ferry_system_clock, FERRY, SYSTEM_CLOCK, GObject)

FerryClock *ferry_system_clock_new (void);

G_END_DECLS
