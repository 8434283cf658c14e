/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How Ferry's errors are named on the bus, for both of its ends. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ferry_bus_register_errors (void);

G_END_DECLS
