/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What can go wrong. %FERRY_ERROR is for calls and for this machine;
 * %FERRY_WEB_ERROR, whose codes are #FerryWebErrorStatus, is for servers and
 * the way to them. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FerryError:
 * @FERRY_ERROR_FAILED: something that has no name of its own
 * @FERRY_ERROR_INVALID_ARGUMENT: what was asked makes no sense, and will not
 *   make sense later
 * @FERRY_ERROR_NOT_FOUND: no such transfer, folder or file
 * @FERRY_ERROR_INVALID_STATE: not possible in the transfer's state
 * @FERRY_ERROR_ACCESS_DENIED: the system does not allow reading or writing
 *   there, or a sandbox does not
 * @FERRY_ERROR_NO_SPACE: the disk is full, or the file too large for it
 * @FERRY_ERROR_FILE: another fault of the disk or of a file
 * @FERRY_ERROR_CHECKSUM: the bytes are not those the caller expects
 * @FERRY_ERROR_CREDENTIALS: the stored credentials could not be read
 * @FERRY_ERROR_JOURNAL: the journal could not be read or written
 * @FERRY_ERROR_LIMIT: more than the service takes
 * @FERRY_ERROR_CANCELED: canceled by the caller
 * @FERRY_ERROR_NOT_REACHABLE: the service does not answer on the bus
 *
 * What is wrong with a call, or with a transfer on this computer; what is wrong
 * with servers and the way to them is a [enum@Ferry.WebErrorStatus], in the
 * domain `FERRY_WEB_ERROR`. The message is a sentence for a person, in their
 * language.
 *
 * Any call of the service, which means every function whose name ends in
 * `_finish`, may fail with NOT_REACHABLE when there is no service or it ends in
 * the middle, with JOURNAL, NO_SPACE or ACCESS_DENIED when the service can't
 * write down what was asked, with LIMIT, with FAILED when a service of another
 * version refuses the call, and with `G_IO_ERROR_CANCELLED` when its
 * cancellable was cancelled. The functions name what else they fail with.
 *
 * Since: 0.1
 */
typedef enum {
  FERRY_ERROR_FAILED,
  FERRY_ERROR_INVALID_ARGUMENT,
  FERRY_ERROR_NOT_FOUND,
  FERRY_ERROR_INVALID_STATE,
  FERRY_ERROR_ACCESS_DENIED,
  FERRY_ERROR_NO_SPACE,
  FERRY_ERROR_FILE,
  FERRY_ERROR_CHECKSUM,
  FERRY_ERROR_CREDENTIALS,
  FERRY_ERROR_JOURNAL,
  FERRY_ERROR_LIMIT,
  FERRY_ERROR_CANCELED,
  FERRY_ERROR_NOT_REACHABLE,
} FerryError;

/**
 * FERRY_N_ERRORS: (skip)
 */
#define FERRY_N_ERRORS (FERRY_ERROR_NOT_REACHABLE + 1)

#define FERRY_ERROR      (ferry_error_quark ())
#define FERRY_WEB_ERROR  (ferry_web_error_status_quark ())
#define FERRY_TYPE_ERROR (ferry_error_get_type ())

GQuark ferry_error_quark            (void);
GQuark ferry_web_error_status_quark (void);
GType  ferry_error_get_type         (void);

GError *ferry_error_new_valist (FerryError code,
                                const char *format,
                                va_list args) G_GNUC_PRINTF (2, 0);
GError *ferry_error_new_no_transfer (const char *id);

G_END_DECLS
