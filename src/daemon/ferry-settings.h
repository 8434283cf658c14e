/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person has chosen, on its way to who is to follow it. */

#pragma once

#include "ferry-engine.h"
#include "ferry-transfers-object.h"

G_BEGIN_DECLS

void ferry_settings_apply (GSettings            *settings,
                           FerryEngine          *engine,
                           FerryTransfersObject *object);

G_END_DECLS
