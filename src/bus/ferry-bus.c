/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Error names on the bus. */

#include "ferry-bus.h"

#include "ferry-error.h"

#include <gio/gio.h>

#define ERROR_PREFIX "io.github.ferrytransfer.Ferry.Error."

static const GDBusErrorEntry bus_errors[] = {
  { FERRY_ERROR_FAILED, ERROR_PREFIX "Failed" },
  { FERRY_ERROR_INVALID_ARGUMENT, ERROR_PREFIX "InvalidArgument" },
  { FERRY_ERROR_NOT_FOUND, ERROR_PREFIX "NotFound" },
  { FERRY_ERROR_INVALID_STATE, ERROR_PREFIX "InvalidState" },
  { FERRY_ERROR_ACCESS_DENIED, ERROR_PREFIX "AccessDenied" },
  { FERRY_ERROR_NO_SPACE, ERROR_PREFIX "NoSpace" },
  { FERRY_ERROR_FILE, ERROR_PREFIX "File" },
  { FERRY_ERROR_CHECKSUM, ERROR_PREFIX "Checksum" },
  { FERRY_ERROR_CREDENTIALS, ERROR_PREFIX "Credentials" },
  { FERRY_ERROR_JOURNAL, ERROR_PREFIX "Journal" },
  { FERRY_ERROR_LIMIT, ERROR_PREFIX "Limit" },
  { FERRY_ERROR_CANCELED, ERROR_PREFIX "Canceled" },
  { FERRY_ERROR_NOT_REACHABLE, ERROR_PREFIX "NotReachable" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (bus_errors) == FERRY_N_ERRORS);

/**
 * ferry_bus_register_errors:
 *
 * Lets GDBus turn #FerryError into names and back. May be called again.
 */
void
ferry_bus_register_errors (void)
{
  static gsize quark;

  g_dbus_error_register_error_domain ("ferry-error-quark", &quark,
                                      bus_errors, G_N_ELEMENTS (bus_errors));
}
