/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loaded before a program that is not installed: its translations are those of
 * the build, in the folder that FERRY_TEST_LOCALEDIR names. */

#include <dlfcn.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>

typedef char *(*Bind) (const char *domain,
                       const char *folder);

char *
bindtextdomain (const char *domain,
                const char *folder)
{
  Bind bind = (Bind) dlsym (RTLD_NEXT, "bindtextdomain");

  return bind (domain, strcmp (domain, GETTEXT_PACKAGE) == 0 ? getenv ("FERRY_TEST_LOCALEDIR") : folder);
}
