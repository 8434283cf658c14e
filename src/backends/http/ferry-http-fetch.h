/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection of a download, which fetches one range after the other. Of the
 * network thread only. */

#pragma once

#include "ferry-http-context.h"
#include "ferry-http-redirect-chain.h"

#include "ferry-download-run.h"

G_BEGIN_DECLS

typedef struct _FerryHttpFetch FerryHttpFetch;

/**
 * FerryHttpFetchEvents:
 * @begin: a good answer has come; whether its body joins what is there. Returns
 *   whether to take it
 * @written: so many bytes of it are written, behind those before
 * @done: all that was asked for is written, or @error is (transfer full) and says why
 *   nothing more will come. After an error it can only be closed, after an end it may
 *   be asked for more; either may be done at once
 */
typedef struct {
  gboolean (*begin) (FerryHttpFetch *fetch,
                     FerryResponse *answer,
                     gboolean joins,
                     GError **error,
                     gpointer user_data);
  void (*written) (FerryHttpFetch *fetch,
                   gsize size,
                   gpointer user_data);
  void (*done) (FerryHttpFetch *fetch,
                GError *error,
                gpointer user_data);
} FerryHttpFetchEvents;

FerryHttpFetch         *ferry_http_fetch_new       (FerryHttpContext           *context,
                                                    FerryDownloadRun           *run,
                                                    SoupSession                *session,
                                                    FerryHttpRedirectChain     *chain,
                                                    const FerryHttpFetchEvents *events,
                                                    gpointer                    user_data);
void                    ferry_http_fetch_ask       (FerryHttpFetch             *self,
                                                    FerryByteRange              range);
void                    ferry_http_fetch_set_end   (FerryHttpFetch             *self,
                                                    guint64                     end);
FerryHttpRedirectChain *ferry_http_fetch_get_chain (FerryHttpFetch             *self);
void                    ferry_http_fetch_close     (FerryHttpFetch             *self);

G_END_DECLS
