/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a person wants what is under way already once more. */

#pragma once

#include <ferry.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*FerryAgainWanted) (GTask *task);

void ferry_again_question_ask (GtkWidget         *from,
                               FerryTransferKind  kind,
                               FerryAgainWanted   wanted,
                               GTask             *task);

G_END_DECLS
