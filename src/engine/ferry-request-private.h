/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of a request share: the checks of single options. */

#pragma once

#include "ferry-request.h"

G_BEGIN_DECLS

FerryRequest *ferry_request_alloc         (FerryTransferKind  kind);
FerryRequest *ferry_request_copy          (FerryRequest      *self);
void          ferry_request_clear_address (FerryRequest      *self);

gboolean ferry_request_refuse (GError **error,
                               const char *format,
                               ...) G_GNUC_PRINTF (2, 3);
gboolean  ferry_request_is_token          (const char         *text);
gboolean  ferry_request_has_control       (const char         *text);
gboolean  ferry_request_check_path        (const char         *path,
                                           GError            **error);
gboolean  ferry_request_check_options     (FerryTransferKind   kind,
                                           GVariant           *options,
                                           gboolean            changing,
                                           GError            **error);
gboolean  ferry_request_check_headers     (GVariant           *headers,
                                           GError            **error);
gboolean  ferry_headers_have_secret       (GVariant           *headers);
GVariant *ferry_headers_without_secrets   (GVariant           *headers);
gboolean  ferry_request_set_address       (FerryRequest       *self,
                                           const char         *address,
                                           GError            **error);
char     *ferry_request_text_of           (GVariant           *options,
                                           const char         *name);
gboolean  ferry_request_set_enum          (GVariant           *options,
                                           const char         *name,
                                           GType               type,
                                           int                *field,
                                           GError            **error);
gboolean  ferry_request_set_word          (GVariant           *options,
                                           const char         *name,
                                           char              **field,
                                           GError            **error);
gboolean  ferry_request_set_source        (FerryRequest       *self,
                                           GVariant           *options,
                                           GError            **error);
void      ferry_request_store_source      (FerryRequest       *self,
                                           GVariantBuilder    *stored);
gboolean  ferry_request_has_secret_parts  (FerryRequest       *self);
void      ferry_request_drop_secret_parts (FerryRequest       *self);
GVariant *ferry_request_merge_headers     (GVariant           *old,
                                           GVariant           *changes);

G_END_DECLS
