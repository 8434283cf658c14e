/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a file must hash to. */

#include "ferry-checksum.h"

#include "ferry-option-check.h"
#include "ferry-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
  const char *name;
  GChecksumType type;
} types[] = {
  { "md5", G_CHECKSUM_MD5 },
  { "sha1", G_CHECKSUM_SHA1 },
  { "sha256", G_CHECKSUM_SHA256 },
  { "sha384", G_CHECKSUM_SHA384 },
  { "sha512", G_CHECKSUM_SHA512 },
};

static void
refuse_length (GError     **error,
               const char  *name,
               int          digits)
{
  /* Translators: a way to make checksums, such as sha256, and a number */
  ferry_text_refuse (error,
                     g_dngettext (GETTEXT_PACKAGE, "A %s checksum has %d hexadecimal digit",
                                  "A %s checksum has %d hexadecimal digits", digits),
                     name, digits);
}

/**
 * ferry_checksum_split:
 * @checksum: such as `sha256=HEX`, in any case
 * @type: (out): how it is made
 * @error: return location for an error
 *
 * Returns: (transfer none): its digits in @checksum, or %NULL with
 *   %FERRY_ERROR_INVALID_ARGUMENT
 */
const char *
ferry_checksum_split (const char     *checksum,
                      GChecksumType  *type,
                      GError        **error)
{
  const char *hex = strchr (checksum, '=');

  for (gsize i = 0; hex != NULL && i < G_N_ELEMENTS (types); i++)
    {
      gsize digits = 2 * (gsize) g_checksum_type_get_length (types[i].type);

      if (strlen (types[i].name) != (gsize) (hex - checksum) ||
          g_ascii_strncasecmp (checksum, types[i].name, hex - checksum) != 0)
        continue;
      hex++;
      *type = types[i].type;
      if (strlen (hex) == digits && strspn (hex, "0123456789abcdefABCDEF") == digits)
        return hex;
      refuse_length (error, types[i].name, (int) digits);
      return NULL;
    }
  ferry_text_refuse (error, _ ("A checksum is written as sha256=HEX; md5, sha1, sha384 and sha512 are known too"));
  return NULL;
}
