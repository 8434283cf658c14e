/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known of an upload's arrival: what the table promises, for all at
 * once. */

#include "ferry-delivery.h"

#define D(name) FERRY_DELIVERY_##name

static void
what_the_server_has_stays_there (void)
{
  for (guint news = D (SENDING); news <= D (CONFIRM_RESEND); news++)
    g_assert_cmpint (ferry_delivery_after (D (CONFIRMED), news), ==, D (CONFIRMED));
  for (guint known = D (NOT_SENT); known <= D (CONFIRMED); known++)
    g_assert_cmpint (ferry_delivery_after (known, D (ANSWERED)), ==, D (CONFIRMED));
}

static void
only_what_was_sent_can_be_lost (void)
{
  g_assert_cmpint (ferry_delivery_after (D (NOT_SENT), D (LOST)), ==, D (NOT_SENT));
  g_assert_cmpint (ferry_delivery_after (D (IN_FLIGHT), D (LOST)), ==, D (UNKNOWN));
}

static void
what_is_unknown_stays_so_until_the_server_or_a_person_says_more (void)
{
  for (guint news = D (WITHHELD); news <= D (LOST); news++)
    if (news != D (DISCLAIMED))
      g_assert_cmpint (ferry_delivery_after (D (UNKNOWN), news), ==, D (UNKNOWN));
  g_assert_cmpint (ferry_delivery_after (D (UNKNOWN), D (DISCLAIMED)), ==, D (NOT_SENT));
  g_assert_cmpint (ferry_delivery_after (D (UNKNOWN), D (CONFIRM_RESEND)), ==, D (NOT_SENT));
}

static void
what_did_not_leave_whole_may_be_sent_again (void)
{
  const FerryDeliveryNews harmless[] = { D (WITHHELD), D (CUT_OFF), D (DISCLAIMED), D (CONFIRM_RESEND) };

  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++)
    g_assert_cmpint (ferry_delivery_after (D (IN_FLIGHT), harmless[i]), ==, D (NOT_SENT));
}

static void
the_server_may_have_what_is_in_flight_or_unknown (void)
{
  g_assert_false (ferry_delivery_is_open (D (NOT_SENT)));
  g_assert_true (ferry_delivery_is_open (D (IN_FLIGHT)));
  g_assert_true (ferry_delivery_is_open (D (UNKNOWN)));
  g_assert_false (ferry_delivery_is_open (D (CONFIRMED)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/what the server has stays there", what_the_server_has_stays_there);
  g_test_add_func ("/delivery/only what was sent can be lost", only_what_was_sent_can_be_lost);
  g_test_add_func ("/delivery/what is unknown stays so until the server or a person says more",
                   what_is_unknown_stays_so_until_the_server_or_a_person_says_more);
  g_test_add_func ("/delivery/what did not leave whole may be sent again", what_did_not_leave_whole_may_be_sent_again);
  g_test_add_func ("/delivery/the server may have what is in flight or unknown",
                   the_server_may_have_what_is_in_flight_or_unknown);
  return g_test_run ();
}
