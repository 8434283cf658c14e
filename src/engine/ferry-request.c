/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked for, as a value. */

#include "ferry-request-private.h"

G_DEFINE_BOXED_TYPE (FerryRequest, ferry_request, ferry_request_ref, ferry_request_unref)

FerryRequest *
ferry_request_alloc (FerryTransferKind kind)
{
  FerryRequest *self = g_atomic_rc_box_new0 (FerryRequest);

  self->kind = kind;
  self->toast = TRUE;
  return self;
}

FerryRequest *
ferry_request_copy (FerryRequest *self)
{
  FerryRequest *new = ferry_request_alloc (self->kind);

  *new = *self;
  new->address = g_strdup (self->address);
  new->shown_address = self->shown_address != self->address ? g_strdup (self->shown_address) : new->address;
  new->host = g_strdup (self->host);
  new->folder = g_strdup (self->folder);
  new->name = g_strdup (self->name);
  new->file = g_strdup (self->file);
  new->parts = self->parts != NULL ? g_variant_ref (self->parts) : NULL;
  new->subtype = g_strdup (self->subtype);
  new->boundary = g_strdup (self->boundary);
  new->method = g_strdup (self->method);
  new->headers = self->headers != NULL ? g_variant_ref (self->headers) : NULL;
  new->username = g_strdup (self->username);
  new->password = g_strdup (self->password);
  new->proxy_username = g_strdup (self->proxy_username);
  new->proxy_password = g_strdup (self->proxy_password);
  new->group = g_strdup (self->group);
  new->checksum = g_strdup (self->checksum);
  new->recoverable = self->recoverable != NULL ? g_variant_ref (self->recoverable) : NULL;
  return new;
}

FerryRequest *
ferry_request_ref (FerryRequest *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ferry_request_clear_address (FerryRequest *self)
{
  if (self->shown_address != self->address)
    g_free (self->shown_address);
  g_free (self->address);
  g_free (self->host);
}

static void
clear (gpointer data)
{
  FerryRequest *self = data;

  ferry_request_clear_address (self);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->file);
  g_clear_pointer (&self->parts, g_variant_unref);
  g_free (self->subtype);
  g_free (self->boundary);
  g_free (self->method);
  g_clear_pointer (&self->headers, g_variant_unref);
  g_free (self->username);
  g_free (self->password);
  g_free (self->proxy_username);
  g_free (self->proxy_password);
  g_free (self->group);
  g_free (self->checksum);
  g_clear_pointer (&self->recoverable, g_variant_unref);
}

void
ferry_request_unref (FerryRequest *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ferry_request_is_recoverable:
 * @self: a request
 * @status: why a run failed
 *
 * Returns: whether the caller wants to repair @status itself
 */
gboolean
ferry_request_is_recoverable (FerryRequest        *self,
                              FerryWebErrorStatus  status)
{
  GVariantIter iter;
  guint32 value;

  if (self->recoverable == NULL)
    return FALSE;
  g_variant_iter_init (&iter, self->recoverable);
  while (g_variant_iter_next (&iter, "u", &value))
    if (value == (guint32) status)
      return TRUE;
  return FALSE;
}
