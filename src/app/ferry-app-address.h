/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be told of an address while a person types it. Pure functions; the
 * service has the last word. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char       *ferry_app_address_problem       (const char *address);
gboolean    ferry_app_address_is_usable     (const char *address);
char       *ferry_app_address_host          (const char *address);
char       *ferry_app_address_file_name     (const char *address);
char       *ferry_app_address_numbered_name (const char *address,
                                             guint       number);
GStrv       ferry_app_addresses_in          (const char *text);
char       *ferry_app_address_with_delay    (const char *address,
                                             guint       seconds);
const char *ferry_app_address_to_remember   (const char *address);
char       *ferry_app_file_name_problem     (const char *file_name);

G_END_DECLS
