/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is remembered of an upload, as a value. */

#include "ferry-upload.h"

#include "ferry-uri.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (FerryUpload, ferry_upload, ferry_upload_ref, ferry_upload_unref)

/**
 * ferry_upload_new:
 * @files: `a(tx)`, may be floating
 *
 * Returns: (transfer full): an upload of which no server knows
 */
FerryUpload *
ferry_upload_new (GVariant *files)
{
  FerryUpload *self = g_atomic_rc_box_new0 (FerryUpload);

  self->files = g_variant_ref_sink (files);
  return self;
}

/**
 * ferry_upload_copy:
 * @self: an upload
 *
 * Returns: (transfer full): one of the same content, to be changed by the
 *   caller before anyone else sees it
 */
FerryUpload *
ferry_upload_copy (FerryUpload *self)
{
  FerryUpload *copy = ferry_upload_new (self->files);

  copy->protocol = self->protocol;
  copy->interop = self->interop;
  copy->url = g_strdup (self->url);
  copy->lacks_url = self->lacks_url;
  copy->expires = self->expires;
  copy->delivery = self->delivery;
  copy->received = self->received;
  return copy;
}

/**
 * ferry_upload_with_address:
 * @self: an upload
 * @protocol: what was agreed
 * @interop: which draft
 * @url: (nullable): where the bytes are gathered
 *
 * Returns: (transfer full): the same files on their way to another upload address
 */
FerryUpload *
ferry_upload_with_address (FerryUpload         *self,
                           FerryUploadProtocol  protocol,
                           guint                interop,
                           const char          *url)
{
  FerryUpload *new = ferry_upload_new (self->files);

  new->protocol = protocol;
  new->interop = interop;
  new->url = g_strdup (url);
  return new;
}

FerryUpload *
ferry_upload_ref (FerryUpload *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryUpload *self = data;

  g_variant_unref (self->files);
  g_free (self->url);
}

