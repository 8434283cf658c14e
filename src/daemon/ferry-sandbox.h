/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which sandboxed app a process belongs to, or which program it runs. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *ferry_sandbox_read_app_id  (const char  *proc,
                                      guint        pid,
                                      GError     **error);
char     *ferry_sandbox_read_program (const char  *proc,
                                      guint        pid);
gboolean  ferry_sandbox_may_see      (const char  *app_id,
                                      const char  *owner);

G_END_DECLS
