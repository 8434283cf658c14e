/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls of the library that many tests make, each until it has its answer. */

#pragma once

#include "ferry.h"

G_BEGIN_DECLS

gpointer            get_operation     (const char            *guid);
FerryTransferGroup *create_group      (const char            *name,
                                       FerryTransferBehavior  behavior);
GVariant           *options_asked     (GVariant              *creation);
void                assert_dictionary (GVariant              *given,
                                       const char            *expected);

G_END_DECLS