void
ferry_upload_unref (FerryUpload *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
url_is_secret (FerryUpload *self)
{
  g_autofree char *shown = self->url != NULL ? ferry_uri_redact (self->url) : NULL;

  return g_strcmp0 (shown, self->url) != 0;
}

/* Written for each upload: a format would be parsed each time. */
static void
add (GVariantBuilder *stored,
     const char      *key,
     GVariant        *value)
{
  g_variant_builder_add_value (stored, g_variant_new_dict_entry (g_variant_new_string (key),
                                                                 g_variant_new_variant (value)));
}

/**
 * ferry_upload_to_stored:
 * @self: an upload
 *
 * Returns: (transfer floating): the `a{sv}` that the journal keeps; there is
 *   no secret in it
 */
GVariant *
ferry_upload_to_stored (FerryUpload *self)
{
  GVariantBuilder stored = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add (&stored, "files", self->files);
  add (&stored, "protocol", g_variant_new_uint32 ((guint32) self->protocol));
  add (&stored, "interop", g_variant_new_uint32 (self->interop));
  add (&stored, "received", g_variant_new_uint64 (self->received));
  add (&stored, "expires", g_variant_new_int64 (self->expires));
  add (&stored, "uncertain", g_variant_new_boolean (ferry_delivery_is_open (self->delivery)));
  if (self->lacks_url || url_is_secret (self))
    add (&stored, "secret", g_variant_new_boolean (TRUE));
  else if (self->url != NULL)
    add (&stored, "url", g_variant_new_string (self->url));
  return g_variant_builder_end (&stored);
}

/**
 * ferry_upload_new_from_stored:
 * @stored: what ferry_upload_to_stored() made
 *
 * Returns: (transfer full): the upload again, or %NULL when @stored is damaged
 */
FerryUpload *
ferry_upload_new_from_stored (GVariant *stored)
{
  g_autoptr (GVariant) files = g_variant_lookup_value (stored, "files", G_VARIANT_TYPE ("a(tx)"));
  FerryUpload *self;
  gboolean uncertain = FALSE;
  guint32 protocol = 0;

  g_variant_lookup (stored, "protocol", "u", &protocol);
  if (files == NULL || protocol > FERRY_UPLOAD_PROTOCOL_IETF)
    return NULL;
  self = ferry_upload_new (files);
  self->protocol = protocol;
  g_variant_lookup (stored, "interop", "u", &self->interop);
  g_variant_lookup (stored, "received", "t", &self->received);
  g_variant_lookup (stored, "expires", "x", &self->expires);
  g_variant_lookup (stored, "uncertain", "b", &uncertain);
  /* Who reads it back did not see its end. */
  self->delivery = uncertain ? FERRY_DELIVERY_UNKNOWN : FERRY_DELIVERY_NOT_SENT;
  g_variant_lookup (stored, "url", "s", &self->url);
  g_variant_lookup (stored, "secret", "b", &self->lacks_url);
  return self;
}

/**
 * ferry_upload_add_secrets:
 * @self: (nullable): an upload
 * @secrets: (transfer full) (nullable): `a{sv}` of its request
 *
 * Returns: (transfer full) (nullable): the `a{sv}` that belongs into the keyring
 */
GVariant *
ferry_upload_add_secrets (FerryUpload *self,
                          GVariant    *secrets)
{
  g_autoptr (GVariant) owned = secrets;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (owned);

  if (self == NULL || !url_is_secret (self))
    return g_steal_pointer (&owned);
  g_variant_dict_insert (&dict, FERRY_UPLOAD_SECRET_URL, "s", self->url);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/**
 * ferry_upload_with_secrets:
 * @self: an upload read from the journal
 * @secrets: `a{sv}` from the keyring
 *
 * Returns: (transfer full): the whole upload; where the address is lost, one
 *   that has none
 */
FerryUpload *
ferry_upload_with_secrets (FerryUpload *self,
                           GVariant    *secrets)
{
  FerryUpload *whole;
  const char *url;

  if (!self->lacks_url)
    return ferry_upload_ref (self);
  if (!g_variant_lookup (secrets, FERRY_UPLOAD_SECRET_URL, "&s", &url))
    return ferry_upload_without_address (self);
  whole = ferry_upload_copy (self);
  whole->url = g_strdup (url);
  whole->lacks_url = FALSE;
  return whole;
}

/**
 * ferry_upload_without_address:
 * @self: an upload
 *
 * Returns: (transfer full): the same files from the first byte on, if that may
 *   be; what is known of its arrival stays
 */
FerryUpload *
ferry_upload_without_address (FerryUpload *self)
{
  FerryUpload *new = ferry_upload_new (self->files);

  new->delivery = self->delivery;
  return new;
}

/**
 * ferry_upload_with_delivery:
 * @self: an upload
 * @delivery: what is known of its arrival
 *
 * Returns: (transfer full): the same, of which that is known
 */
FerryUpload *
ferry_upload_with_delivery (FerryUpload   *self,
                            FerryDelivery  delivery)
{
  FerryUpload *new = ferry_upload_copy (self);

  new->delivery = delivery;
  return new;
}

/**
 * ferry_upload_may_be_sent:
 * @self: an upload
 *
 * Returns: whether a run may send it unasked: the server has not got it, or
 *   there is an address where it says what it has
 */
gboolean
ferry_upload_may_be_sent (FerryUpload *self)
{
  return !ferry_delivery_is_open (self->delivery) || self->url != NULL || self->lacks_url;
}

/**
 * ferry_upload_is_untouched:
 * @self: an upload
 *
 * Returns: whether it is as ferry_upload_new() made it, but for the protocol
 */
gboolean
ferry_upload_is_untouched (FerryUpload *self)
{
  return self->url == NULL && !self->lacks_url && self->delivery == FERRY_DELIVERY_NOT_SENT && self->received == 0;
}

/**
 * ferry_upload_count_bytes:
 * @self: an upload
 *
 * Returns: bytes of its files
 */
gint64
ferry_upload_count_bytes (FerryUpload *self)
{
  GVariantIter iter;
  guint64 size, sum = 0;

  g_variant_iter_init (&iter, self->files);
  while (g_variant_iter_next (&iter, "(tx)", &size, NULL))
    sum += MIN (size, G_MAXINT64 - sum);
  return sum;
}
