/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request: what was asked for. A value: it is checked once, when it is made,
 * and read-only after; a changed address makes a new request. */

#pragma once

#include "ferry-option.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_REQUEST (ferry_request_get_type ())

typedef struct _FerryRequest FerryRequest;

/**
 * FerryRequest:
 * @kind: #FerryTransferKind
 * @address: the address to ask, without user and password; its query may hold secrets
 * @shown_address: the address without its secrets; the same string when there are none
 * @host: host and port, as `host:port`: what a connection is made to
 * @folder: (nullable): of downloads only
 * @name: (nullable): the file name that the caller chose
 * @file: (nullable): path of the file that is uploaded as it is
 * @parts: (nullable): `aa{sv}` of the bus method CreateUploads
 * @subtype: (nullable): of multipart; ferry_request_get_subtype()
 * @boundary: (nullable): what the caller wishes between parts
 * @method: of HTTP
 * @headers: (nullable): `a(ss)`, secret ones included
 * @username: (nullable): for the server
 * @password: (nullable): for the server
 * @proxy: (nullable): `http://HOST:PORT`, `socks5://HOST:PORT` or `direct`; the system's when absent
 * @proxy_username: (nullable): for the proxy
 * @proxy_password: (nullable): for the proxy
 * @group: (nullable): name of its group
 * @checksum: (nullable): what a download must hash to; ferry_checksum_split()
 * @priority: #FerryTransferPriority
 * @cost: #FerryCostPolicy
 * @behavior: #FerryTransferBehavior of its group
 * @if_exists: what a download does when there is a file of its name
 * @protocol: by which an upload is asked to be resumable
 * @rate_limit: bytes a second, 0 for none
 * @connections: of a download, how many at most; 0 for what the settings say
 * @recoverable: (nullable): `au`; ferry_request_is_recoverable()
 * @toast: whether a notification tells of its end
 * @lacks_secrets: whether it was read from the journal and the keyring not asked yet
 * @kept: (nullable): `a{sv}`, read from the journal and not understood; written back
 * @kept_secrets: (nullable): the same from the keyring
 */
struct _FerryRequest {
  FerryTransferKind kind;
  char *address;
  char *shown_address;
  char *host;
  char *folder;
  char *name;
  char *file;
  GVariant *parts;
  char *subtype;
  char *boundary;
  char *method;
  GVariant *headers;
  char *username;
  char *password;
  char *proxy;
  char *proxy_username;
  char *proxy_password;
  char *group;
  char *checksum;
  FerryTransferPriority priority;
  FerryCostPolicy cost;
  FerryTransferBehavior behavior;
  FerryIfExists if_exists;
  FerryUploadProtocol protocol;
  guint64 rate_limit;
  guint connections;
  GVariant *recoverable;
  gboolean toast;
  gboolean lacks_secrets;
  GVariant *kept;
  GVariant *kept_secrets;
};

GType         ferry_request_get_type        (void);
FerryRequest *ferry_request_new             (FerryTransferKind   kind,
                                             const char         *address,
                                             GVariant           *options,
                                             GError            **error);
FerryRequest *ferry_request_with_changes    (FerryRequest       *self,
                                             GVariant           *changes,
                                             GError            **error);
FerryRequest *ferry_request_ref             (FerryRequest       *self);
void          ferry_request_unref           (FerryRequest       *self);
FerryRequest *ferry_request_new_from_stored (GVariant           *stored,
                                             GError            **error);
GVariant     *ferry_request_to_stored       (FerryRequest       *self);
gboolean      ferry_request_has_secrets     (FerryRequest       *self);
GVariant     *ferry_request_get_secrets     (FerryRequest       *self);
GVariant     *ferry_request_mark_secrets    (FerryRequest       *self,
                                             GVariant           *secrets);
gboolean      ferry_request_lacks_address   (FerryRequest       *self);
gboolean      ferry_request_owns_secrets    (FerryRequest       *self,
                                             GVariant           *secrets);
FerryRequest *ferry_request_with_secrets    (FerryRequest       *self,
                                             GVariant           *secrets);

const char *ferry_request_get_text       (FerryRequest        *self,
                                          FerryOptionId        id);
guint64     ferry_request_get_number     (FerryRequest        *self,
                                          FerryOptionId        id);
gboolean    ferry_request_has_option     (FerryRequest        *self,
                                          FerryOptionId        id);
const char *ferry_request_get_subtype    (FerryRequest        *self);
GStrv       ferry_request_list_files     (FerryRequest        *self);
gboolean    ferry_request_is_repeatable  (FerryRequest        *self);
gboolean    ferry_request_is_recoverable (FerryRequest        *self,
                                          FerryWebErrorStatus  status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryRequest, ferry_request_unref)

G_END_DECLS
