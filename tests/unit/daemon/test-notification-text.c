/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of transfers that have ended. */

#include "ferry-notification-text.h"
#include "engine-fixture.h"

#define ADDRESS "http://example.org/letter.txt"

static FerryTransfer *
upload (EngineFixture *fixture,
        const char    *options)
{
  g_autoptr (GError) error = NULL;
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "sent.txt", "Hello");
  engine_fixture_play (fixture, (FerryFakeScript){ .length = 5 });
  transfer = engine_fixture_upload (fixture, ADDRESS, options, &error);
  g_assert_no_error (error);
  engine_fixture_wait_for (fixture, transfer, S (COMPLETED));
  return transfer;
}

static FerryTransfer *
send (EngineFixture *fixture)
{
  return upload (fixture, "{'file': <'%s/sent.txt'>, 'method': <'PUT'>}");
}

static void
assert_words (FerryNotificationText *words, /* (transfer full) */
              const char *title,
              const char *body,
              const char *actions)
{
  g_autoptr (FerryNotificationText) owned = words;
  g_autoptr (GString) names = g_string_new (NULL);

  for (char **action = words->actions; *action != NULL; action += 2)
    g_string_append_printf (names, "%s ", *action);
  g_assert_cmpstr (words->title, ==, title);
  g_assert_cmpstr (words->body, ==, body);
  g_assert_cmpstr (names->str, ==, actions);
}

static FerryNotificationText *
words_of (FerryTransfer *first,
          FerryTransfer *second,
          FerryTransfer *third)
{
  FerryTransfer *all[] = { first, second, third };
  g_autoptr (GPtrArray) transfers = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL)
      g_ptr_array_add (transfers, all[i]);
  return ferry_notification_text_for_many (transfers);
}

static void
one_has_a_name (EngineFixture *fixture,
                gconstpointer  data)
{
  assert_words (ferry_notification_text_for_one (engine_fixture_succeed (fixture, ADDRESS, NULL)), "Download Finished", "letter.txt", "default open show ");
  assert_words (ferry_notification_text_for_one (send (fixture)), "Upload Finished", "sent.txt", "default ");
}

static void
one_that_failed_says_why (EngineFixture *fixture,
                          gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_fail (fixture, ADDRESS, NULL);
  g_autofree char *body = g_strdup_printf ("letter.txt\n%s", transfer->durable->error->message);

  assert_words (ferry_notification_text_for_one (transfer), "Download Failed", body, "default retry ");
}

/* Bug: its address, which the message list makes a link of and cuts off. */
static void
one_that_failed_early_has_its_wished_name (EngineFixture *fixture,
                                           gconstpointer  data)
{
  FerryTransfer *transfer = engine_fixture_fail (fixture, ADDRESS, "{'name': <'Sunrise.ogv'>}");
  g_autofree char *body = g_strdup_printf ("Sunrise.ogv\n%s", transfer->durable->error->message);

  assert_words (ferry_notification_text_for_one (transfer), "Download Failed", body, "default retry ");
}

/* Bug: the first one's name alone. */
static void
files_sent_together_are_counted (EngineFixture *fixture,
                                 gconstpointer  data)
{
  FerryTransfer *transfer;

  engine_fixture_put (fixture, "other.txt", "Hello");
  transfer = upload (fixture, "{'parts': <[{'name': <'a'>, 'file': <'%s/sent.txt'>}, {'name': <'b'>, 'text': <'Hello'>},"
                              " {'name': <'c'>, 'file': <'%s/other.txt'>}]>}");
  assert_words (ferry_notification_text_for_one (transfer), "Upload Finished", "sent.txt and 1 other file", "default ");
}

static void
many_are_a_number (EngineFixture *fixture,
                   gconstpointer  data)
{
  FerryTransfer *one = engine_fixture_succeed (fixture, ADDRESS, NULL), *other = engine_fixture_succeed (fixture, ADDRESS, NULL);

  assert_words (words_of (one, other, NULL), "Downloads Finished", "2 downloads have finished", "default show ");
  assert_words (words_of (one, other, engine_fixture_fail (fixture, ADDRESS, NULL)), "Downloads Failed", "1 of 3 downloads failed", "default retry ");
}

static void
uploads_are_called_so (EngineFixture *fixture,
                       gconstpointer  data)
{
  FerryTransfer *one = send (fixture), *other = send (fixture);

  assert_words (words_of (one, other, NULL), "Uploads Finished", "2 uploads have finished", "default ");
  assert_words (words_of (one, engine_fixture_succeed (fixture, ADDRESS, NULL), NULL), "Transfers Finished", "2 transfers have finished",
                "default show ");
  assert_words (words_of (one, engine_fixture_fail (fixture, ADDRESS, NULL), NULL), "Transfers Failed", "1 of 2 transfers failed", "default retry ");
}

static void
many_that_are_one_have_its_name (EngineFixture *fixture,
                                 gconstpointer  data)
{
  assert_words (words_of (engine_fixture_succeed (fixture, ADDRESS, NULL), NULL, NULL), "Download Finished", "letter.txt", "default open show ");
}

#define ADD(name, function) ENGINE_FIXTURE_ADD ("/daemon/notification-text/" name, function)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one has a name", one_has_a_name);
  ADD ("one that failed says why", one_that_failed_says_why);
  ADD ("one that failed early has its wished name", one_that_failed_early_has_its_wished_name);
  ADD ("files sent together are counted", files_sent_together_are_counted);
  ADD ("many are a number", many_are_a_number);
  ADD ("uploads are called so", uploads_are_called_so);
  ADD ("many that are one have its name", many_that_are_one_have_its_name);
  return g_test_run ();
}
