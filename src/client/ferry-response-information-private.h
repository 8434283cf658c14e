/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the library makes one of what the bus carries. */

#pragma once

#include "ferry-response-information.h"

G_BEGIN_DECLS

FerryResponseInformation *ferry_response_information_new (GVariant *entry);

G_END_DECLS
