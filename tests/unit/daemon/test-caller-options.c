/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What settings add to a caller's options, and what a sandbox keeps it from. */

#include "ferry-caller-options.h"

#include "ferry-error.h"

#define APP    "org.example.Inside"
#define FOLDER "/srv/files"

static void
assert_complete (const char    *app_id,
                 const char    *options,
                 FerryIfExists  setting,
                 const char    *expected)
{
  g_autoptr (GVariant) given = g_variant_ref_sink (g_variant_new_parsed (options));
  g_autoptr (GVariant) complete = ferry_caller_options_complete (app_id, given, FOLDER, setting);
  g_autofree char *found = g_variant_print (complete, FALSE);

  g_assert_cmpstr (found, ==, expected);
}

static void
the_settings_say_what_the_caller_does_not (void)
{
  assert_complete ("", "@a{sv} {}", FERRY_IF_EXISTS_FAIL, "{'folder': <'/srv/files'>, 'if-exists': <uint32 2>}");
  assert_complete ("", "{'folder': <'/a'>}", FERRY_IF_EXISTS_REPLACE, "{'folder': <'/a'>, 'if-exists': <uint32 1>}");
  assert_complete ("", "{'file': <'/a/b'>}", FERRY_IF_EXISTS_RENAME, "{'file': <'/a/b'>}");
}

static void
a_folder_that_the_bus_cannot_name_is_not_added (void)
{
  g_autoptr (GVariant) given = g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}"));
  g_autoptr (GVariant) complete = ferry_caller_options_complete ("", given, "/srv/M\374ll", FERRY_IF_EXISTS_RENAME);

  g_assert_cmpuint (g_variant_n_children (complete), ==, 0);
}

static void
what_the_caller_says_stays (void)
{
  assert_complete ("", "{'folder': <'/a'>, 'if-exists': <uint32 0>}", FERRY_IF_EXISTS_REPLACE,
                   "{'folder': <'/a'>, 'if-exists': <uint32 0>}");
}

static void
the_setting_replaces_no_file_for_a_sandbox (void)
{
  assert_complete (APP, "@a{sv} {}", FERRY_IF_EXISTS_REPLACE, "{'folder': <'/srv/files'>}");
  assert_complete (APP, "@a{sv} {}", FERRY_IF_EXISTS_FAIL, "{'folder': <'/srv/files'>, 'if-exists': <uint32 2>}");
}

static void
a_sandbox_names_no_place_and_replaces_nothing (void)
{
  static const struct {
    const char *options;
    gboolean may;
  } cases[] = {
    { "{'name': <'a.txt'>}", TRUE },
    { "{'if-exists': <uint32 0>}", TRUE },
    { "{'if-exists': <uint32 2>}", TRUE },
    { "{'if-exists': <uint32 1>}", FALSE },
    { "{'file': <'/a'>}", FALSE },
    { "{'folder': <'/a'>}", FALSE },
    { "{'parts': <[{'file': <'/a'>}]>}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) options = g_variant_ref_sink (g_variant_new_parsed (cases[i].options));
      g_autoptr (GError) error = NULL;

      g_assert_true (ferry_caller_options_check_reach ("", options, NULL));
      g_assert_cmpint (ferry_caller_options_check_reach (APP, options, &error), ==, cases[i].may);
      if (!cases[i].may)
        g_assert_error (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/options/the settings say what the caller does not", the_settings_say_what_the_caller_does_not);
  g_test_add_func ("/daemon/options/a folder that the bus cannot name is not added", a_folder_that_the_bus_cannot_name_is_not_added);
  g_test_add_func ("/daemon/options/what the caller says stays", what_the_caller_says_stays);
  g_test_add_func ("/daemon/options/the setting replaces no file for a sandbox", the_setting_replaces_no_file_for_a_sandbox);
  g_test_add_func ("/daemon/options/a sandbox names no place and replaces nothing", a_sandbox_names_no_place_and_replaces_nothing);
  return g_test_run ();
}
