/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server answered: the head of the last answer to a run, and what it
 * says about the file. A value: built whole by a backend, read-only after,
 * passed between threads and kept in the journal. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define FERRY_TYPE_RESPONSE (ferry_response_get_type ())

typedef struct _FerryResponse FerryResponse;

/**
 * FerryResponse:
 * @uri: the address that answered, after redirects, without its secrets
 * @status_code: HTTP status
 * @headers: `a(ss)`, without those that hold secrets (Set-Cookie, …)
 * @name: (nullable): the file name that the server wishes, still as it sent it
 * @etag: (nullable): strong entity tag, quotes included
 * @last_modified: (nullable): Last-Modified as sent, when the server sent it
 * @date_is_strong: whether @last_modified may validate a range (RFC 9110, 8.8.2.2)
 * @modified: the same in seconds since 1970, 0 when unknown
 * @length: bytes of the whole file, -1 when unknown
 * @resumable: whether a later run may go on from the middle
 */
struct _FerryResponse {
  char *uri;
  guint status_code;
  GVariant *headers;
  char *name;
  char *etag;
  char *last_modified;
  gboolean date_is_strong;
  gint64 modified;
  gint64 length;
  gboolean resumable;
};

GType          ferry_response_get_type        (void);
FerryResponse *ferry_response_new             (void);
FerryResponse *ferry_response_ref             (FerryResponse *self);
void           ferry_response_unref           (FerryResponse *self);
GVariant      *ferry_response_to_stored       (FerryResponse *self);
FerryResponse *ferry_response_new_from_stored (GVariant      *stored);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryResponse, ferry_response_unref)

G_END_DECLS
