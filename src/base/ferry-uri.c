/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Addresses. Where an address may hold a secret (user and password; a token or
 * signature in the query) the secret is cut out before the address is stored
 * in the journal, logged or shown. */

#include "ferry-uri.h"

#include "ferry-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer ones are refused by servers anyway (RFC 9110, 4.1 names 8000 octets). */
#define MAX_ADDRESS 8192

/* What the name service takes (RFC 1035, 2.3.4), and a last dot. */
#define MAX_HOST 254

/* Of names, which IDNA has made ASCII; of IPv4 addresses, and the zones of IPv6
 * ones. The underscore is no host's by the letter, but in use. */
#define HOST_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._~"

#define PARSE_FLAGS (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE)

/* What stands where a secret was. */
#define REDACTED "***"

/* 80 bits in hexadecimal; who guards something with fewer guards nothing. */
#define SHORTEST_DRAWN 20

/* Words that, in the name of a query parameter or header, mean that its value
 * lets anyone in who has it. */
static const char *const secret_words[] = {
  "auth",
  "cookie",
  "credential",
  "hmac",
  "jwt",
  "key",
  "pass",
  "policy",
  "pwd",
  "secret",
  "session",
  "sig",
  "ticket",
  "token",
};

static gboolean
sounds_secret (const char *name)
{
  g_autofree char *plain = g_uri_unescape_string (name, NULL);
  g_autofree char *lower = g_ascii_strdown (plain != NULL ? plain : name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (secret_words); i++)
    if (strstr (lower, secret_words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static int
classify (char c)
{
  return g_ascii_isdigit (c) ? '0' : g_ascii_isupper (c) ? 'A'
                                   : g_ascii_islower (c) ? 'a'
                                                         : '-';
}

/* As long and as mixed as what is drawn by lot: hexadecimal, or Base64 (RFC
 * 4648, 4 and 5), where every second character is of another class than the one
 * before. Words and dates are not written so. */
static gboolean
looks_drawn (const char *value)
{
  gsize length = strlen (value);
  gsize changes = 0, digits = strspn (value, "0123456789");
  gboolean is_hex = strspn (value, "0123456789abcdef") == length || strspn (value, "0123456789ABCDEF") == length;

  if (length < SHORTEST_DRAWN || digits == length)
    return FALSE;
  if (is_hex)
    return strpbrk (value, "0123456789") != NULL;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (value[i]) && strchr ("+-/=_", value[i]) == NULL)
        return FALSE;
      changes += i > 0 && classify (value[i]) != classify (value[i - 1]);
    }
  return changes * 2 >= length && strpbrk (value, "0123456789") != NULL;
}

/* What GLib takes for an IPv6 address may have any text for its zone. */
static gboolean
is_ipv6 (const char *host)
{
  gsize length = strcspn (host, "%");
  g_autofree char *address = g_strndup (host, length);
  const char *zone = host[length] != '\0' ? host + length + 1 : "0";

  return *zone != '\0' && zone[strspn (zone, HOST_CHARACTERS)] == '\0' && g_hostname_is_ip_address (address);
}

/* GLib decodes a host: an escaped line break in it would end the header or the
 * line that it is written into, and what is reserved can't be written back. */
static gboolean
is_host (const char *host)
{
  gsize length = host != NULL ? strlen (host) : 0;

  if (length == 0 || length > MAX_HOST)
    return FALSE;
  return strchr (host, ':') != NULL ? is_ipv6 (host) : strspn (host, HOST_CHARACTERS) == length;
}

/**
 * ferry_uri_is_sound:
 * @uri: an address, whoever named it
 *
 * Whatever is asked, written down or shown must have been looked at here: GLib
 * parses addresses that it can't write again, and hosts that are none.
 *
 * Returns: whether it names a host and can be written as an address
 */
gboolean
ferry_uri_is_sound (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  g_autofree char *text = NULL;

  if (!is_host (g_uri_get_host (uri)) || (*path != '\0' && *path != '/'))
    return FALSE;
  text = g_uri_to_string (uri);
  return text != NULL && strlen (text) <= MAX_ADDRESS;
}

/**
 * ferry_uri_resolve:
 * @base: who names an address
 * @address: the address, absolute or as seen from @base
 *
 * Takes what a server names: any kind of address, however it is written. It is
 * to be looked at with ferry_uri_is_sound() before it is used.
 *
 * Returns: (transfer full) (nullable): the address, %NULL when it is none
 */
GUri *
ferry_uri_resolve (GUri       *base,
                   const char *address)
{
  if (strlen (address) > MAX_ADDRESS)
    return NULL;
  return g_uri_parse_relative (base, address, PARSE_FLAGS | G_URI_FLAGS_PARSE_RELAXED, NULL);
}

/**
 * ferry_uri_parse:
 * @address: what a person or program gave as an address
 * @error: return location for an error
 *
 * Takes absolute http and https addresses with a host (RFC 3986), no other.
 *
 * Returns: (transfer full): the address, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT
 */
GUri *
ferry_uri_parse (const char  *address,
                 GError     **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (strlen (address) > MAX_ADDRESS)
    {
      g_set_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                   _ ("The address is longer than %d bytes"), MAX_ADDRESS);
      return NULL;
    }
  uri = g_uri_parse (address, PARSE_FLAGS, NULL);
  if (uri == NULL)
    {
      g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                           _ ("This is not an address; one starts with http:// or https://"));
      return NULL;
    }
  scheme = g_uri_get_scheme (uri);
  if (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0)
    {
      g_set_error (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                   _ ("Addresses of the kind “%.32s:” are not supported"), scheme);
      return NULL;
    }
  if (!ferry_uri_is_sound (uri))
    {
      g_set_error_literal (error, FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT,
                           _ ("The address names no server"));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static char *
redact_pairs (const char *text)
{
  g_auto (GStrv) pairs = g_strsplit (text, "&", -1);

  for (char **pair = pairs; *pair != NULL; pair++)
    {
      char *equals = strchr (*pair, '=');
      char *value = equals != NULL ? equals + 1 : *pair;
      g_autofree char *name = g_strndup (*pair, value - *pair);

      g_autofree char *plain = g_uri_unescape_string (value, NULL);

      if ((equals != NULL && sounds_secret (name)) || looks_drawn (plain != NULL ? plain : value))
        {
          g_free (*pair);
          *pair = g_strconcat (name, REDACTED, NULL);
        }
    }
  return g_strjoinv ("&", pairs);
}

/* A query or a fragment with its mark, or nothing. */
static void
append_redacted (GString    *out,
                 const char *marked,
                 gsize       length)
{
  g_autofree char *raw = length > 0 ? g_strndup (marked + 1, length - 1) : NULL;
  g_autofree char *clean = raw != NULL ? redact_pairs (raw) : NULL;

  if (clean != NULL)
    g_string_append_printf (out, "%c%s", *marked, clean);
}

/**
 * ferry_uri_redact:
 * @address: an address
 *
 * Cuts the secrets out of an address: user and password go; in the query and
 * the fragment, what has a name that sounds secret or looks drawn by lot
 * becomes `***`.
 *
 * Returns: (transfer full): an address that may be stored and shown; equal to
 *   @address when there was nothing to hide
 */
char *
ferry_uri_redact (const char *address)
{
  const char *authority = strstr (address, "://");
  const char *path, *at, *query, *fragment;
  GString *out = g_string_new (NULL);

  if (authority == NULL)
    {
      g_string_append (out, address);
      return g_string_free (out, FALSE);
    }
  authority += 3;
  path = authority + strcspn (authority, "/?#");
  at = g_strrstr_len (authority, path - authority, "@");
  g_string_append_len (out, address, authority - address);
  if (at != NULL)
    authority = at + 1;

  query = path + strcspn (path, "?#");
  fragment = query + strcspn (query, "#");
  g_string_append_len (out, authority, query - authority);
  append_redacted (out, query, fragment - query);
  append_redacted (out, fragment, strlen (fragment));
  return g_string_free (out, FALSE);
}

/**
 * ferry_uri_is_redacted:
 * @address: an address
 *
 * Returns: whether ferry_uri_redact() has made it of another one, to judge by its
 *   query and fragment: it is of no use to ask for then
 */
gboolean
ferry_uri_is_redacted (const char *address)
{
  g_auto (GStrv) values = g_strsplit_set (address + strcspn (address, "?#"), "?#&=", -1);

  return g_strv_contains ((const char *const *) values, REDACTED);
}

/**
 * ferry_uri_same_origin:
 * @a: an address
 * @b: another
 *
 * Compares what RFC 6454 calls the origin: scheme, host and port. What is meant
 * for one server may be told to another address of it, and to nobody else.
 *
 * Returns: whether it is the same
 */
gboolean
ferry_uri_same_origin (GUri *a,
                       GUri *b)
{
  return strcmp (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         g_uri_get_port (a) == g_uri_get_port (b);
}

/**
 * ferry_uri_same_server:
 * @a: what may be an address
 * @b: another
 *
 * Returns: whether both are addresses, as ferry_uri_parse() takes them, of one origin
 */
gboolean
ferry_uri_same_server (const char *a,
                       const char *b)
{
  g_autoptr (GUri) one = ferry_uri_parse (a, NULL);
  g_autoptr (GUri) other = ferry_uri_parse (b, NULL);

  return one != NULL && other != NULL && ferry_uri_same_origin (one, other);
}

/**
 * ferry_host_is_local:
 * @host: a host, which may be followed by a colon and a port
 *
 * Returns: whether it is this machine, which needs no network to be reached
 *   (RFC 6761, 6.3; loopback addresses)
 */
gboolean
ferry_host_is_local (const char *host)
{
  const char *colon = strrchr (host, ':');
  gboolean has_port = colon != NULL && (strchr (host, ':') == colon || (colon > host && colon[-1] == ']'));
  g_autofree char *name = has_port ? g_strndup (host, colon - host) : g_strdup (host);
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (name, "localhost") == 0 || g_str_has_suffix (name, ".localhost"))
    return TRUE;
  if (*name == '[' && g_str_has_suffix (name, "]"))
    {
      name[strlen (name) - 1] = '\0';
      memmove (name, name + 1, strlen (name));
    }
  address = g_inet_address_new_from_string (name);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * ferry_header_is_secret:
 * @name: the name of a request header
 *
 * Returns: whether the header's value must be kept like a password
 */
gboolean
ferry_header_is_secret (const char *name)
{
  return sounds_secret (name);
}
