/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A value made of one dictionary of the bus. Header names keep the server's
 * spelling. */

#include "ferry-response-information.h"
#include "ferry-transfer-operation-private.h"

struct _FerryResponseInformation {
  char *actual_uri; /* (owned) */
  guint status_code;
  gboolean resumable;
  GHashTable *headers; /* (owned) (element-type utf8 utf8) */
};

G_DEFINE_BOXED_TYPE (FerryResponseInformation, ferry_response_information, ferry_response_information_ref, ferry_response_information_unref)

/* What comes twice is one list (RFC 9110, 5.3). */
static void
take_header (GHashTable *headers,
             const char *name,
             const char *value)
{
  const char *before = g_hash_table_lookup (headers, name);

  g_hash_table_replace (headers, g_strdup (name),
                        before != NULL ? g_strconcat (before, ", ", value, NULL) : g_strdup (value));
}

static GHashTable *
read_headers (GVariant *entry)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GVariant) pairs = g_variant_lookup_value (entry, "headers", G_VARIANT_TYPE ("a(ss)"));
  GVariantIter iter;
  const char *name, *value;

  if (pairs == NULL)
    return headers;
  g_variant_iter_init (&iter, pairs);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    take_header (headers, name, value);
  return headers;
}

/**
 * ferry_response_information_new:
 * @entry: a transfer, as List describes it
 *
 * Returns: (transfer full) (nullable): its last answer, or %NULL when there
 *   was none
 */
FerryResponseInformation *
ferry_response_information_new (GVariant *entry)
{
  FerryResponseInformation *self;
  guint status_code = 0;

  g_variant_lookup (entry, "status-code", "u", &status_code);
  if (status_code == 0)
    return NULL;
  self = g_rc_box_new0 (FerryResponseInformation);
  self->status_code = status_code;
  self->headers = read_headers (entry);
  g_variant_lookup (entry, "resumable", "b", &self->resumable);
  if (!g_variant_lookup (entry, "actual-uri", "s", &self->actual_uri))
    self->actual_uri = g_strdup ("");
  return self;
}

/**
 * ferry_response_information_ref:
 * @self: an answer
 *
 * Holds @self.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
FerryResponseInformation *
ferry_response_information_ref (FerryResponseInformation *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryResponseInformation *self = data;

  g_free (self->actual_uri);
  g_hash_table_unref (self->headers);
}

/**
 * ferry_response_information_unref:
 * @self: (transfer full): an answer
 *
 * Gives @self back, and frees it when nobody holds it.
 *
 * Since: 0.1
 */
void
ferry_response_information_unref (FerryResponseInformation *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * ferry_response_information_get_actual_uri:
 * @self: an answer
 *
 * Tells where redirects led, without secrets.
 *
 * Returns: (transfer none): where redirects led, without secrets; lives as long
 *   as @self
 *
 * Since: 0.1
 */
const char *
ferry_response_information_get_actual_uri (FerryResponseInformation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->actual_uri;
}

/**
 * ferry_response_information_get_status_code:
 * @self: an answer
 *
 * Gets the HTTP status code.
 *
 * Returns: the HTTP status code
 *
 * Since: 0.1
 */
guint
ferry_response_information_get_status_code (FerryResponseInformation *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status_code;
}

/**
 * ferry_response_information_is_resumable:
 * @self: an answer
 *
 * Tells whether the download can go on where it stopped.
 *
 * Returns: whether the download can go on where it stopped; else it begins
 *   again after a pause
 *
 * Since: 0.1
 */
gboolean
ferry_response_information_is_resumable (FerryResponseInformation *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->resumable;
}

/**
 * ferry_response_information_get_headers:
 * @self: an answer
 *
 * Gets the headers, named as the server spells them.
 *
 * Returns: (transfer none) (element-type utf8 utf8): the headers, named as the
 *   server spells them; what came twice is one list
 *
 * Since: 0.1
 */
GHashTable *
ferry_response_information_get_headers (FerryResponseInformation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->headers;
}

/**
 * ferry_response_information_get_header:
 * @self: an answer
 * @name: of a header, in any case
 *
 * Gets the value of the header.
 *
 * Returns: (transfer none) (nullable): the value of the header, which lives as
 *   long as @self; %NULL when there is no such header
 *
 * Since: 0.1
 */
const char *
ferry_response_information_get_header (FerryResponseInformation *self,
                                       const char               *name)
{
  GHashTableIter iter;
  gpointer key, value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  g_hash_table_iter_init (&iter, self->headers);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_ascii_strcasecmp (key, name) == 0)
      return value;
  return NULL;
}
