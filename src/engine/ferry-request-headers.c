/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which headers a caller may set, of a request or of one of its parts. */

#include "ferry-request-private.h"

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

/* Tokens of RFC 9110, 5.6.2. */
gboolean
ferry_request_is_token (const char *text)
{
  if (*text == '\0' || strlen (text) > 256)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
check_header (const char  *name,
              const char  *value,
              GError     **error)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (!ferry_request_is_token (name))
    return ferry_request_refuse (error, _ ("“%.64s” is not a header name"), name);
  for (gsize i = 0; i < G_N_ELEMENTS (headers_reserved); i++)
    if (strcmp (lower, headers_reserved[i]) == 0)
      return ferry_request_refuse (error, _ ("The header “%s” is set by Ferry itself"), name);
  /* No word of the value: it may be a secret. */
  for (const char *c = value; *c != '\0'; c++)
    if ((*c != '\t' && (guchar) *c < 0x20) || *c == 0x7f)
      return ferry_request_refuse (error, _ ("The value of the header “%s” has a line break or control character"), name);
  return TRUE;
}

gboolean
ferry_request_check_headers (GVariant  *headers,
                             GError   **error)
{
  GVariantIter iter;
  const char *name, *value;
  gsize bytes = 0;

  if (g_variant_n_children (headers) > MAX_HEADERS)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "More than %d header",
                                              "More than %d headers", MAX_HEADERS),
                                 MAX_HEADERS);
  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    {
      bytes += strlen (name) + strlen (value);
      if (bytes > MAX_HEADER_BYTES)
        return ferry_request_refuse (error,
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

/* Returns: (transfer full): all that let nobody in */
GVariant *
ferry_headers_without_secrets (GVariant *headers)
{
  GVariantBuilder kept = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (!ferry_header_is_secret (name))
      g_variant_builder_add (&kept, "(ss)", name, value);
  return g_variant_ref_sink (g_variant_builder_end (&kept));
}

gboolean
ferry_headers_have_secret (GVariant *headers)
{
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, NULL))
    if (ferry_header_is_secret (name))
      return TRUE;
  return FALSE;
}
