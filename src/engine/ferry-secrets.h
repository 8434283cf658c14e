/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The port to where secrets are kept: whole addresses, credentials, headers. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_TYPE_SECRETS (ferry_secrets_get_type ())
G_DECLARE_INTERFACE (FerrySecrets, ferry_secrets, FERRY, SECRETS, GObject)

/**
 * FerrySecretsInterface:
 * @store_async: keeps an `a{sv}` under the id of a transfer; returns whether it
 *   outlives the process, %FALSE with an error when it does not
 * @lookup_async: finds it again; returns the `a{sv}`, or %NULL with %FERRY_ERROR_CREDENTIALS
 * @clear: forgets it; no answer
 * @list_async: asks for the ids of which it keeps something for later; returns a
 *   #GStrv, or %NULL with %FERRY_ERROR_CREDENTIALS
 *
 * What is answered is by a #GTask of the port.
 * Called on the main thread and answered there, within a bounded time. What
 * was stored is found again in the same process even when it could not be
 * made to outlive it.
 */
struct _FerrySecretsInterface {
  GTypeInterface parent_iface;

  /* clang-format off */
  void      (*store_async)   (FerrySecrets *self, const char *id, GVariant *secrets, GAsyncReadyCallback callback, gpointer user_data);
  void      (*lookup_async)  (FerrySecrets *self, const char *id, GAsyncReadyCallback callback, gpointer user_data);
  void      (*clear)         (FerrySecrets *self, const char *id);
  void      (*list_async)    (FerrySecrets *self, GAsyncReadyCallback callback, gpointer user_data);
  /* clang-format on */
};

void      ferry_secrets_store_async   (FerrySecrets         *self,
                                       const char           *id,
                                       GVariant             *secrets,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean  ferry_secrets_store_finish  (FerrySecrets         *self,
                                       GAsyncResult         *result,
                                       GError              **error);
void      ferry_secrets_lookup_async  (FerrySecrets         *self,
                                       const char           *id,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GVariant *ferry_secrets_lookup_finish (FerrySecrets         *self,
                                       GAsyncResult         *result,
                                       GError              **error);
void      ferry_secrets_clear         (FerrySecrets         *self,
                                       const char           *id);
void      ferry_secrets_list_async    (FerrySecrets         *self,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
GStrv     ferry_secrets_list_finish   (FerrySecrets         *self,
                                       GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
