/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person has chosen, on its way to who is to follow it: the engine for
 * what runs, the object on the bus for what begins. */

#include "ferry-settings.h"

static char *
download_folder (GSettings *settings)
{
  g_autofree char *chosen = g_settings_get_string (settings, "download-folder");
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  if (g_path_is_absolute (chosen))
    return g_steal_pointer (&chosen);
  return g_strdup (downloads != NULL ? downloads : g_get_home_dir ());
}

static FerryIfExists
if_exists (GSettings *settings)
{
  g_autofree char *nick = g_settings_get_string (settings, "if-exists");
  int value = FERRY_IF_EXISTS_RENAME;

  ferry_enum_from_nick (FERRY_TYPE_IF_EXISTS, nick, &value);
  return value;
}

/**
 * ferry_settings_apply:
 * @settings: the person's
 * @engine: what moves
 * @object: where it begins
 *
 * To be called again whenever one of them has changed.
 */
void
ferry_settings_apply (GSettings            *settings,
                      FerryEngine          *engine,
                      FerryTransfersObject *object)
{
  FerryLimits *limits = ferry_engine_get_limits (engine);
  g_autofree char *folder = download_folder (settings);

  ferry_limits_set_connections (limits, g_settings_get_uint (settings, "connections"));
  ferry_engine_set_parallel (engine, g_settings_get_uint (settings, "max-parallel"),
                             g_settings_get_uint (settings, "max-per-host"));
  ferry_engine_set_max_attempts (engine, g_settings_get_uint (settings, "max-attempts"));
  ferry_engine_set_history_limit (engine, g_settings_get_uint (settings, "history-limit"));
  ferry_limits_set_rate (limits, g_settings_get_uint64 (settings, "rate-limit"));
  ferry_limits_set_silence_timeout (limits, g_settings_get_uint (settings, "silence-timeout"));
  ferry_limits_set_allow_insecure_redirects (limits, g_settings_get_boolean (settings, "allow-insecure-redirects"));
  ferry_transfers_object_set_folder (object, folder);
  ferry_transfers_object_set_if_exists (object, if_exists (settings));
}
