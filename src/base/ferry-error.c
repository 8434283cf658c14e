/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The two error domains. */

#include "ferry-error.h"

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

/* clang-format off */
G_DEFINE_QUARK (ferry-error-quark, ferry_error)
G_DEFINE_QUARK (ferry-web-error-status-quark, ferry_web_error_status)
/* clang-format on */
