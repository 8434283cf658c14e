/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be told of an address while a person types it. What is only
 * unfinished is no problem yet: nobody likes to be told off in mid-word. */

#include "ferry-app-address.h"

#include <glib/gi18n.h>
#include <string.h>

/* The service refuses longer ones. */
#define MAX_ADDRESS 8192

/* More than anyone pastes on purpose. */
#define MAX_ADDRESSES 10000

/* The longest name that Linux file systems take, in bytes. */
#define MAX_NAME 255

static const char *const schemes[] = { "http://", "https://" };

static char *
trim (const char *text)
{
  return g_strstrip (g_strdup (text));
}

static gboolean
may_become_address (const char *typed)
{
  gsize length = strlen (typed);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (length <= strlen (schemes[i]) && g_ascii_strncasecmp (typed, schemes[i], length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
scheme_is_known (const char *address)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (address, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

static GUri *
parse (const char *address)
{
  GUriFlags flags = G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE;
  g_autofree char *trimmed = address != NULL ? trim (address) : NULL;

  return trimmed != NULL ? g_uri_parse (trimmed, flags, NULL) : NULL;
}

/**
 * ferry_app_address_problem:
 * @address: what was typed so far
 *
 * Returns: (transfer full) (nullable): why this will not become an address, in
 *   words for a person; %NULL when it is one or may still become one
 */
char *
ferry_app_address_problem (const char *address)
{
  g_autofree char *trimmed = trim (address);
  g_autoptr (GUri) uri = NULL;

  if (may_become_address (trimmed))
    return NULL;
  if (strlen (trimmed) > MAX_ADDRESS)
    return g_strdup_printf (_ ("The address is longer than %d bytes"), MAX_ADDRESS);
  if (!scheme_is_known (trimmed))
    return g_strdup (_ ("An address starts with http:// or https://"));
  uri = parse (trimmed);
  if (uri == NULL)
    return g_strdup (_ ("There is a mistake in this address"));
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return g_strdup (_ ("The address names no server"));
  if (strchr (g_uri_get_host (uri), ' ') != NULL)
    return g_strdup (_ ("There is a mistake in this address"));
  return NULL;
}

/**
 * ferry_app_address_is_usable:
 * @address: what was typed
 *
 * Returns: whether a download can be started from it
 */
gboolean
ferry_app_address_is_usable (const char *address)
{
  g_autofree char *trimmed = trim (address);
  g_autofree char *problem = ferry_app_address_problem (trimmed);

  return problem == NULL && !may_become_address (trimmed);
}

/**
 * ferry_app_addresses_in:
 * @text: what was pasted, dropped or given on the command line
 *
 * Returns: (transfer full): the addresses in it from which a download can be
 *   started, each once
 */
GStrv
ferry_app_addresses_in (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", MAX_ADDRESSES);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (char **word = words; *word != NULL; word++)
    if (ferry_app_address_is_usable (*word) && g_hash_table_add (seen, *word))
      g_strv_builder_add (builder, *word);
  return g_strv_builder_end (builder);
}

static gboolean
port_is_usual (GUri *uri)
{
  int port = g_uri_get_port (uri);

  return port <= 0 || port == (g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80);
}

/**
 * ferry_app_address_host:
 * @address: (nullable): an address
 *
 * Returns: (transfer full): the server in it, with its port when that is not
 *   the usual one; empty when there is none
 */
char *
ferry_app_address_host (const char *address)
{
  g_autoptr (GUri) uri = parse (address);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return g_strdup ("");
  if (port_is_usual (uri))
    return g_strdup (host);
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d",
                          host, g_uri_get_port (uri));
}

static char *
make_safe (const char *raw)
{
  g_autofree char *name = g_uri_unescape_string (raw, "/");
  char *readable = g_utf8_make_valid (name != NULL ? name : raw, -1);

  for (char *c = readable; *c != '\0'; c = g_utf8_next_char (c))
    if (*c == '/' || g_ascii_iscntrl (*c))
      *c = '_';
  return readable;
}

/**
 * ferry_app_address_file_name:
 * @address: (nullable): an address
 *
 * Guesses what the file will be called. The server may know better, and the
 * service makes the name safe and unique.
 *
 * Returns: (transfer full): the last part of the path; empty when there is none
 */
char *
ferry_app_address_file_name (const char *address)
{
  g_autoptr (GUri) uri = parse (address);
  const char *slash = uri != NULL ? strrchr (g_uri_get_path (uri), '/') : NULL;

  return slash != NULL ? make_safe (slash + 1) : g_strdup ("");
}

/**
 * ferry_app_address_numbered_name:
 * @address: an address
 * @number: what tells its file from others of this address
 *
 * Returns: (transfer full): as in “letter 2.txt”
 */
char *
ferry_app_address_numbered_name (const char *address,
                                 guint       number)
{
  g_autofree char *name = ferry_app_address_file_name (address);
  g_autofree char *host = ferry_app_address_host (address);
  const char *dot = strrchr (name, '.');
  const char *end = dot != NULL && dot > name ? dot : name + strlen (name);

  if (*name == '\0')
    return g_strdup_printf ("%s %u", host, number);
  return g_strdup_printf ("%.*s %u%s", (int) (end - name), name, number, end);
}

/**
 * ferry_app_address_with_delay:
 * @address: of the page “notifications” of the sample's server
 * @seconds: how long the server is to take
 *
 * Returns: (transfer full): the same address, asking for the delay
 */
char *
ferry_app_address_with_delay (const char *address,
                              guint       seconds)
{
  g_autofree char *trimmed = trim (address);
  gsize whole = strcspn (trimmed, "#");

  trimmed[whole] = '\0';
  return g_strdup_printf ("%s%cdelay=%u", trimmed, strchr (trimmed, '?') == NULL ? '?' : '&', seconds);
}

/**
 * ferry_app_address_to_remember:
 * @address: an address
 *
 * A password or a token may stand before the server and in the query.
 *
 * Returns: (transfer none): @address, or nothing where it is better not
 *   remembered
 */
const char *
ferry_app_address_to_remember (const char *address)
{
  return strpbrk (address, "@?") != NULL ? "" : address;
}

/**
 * ferry_app_file_name_problem:
 * @file_name: what was typed as a file name
 *
 * Returns: (transfer full) (nullable): why no file can be called so, in words
 *   for a person; %NULL when it is fine, or empty
 */
char *
ferry_app_file_name_problem (const char *file_name)
{
  if (strchr (file_name, '/') != NULL)
    return g_strdup (_ ("A file name can’t contain “/”"));
  if (*file_name == '.')
    return g_strdup (_ ("A name that starts with a dot would hide the file"));
  if (strlen (file_name) > MAX_NAME)
    return g_strdup (_ ("The file name is too long"));
  return NULL;
}
