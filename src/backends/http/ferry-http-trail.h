/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a request has led so far: from the address that a person named
 * through redirections to the one to ask now. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FerryHttpTrail:
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
} FerryHttpTrail;

FerryHttpTrail *ferry_http_trail_new     (const char            *address,
                                          const char            *method);
FerryHttpTrail *ferry_http_trail_branch  (FerryHttpTrail        *self,
                                          const char            *address,
                                          const char            *method);
void            ferry_http_trail_free    (FerryHttpTrail        *self);
gboolean        ferry_http_trail_follow  (FerryHttpTrail        *self,
                                          guint                  status,
                                          const char            *location,
                                          gboolean               allow_insecure,
                                          GError               **error);
GError         *ferry_http_trail_explain (FerryHttpTrail        *self,
                                          const GError          *cause,
                                          GTlsCertificateFlags   flags);

G_END_DECLS
