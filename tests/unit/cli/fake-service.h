/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A service that transfers nothing: what becomes of a transfer stands in its
 * address. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FAKE_TYPE_SERVICE (fake_service_get_type ())
G_DECLARE_FINAL_TYPE (FakeService, fake_service, FAKE, SERVICE, GObject)

FakeService *fake_service_new         (GDBusConnection *connection);
char        *fake_service_add         (FakeService     *self,
                                       const char      *uri);
void         fake_service_set         (FakeService     *self,
                                       const char      *id,
                                       const char      *key,
                                       GVariant        *value);
void         fake_service_finish      (FakeService     *self,
                                       const char      *id);
const char  *fake_service_get_calls   (FakeService     *self);
GVariant    *fake_service_get_options (FakeService     *self);
guint        fake_service_get_n_known (FakeService     *self);

G_END_DECLS
