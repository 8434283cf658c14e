/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ferryd: carries transfers in the background. */

#include "ferry-service.h"

#include "ferry-config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>

int
main (int   argc,
      char *argv[])
{
  g_autoptr (FerryService) service = NULL;
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, FERRY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Ferry");
  /* A file size limit shall be an error of the write, not the end of the
   * service. */
  signal (SIGXFSZ, SIG_IGN);

  service = ferry_service_new ();
  status = g_application_run (G_APPLICATION (service), argc, argv);
  return ferry_service_has_failed (service) ? EXIT_FAILURE : status;
}
