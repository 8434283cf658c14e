/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a person wants what is under way already once more. */

#pragma once

#include <ferry.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The responses are "again" and "no". */
typedef void (*FerryAgainAnswered) (GTask *task,
                                    const char *response);

void ferry_again_question_ask (GtkWidget          *from,
                               FerryTransferKind   kind,
                               FerryAgainAnswered  answered,
                               GTask              *task);

G_END_DECLS
