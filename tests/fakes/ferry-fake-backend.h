/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A protocol whose servers do what a test has written down for them. */

#pragma once

#include "ferry-backend.h"

G_BEGIN_DECLS

#define FERRY_TYPE_FAKE_BACKEND (ferry_fake_backend_get_type ())
G_DECLARE_FINAL_TYPE (FerryFakeBackend, ferry_fake_backend, FERRY, FAKE_BACKEND, GObject)

/**
 * FerryFakeEnd:
 * @FERRY_FAKE_END_WELL: the body is over, and whole
 * @FERRY_FAKE_END_BADLY: with the script's error
 * @FERRY_FAKE_END_NEVER: silence until the run is canceled
 *
 * How a run ends after its bytes.
 */
typedef enum {
  FERRY_FAKE_END_WELL,
  FERRY_FAKE_END_BADLY,
  FERRY_FAKE_END_NEVER,
} FerryFakeEnd;

/**
 * FerryFakeScript:
 * @length: bytes of the body; what is asked for comes from the offset on
 * @seed: which body it is
 * @bytes: how many of them come; 0 for all
 * @length_is_unknown: whether the answer tells no length
 * @no_answer: whether the run ends before it has begun
 * @restarts: whether the body comes from its first byte, whatever was asked for
 * @end: what follows
 * @domain: of the error, 0 for %FERRY_WEB_ERROR
 * @code: of the error
 * @retry_after: seconds to wait; 0 when not said
 * @name: (nullable): file name in the answer
 * @url: (nullable): where the server gathers the bytes of an upload, which can then be resumed
 * @may_be_complete: whether what is sent there may be taken as the whole
 * @forgets: whether that address is gone when the bytes have left
 *
 * One run, from the server's side. Of an upload, @length is of what is sent,
 * and @bytes of it leave before the end.
 */
typedef struct {
  guint64 length;
  guint seed;
  guint64 bytes;
  gboolean length_is_unknown;
  gboolean no_answer;
  gboolean restarts;
  FerryFakeEnd end;
  GQuark domain;
  int code;
  gint64 retry_after;
  const char *name;
  const char *url;
  gboolean may_be_complete;
  gboolean forgets;
} FerryFakeScript;

FerryFakeBackend *ferry_fake_backend_new             (gboolean                threaded);
void              ferry_fake_backend_set_usual       (FerryFakeBackend       *self,
                                                      const FerryFakeScript  *script);
void              ferry_fake_backend_add             (FerryFakeBackend       *self,
                                                      const FerryFakeScript  *script);
void              ferry_fake_backend_set_stubborn    (FerryFakeBackend       *self,
                                                      gboolean                stubborn);
guint             ferry_fake_backend_get_n_runs      (FerryFakeBackend       *self);
guint             ferry_fake_backend_get_n_abandoned (FerryFakeBackend       *self);
FerryRequest     *ferry_fake_backend_get_abandoned   (FerryFakeBackend       *self,
                                                      FerryUpload           **upload);
guint             ferry_fake_backend_get_n_open      (FerryFakeBackend       *self);
guint             ferry_fake_backend_get_most_open   (FerryFakeBackend       *self);
guint64           ferry_fake_backend_get_offset      (FerryFakeBackend       *self);
FerryRequest     *ferry_fake_backend_get_request     (FerryFakeBackend       *self);
void              ferry_fake_backend_end             (FerryFakeBackend       *self,
                                                      const char             *address);
void              ferry_fake_backend_join            (FerryFakeBackend       *self);
char             *ferry_fake_backend_body            (guint                   seed,
                                                      gsize                   length);

G_END_DECLS
