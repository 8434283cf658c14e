/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes of a person's answer to a toast. */

#pragma once

#include "ferry-engine.h"
#include "ferry-toaster.h"

G_BEGIN_DECLS

void ferry_toast_answer (FerryEngine       *engine,
                         FerryToaster      *toaster,
                         GDBusConnection   *connection,
                         const char *const *about,
                         const char        *action,
                         const char        *token);

G_END_DECLS
