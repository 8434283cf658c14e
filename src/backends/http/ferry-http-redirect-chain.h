/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a request has led so far: from the address that a person named
 * through redirections to the one to ask now. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FerryHttpRedirectChain:
 * @origin: (owned): whom the person named
 * @uri: (owned): whom to ask now
 * @method: (unowned): interned, to ask with
 * @at_origin: never again after having left it
 * @seen: (owned) (element-type utf8): addresses that redirected
 */
typedef struct {
  GUri *origin;
  GUri *uri;
  const char *method;
  gboolean at_origin;
  GHashTable *seen;
} FerryHttpRedirectChain;

FerryHttpRedirectChain *ferry_http_redirect_chain_new     (const char              *address,
                                                           const char              *method);
FerryHttpRedirectChain *ferry_http_redirect_chain_derive  (FerryHttpRedirectChain  *self,
                                                           const char              *address,
                                                           const char              *method);
FerryHttpRedirectChain *ferry_http_redirect_chain_copy    (FerryHttpRedirectChain  *self);
void                    ferry_http_redirect_chain_free    (FerryHttpRedirectChain  *self);
gboolean                ferry_http_redirect_chain_follow  (FerryHttpRedirectChain  *self,
                                                           guint                    status,
                                                           const char              *location,
                                                           gboolean                 allow_insecure,
                                                           GError                 **error);
GError                 *ferry_http_redirect_chain_explain (FerryHttpRedirectChain  *self,
                                                           const GError            *cause,
                                                           GTlsCertificateFlags     flags);

G_END_DECLS
