/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key and what is said under it. Thousands of transfers have the same to
 * say: they are queued, were asked for by GET, have no error. What was said
 * last under each key is kept and, when it is said again, shared: to make it
 * anew is ten allocations. Of the main thread only. */

#include "ferry-entry-cache.h"

typedef struct {
  GVariant *key;   /* (owned) */
  GVariant *value; /* (owned) (nullable) what was said last */
  GVariant *pair;  /* (owned) (nullable) both together */
  guint64 number;  /* what the value is, when it is no text */
} Entry;

/* As many as there are keys; they stay. */
static Entry *
find (const char *key)
{
  static GHashTable *entries;
  Entry *entry;

  if (entries == NULL)
    entries = g_hash_table_new (NULL, NULL);
  entry = g_hash_table_lookup (entries, key);
  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->key = g_variant_ref_sink (g_variant_new_string (key));
  g_hash_table_insert (entries, (char *) key, entry);
  return entry;
}

/* Takes a floating reference of @value. */
static GVariant *
say (Entry    *entry,
     GVariant *value)
{
  g_clear_pointer (&entry->value, g_variant_unref);
  g_clear_pointer (&entry->pair, g_variant_unref);
  entry->value = g_variant_ref_sink (value);
  entry->pair = g_variant_ref_sink (g_variant_new_dict_entry (entry->key, g_variant_new_variant (value)));
  return entry->pair;
}

/**
 * ferry_entry_cache_text:
 * @key: a literal
 * @text: (nullable): what is said under it; what is not UTF-8 is made so
 *
 * Returns: (transfer none): `{sv}`, to be used before @key comes again
 */
GVariant *
ferry_entry_cache_text (const char *key,
                        const char *text)
{
  Entry *entry = find (key);

  if (text == NULL)
    text = "";
  if (entry->pair != NULL && g_str_equal (g_variant_get_string (entry->value, NULL), text))
    return entry->pair;
  return say (entry, g_variant_new_take_string (g_utf8_make_valid (text, -1)));
}

static GVariant *
make_number (char    type,
             guint64 number)
{
  switch (type)
    {
    case 'b':
      return g_variant_new_boolean (number);
    case 'u':
      return g_variant_new_uint32 (number);
    case 'x':
      return g_variant_new_int64 (number);
    default:
      return g_variant_new_uint64 (number);
    }
}

/**
 * ferry_entry_cache_number:
 * @key: a literal, always with the same @type
 * @type: of the value on the bus: b, u, x or t
 * @number: what is said under it
 *
 * Returns: (transfer none): `{sv}`, to be used before @key comes again
 */
GVariant *
ferry_entry_cache_number (const char *key,
                          char        type,
                          guint64     number)
{
  Entry *entry = find (key);

  if (entry->pair != NULL && entry->number == number)
    return entry->pair;
  entry->number = number;
  return say (entry, make_number (type, number));
}
