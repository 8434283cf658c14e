/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a request says what is uploaded: one file, or the parts of a
 * multipart body, and by which protocol. Checked once; the disk is looked at
 * by the source. */

#include "ferry-request-private.h"

#include "ferry-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Texts of parts are kept in the journal, and so bounded together. */
#define MAX_PARTS      1000
#define MAX_TEXT_BYTES (256 * 1024)
#define MAX_NAME_BYTES 4096

/* RFC 2046, 5.1.1. */
static gboolean
check_boundary (const char  *boundary,
                GError     **error)
{
  gsize length = strlen (boundary);

  if (length < 1 || length > 70 || boundary[length - 1] == ' ')
    return ferry_request_refuse (error, _ ("A boundary has 1 to 70 characters, the last of them no space"));
  for (; *boundary != '\0'; boundary++)
    if (!g_ascii_isalnum (*boundary) && strchr ("'()+_,-./:=? ", *boundary) == NULL)
      return ferry_request_refuse (error, _ ("A boundary has letters, digits and '()+_,-./:=? in it, nothing else"));
  return TRUE;
}

static gboolean
check_key (const char  *key,
           GVariant    *value,
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
      return TRUE;
  return ferry_request_refuse (error, _ ("A part has no “%.64s” of the type %s"), key, g_variant_get_type_string (value));
}

static gboolean
check_keys (GVariant  *part,
            GError   **error)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, part);
  while (g_variant_iter_next (&iter, "{&sv}", &key, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!check_key (key, owned, error))
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
  if (strlen (name) > MAX_NAME_BYTES || strlen (file_name) > MAX_NAME_BYTES)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "The name of a part is longer than %d byte",
                                              "The name of a part is longer than %d bytes", MAX_NAME_BYTES),
                                 MAX_NAME_BYTES);
  g_variant_lookup (part, "file", "&s", &file);
  if (g_variant_lookup (part, "text", "&s", &text))
    *text_bytes += strlen (text);
  if ((file == NULL) == (text == NULL))
    return ferry_request_refuse (error, _ ("A part has either a file or a text"));
  if (*text_bytes > MAX_TEXT_BYTES)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "The texts of the parts have more than %d byte",
                                              "The texts of the parts have more than %d bytes", MAX_TEXT_BYTES),
                                 MAX_TEXT_BYTES);
  headers = g_variant_lookup_value (part, "headers", NULL);
  return (file == NULL || ferry_request_check_path (file, error)) &&
         (headers == NULL || ferry_request_check_headers (headers, error));
}

static gboolean
check_parts (GVariant  *parts,
             GError   **error)
{
  gsize n = g_variant_n_children (parts);
  gsize text_bytes = 0;

  if (n == 0 || n > MAX_PARTS)
    return ferry_request_refuse (error,
                                 g_dngettext (GETTEXT_PACKAGE, "A multipart upload has 1 to %d part",
                                              "A multipart upload has 1 to %d parts", MAX_PARTS),
                                 MAX_PARTS);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (parts, i);

      if (!check_part (part, &text_bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_multipart (FerryRequest  *self,
               GVariant      *options,
               GError       **error)
{
  if (!ferry_request_set_word (options, "subtype", &self->subtype, error) ||
      !ferry_request_set_word (options, "boundary", &self->boundary, error))
    return FALSE;
  if (self->parts == NULL && (self->subtype != NULL || self->boundary != NULL))
    return ferry_request_refuse (error, _ ("A subtype or boundary is of use with parts only"));
  if (self->subtype != NULL && !ferry_request_is_token (self->subtype))
    return ferry_request_refuse (error, _ ("“%.64s” is no subtype of multipart"), self->subtype);
  return (self->boundary == NULL || check_boundary (self->boundary, error)) &&
         (self->parts == NULL || check_parts (self->parts, error));
}

gboolean
ferry_request_set_source (FerryRequest  *self,
                          GVariant      *options,
                          GError       **error)
{
  g_autofree char *file = ferry_request_text_of (options, "file");

  self->parts = g_variant_lookup_value (options, "parts", NULL);
  if ((file == NULL) == (self->parts == NULL))
    return ferry_request_refuse (error, _ ("An upload has either a file or parts"));
  if (file != NULL && !ferry_request_check_path (file, error))
    return FALSE;
  self->file = file != NULL ? g_canonicalize_filename (file, "/") : NULL;
  if (!set_multipart (self, options, error) ||
      !ferry_request_set_enum (options, "resumable", FERRY_TYPE_UPLOAD_PROTOCOL, (int *) &self->protocol, error))
    return FALSE;
  if (self->parts != NULL && self->protocol > FERRY_UPLOAD_PROTOCOL_PLAIN)
    return ferry_request_refuse (error, _ ("A multipart upload can't be resumed"));
  return TRUE;
}

/* A form may ask for a password. */
static gboolean
is_secret (GVariant *part)
{
  g_autoptr (GVariant) headers = g_variant_lookup_value (part, "headers", NULL);
  const char *name = "";

  g_variant_lookup (part, "name", "&s", &name);
  if (g_variant_lookup (part, "text", "&s", NULL) && ferry_header_is_secret (name))
    return TRUE;
  return headers != NULL && ferry_headers_have_secret (headers);
}

gboolean
ferry_request_has_secret_parts (FerryRequest *self)
{
  gsize n = self->parts != NULL ? g_variant_n_children (self->parts) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (self->parts, i);

      if (is_secret (part))
        return TRUE;
    }
  return FALSE;
}

/* A part without what the keyring keeps. */
static GVariant *
bare (GVariant *part)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (part);

  g_variant_dict_remove (&dict, "headers");
  if (g_variant_dict_contains (&dict, "text"))
    g_variant_dict_insert (&dict, "text", "s", "");
  return g_variant_dict_end (&dict);
}

/* A part for another server: a field that asks for a secret stays, empty, as
 * the form has it. */
static GVariant *
without_secrets (GVariant *part)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (part);
  g_autoptr (GVariant) headers = g_variant_lookup_value (part, "headers", NULL);
  const char *name = "";

  g_variant_lookup (part, "name", "&s", &name);
  if (g_variant_dict_contains (&dict, "text") && ferry_header_is_secret (name))
    g_variant_dict_insert (&dict, "text", "s", "");
  if (headers != NULL)
    {
      g_autoptr (GVariant) kept = ferry_headers_without_secrets (headers);

      g_variant_dict_insert_value (&dict, "headers", kept);
    }
  return g_variant_dict_end (&dict);
}

