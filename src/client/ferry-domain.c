/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where the library's translations are. It has a domain of its own, so that it
 * speaks the person's language in any program, and no function that all callers
 * go through: the domain is bound when the library is loaded. */

#include "ferry-config.h"

#include <glib/gi18n-lib.h>

static void __attribute__ ((constructor))
bind_domain (void)
{
  bindtextdomain (GETTEXT_PACKAGE, FERRY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}
