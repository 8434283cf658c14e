/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What any text of a caller is looked at for, and how it is refused. */

#include "ferry-text.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bounds on what a caller may send; far above honest use. */
#define MAX_FILE_NAME   240 /* 255 less ".part" and a number */
#define MAX_TOKEN_BYTES 256

/**
 * ferry_text_refuse:
 * @error: return location for %FERRY_ERROR_INVALID_ARGUMENT
 * @format: a sentence for a person
 * @...: what stands in it
 *
 * Returns: %FALSE
 */
gboolean
ferry_text_refuse (GError     **error,
                   const char  *format,
                   ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = ferry_error_new_valist (FERRY_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

gboolean
ferry_text_has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text < 0x20 || *text == 0x7f)
      return TRUE;
  return FALSE;
}

/* Tokens of RFC 9110, 5.6.2. */
gboolean
ferry_text_is_token (const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_TOKEN_BYTES)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
ferry_text_check_file_name (const char  *name,
                            GError     **error)
{
  if (*name == '\0' || strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return ferry_text_refuse (error, _ ("The file name is empty"));
  if (strchr (name, '/') != NULL)
    return ferry_text_refuse (error, _ ("A file name can't have a slash in it"));
  if (ferry_text_has_control (name))
    return ferry_text_refuse (error, _ ("A file name can't have control characters in it"));
  if (strlen (name) > MAX_FILE_NAME)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "The file name is longer than %d byte",
                                           "The file name is longer than %d bytes", MAX_FILE_NAME),
                              MAX_FILE_NAME);
  return TRUE;
}
