/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a file must hash to, written as `sha256=HEX`. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *ferry_checksum_split (const char     *checksum,
                                  GChecksumType  *type,
                                  GError        **error);

G_END_DECLS
