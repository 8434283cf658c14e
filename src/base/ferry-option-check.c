/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a caller sends, judged value by value, without network and disk. What
 * lies behind may trust it. */

#include "ferry-option-check.h"

#include "ferry-checksum.h"
#include "ferry-error.h"
#include "ferry-headers.h"
#include "ferry-text.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bounds on what a caller may send; far above honest use. */
#define MAX_STATUSES     64
#define MAX_PATH_BYTES   4000
#define MAX_WORD_BYTES   1024
#define MAX_METHOD_BYTES 32

/* Texts of parts are kept in the journal, and so bounded together. */
#define MAX_PARTS           1000
#define MAX_TEXT_BYTES      (256 * 1024)
#define MAX_PART_NAME_BYTES 4096

/* Where nothing is as good as no option, nothing passes. */
static gboolean
is_empty (GVariant *value)
{
  return *g_variant_get_string (value, NULL) == '\0';
}

gboolean
ferry_option_check_address (const FerryOption  *option,
                            GVariant           *value,
                            GError            **error)
{
  g_autoptr (GUri) uri = ferry_uri_parse (g_variant_get_string (value, NULL), error);

  return uri != NULL;
}

/* RFC 2046, 5.1.1. */
gboolean
ferry_option_check_boundary (const FerryOption  *option,
                             GVariant           *value,
                             GError            **error)
{
  const char *boundary = g_variant_get_string (value, NULL);
  gsize length = strlen (boundary);

  if (length > 70 || g_str_has_suffix (boundary, " "))
    return ferry_text_refuse (error, _ ("A boundary has 1 to 70 characters, the last of them no space"));
  for (; *boundary != '\0'; boundary++)
    if (!g_ascii_isalnum (*boundary) && strchr ("'()+_,-./:=? ", *boundary) == NULL)
      return ferry_text_refuse (error, _ ("A boundary has letters, digits and '()+_,-./:=? in it, nothing else"));
  return TRUE;
}

gboolean
ferry_option_check_checksum (const FerryOption  *option,
                             GVariant           *value,
                             GError            **error)
{
  GChecksumType type;

  return is_empty (value) || ferry_checksum_split (g_variant_get_string (value, NULL), &type, error) != NULL;
}

gboolean
ferry_option_check_enumeration (const FerryOption  *option,
                                GVariant           *value,
                                GError            **error)
{
  guint32 number = g_variant_get_uint32 (value);

  if (number > G_MAXINT || ferry_enum_to_nick (option->enumeration (), (int) number) == NULL)
    return ferry_text_refuse (error, _ ("“%s” has no value %u"), option->key, number);
  return TRUE;
}

gboolean
ferry_option_check_headers (const FerryOption  *option,
                            GVariant           *value,
                            GError            **error)
{
  return ferry_headers_check (value, error);
}

gboolean
ferry_option_check_method (const FerryOption  *option,
                           GVariant           *value,
                           GError            **error)
{
  const char *method = g_variant_get_string (value, NULL);

  if (is_empty (value))
    return TRUE;
  if (!ferry_text_is_token (method) || strlen (method) > MAX_METHOD_BYTES)
    return ferry_text_refuse (error, _ ("“%.32s” is not an HTTP method"), method);
  if (strcmp (method, "CONNECT") == 0 || strcmp (method, "TRACE") == 0 || strcmp (method, "HEAD") == 0)
    return ferry_text_refuse (error, _ ("The method %s brings no file"), method);
  return TRUE;
}

/**
 * ferry_text_check_file_name:
 * @name: what a file is to be called
 * @error: return location for an error
 *
 * Returns: whether @name is one safe component of a path
 */
gboolean
ferry_option_check_name (const FerryOption  *option,
                         GVariant           *value,
                         GError            **error)
{
  return ferry_text_check_file_name (g_variant_get_string (value, NULL), error);
}

static gboolean
check_path (const char  *path,
            GError     **error)
{
  if (!g_path_is_absolute (path))
    return ferry_text_refuse (error, _ ("The path does not start at the root folder"));
  if (strlen (path) > MAX_PATH_BYTES)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "The path is longer than %d byte",
                                           "The path is longer than %d bytes", MAX_PATH_BYTES),
                              MAX_PATH_BYTES);
  return TRUE;
}

gboolean
ferry_option_check_path (const FerryOption  *option,
                         GVariant           *value,
                         GError            **error)
{
  return check_path (g_variant_get_string (value, NULL), error);
}

/* @seen has a bit for each key: who looks for one that comes twice sees the first,
 * who reads them all the last. */
