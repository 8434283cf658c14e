/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The limits of an upload, as the header Upload-Limit of
 * draft-ietf-httpbis-resumable-upload has them. One that is not said again
 * stays. */

#include "ferry-http-resumable-limits.h"

#include <string.h>

/* More members than there will ever be limits. */
#define MAX_MEMBERS 64

static const struct {
  const char *name;
  FerryHttpResumableLimit limit;
} names[] = {
  { "max-size", FERRY_HTTP_RESUMABLE_MAX_SIZE },
  { "min-size", FERRY_HTTP_RESUMABLE_MIN_SIZE },
  { "max-append-size", FERRY_HTTP_RESUMABLE_MAX_APPEND },
  { "min-append-size", FERRY_HTTP_RESUMABLE_MIN_APPEND },
  { "max-age", FERRY_HTTP_RESUMABLE_MAX_AGE },
  { "expires", FERRY_HTTP_RESUMABLE_MAX_AGE }, /* interop version 6 calls it so */
};

/**
 * ferry_http_resumable_limits_set:
 * @self: limits
 * @which: one of them
 * @value: what it is
 */
void
ferry_http_resumable_limits_set (FerryHttpResumableLimits *self,
                                 FerryHttpResumableLimit   which,
                                 guint64                   value)
{
  self->known |= 1u << which;
  self->values[which] = value;
}

static void
read_member (FerryHttpResumableLimits *self,
             const char               *name,
             const char               *text)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &value, NULL))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0)
      ferry_http_resumable_limits_set (self, names[i].limit, value);
}

/**
 * ferry_http_resumable_limits_read:
 * @self: limits
 * @text: a dictionary of RFC 9651, of which only numbers are of interest
 *
 * Sets those that are in @text.
 */
void
ferry_http_resumable_limits_read (FerryHttpResumableLimits *self,
                                  const char               *text)
{
  g_auto (GStrv) members = g_strsplit (text, ",", MAX_MEMBERS);

  for (char **member = members; *member != NULL; member++)
    {
      char *equals = strchr (*member, '=');

      if (equals == NULL)
        continue;
      equals[1 + strcspn (equals + 1, "; \t")] = '\0';
      *equals = '\0';
      read_member (self, g_strchug (*member), equals + 1);
    }
}

/**
 * ferry_http_resumable_limits_merge:
 * @self: limits
 * @newer: what was said since
 */
void
ferry_http_resumable_limits_merge (FerryHttpResumableLimits       *self,
                                   const FerryHttpResumableLimits *newer)
{
  for (guint i = 0; i < FERRY_HTTP_RESUMABLE_N_LIMITS; i++)
    if (ferry_http_resumable_limits_has (newer, i))
      ferry_http_resumable_limits_set (self, i, newer->values[i]);
}

/**
 * ferry_http_resumable_limits_has:
 * @self: limits
 * @which: one of them
 *
 * Returns: whether it was said
 */
gboolean
ferry_http_resumable_limits_has (const FerryHttpResumableLimits *self,
                                 FerryHttpResumableLimit         which)
{
  return (self->known & 1u << which) != 0;
}

/**
 * ferry_http_resumable_limits_get:
 * @self: limits
 * @which: one of them
 * @otherwise: what holds when it was not said
 *
 * Returns: what it is
 */
guint64
ferry_http_resumable_limits_get (const FerryHttpResumableLimits *self,
                                 FerryHttpResumableLimit         which,
                                 guint64                         otherwise)
{
  return ferry_http_resumable_limits_has (self, which) ? self->values[which] : otherwise;
}
