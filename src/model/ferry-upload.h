/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is remembered of an upload beyond what it shares with a download: the
 * files as they were, and where on the server its bytes are gathered. A value,
 * passed between threads and kept in the journal. */

#pragma once

#include "ferry-delivery.h"
#include "ferry-enums.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_UPLOAD (ferry_upload_get_type ())

/* What the keyring has of an upload beside the secrets of its request. */
#define FERRY_UPLOAD_SECRET_URL "upload-url"

typedef struct _FerryUpload FerryUpload;

/**
 * FerryUpload:
 * @files: `a(tx)`: size and time of modification in nanoseconds of each file
 * @protocol: what was agreed with the server; %FERRY_UPLOAD_PROTOCOL_AUTO before
 * @interop: which draft, with %FERRY_UPLOAD_PROTOCOL_IETF
 * @url: (nullable): where the server gathers the bytes; whoever has it may write there
 * @lacks_url: whether @url is in the keyring, which was not asked yet
 * @expires: when the server may throw away what is at @url, microseconds since
 *   1970, 0 when it does not say
 * @delivery: what is known of its arrival
 * @received: bytes of the answer that are kept
 */
struct _FerryUpload {
  GVariant *files;
  FerryUploadProtocol protocol;
  guint interop;
  char *url;
  gboolean lacks_url;
  gint64 expires;
  FerryDelivery delivery;
  guint64 received;
};

GType        ferry_upload_get_type        (void);
FerryUpload *ferry_upload_new             (GVariant            *files);
FerryUpload *ferry_upload_copy            (FerryUpload         *self);
FerryUpload *ferry_upload_with_address    (FerryUpload         *self,
                                           FerryUploadProtocol  protocol,
                                           guint                interop,
                                           const char          *url);
FerryUpload *ferry_upload_ref             (FerryUpload         *self);
void         ferry_upload_unref           (FerryUpload         *self);
GVariant    *ferry_upload_to_stored       (FerryUpload         *self);
FerryUpload *ferry_upload_new_from_stored (GVariant            *stored);
GVariant    *ferry_upload_add_secrets     (FerryUpload         *self,
                                           GVariant            *secrets);
FerryUpload *ferry_upload_with_secrets    (FerryUpload         *self,
                                           GVariant            *secrets);
FerryUpload *ferry_upload_without_address (FerryUpload         *self);
FerryUpload *ferry_upload_with_delivery   (FerryUpload         *self,
                                           FerryDelivery        delivery);
gboolean     ferry_upload_may_be_sent     (FerryUpload         *self);
gboolean     ferry_upload_is_untouched    (FerryUpload         *self);
gint64       ferry_upload_count_bytes     (FerryUpload         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryUpload, ferry_upload_unref)

G_END_DECLS
