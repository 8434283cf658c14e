/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A caller's options on their way to a request: what a sandbox keeps it from,
 * and what the person's settings add. What an option means is the request's
 * business. */

#include "ferry-caller-options.h"

#include "ferry-error.h"
#include "ferry-option-check.h"

#include <glib/gi18n-lib.h>

static gboolean
has_option (GVariant   *options,
            const char *name)
{
  g_autoptr (GVariant) option = g_variant_lookup_value (options, name, NULL);

  return option != NULL;
}

static gboolean
is_path (GVariant *option)
{
  g_autoptr (GVariant) key = g_variant_get_child_value (option, 0);
  const FerryOption *known = ferry_option_lookup (g_variant_get_string (key, NULL));

  return known != NULL && known->check == ferry_option_check_path;
}

/* Files of parts are called as files of uploads are. A message of the bus is no
 * deeper than 64 levels, and so is this. */
static gboolean
names_a_path (GVariant *options)
{
  g_autoptr (GVariant) parts = g_variant_lookup_value (options, "parts", G_VARIANT_TYPE ("aa{sv}"));
  gsize n = g_variant_n_children (options);
  gsize n_parts = parts != NULL ? g_variant_n_children (parts) : 0;
  gboolean found = FALSE;

  for (gsize i = 0; !found && i < n; i++)
    {
      g_autoptr (GVariant) option = g_variant_get_child_value (options, i);

      found = is_path (option);
    }
  for (gsize i = 0; !found && i < n_parts; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (parts, i);

      found = names_a_path (part);
    }
  return found;
}

static gboolean
replaces (GVariant *options)
{
  g_autoptr (GVariant) conflict_policy = g_variant_lookup_value (options, "if-exists", G_VARIANT_TYPE_UINT32);

  return conflict_policy != NULL && g_variant_get_uint32 (conflict_policy) == FERRY_IF_EXISTS_REPLACE;
}

/**
 * ferry_caller_options_check_reach:
 * @sandbox: app in whose sandbox the caller is; empty outside of one
 * @options: `a{sv}` of a transfer
 * @error: return location for an error
 *
 * A path means something else inside a sandbox than outside, and the files
 * outside are not to be replaced from there.
 *
 * Returns: %FALSE with %FERRY_ERROR_ACCESS_DENIED
 */
gboolean
ferry_caller_options_check_reach (const char  *sandbox,
                                  GVariant    *options,
                                  GError     **error)
{
  const char *reason = NULL;

  if (*sandbox == '\0')
    return TRUE;
  if (names_a_path (options))
    reason = _ ("A program in a sandbox can't name the files and folders outside of it: leave out “file” and “folder”");
  else if (replaces (options))
    reason = _ ("A program in a sandbox can't replace the files outside of it");
  if (reason == NULL)
    return TRUE;
  g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED, reason);
  return FALSE;
}

/* That files may be replaced is said of what the person begins, not of what a
 * program in a sandbox does. */
static FerryIfExists
default_conflict_policy (const char    *sandbox,
                         FerryIfExists  setting)
{
  return *sandbox != '\0' && setting == FERRY_IF_EXISTS_REPLACE ? FERRY_IF_EXISTS_RENAME : setting;
}

/**
 * ferry_caller_options_complete:
 * @sandbox: app in whose sandbox the caller is; empty outside of one
 * @options: `a{sv}` of a download
 * @folder: where it goes when it names no place
 * @if_exists: what it does about a file of its name when it says nothing
 *
 * Read child by child: a format with an “&” in it would copy all of it first.
 * A folder that the bus can't name, as its path is not UTF-8, is none.
 *
 * Returns: (transfer full): @options and what the settings add
 */
GVariant *
ferry_caller_options_complete (const char    *sandbox,
                               GVariant      *options,
                               const char    *folder,
                               FerryIfExists  if_exists)
{
  FerryIfExists conflict_policy = default_conflict_policy (sandbox, if_exists);
  gboolean lacks_place = !has_option (options, "file") && !has_option (options, "folder") &&
                         g_utf8_validate (folder, -1, NULL);
  gboolean lacks_conflict_policy = conflict_policy != FERRY_IF_EXISTS_RENAME && !has_option (options, "if-exists");
  GVariantBuilder builder;
  gsize n = g_variant_n_children (options);

  if (!lacks_place && !lacks_conflict_policy)
    return g_variant_ref (options);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) option = g_variant_get_child_value (options, i);

      g_variant_builder_add_value (&builder, option);
    }
  if (lacks_place)
    g_variant_builder_add (&builder, "{sv}", "folder", g_variant_new_string (folder));
  if (lacks_conflict_policy)
    g_variant_builder_add (&builder, "{sv}", "if-exists", g_variant_new_uint32 (conflict_policy));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
