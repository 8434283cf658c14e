/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shared words: each has a nick, and the way back. */

#include "ferry-enums.h"
#include "ferry-error.h"

static void
every_word_has_a_nick_and_the_way_back (void)
{
  const GType types[] = {
    FERRY_TYPE_TRANSFER_KIND,
    FERRY_TYPE_TRANSFER_STATE,
    FERRY_TYPE_TRANSFER_ACTION,
    FERRY_TYPE_TRANSFER_PRIORITY,
    FERRY_TYPE_COST_POLICY,
    FERRY_TYPE_TRANSFER_BEHAVIOR,
    FERRY_TYPE_IF_EXISTS,
    FERRY_TYPE_WEB_ERROR_STATUS,
    FERRY_TYPE_ERROR,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GEnumClass) class = g_type_class_ref (types[i]);

      for (guint j = 0; j < class->n_values; j++)
        {
          int value = -1;

          g_assert_cmpstr (ferry_enum_to_nick (types[i], class->values[j].value), ==, class->values[j].value_nick);
          g_assert_true (ferry_enum_from_nick (types[i], class->values[j].value_nick, &value));
          g_assert_cmpint (value, ==, class->values[j].value);
        }
    }
}

static void
other_words_and_numbers_are_unknown (void)
{
  int value = 42;

  g_assert_null (ferry_enum_to_nick (FERRY_TYPE_TRANSFER_STATE, 9));
  g_assert_null (ferry_enum_to_nick (FERRY_TYPE_TRANSFER_STATE, -1));
  g_assert_false (ferry_enum_from_nick (FERRY_TYPE_TRANSFER_STATE, "asleep", &value));
  g_assert_false (ferry_enum_from_nick (FERRY_TYPE_TRANSFER_STATE, "", &value));
  g_assert_cmpint (value, ==, 42);
}

static void
three_states_are_final (void)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (FERRY_TYPE_TRANSFER_STATE);
  guint n = 0;

  for (guint i = 0; i < class->n_values; i++)
    n += ferry_transfer_state_is_final (class->values[i].value);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (ferry_transfer_state_is_final (FERRY_TRANSFER_STATE_COMPLETED));
  g_assert_true (ferry_transfer_state_is_final (FERRY_TRANSFER_STATE_CANCELED));
  g_assert_true (ferry_transfer_state_is_final (FERRY_TRANSFER_STATE_ERROR));
}

static void
every_error_is_counted (void)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (FERRY_TYPE_ERROR);

  g_assert_cmpuint (class->n_values, ==, FERRY_N_ERRORS);
  g_assert_cmpuint (FERRY_ERROR, !=, FERRY_WEB_ERROR);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/enums/every word has a nick and the way back", every_word_has_a_nick_and_the_way_back);
  g_test_add_func ("/enums/other words and numbers are unknown", other_words_and_numbers_are_unknown);
  g_test_add_func ("/enums/three states are final", three_states_are_final);
  g_test_add_func ("/enums/every error is counted", every_error_is_counted);

  return g_test_run ();
}