static gboolean
check_key (const char  *key,
           GVariant    *value,
           guint       *seen,
           GError     **error)
{
  static const struct {
    const char *name;
    const char *type;
  } keys[] = {
    { "file", "s" },
    { "file-name", "s" },
    { "headers", "a(ss)" },
    { "name", "s" },
    { "text", "s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (key, keys[i].name) == 0 && g_variant_is_of_type (value, G_VARIANT_TYPE (keys[i].type)))
      {
        if ((*seen >> i & 1) != 0)
          return ferry_text_refuse (error, _ ("“%s” is given twice"), key);
        *seen |= 1u << i;
        return TRUE;
      }
  return ferry_text_refuse (error, _ ("A part has no “%.64s” of the type %s"), key, g_variant_get_type_string (value));
}

static gboolean
check_keys (GVariant  *part,
            GError   **error)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;
  guint seen = 0;

  g_variant_iter_init (&iter, part);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!check_key (key, owned, &seen, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_part (GVariant  *part,
            gsize     *text_bytes,
            GError   **error)
{
  g_autoptr (GVariant) headers = NULL;
  const char *name = "", *file_name = "", *file = NULL, *text = NULL;

  if (!check_keys (part, error))
    return FALSE;
  g_variant_lookup (part, "name", "&s", &name);
  g_variant_lookup (part, "file-name", "&s", &file_name);
  if (strlen (name) > MAX_PART_NAME_BYTES || strlen (file_name) > MAX_PART_NAME_BYTES)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "The name of a part is longer than %d byte",
                                           "The name of a part is longer than %d bytes", MAX_PART_NAME_BYTES),
                              MAX_PART_NAME_BYTES);
  g_variant_lookup (part, "file", "&s", &file);
  if (g_variant_lookup (part, "text", "&s", &text))
    *text_bytes += strlen (text);
  if ((file == NULL) == (text == NULL))
    return ferry_text_refuse (error, _ ("A part has either a file or a text"));
  if (*text_bytes > MAX_TEXT_BYTES)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "The texts of the parts have more than %d byte",
                                           "The texts of the parts have more than %d bytes", MAX_TEXT_BYTES),
                              MAX_TEXT_BYTES);
  headers = g_variant_lookup_value (part, "headers", NULL);
  return (file == NULL || check_path (file, error)) &&
         (headers == NULL || ferry_headers_check (headers, error));
}

gboolean
ferry_option_check_parts (const FerryOption  *option,
                          GVariant           *value,
                          GError            **error)
{
  gsize n = g_variant_n_children (value);
  gsize text_bytes = 0;

  if (n == 0 || n > MAX_PARTS)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "A multipart upload has 1 to %d part",
                                           "A multipart upload has 1 to %d parts", MAX_PARTS),
                              MAX_PARTS);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (value, i);

      if (!check_part (part, &text_bytes, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
ferry_option_check_connections (const FerryOption  *option,
                                GVariant           *value,
                                GError            **error)
{
  if (g_variant_get_uint32 (value) <= FERRY_MAX_CONNECTIONS)
    return TRUE;
  return ferry_text_refuse (error, _ ("One file has %d connections at most"), FERRY_MAX_CONNECTIONS);
}

gboolean
ferry_option_check_statuses (const FerryOption  *option,
                             GVariant           *value,
                             GError            **error)
{
  if (g_variant_n_children (value) > MAX_STATUSES)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "More than %d recoverable status",
                                           "More than %d recoverable statuses", MAX_STATUSES),
                              MAX_STATUSES);
  return TRUE;
}

gboolean
ferry_option_check_subtype (const FerryOption  *option,
                            GVariant           *value,
                            GError            **error)
{
  const char *subtype = g_variant_get_string (value, NULL);

  if (is_empty (value) || ferry_text_is_token (subtype))
    return TRUE;
  return ferry_text_refuse (error, _ ("“%.64s” is no subtype of multipart"), subtype);
}

gboolean
ferry_option_check_word (const FerryOption  *option,
                         GVariant           *value,
                         GError            **error)
{
  const char *word = g_variant_get_string (value, NULL);

  if (strlen (word) > MAX_WORD_BYTES)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "“%s” is longer than %d byte",
                                           "“%s” is longer than %d bytes", MAX_WORD_BYTES),
                              option->key, MAX_WORD_BYTES);
  if (ferry_text_has_control (word))
    return ferry_text_refuse (error, _ ("“%s” has control characters in it"), option->key);
  return TRUE;
}
