/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A caller's options on their way to a request. Pure functions. */

#pragma once

#include "ferry-enums.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean  ferry_caller_options_check_reach (const char     *sandbox,
                                            GVariant       *options,
                                            GError        **error);
GVariant *ferry_caller_options_complete    (const char     *sandbox,
                                            GVariant       *options,
                                            const char     *folder,
                                            FerryIfExists   if_exists);

G_END_DECLS
