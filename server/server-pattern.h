/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Generated content, of which any part can be checked: 8-byte words in network
 * order, word i (the one at offset 8 * i) being
 *
 *     i * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03   (mod 2^64)
 *
 * No word comes twice, so bytes that were shifted, mixed with those of another
 * seed or fetched from the wrong place never compare equal by chance. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SERVER_TYPE_PATTERN (server_pattern_get_type ())
G_DECLARE_FINAL_TYPE (ServerPattern, server_pattern, SERVER, PATTERN, GInputStream)

GInputStream *server_pattern_new (guint64 seed,
                                  guint64 offset);

void server_pattern_fill (guint64  seed,
                          guint64  offset,
                          guint8  *buffer,
                          gsize    count);

G_END_DECLS
