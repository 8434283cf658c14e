/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What transfers are judged by: the network, what it costs, and power. A value. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryEnvironment:
 * @available: whether there is any network beyond this machine
 * @metered: whether bytes cost something on it
 * @roaming: whether it is a mobile network away from home
 * @power_saver: whether the person asked to save power
 */
typedef struct {
  gboolean available;
  gboolean metered;
  gboolean roaming;
  gboolean power_saver;
} FerryEnvironment;

G_END_DECLS
