/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which headers a caller may set, which of them are secret, and what becomes of
 * them when others come. */

#include "ferry-headers.h"

#include "ferry-option-check.h"
#include "ferry-text.h"
#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bounds on what a caller may send; far above honest use. */
#define MAX_HEADERS      64
#define MAX_HEADER_BYTES 16384

/* Ferry speaks for itself in these; a caller's value would break the framing
 * or the resume, or make the libraries below wait without a bound. */
static const char *const headers_reserved[] = {
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "if-match",
  "if-none-match",
  "if-range",
  "keep-alive",
  "range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
};

static gboolean
check_header (const char  *name,
              const char  *value,
              GError     **error)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (!ferry_text_is_token (name))
    return ferry_text_refuse (error, _ ("“%.64s” is not a header name"), name);
  for (gsize i = 0; i < G_N_ELEMENTS (headers_reserved); i++)
    if (strcmp (lower, headers_reserved[i]) == 0)
      return ferry_text_refuse (error, _ ("The header “%s” is set by Ferry itself"), name);
  /* No word of the value: it may be a secret. */
  for (const char *c = value; *c != '\0'; c++)
    if ((*c != '\t' && (guchar) *c < 0x20) || *c == 0x7f)
      return ferry_text_refuse (error, _ ("The value of the header “%s” has a line break or control character"), name);
  return TRUE;
}

/**
 * ferry_headers_check:
 * @headers: `a(ss)`
 * @error: return location for an error
 *
 * Returns: whether they may be sent; else %FERRY_ERROR_INVALID_ARGUMENT
 */
gboolean
ferry_headers_check (GVariant  *headers,
                     GError   **error)
{
  GVariantIter iter;
  const char *name, *value;
  gsize bytes = 0;

  if (g_variant_n_children (headers) > MAX_HEADERS)
    return ferry_text_refuse (error,
                              g_dngettext (GETTEXT_PACKAGE, "More than %d header",
                                           "More than %d headers", MAX_HEADERS),
                              MAX_HEADERS);
  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    {
      bytes += strlen (name) + strlen (value);
      if (bytes > MAX_HEADER_BYTES)
        return ferry_text_refuse (error,
                                  g_dngettext (GETTEXT_PACKAGE, "The headers have more than %d byte",
                                               "The headers have more than %d bytes", MAX_HEADER_BYTES),
                                  MAX_HEADER_BYTES);
      if (!check_header (name, value, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ferry_headers_have:
 * @headers: `a(ss)`
 * @wanted: the name of a header, in any case
 *
 * Returns: whether it is among them
 */
gboolean
ferry_headers_have (GVariant   *headers,
                    const char *wanted)
{
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, NULL))
    if (g_ascii_strcasecmp (name, wanted) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_allowed (const char *name,
            const char *value)
{
  return check_header (name, value, NULL);
}

static gboolean
is_plain (const char *name,
          const char *value)
{
  return !ferry_header_is_secret (name);
}

static gboolean
is_secret (const char *name,
           const char *value)
{
  return ferry_header_is_secret (name);
}

/* Returns: (transfer full) (nullable): those that are to be kept */
static GVariant *
filter (GVariant *headers,
        gboolean (*keeps) (const char *name,
                           const char *value))
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  gsize n = g_variant_n_children (headers);
  gsize n_kept = 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) header = g_variant_get_child_value (headers, i);
      const char *name, *value;

      g_variant_get (header, "(&s&s)", &name, &value);
      if (!keeps (name, value))
        continue;
      g_variant_builder_add_value (&builder, header);
      n_kept++;
    }
  if (n_kept == n)
    return n > 0 ? g_variant_ref (headers) : NULL;
  return n_kept > 0 ? g_variant_ref_sink (g_variant_builder_end (&builder)) : NULL;
}

/**
 * ferry_headers_get_allowed:
 * @headers: `a(ss)`
 *
 * Returns: (transfer full) (nullable): those that ferry_headers_check() allows
 */
GVariant *
ferry_headers_get_allowed (GVariant *headers)
{
  return filter (headers, is_allowed);
}

/**
 * ferry_headers_get_plain:
 * @headers: `a(ss)`
 *
 * Returns: (transfer full) (nullable): those that may be stored
 */
GVariant *
ferry_headers_get_plain (GVariant *headers)
{
  return filter (headers, is_plain);
}

/**
 * ferry_headers_get_secret:
 * @headers: `a(ss)`
 *
 * Returns: (transfer full) (nullable): those that are kept like a password
 */
GVariant *
ferry_headers_get_secret (GVariant *headers)
{
  return filter (headers, is_secret);
}

static void
add_all (GVariantBuilder *builder,
         GVariant        *headers)
{
  gsize n = headers != NULL ? g_variant_n_children (headers) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) header = g_variant_get_child_value (headers, i);

      g_variant_builder_add_value (builder, header);
    }
}

/**
 * ferry_headers_append:
 * @old: (nullable): headers
 * @more: headers that come behind them
 *
 * Returns: (transfer full): all of them
 */
GVariant *
ferry_headers_append (GVariant *old,
                      GVariant *more)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  add_all (&builder, old);
  add_all (&builder, more);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * ferry_headers_merge:
 * @old: (nullable): `a(ss)`
 * @changes: `a(ss)`; they replace those of the same name, and an empty value
 *   only removes
 *
 * Returns: (transfer full): `a(ss)`
 */
GVariant *
ferry_headers_merge (GVariant *old,
                     GVariant *changes)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  GVariantIter iter;
  const char *name, *value;

  if (old != NULL)
    {
      g_variant_iter_init (&iter, old);
      while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
        if (!ferry_headers_have (changes, name))
          g_variant_builder_add (&builder, "(ss)", name, value);
    }
  g_variant_iter_init (&iter, changes);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (*value != '\0')
      g_variant_builder_add (&builder, "(ss)", name, value);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
