/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The head of a server's answer, as a value. */

#include "ferry-response.h"

G_DEFINE_BOXED_TYPE (FerryResponse, ferry_response, ferry_response_ref, ferry_response_unref)

/**
 * ferry_response_new:
 *
 * Returns: (transfer full): an answer of unknown length that says nothing; its
 *   builder fills the fields before anyone else sees it
 */
FerryResponse *
ferry_response_new (void)
{
  FerryResponse *self = g_atomic_rc_box_new0 (FerryResponse);

  self->length = -1;
  return self;
}

FerryResponse *
ferry_response_ref (FerryResponse *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryResponse *self = data;

  g_free (self->uri);
  g_clear_pointer (&self->headers, g_variant_unref);
  g_free (self->name);
  g_free (self->etag);
  g_free (self->last_modified);
}

void
ferry_response_unref (FerryResponse *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
add (GVariantBuilder *stored,
     const char      *key,
     GVariant        *value)
{
  g_variant_builder_add_value (stored, g_variant_new_dict_entry (g_variant_new_string (key),
                                                                 g_variant_new_variant (value)));
}

static void
add_string (GVariantBuilder *stored,
            const char      *key,
            const char      *value)
{
  if (value != NULL && g_utf8_validate (value, -1, NULL))
    add (stored, key, g_variant_new_string (value));
}

/**
 * ferry_response_to_stored:
 * @self: an answer
 *
 * Returns: (transfer floating): the `a{sv}` that the journal keeps
 */
GVariant *
ferry_response_to_stored (FerryResponse *self)
{
  GVariantBuilder stored = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_string (&stored, "uri", self->uri);
  add (&stored, "status-code", g_variant_new_uint32 (self->status_code));
  if (self->headers != NULL)
    add (&stored, "headers", self->headers);
  add_string (&stored, "name", self->name);
  add_string (&stored, "etag", self->etag);
  add_string (&stored, "last-modified", self->last_modified);
  add (&stored, "date-is-strong", g_variant_new_boolean (self->date_is_strong));
  add (&stored, "modified", g_variant_new_int64 (self->modified));
  add (&stored, "length", g_variant_new_int64 (self->length));
  add (&stored, "resumable", g_variant_new_boolean (self->resumable));
  return g_variant_builder_end (&stored);
}

/**
 * ferry_response_new_from_stored:
 * @stored: what ferry_response_to_stored() made
 *
 * Returns: (transfer full): the answer again; keys that are missing or of a
 *   wrong type are as in an empty answer
 */
FerryResponse *
ferry_response_new_from_stored (GVariant *stored)
{
  FerryResponse *self = ferry_response_new ();

  g_variant_lookup (stored, "uri", "s", &self->uri);
  g_variant_lookup (stored, "status-code", "u", &self->status_code);
  self->headers = g_variant_lookup_value (stored, "headers", G_VARIANT_TYPE ("a(ss)"));
  g_variant_lookup (stored, "name", "s", &self->name);
  g_variant_lookup (stored, "etag", "s", &self->etag);
  g_variant_lookup (stored, "last-modified", "s", &self->last_modified);
  g_variant_lookup (stored, "date-is-strong", "b", &self->date_is_strong);
  g_variant_lookup (stored, "modified", "x", &self->modified);
  g_variant_lookup (stored, "length", "x", &self->length);
  g_variant_lookup (stored, "resumable", "b", &self->resumable);
  return self;
}
