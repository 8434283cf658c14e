/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a request is built, before it is one. */

#pragma once

#include "ferry-request.h"

G_BEGIN_DECLS

FerryRequest *ferry_request_alloc       (FerryTransferKind   kind);
FerryRequest *ferry_request_copy        (FerryRequest       *self);
GVariant     *ferry_request_get_option  (FerryRequest       *self,
                                         FerryOptionId       id);
void          ferry_request_set_option  (FerryRequest       *self,
                                         const FerryOption  *option,
                                         GVariant           *value);
gboolean      ferry_request_set_address (FerryRequest       *self,
                                         const char         *address,
                                         GError            **error);
gboolean      ferry_request_finish      (FerryRequest       *self,
                                         GError            **error);

G_END_DECLS
