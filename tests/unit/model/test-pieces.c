/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pieces, tried on servers that are played: time goes in steps, connections are as
 * fast as their server and the link let them be, fall silent, are cut or refused. */

#include "ferry-pieces.h"

#define MIB     ((guint64) 1024 * 1024)
#define STEP    (10 * G_TIME_SPAN_MILLISECOND)
#define SECONDS ((gint64) G_USEC_PER_SEC)
#define START   (1000 * SECONDS)
#define N_MAX   FERRY_MAX_CONNECTIONS

/* How a server and the way to it are; rates are bytes a second, 0 for no limit. */
typedef struct {
  guint64 length;
  guint64 connection_rate;
  guint64 link_rate;
  guint slow_one;      /* of so many connections one is slow; 0 for none */
  guint64 slow_rate;   /* that one's */
  gint64 round_trip;   /* before the first byte of each piece */
  guint most;          /* connections that it takes; 0 for any number */
  double cuts;         /* probability that a connection is cut within a second */
  gboolean is_metered; /* nothing may be fetched twice */
  guint64 burst;       /* bytes that a connection gets at once */
} Server;

typedef struct {
  gboolean open;
  gboolean busy;
  guint number;   /* of all that were ever made */
  gint64 since;   /* when the first byte may come */
  guint64 offset; /* of the next byte */
  guint64 burst;  /* what is left of it */
} Line;

typedef struct {
  const Server *server;
  GRand *rand;         /* (owned) */
  FerryPieces *pieces; /* (owned) */
  FerryRangeSet *had;  /* (owned) at first, and what has come since */
  Line lines[N_MAX];
  guint allowed;
  gint64 now;
  guint n_made;
  guint most_open;
  guint64 moved;
} Play;

static void
play_init (Play          *self,
           const Server  *server,
           FerryRangeSet *had,
           guint          allowed,
           guint          seed)
{
  *self = (Play){ .server = server, .allowed = allowed, .now = START };
  self->rand = g_rand_new_with_seed (seed);
  self->pieces = ferry_pieces_new (had, server->length, !server->is_metered);
  self->had = ferry_range_set_copy (had);
}

static void
play_clear (Play *self)
{
  g_rand_free (self->rand);
  ferry_pieces_free (self->pieces);
  ferry_range_set_unref (self->had);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Play, play_clear)

static guint
count_open (Play *self)
{
  guint n = 0;

  for (guint i = 0; i < N_MAX; i++)
    n += self->lines[i].open;
  return n;
}

/* What is on its way: each byte once, but for one piece. */
static void
assert_at_most_one_repeated (Play *self)
{
  guint n = 0;

  for (guint i = 0; i < N_MAX; i++)
    for (guint j = 0; j < i; j++)
      n += self->lines[i].busy && self->lines[j].busy &&
           MAX (self->lines[i].offset, self->lines[j].offset) <
             MIN (ferry_pieces_get_end (self->pieces, i), ferry_pieces_get_end (self->pieces, j));
  g_assert_cmpuint (n, <=, self->server->is_metered ? 0 : 1);
}

static void
close_line (Play  *self,
            guint  i)
{
  self->lines[i] = (Line){ 0 };
  ferry_pieces_give_back (self->pieces, i);
}

static void
take (Play  *self,
      guint  i)
{
  Line *line = &self->lines[i];
  FerryByteRange piece, gap;

  line->busy = ferry_pieces_take (self->pieces, i, self->now, &piece);
  if (!line->busy)
    {
      close_line (self, i);
      return;
    }
  g_assert_cmpuint (piece.start, <, piece.end);
  g_assert_cmpuint (piece.end, <=, self->server->length);
  g_assert_cmpuint (piece.end, ==, ferry_pieces_get_end (self->pieces, i));
  /* What is there is not asked for. */
  g_assert_true (ferry_range_set_find_gap (self->had, piece.start, piece.end, &gap));
  line->since = self->now + self->server->round_trip;
  line->offset = piece.start;
}

