/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands for ferryd on a private bus: it remembers what it is asked and tells
 * what the test plays. It has its own connection, and so its own bus name. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  GDBusConnection *connection; /* (owned) */
  GDBusConnection *client;     /* (owned) the library's, held so that it stays one */
  guint object_id;
  GPtrArray *transfers; /* (owned) (element-type GVariantDict) in the order of creation */
  GString *calls;       /* (owned) names of the methods called, each with a blank behind; not SetAppId */
  GString *app_ids;     /* (owned) what SetAppId was called with, each with a blank behind */
  GVariant *last;       /* (owned) (nullable) arguments of the last call */
  GVariant *creation;   /* (owned) (nullable) arguments of the last CreateDownloads or CreateUploads */
  int refusal;          /* FerryError for all but Subscribe and List; -1 for none */
  guint vanishing_list; /* it goes away instead of answering so many Lists from now; 0 for never */
} FakeService;

FakeService *fake_service_new       (void);
void         fake_service_free      (FakeService       *self);
void         fake_service_appear    (FakeService       *self);
void         fake_service_vanish    (FakeService       *self);
void         fake_service_add       (FakeService       *self,
                                     const char        *id,
                                     const char        *facts);
void         fake_service_set       (FakeService       *self,
                                     const char        *id,
                                     const char        *facts);
void         fake_service_tell      (FakeService       *self,
                                     const char        *id,
                                     const char        *facts);
void         fake_service_tell_news (FakeService       *self,
                                     GVariant          *entries);
void         fake_service_remove    (FakeService       *self,
                                     const char *const *ids);
void         fake_service_drop      (FakeService       *self,
                                     const char        *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeService, fake_service_free)

/* Waiting, by running the main context: */
void          wait_until  (gboolean      *done);
void          take_result (GObject       *source,
                           GAsyncResult  *result,
                           gpointer       user_data);
GAsyncResult *wait_result (GAsyncResult **result);
void          settle      (FakeService   *service);
int           run_on_bus  (void);

G_END_DECLS
