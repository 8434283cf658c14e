/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Retry: what is tried again, and when. */

#include "ferry-retry.h"

#include "ferry-enums.h"
#include "ferry-error.h"

#include <gio/gio.h>

static FerryRetry
judge (GQuark   domain,
       int      code,
       guint    attempts,
       gboolean network_available)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "…");

  return ferry_retry_judge (error, attempts, 5, network_available);
}

#define WEB(status) FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_##status

static void
what_passes_is_tried_again (void)
{
  const int statuses[] = { 408, 429, 500, 502, 503, 504 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    g_assert_cmpint (judge (FERRY_WEB_ERROR, statuses[i], 1, TRUE), ==, FERRY_RETRY_LATER);
  g_assert_cmpint (judge (WEB (TIMEOUT), 1, TRUE), ==, FERRY_RETRY_LATER);
  g_assert_cmpint (judge (WEB (CONNECTION_RESET), 1, TRUE), ==, FERRY_RETRY_LATER);
  g_assert_cmpint (judge (WEB (HOST_NAME_NOT_RESOLVED), 1, TRUE), ==, FERRY_RETRY_LATER);
  g_assert_cmpint (judge (WEB (ERROR_HTTP_INVALID_SERVER_RESPONSE), 1, TRUE), ==, FERRY_RETRY_LATER);
}

static void
what_stays_is_not_tried_again (void)
{
  const int statuses[] = { 300, 301, 304, 400, 401, 403, 404, 405, 407, 410, 412, 416, 451, 501, 505 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    g_assert_cmpint (judge (FERRY_WEB_ERROR, statuses[i], 1, TRUE), ==, FERRY_RETRY_NEVER);
  for (int status = FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT;
       status <= FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID; status++)
    g_assert_cmpint (judge (FERRY_WEB_ERROR, status, 1, TRUE), ==, FERRY_RETRY_NEVER);
  g_assert_cmpint (judge (WEB (HTTPS_TO_HTTP_ON_REDIRECTION), 1, TRUE), ==, FERRY_RETRY_NEVER);
  g_assert_cmpint (judge (WEB (REDIRECT_FAILED), 1, TRUE), ==, FERRY_RETRY_NEVER);
  g_assert_cmpint (judge (WEB (OPERATION_CANCELED), 1, TRUE), ==, FERRY_RETRY_NEVER);
}

static void
trouble_of_this_machine_is_not_tried_again (void)
{
  for (int code = 0; code < FERRY_N_ERRORS; code++)
    {
      g_assert_cmpint (judge (FERRY_ERROR, code, 1, TRUE), ==, FERRY_RETRY_NEVER);
      g_assert_cmpint (judge (FERRY_ERROR, code, 1, FALSE), ==, FERRY_RETRY_NEVER);
    }
  g_assert_cmpint (judge (G_IO_ERROR, G_IO_ERROR_CANCELLED, 1, TRUE), ==, FERRY_RETRY_NEVER);
}

static void
attempts_run_out (void)
{
  g_assert_cmpint (judge (WEB (TIMEOUT), 4, TRUE), ==, FERRY_RETRY_LATER);
  g_assert_cmpint (judge (WEB (TIMEOUT), 5, TRUE), ==, FERRY_RETRY_NEVER);
  g_assert_cmpint (judge (WEB (TIMEOUT), 6, TRUE), ==, FERRY_RETRY_NEVER);
}

static void
a_lost_network_costs_no_attempt (void)
{
  g_assert_cmpint (judge (WEB (CANNOT_CONNECT), 1, FALSE), ==, FERRY_RETRY_NETWORK);
  g_assert_cmpint (judge (WEB (HOST_NAME_NOT_RESOLVED), 99, FALSE), ==, FERRY_RETRY_NETWORK);
}

static void
what_a_server_said_does_not_depend_on_the_network (void)
{
  g_assert_cmpint (judge (WEB (SERVICE_UNAVAILABLE), 1, FALSE), ==, FERRY_RETRY_LATER);
  g_assert_cmpint (judge (WEB (NOT_FOUND), 1, FALSE), ==, FERRY_RETRY_NEVER);
}

static void
waits_twice_as_long_each_time_up_to_five_minutes (void)
{
  g_assert_cmpint (ferry_retry_delay (0, -1, 0.5), ==, 1000);
  g_assert_cmpint (ferry_retry_delay (1, -1, 0.5), ==, 1000);
  g_assert_cmpint (ferry_retry_delay (2, -1, 0.5), ==, 2000);
  g_assert_cmpint (ferry_retry_delay (5, -1, 0.5), ==, 16000);
  g_assert_cmpint (ferry_retry_delay (10, -1, 0.5), ==, 300000);
  g_assert_cmpint (ferry_retry_delay (G_MAXUINT, -1, 0.5), ==, 300000);
}

static void
jitter_moves_it_by_a_quarter (void)
{
  g_assert_cmpint (ferry_retry_delay (3, -1, 0), ==, 3000);
  g_assert_cmpint (ferry_retry_delay (3, -1, 1), ==, 5000);
  g_assert_cmpint (ferry_retry_delay (3, -1, -7), ==, 3000);
  g_assert_cmpint (ferry_retry_delay (3, -1, 7), ==, 5000);
}

static void
waits_at_least_as_long_as_the_server_asked (void)
{
  g_assert_cmpint (ferry_retry_delay (1, 120, 0.5), ==, 120000);
  g_assert_cmpint (ferry_retry_delay (10, 120, 0.5), ==, 300000);
  g_assert_cmpint (ferry_retry_delay (1, 0, 0.5), ==, 1000);
}

static void
no_server_stops_a_transfer_for_more_than_a_day (void)
{
  g_assert_cmpint (ferry_retry_delay (1, G_MAXINT64, 0.5), ==, 86400000);
  g_assert_cmpint (ferry_retry_delay (1, G_MININT64, 0.5), ==, 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retry/what passes is tried again", what_passes_is_tried_again);
  g_test_add_func ("/retry/what stays is not tried again", what_stays_is_not_tried_again);
  g_test_add_func ("/retry/trouble of this machine is not tried again", trouble_of_this_machine_is_not_tried_again);
  g_test_add_func ("/retry/attempts run out", attempts_run_out);
  g_test_add_func ("/retry/a lost network costs no attempt", a_lost_network_costs_no_attempt);
  g_test_add_func ("/retry/what a server said does not depend on the network", what_a_server_said_does_not_depend_on_the_network);
  g_test_add_func ("/retry/waits twice as long each time, up to five minutes", waits_twice_as_long_each_time_up_to_five_minutes);
  g_test_add_func ("/retry/jitter moves it by a quarter", jitter_moves_it_by_a_quarter);
  g_test_add_func ("/retry/waits at least as long as the server asked", waits_at_least_as_long_as_the_server_asked);
  g_test_add_func ("/retry/no server stops a transfer for more than a day", no_server_stops_a_transfer_for_more_than_a_day);

  return g_test_run ();
}