static void
open_line (Play *self)
{
  guint i = 0;

  if (self->server->most > 0 && count_open (self) >= self->server->most)
    {
      ferry_pieces_stay_alone (self->pieces);
      return;
    }
  while (self->lines[i].open)
    i++;
  self->lines[i] = (Line){ .open = TRUE, .number = self->n_made++, .burst = self->server->burst };
  take (self, i);
  self->most_open = MAX (self->most_open, count_open (self));
}

static guint64
get_rate (Play *self,
          Line *line)
{
  const Server *server = self->server;
  guint64 rate = server->connection_rate > 0 ? server->connection_rate : G_MAXINT64;

  if (server->slow_one > 0 && line->number % server->slow_one == 1)
    rate = server->slow_rate;
  if (server->link_rate > 0)
    rate = MIN (rate, server->link_rate / MAX (count_open (self), 1));
  return rate;
}

static void
move (Play  *self,
      guint  i)
{
  Line *line = &self->lines[i];
  guint64 size = get_rate (self, line) * STEP / SECONDS + line->burst;
  guint64 end = ferry_pieces_get_end (self->pieces, i);

  line->burst = 0;
  size = MIN (size, end - MIN (end, line->offset));
  if (self->now < line->since)
    size = 0;
  if (size > 0)
    {
      ferry_range_set_add (self->had, line->offset, line->offset + size);
      ferry_pieces_advance (self->pieces, i, size, self->now);
      line->offset += size;
      self->moved += size;
    }
  line->busy = line->offset < ferry_pieces_get_end (self->pieces, i);
}

static void
step (Play *self)
{
  guint wanted = ferry_pieces_get_wanted (self->pieces, self->allowed, self->now);
  int laggard = ferry_pieces_find_laggard (self->pieces, self->now);
  guint before;

  g_assert_cmpuint (wanted, >=, 1);
  g_assert_cmpuint (wanted, <=, self->allowed);
  if (laggard >= 0)
    {
      g_assert_true (self->lines[laggard].busy);
      close_line (self, laggard);
    }
  do
    {
      before = count_open (self);
      if (before < wanted)
        open_line (self);
    }
  while (count_open (self) > before);
  for (guint i = 0; i < N_MAX; i++)
    {
      if (!self->lines[i].open)
        continue;
      move (self, i);
      if (g_rand_double (self->rand) < self->server->cuts * STEP / SECONDS)
        close_line (self, i);
      else if (!self->lines[i].busy && count_open (self) > wanted)
        close_line (self, i);
      else if (!self->lines[i].busy)
        take (self, i);
    }
  assert_at_most_one_repeated (self);
  g_assert_cmpuint (count_open (self), <=, self->allowed);
  self->now += STEP;
}

/* Returns: seconds until all was there */
static double
play (Play *self)
{
  while (!ferry_pieces_are_whole (self->pieces))
    {
      step (self);
      g_assert_cmpint (self->now, <, START + 3600 * SECONDS);
    }
  g_assert_cmpuint (ferry_range_set_get_prefix (self->had), ==, self->server->length);
  return (self->now - START) / (double) SECONDS;
}

static double
play_once (const Server *server,
           guint         allowed)
{
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_auto (Play) self = { 0 };

  play_init (&self, server, nothing, allowed, 1);
  return play (&self);
}

static void
a_small_file_has_one_connection (void)
{
  static const Server server = { .length = 8 * MIB, .connection_rate = MIB };
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_auto (Play) self = { 0 };

  play_init (&self, &server, nothing, 8, 1);
  play (&self);
  g_assert_cmpuint (self.n_made, ==, 1);
}

static void
what_is_over_in_a_moment_has_one_connection (void)
{
  static const Server server = { .length = 900 * MIB, .connection_rate = 1000 * MIB };
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_auto (Play) self = { 0 };

  play_init (&self, &server, nothing, 8, 1);
  play (&self);
  g_assert_cmpuint (self.n_made, ==, 1);
}

