/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lets openssl make the certificate, at the start, before anything is served. */

#include "server-certificate.h"

#include <glib/gstdio.h>

static gboolean
run_openssl (const char  *certificate,
             const char  *key,
             GError     **error)
{
  const char *const arguments[] = {
    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
    "-days", "30", "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1",
    "-keyout", key, "-out", certificate, NULL
  };
  g_autoptr (GSubprocess) openssl = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDERR_SILENCE, error);

  return openssl != NULL && g_subprocess_wait_check (openssl, NULL, error);
}

/**
 * server_certificate_make:
 * @folder: (type filename): a private folder, where cert.pem is left
 * @path: (out) (transfer full) (type filename): where clients find cert.pem
 * @error: return location for an error
 *
 * Makes a certificate for localhost. Its key is in memory only afterwards.
 *
 * Returns: (transfer full): the certificate with its key, or %NULL
 */
GTlsCertificate *
server_certificate_make (const char  *folder,
                         char       **path,
                         GError     **error)
{
  g_autofree char *certificate = g_build_filename (folder, "cert.pem", NULL);
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autoptr (GTlsCertificate) made = NULL;

  if (run_openssl (certificate, key, error))
    made = g_tls_certificate_new_from_files (certificate, key, error);
  g_unlink (key);
  if (made == NULL)
    g_unlink (certificate);
  else
    *path = g_steal_pointer (&certificate);
  return g_steal_pointer (&made);
}
