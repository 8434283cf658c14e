/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The two error domains, and sentences that quote what a caller sent. */

#include "ferry-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How much of an id is quoted: more than a GUID has. */
#define ID_BYTES 64

/* clang-format off */
G_DEFINE_ENUM_TYPE (FerryError, ferry_error,
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_FAILED, "failed"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_INVALID_ARGUMENT, "invalid-argument"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_NOT_FOUND, "not-found"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_INVALID_STATE, "invalid-state"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_ACCESS_DENIED, "access-denied"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_NO_SPACE, "no-space"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_FILE, "file"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_CHECKSUM, "checksum"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_CREDENTIALS, "credentials"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_JOURNAL, "journal"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_LIMIT, "limit"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_CANCELED, "canceled"),
  G_DEFINE_ENUM_VALUE (FERRY_ERROR_NOT_REACHABLE, "not-reachable"))
/* clang-format on */

/**
 * ferry_error_quark:
 *
 * Gets the domain of [error@Ferry.Error], which C programs call `FERRY_ERROR`.
 *
 * Returns: the domain of [error@Ferry.Error], which C programs call
 *   `FERRY_ERROR`; from any thread
 *
 * Since: 0.1
 */
/**
 * ferry_web_error_status_quark:
 *
 * Gets the domain of [enum@Ferry.WebErrorStatus], which C programs call
 * `FERRY_WEB_ERROR`.
 *
 * Returns: the domain of [enum@Ferry.WebErrorStatus], which C programs call
 *   `FERRY_WEB_ERROR`; from any thread
 *
 * Since: 0.1
 */
/* clang-format off */
G_DEFINE_QUARK (ferry-error-quark, ferry_error)
G_DEFINE_QUARK (ferry-web-error-status-quark, ferry_web_error_status)
/* clang-format on */

/**
 * ferry_error_new_valist:
 * @code: what it is
 * @format: a sentence, as printf() takes it
 * @args: for @format
 *
 * Makes an error in the domain %FERRY_ERROR. What is quoted from a caller may
 * be cut inside of a character; the bus takes no such text. For Ferry's own
 * programs; from any thread.
 *
 * Returns: (transfer full): an error whose message is UTF-8
 *
 * Since: 0.1
 */
GError *
ferry_error_new_valist (FerryError  code,
                        const char *format,
                        va_list     args)
{
  g_autoptr (GError) error = g_error_new_valist (FERRY_ERROR, code, format, args);
  g_autofree char *message = g_utf8_make_valid (error->message, -1);

  return g_error_new_literal (FERRY_ERROR, code, message);
}

/**
 * ferry_error_new_no_transfer:
 * @id: what a caller takes for the id of a transfer
 *
 * Makes the error that says that there is no transfer @id, cut where it is
 * longer than an id. For Ferry's own programs; from any thread.
 *
 * Returns: (transfer full): %FERRY_ERROR_NOT_FOUND
 *
 * Since: 0.1
 */
GError *
ferry_error_new_no_transfer (const char *id)
{
  g_autofree char *shown = g_utf8_make_valid (id, strnlen (id, ID_BYTES));

  return g_error_new (FERRY_ERROR, FERRY_ERROR_NOT_FOUND, _ ("There is no transfer %s"), shown);
}