static void
one_connection_takes_all_in_one_piece (void)
{
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_autoptr (FerryPieces) pieces = ferry_pieces_new (nothing, 1000 * MIB, TRUE);
  FerryByteRange piece;

  g_assert_true (ferry_pieces_take (pieces, 0, START, &piece));
  g_assert_cmpuint (piece.start, ==, 0);
  g_assert_cmpuint (piece.end, ==, 1000 * MIB);
  g_assert_cmpuint (ferry_pieces_get_wanted (pieces, 1, START + SECONDS), ==, 1);
}

static void
gaps_are_fetched_in_the_order_of_the_file (void)
{
  g_autoptr (FerryRangeSet) there = ferry_range_set_new (2 * MIB);
  g_autoptr (FerryPieces) pieces = NULL;
  FerryByteRange piece;

  ferry_range_set_add (there, 4 * MIB, 6 * MIB);
  pieces = ferry_pieces_new (there, 8 * MIB, TRUE);
  g_assert_true (ferry_pieces_take (pieces, 0, START, &piece));
  g_assert_cmpuint (piece.start, ==, 2 * MIB);
  g_assert_cmpuint (piece.end, ==, 4 * MIB);
  ferry_pieces_advance (pieces, 0, 2 * MIB, START);
  g_assert_true (ferry_pieces_take (pieces, 0, START, &piece));
  g_assert_cmpuint (piece.start, ==, 6 * MIB);
  g_assert_cmpuint (piece.end, ==, 8 * MIB);
  ferry_pieces_advance (pieces, 0, 2 * MIB, START);
  g_assert_true (ferry_pieces_are_whole (pieces));
  g_assert_false (ferry_pieces_take (pieces, 0, START, &piece));
}

/* 100 MiB by eight at 5 MiB/s each are 2.5 s. */
static void
eight_are_eight_times_as_fast_where_each_is_limited (void)
{
  static const Server server = { .length = 100 * MIB, .connection_rate = 5 * MIB };

  g_assert_cmpfloat (play_once (&server, 1), >, 19.9);
  g_assert_cmpfloat (play_once (&server, 8), <, 2.5 * 1.06);
}

static void
one_that_is_slow_holds_up_nobody (void)
{
  static const Server server = { .length = 400 * MIB, .connection_rate = 5 * MIB, .slow_one = 8, .slow_rate = 5 * MIB / 20 };
  double ideal = 400 / (5 * 7.05);

  g_assert_cmpfloat (play_once (&server, 8), <, ideal * 1.05);
}

static void
the_last_two_hundredths_take_no_twentieth_of_the_time (void)
{
  static const Server server = { .length = 400 * MIB, .connection_rate = 5 * MIB, .slow_one = 8, .slow_rate = 5 * MIB / 20 };
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_auto (Play) self = { 0 };
  double nearly;

  play_init (&self, &server, nothing, 8, 1);
  while (self.moved < server.length / 100 * 98)
    step (&self);
  nearly = (self.now - START) / (double) SECONDS;
  g_assert_cmpfloat (play (&self) * 0.95, <, nearly);
}

static void
one_that_falls_silent_holds_up_nobody (void)
{
  static const Server server = { .length = 400 * MIB, .connection_rate = 5 * MIB, .slow_one = 8, .slow_rate = 0 };
  static const Server metered = { .length = 400 * MIB, .connection_rate = 5 * MIB, .slow_one = 8, .slow_rate = 0, .is_metered = TRUE };
  double ideal = 400 / (5 * 7.0);

  g_assert_cmpfloat (play_once (&server, 8), <, ideal * 1.1);
  g_assert_cmpfloat (play_once (&metered, 8), <, ideal * 1.1);
}

