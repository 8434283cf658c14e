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
  new->shown_address = g_strdup (self->shown_address);
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

static void
clear (gpointer data)
{
  FerryRequest *self = data;

  g_free (self->address);
  g_free (self->shown_address);
  g_free (self->host);
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

gboolean
ferry_request_lacks_secrets (FerryRequest *self)
{
  return self->lacks_secrets;
}

FerryTransferKind
ferry_request_get_kind (FerryRequest *self)
{
  return self->kind;
}

/**
 * ferry_request_get_address:
 * @self: a request
 *
 * Returns: (transfer none): the address to ask, which may hold secrets in its
 *   query
 */
const char *
ferry_request_get_address (FerryRequest *self)
{
  return self->address;
}

/**
 * ferry_request_get_shown_address:
 * @self: a request
 *
 * Returns: (transfer none): the address without its secrets
 */
const char *
ferry_request_get_shown_address (FerryRequest *self)
{
  return self->shown_address != NULL ? self->shown_address : self->address;
}

/**
 * ferry_request_get_host:
 * @self: a request
 *
 * Returns: (transfer none): host and port, as `host:port`
 */
const char *
ferry_request_get_host (FerryRequest *self)
{
  return self->host;
}

const char *
ferry_request_get_folder (FerryRequest *self)
{
  return self->folder;
}

/**
 * ferry_request_get_name:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the file name the caller chose
 */
const char *
ferry_request_get_name (FerryRequest *self)
{
  return self->name;
}

/**
 * ferry_request_get_if_exists:
 * @self: a request
 *
 * Returns: what a download does when there is a file of its name
 */
FerryIfExists
ferry_request_get_if_exists (FerryRequest *self)
{
  return self->if_exists;
}

const char *
ferry_request_get_method (FerryRequest *self)
{
  return self->method;
}

/**
 * ferry_request_get_headers:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): `a(ss)`, secret ones included
 */
GVariant *
ferry_request_get_headers (FerryRequest *self)
{
  return self->headers;
}

const char *
ferry_request_get_username (FerryRequest *self)
{
  return self->username;
}

const char *
ferry_request_get_password (FerryRequest *self)
{
  return self->password;
}

const char *
ferry_request_get_proxy_username (FerryRequest *self)
{
  return self->proxy_username;
}

const char *
ferry_request_get_proxy_password (FerryRequest *self)
{
  return self->proxy_password;
}

FerryTransferPriority
ferry_request_get_priority (FerryRequest *self)
{
  return self->priority;
}

FerryCostPolicy
ferry_request_get_cost (FerryRequest *self)
{
  return self->cost;
}

const char *
ferry_request_get_group (FerryRequest *self)
{
  return self->group;
}

FerryTransferBehavior
ferry_request_get_behavior (FerryRequest *self)
{
  return self->behavior;
}

GChecksumType
ferry_request_get_checksum_type (FerryRequest *self)
{
  return self->checksum_type;
}

/**
 * ferry_request_get_checksum:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): expected digest in lower-case
 *   hexadecimal digits
 */
const char *
ferry_request_get_checksum (FerryRequest *self)
{
  return self->checksum;
}

guint64
ferry_request_get_rate_limit (FerryRequest *self)
{
  return self->rate_limit;
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

gboolean
ferry_request_wants_toast (FerryRequest *self)
{
  return self->toast;
}
