/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands between the parts of a multipart body (RFC 2046, RFC 7578). A
 * form's names are written as browsers write them (HTML, “multipart/form-data
 * encoding algorithm”): whatever is in them, they end where they should. */

#include "ferry-http-multipart.h"

#include "ferry-headers.h"
#include "ferry-request.h"

#include <gio/gio.h>
#include <string.h>

static gboolean
is_form (const char *subtype)
{
  return strcmp (subtype, "form-data") == 0;
}

/* Any kind of line break becomes CR LF. */
static char *
normalize_breaks (const char *text)
{
  GString *out = g_string_new (text);

  g_string_replace (out, "\r\n", "\n", 0);
  g_string_replace (out, "\r", "\n", 0);
  g_string_replace (out, "\n", "\r\n", 0);
  return g_string_free (out, FALSE);
}

static void
add_quoted (GString    *out,
            const char *key,
            const char *value)
{
  g_autoptr (GString) escaped = g_string_new (value);

  g_string_replace (escaped, "\r", "%0D", 0);
  g_string_replace (escaped, "\n", "%0A", 0);
  g_string_replace (escaped, "\"", "%22", 0);
  g_string_append_printf (out, "; %s=\"%s\"", key, escaped->str);
}

static void
add_disposition (GString  *head,
                 GVariant *part)
{
  const char *name = NULL, *file = NULL, *file_name = NULL;
  g_autofree char *base = NULL;
  g_autofree char *clean = NULL;

  g_variant_lookup (part, "name", "&s", &name);
  g_variant_lookup (part, "file-name", "&s", &file_name);
  if (file_name == NULL && g_variant_lookup (part, "file", "&s", &file))
    file_name = base = g_path_get_basename (file);
  g_string_append (head, "Content-Disposition: form-data");
  if (name != NULL)
    add_quoted (head, "name", clean = normalize_breaks (name));
  if (file_name != NULL)
    add_quoted (head, "filename", file_name);
  g_string_append (head, "\r\n");
}

/**
 * ferry_http_multipart_type:
 * @subtype: `form-data`, `related`, …
 * @boundary: what stands between the parts
 *
 * Returns: (transfer full): the Content-Type of the whole
 */
char *
ferry_http_multipart_type (const char *subtype,
                           const char *boundary)
{
  gboolean plain = strpbrk (boundary, "()<>@,;:\\\"/[]?= ") == NULL;

  return g_strdup_printf (plain ? "multipart/%s; boundary=%s" : "multipart/%s; boundary=\"%s\"", subtype, boundary);
}

/**
 * ferry_http_multipart_guess_type:
 * @path: of a file
 *
 * Returns: (transfer full): the media type that its name speaks of
 */
char *
ferry_http_multipart_guess_type (const char *path)
{
  g_autofree char *content_type = g_content_type_guess (path, NULL, 0, NULL);
  char *mime = g_content_type_get_mime_type (content_type);

  return mime != NULL ? mime : g_strdup ("application/octet-stream");
}

/**
 * ferry_http_multipart_describe:
 * @head: what is appended to
 * @part: `a{sv}` of the bus method CreateUploads
 * @subtype: of the whole
 *
 * Writes the headers of a part and the empty line behind them. What the
 * caller set goes before what is found out.
 */
void
ferry_http_multipart_describe (GString    *head,
                               GVariant   *part,
                               const char *subtype)
{
  g_autoptr (GVariant) set = g_variant_lookup_value (part, "headers", G_VARIANT_TYPE ("a(ss)"));
  g_autoptr (GVariant) headers = set != NULL ? g_variant_ref (set) : g_variant_ref_sink (g_variant_new ("a(ss)", NULL));
  GVariantIter iter;
  const char *name, *value, *file;

  if (!ferry_headers_have (headers, "Content-Disposition") && (is_form (subtype) || g_variant_lookup (part, "name", "&s", NULL)))
    add_disposition (head, part);
  if (!ferry_headers_have (headers, "Content-Type") && g_variant_lookup (part, "file", "&s", &file))
    {
      g_autofree char *type = ferry_http_multipart_guess_type (file);

      g_string_append_printf (head, "Content-Type: %s\r\n", type);
    }
  g_variant_iter_init (&iter, headers);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_string_append_printf (head, "%s: %s\r\n", name, value);
  g_string_append (head, "\r\n");
}

/**
 * ferry_http_multipart_add_text:
 * @body: what is appended to
 * @text: of a part
 * @subtype: of the whole
 *
 * Appends the text, with the line breaks that a form has.
 */
void
ferry_http_multipart_add_text (GString    *body,
                               const char *text,
                               const char *subtype)
{
  g_autofree char *normal = is_form (subtype) ? normalize_breaks (text) : NULL;

  g_string_append (body, normal != NULL ? normal : text);
}