static void
where_more_are_no_faster_one_stays (void)
{
  static const Server server = { .length = 400 * MIB, .link_rate = 10 * MIB };
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_auto (Play) self = { 0 };

  play_init (&self, &server, nothing, 8, 1);
  while (self.now < START + 20 * SECONDS)
    step (&self);
  g_assert_cmpuint (self.most_open, ==, 8);
  g_assert_cmpuint (count_open (&self), ==, 1);
  g_assert_cmpfloat (play (&self), <, 41);
  g_assert_cmpuint (count_open (&self), <=, 1);
}

/* At first each connection gets 6 MiB at once, so that one looks fast. */
static void
a_server_that_is_generous_at_first_is_seen_through (void)
{
  static const Server server = { .length = 800 * MIB, .connection_rate = 5 * MIB, .burst = 6 * MIB };

  g_assert_cmpfloat (play_once (&server, 8), <, 40);
}

static void
a_server_that_takes_one_connection_gets_one (void)
{
  static const Server server = { .length = 100 * MIB, .connection_rate = 5 * MIB, .most = 1 };
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_auto (Play) self = { 0 };

  play_init (&self, &server, nothing, 8, 1);
  g_assert_cmpfloat (play (&self), <, 20.2);
  g_assert_cmpuint (self.most_open, ==, 1);
  g_assert_cmpuint (self.moved, ==, server.length);
}

static void
a_refused_second_one_leaves_the_first_to_its_request (void)
{
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_autoptr (FerryPieces) pieces = ferry_pieces_new (nothing, 100 * MIB, TRUE);
  FerryByteRange piece;

  g_assert_true (ferry_pieces_take (pieces, 0, START, &piece));
  ferry_pieces_advance (pieces, 0, MIB, START);
  ferry_pieces_advance (pieces, 0, MIB, START + SECONDS);
  g_assert_cmpuint (ferry_pieces_get_wanted (pieces, 4, START + SECONDS), ==, 4);
  g_assert_cmpuint (ferry_pieces_get_end (pieces, 0), ==, 100 * MIB);
  g_assert_true (ferry_pieces_take (pieces, 1, START + SECONDS, &piece));
  g_assert_cmpuint (ferry_pieces_get_end (pieces, 0), ==, piece.start);
  ferry_pieces_give_back (pieces, 1);
  ferry_pieces_stay_alone (pieces);
  g_assert_cmpuint (ferry_pieces_get_end (pieces, 0), ==, 100 * MIB);
}

static void
who_has_more_than_it_may_gives_up_a_connection_at_the_end_of_its_piece (void)
{
  static const Server server = { .length = 1000 * MIB, .connection_rate = 5 * MIB };
  g_autoptr (FerryRangeSet) nothing = ferry_range_set_new (0);
  g_auto (Play) self = { 0 };

  play_init (&self, &server, nothing, 8, 1);
  while (self.now < START + 4 * SECONDS)
    step (&self);
  g_assert_cmpuint (count_open (&self), ==, 8);
  for (guint i = 0; i < 500; i++)
    {
      guint wanted = ferry_pieces_get_wanted (self.pieces, 1, self.now);

      g_assert_cmpuint (wanted, ==, 1);
      for (guint j = 0; j < N_MAX; j++)
        if (self.lines[j].open)
          {
            move (&self, j);
            if (!self.lines[j].busy && count_open (&self) > wanted)
              close_line (&self, j);
            else if (!self.lines[j].busy)
              take (&self, j);
          }
      self.now += STEP;
    }
  g_assert_cmpuint (count_open (&self), ==, 1);
}

static Server
make_server (GRand *rand)
{
  static const guint64 rates[] = { 0, 100 * 1024, MIB, 5 * MIB, 80 * MIB };
  Server server = {
    .length = g_rand_int_range (rand, 1, 64) * MIB + g_rand_int_range (rand, 0, MIB),
    .connection_rate = rates[g_rand_int_range (rand, 1, G_N_ELEMENTS (rates))],
    .link_rate = rates[g_rand_int_range (rand, 0, G_N_ELEMENTS (rates))],
    .round_trip = g_rand_int_range (rand, 0, 300) * G_TIME_SPAN_MILLISECOND,
    .is_metered = g_rand_boolean (rand),
  };

  if (g_rand_boolean (rand))
    server.slow_one = g_rand_int_range (rand, 2, 9);
  if (g_rand_boolean (rand))
    server.slow_rate = server.connection_rate / 20;
  if (g_rand_int_range (rand, 0, 4) == 0)
    server.most = g_rand_int_range (rand, 1, 5);
  if (g_rand_int_range (rand, 0, 3) == 0)
    server.cuts = g_rand_double (rand) / 2;
  if (g_rand_int_range (rand, 0, 4) == 0)
    server.burst = g_rand_int_range (rand, 0, 8 * MIB);
  return server;
}

