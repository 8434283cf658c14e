/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key and what is said under it. Thousands of transfers have the same to
 * say: they are queued, were asked for by GET, have no error. What was said
 * last under each key is kept and, when it is said again, shared: to make it
 * anew is ten allocations. Of the main thread only. */

#include "ferry-phrase.h"

typedef struct {
  GVariant *key;   /* (owned) */
  GVariant *value; /* (owned) (nullable) what was said last */
  GVariant *pair;  /* (owned) (nullable) both together */
  guint64 number;  /* what the value is, when it is no text */
} Phrase;

/* As many as there are keys; they stay. */
static Phrase *
find (const char *key)
{
  static GHashTable *phrases;
  Phrase *phrase;

  if (phrases == NULL)
    phrases = g_hash_table_new (NULL, NULL);
  phrase = g_hash_table_lookup (phrases, key);
  if (phrase != NULL)
    return phrase;
  phrase = g_new0 (Phrase, 1);
  phrase->key = g_variant_ref_sink (g_variant_new_string (key));
  g_hash_table_insert (phrases, (char *) key, phrase);
  return phrase;
}

/* Takes a floating reference of @value. */
static GVariant *
say (Phrase   *phrase,
     GVariant *value)
{
  g_clear_pointer (&phrase->value, g_variant_unref);
  g_clear_pointer (&phrase->pair, g_variant_unref);
  phrase->value = g_variant_ref_sink (value);
  phrase->pair = g_variant_ref_sink (g_variant_new_dict_entry (phrase->key, g_variant_new_variant (value)));
  return phrase->pair;
}

/**
 * ferry_phrase_text:
 * @key: a literal
 * @text: (nullable): what is said under it; what is not UTF-8 is made so
 *
 * Returns: (transfer none): `{sv}`, to be used before @key comes again
 */
GVariant *
ferry_phrase_text (const char *key,
                   const char *text)
{
  Phrase *phrase = find (key);

  if (text == NULL)
    text = "";
  if (phrase->pair != NULL && g_str_equal (g_variant_get_string (phrase->value, NULL), text))
    return phrase->pair;
  return say (phrase, g_variant_new_take_string (g_utf8_make_valid (text, -1)));
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
 * ferry_phrase_number:
 * @key: a literal, always with the same @type
 * @type: of the value on the bus: b, u, x or t
 * @number: what is said under it
 *
 * Returns: (transfer none): `{sv}`, to be used before @key comes again
 */
GVariant *
ferry_phrase_number (const char *key,
                     char        type,
                     guint64     number)
{
  Phrase *phrase = find (key);

  if (phrase->pair != NULL && phrase->number == number)
    return phrase->pair;
  phrase->number = number;
  return say (phrase, make_number (type, number));
}
