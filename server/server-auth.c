/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One user, whose password is no secret: it is on the page that lists all
 * routes. */

#include "server-auth.h"

#include "server-request.h"

#define REALM    "Ferry sample"
#define USER     "ferry"
#define PASSWORD "harbour"

static gboolean
check_basic (SoupAuthDomain    *domain,
             SoupServerMessage *message,
             const char        *user,
             const char        *password,
             gpointer           user_data)
{
  return g_str_equal (user, USER) && g_str_equal (password, PASSWORD);
}

static char *
find_digest (SoupAuthDomain    *domain,
             SoupServerMessage *message,
             const char        *user,
             gpointer           user_data)
{
  if (!g_str_equal (user, USER))
    return NULL;
  return soup_auth_domain_digest_encode_password (USER, REALM, PASSWORD);
}

/**
 * server_auth_guard:
 * @server: a server
 *
 * Puts the guarded pages behind Basic and Digest.
 */
void
server_auth_guard (SoupServer *server)
{
  g_autoptr (SoupAuthDomain) basic = soup_auth_domain_basic_new ("realm", REALM, NULL);
  g_autoptr (SoupAuthDomain) digest = soup_auth_domain_digest_new ("realm", REALM, NULL);

  soup_auth_domain_basic_set_auth_callback (basic, check_basic, NULL, NULL);
  soup_auth_domain_add_path (basic, SERVER_ROOT "fault/basic-auth");
  soup_server_add_auth_domain (server, basic);

  soup_auth_domain_digest_set_auth_callback (digest, find_digest, NULL, NULL);
  soup_auth_domain_add_path (digest, SERVER_ROOT "fault/digest-auth");
  soup_server_add_auth_domain (server, digest);
}