static FerryRangeSet *
make_ranges (GRand   *rand,
             guint64  length)
{
  FerryRangeSet *had = ferry_range_set_new (0);

  for (guint i = g_rand_int_range (rand, 0, 5); i > 0; i--)
    {
      guint64 start = g_rand_double (rand) * (length - 1);
      guint64 size = g_rand_double (rand) * length / 4;

      ferry_range_set_add (had, start, MIN (start + size, length - 1));
    }
  return had;
}

/* A silent one without a way round it is the idle timeout's. */
static void
every_byte_comes_from_any_server (void)
{
  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      Server server = make_server (rand);
      g_autoptr (FerryRangeSet) had = make_ranges (rand, server.length);
      guint64 missing = server.length - ferry_range_set_get_length (had);
      g_auto (Play) self = { 0 };

      if (server.slow_rate == 0)
        server.cuts = MAX (server.cuts, 0.05);
      g_test_message ("server %u: %" G_GUINT64_FORMAT " bytes", seed, server.length);
      play_init (&self, &server, had, g_rand_int_range (rand, 1, N_MAX + 1), seed);
      play (&self);
      g_assert_cmpuint (self.moved, >=, missing);
      if (server.is_metered)
        g_assert_cmpuint (self.moved, ==, missing);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pieces/a-small-file-has-one-connection", a_small_file_has_one_connection);
  g_test_add_func ("/pieces/what-is-over-in-a-moment-has-one-connection", what_is_over_in_a_moment_has_one_connection);
  g_test_add_func ("/pieces/one-connection-takes-all-in-one-piece", one_connection_takes_all_in_one_piece);
  g_test_add_func ("/pieces/gaps-are-fetched-in-the-order-of-the-file", gaps_are_fetched_in_the_order_of_the_file);
  g_test_add_func ("/pieces/eight-are-eight-times-as-fast-where-each-is-limited", eight_are_eight_times_as_fast_where_each_is_limited);
  g_test_add_func ("/pieces/one-that-is-slow-holds-up-nobody", one_that_is_slow_holds_up_nobody);
  g_test_add_func ("/pieces/the-last-two-hundredths-take-no-twentieth-of-the-time",
                   the_last_two_hundredths_take_no_twentieth_of_the_time);
  g_test_add_func ("/pieces/one-that-falls-silent-holds-up-nobody", one_that_falls_silent_holds_up_nobody);
  g_test_add_func ("/pieces/where-more-are-no-faster-one-stays", where_more_are_no_faster_one_stays);
  g_test_add_func ("/pieces/a-server-that-is-generous-at-first-is-seen-through", a_server_that_is_generous_at_first_is_seen_through);
  g_test_add_func ("/pieces/a-server-that-takes-one-connection-gets-one", a_server_that_takes_one_connection_gets_one);
  g_test_add_func ("/pieces/a-refused-second-one-leaves-the-first-to-its-request",
                   a_refused_second_one_leaves_the_first_to_its_request);
  g_test_add_func ("/pieces/who-has-more-than-it-may-gives-up-a-connection-at-the-end-of-its-piece",
                   who_has_more_than_it_may_gives_up_a_connection_at_the_end_of_its_piece);
  g_test_add_func ("/pieces/every-byte-comes-from-any-server", every_byte_comes_from_any_server);
  return g_test_run ();
}
