/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Starts the window. */

#include "ferry-application.h"

#include "ferry-config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>

static int
on_options (GApplication *application,
            GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("ferry %s\n", FERRY_VERSION);
  return EXIT_SUCCESS;
}

static void
add_options (GApplication *application)
{
  g_application_set_option_context_parameter_string (application, _ ("[ADDRESS | FILE…]"));
  g_application_set_option_context_summary (application,
                                            _ ("Window for background transfers"));
  g_application_add_main_option (application, "version", 0, 0, G_OPTION_ARG_NONE,
                                 _ ("Show the version"), NULL);
  g_signal_connect (application, "handle-local-options", G_CALLBACK (on_options), NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (FerryApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, FERRY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_ ("Ferry"));

  application = ferry_application_new ();
  add_options (G_APPLICATION (application));
  return g_application_run (G_APPLICATION (application), argc, argv);
}