void
ferry_request_drop_secret_parts (FerryRequest *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) old = self->parts;
  gsize n = old != NULL ? g_variant_n_children (old) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (old, i);

      g_variant_builder_add_value (&builder, without_secrets (part));
    }
  self->parts = NULL;
  if (n > 0)
    self->parts = g_variant_ref_sink (g_variant_builder_end (&builder));
  else
    g_variant_builder_clear (&builder);
}

void
ferry_request_store_source (FerryRequest    *self,
                            GVariantBuilder *stored)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  gsize n = self->parts != NULL ? g_variant_n_children (self->parts) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (self->parts, i);

      g_variant_builder_add_value (&builder, is_secret (part) ? bare (part) : part);
    }
  if (n > 0)
    g_variant_builder_add (stored, "{sv}", "parts", g_variant_builder_end (&builder));
  else
    g_variant_builder_clear (&builder);
  if (self->file != NULL)
    g_variant_builder_add (stored, "{sv}", "file", g_variant_new_string (self->file));
  if (self->subtype != NULL)
    g_variant_builder_add (stored, "{sv}", "subtype", g_variant_new_string (self->subtype));
  if (self->boundary != NULL)
    g_variant_builder_add (stored, "{sv}", "boundary", g_variant_new_string (self->boundary));
  if (self->protocol != FERRY_UPLOAD_PROTOCOL_AUTO)
    g_variant_builder_add (stored, "{sv}", "resumable", g_variant_new_uint32 ((guint32) self->protocol));
}

const char *
ferry_request_get_subtype (FerryRequest *self)
{
  return self->subtype != NULL ? self->subtype : "form-data";
}

/**
 * ferry_request_list_files:
 * @self: a request for an upload
 *
 * Returns: (transfer full): paths of the files it reads, in their order
 */
GStrv
ferry_request_list_files (FerryRequest *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize n = self->parts != NULL ? g_variant_n_children (self->parts) : 0;

  if (self->file != NULL)
    g_strv_builder_add (builder, self->file);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (self->parts, i);
      const char *file;

      if (g_variant_lookup (part, "file", "&s", &file))
        g_strv_builder_add (builder, file);
    }
  return g_strv_builder_end (builder);
}

/**
 * ferry_request_is_repeatable:
 * @self: a request
 *
 * Returns: whether a server does the same when it gets the request twice
 *   (idempotent methods: RFC 9110, 9.2.2)
 */
gboolean
ferry_request_is_repeatable (FerryRequest *self)
{
  return g_str_equal (self->method, "PUT") || g_str_equal (self->method, "DELETE");
}
