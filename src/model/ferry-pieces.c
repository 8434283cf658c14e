/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which connection of a download fetches which bytes.
 *
 *             worth it            3 s: faster
 *     alone -----------> trying -------------------> many
 *                          | 3 s: no faster           ^
 *                          v                          | 3 s: slower than when trying
 *                       checking ---------------------'
 *                          | 3 s: no slower
 *                          v
 *                    staying alone, as where a server wants one connection only
 *
 * A download begins with one connection that fetches all that is missing. When it
 * is worth it, that one is cut short, and what it does not come to is handed out in
 * pieces, in the order of the file, to whoever is free. When all is handed out,
 * whoever is free takes from the one that would be last, so that all end together;
 * what is too small to be shared is fetched a second time if that is sooner. */

#include "ferry-pieces.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* A request for each MiB costs a round trip each; at the end of a file that is the
 * price for ending together. */
#define MIN_PIECE ((guint64) 1024 * 1024)
#define MAX_PIECE ((guint64) 64 * 1024 * 1024)

/* As long should a piece take, so that round trips do not count. */
#define PIECE_SECONDS 4

/* What is left of a piece is shared down to this size. */
#define MIN_SHARE ((guint64) 256 * 1024)

/* How long one connection is looked at before others join it. Long enough to see
 * what is over in a moment, short enough that nobody waits for it. */
#define LOOK (SECOND / 10)

/* What will be over so soon needs no help. */
#define WORTH_TRYING SECOND

/* After this time more connections must have made it faster, by a tenth. What
 * a server gave at first is no measure, so it is asked once more from the other side. */
#define TRIAL       (3 * SECOND)
#define IMPROVEMENT 1.1

/* After this time a connection has shown how fast it is; who then is slower than
 * this part of the mean gets a new one. */
#define PROBATION (3 * SECOND)
#define LAGGING   0.3

/* As often; more than that the server means it. */
#define MAX_REPLACED 8

/* To fetch it twice must save at least this much. */
#define WORTH_REPEATING (SECOND / 2)

/* Rates are of the last second or two. */
#define WINDOW SECOND

typedef enum {
  ALONE,
  TRYING,
  CHECKING,
  MANY,
  STAYING_ALONE,
} Phase;

typedef struct {
  gboolean busy;
  FerryByteRange rest; /* of its piece: what has not come */
  guint64 asked_end;   /* up to where the server was asked */
  gint64 since;        /* when its connection was made */
  gint64 window_start;
  guint64 window_bytes;
  double rate; /* bytes a second, 0 while unknown */
} Connection;

struct _FerryPieces {
  guint64 length;
  gboolean may_repeat;
  FerryRangeSet *there;  /* (owned) what has come */
  FerryRangeSet *handed; /* (owned) that, and what is on its way */
  Connection connections[FERRY_MAX_CONNECTIONS];

  Phase phase;
  gint64 phase_start; /* 0 until the first byte */
  guint64 phase_bytes;
  double alone_rate;
  double tried_rate;
  guint wanted;
  gboolean is_uncut; /* more connections are wanted, and none has come yet */
  guint n_replaced;
  gint64 now;
};

static guint
count_busy (FerryPieces *self)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    n += self->connections[i].busy;
  return n;
}

static guint64
get_left (FerryPieces *self)
{
  return self->length - ferry_range_set_get_length (self->there);
}

/* Whether it is known how fast it is; a silence tells that, too. */
static gboolean
has_rate (FerryPieces *self,
          Connection  *connection)
{
  return connection->rate > 0 || (connection->busy && self->now - connection->window_start >= WINDOW);
}

static double
get_own_rate (FerryPieces *self,
              Connection  *connection)
{
  gint64 time = self->now - connection->window_start;

  if (!connection->busy || time < WINDOW)
    return connection->rate;
  return connection->window_bytes * (double) SECOND / time;
}

/* What a connection that has shown nothing yet is taken for. */
static double
get_mean_rate (FerryPieces *self)
{
  double rate = 0;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    if (self->connections[i].busy && has_rate (self, &self->connections[i]))
      {
        rate += get_own_rate (self, &self->connections[i]);
        n++;
      }
  return n > 0 ? rate / n : self->alone_rate;
}

/* Of whom nothing comes is no reason to divide by nothing. */
static double
get_rate (FerryPieces *self,
          Connection  *connection)
{
  double rate = has_rate (self, connection) ? get_own_rate (self, connection) : get_mean_rate (self);

  return MAX (rate, 1);
}

static void
enter (FerryPieces *self,
       Phase        phase)
{
  self->phase = phase;
  self->phase_start = self->now;
  self->phase_bytes = 0;
}

static double
get_phase_rate (FerryPieces *self)
{
  return self->phase_bytes * (double) SECOND / MAX (self->now - self->phase_start, 1);
}

static gboolean
is_worth_trying (FerryPieces *self)
{
  gint64 time = self->now - self->phase_start;
  guint64 left = get_left (self);

  if (self->phase_start == 0 || time < LOOK || left <= FERRY_PIECES_WORTH_MANY)
    return FALSE;
  self->alone_rate = get_phase_rate (self);
  return left > self->alone_rate * WORTH_TRYING / SECOND;
}

/* What is left is divided so that each gets something of it. Of whom nothing is known
 * gets little: as if all had to share what one had. */
static guint64
get_piece_size (FerryPieces *self,
                Connection  *connection)
{
  guint64 size = get_rate (self, connection) * PIECE_SECONDS / (has_rate (self, connection) ? 1 : self->wanted);

  return CLAMP (MIN (size, get_left (self) / self->wanted), MIN_PIECE, MAX_PIECE);
}

/* How long the rest of its piece will take, in microseconds. */
static double
get_time_left (FerryPieces *self,
               Connection  *connection)
{
  return (connection->rest.end - connection->rest.start) / get_rate (self, connection) * SECOND;
}

static Connection *
find_last (FerryPieces *self)
{
  Connection *last = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    if (self->connections[i].busy &&
        (last == NULL || get_time_left (self, &self->connections[i]) > get_time_left (self, last)))
      last = &self->connections[i];
  return last;
}

static gboolean
is_repeated (FerryPieces *self,
             Connection  *connection)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    {
      Connection *other = &self->connections[i];

      if (other != connection && other->busy &&
          other->rest.start < connection->rest.end && connection->rest.start < other->rest.end)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_any_repeated (FerryPieces *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    if (self->connections[i].busy && is_repeated (self, &self->connections[i]))
      return TRUE;
  return FALSE;
}

/* Takes from @last what @connection will have fetched when @last is done with what
 * stays with it. */
static gboolean
share (FerryPieces    *self,
       Connection     *connection,
       Connection     *last,
       FerryByteRange *piece)
{
  guint64 size = last->rest.end - last->rest.start;
  double mine = get_rate (self, connection);
  double its = get_rate (self, last);
  guint64 share = size * (mine / (mine + its));

  if (size < 2 * MIN_SHARE || share < MIN_SHARE)
    return FALSE;
  *piece = (FerryByteRange){ last->rest.end - MIN (share, size - 1), last->rest.end };
  last->rest.end = piece->start;
  return TRUE;
}

static gboolean
repeat (FerryPieces    *self,
        Connection     *connection,
        Connection     *last,
        FerryByteRange *piece)
{
  double size = last->rest.end - last->rest.start;
  double again = size / get_rate (self, connection) * SECOND;

  if (!self->may_repeat || get_time_left (self, last) < again + WORTH_REPEATING)
    return FALSE;
  *piece = last->rest;
  return TRUE;
}

static void
take_back (FerryPieces *self,
           guint64      start,
           guint64      end)
{
  FerryByteRange gap;

  for (; ferry_range_set_find_gap (self->there, start, end, &gap); start = gap.end)
    ferry_range_set_remove (self->handed, gap.start, gap.end);
}

/* What another has fetched again is not asked for a third time. */
static void
leave_out_what_is_there (FerryPieces *self,
                         Connection  *connection)
{
  FerryByteRange gap;

  if (!connection->busy || is_repeated (self, connection))
    return;
  if (!ferry_range_set_find_gap (self->there, connection->rest.start, connection->rest.end, &gap))
    gap.end = connection->rest.start;
  take_back (self, gap.end, connection->rest.end);
  connection->rest.end = gap.end;
  connection->busy = connection->rest.start < connection->rest.end;
}

/* For when all is handed out. */
static gboolean
help (FerryPieces    *self,
      Connection     *connection,
      FerryByteRange *piece)
{
  Connection *last = find_last (self);

  return last != NULL && !is_any_repeated (self) &&
         (share (self, connection, last, piece) || repeat (self, connection, last, piece));
}

static gboolean
hand_out (FerryPieces    *self,
          Connection     *connection,
          FerryByteRange *piece)
{
  if (!ferry_range_set_find_gap (self->handed, 0, self->length, piece))
    return FALSE;
  if (self->phase == TRYING || self->phase == MANY)
    piece->end = MIN (piece->end, piece->start + get_piece_size (self, connection));
  /* No crumbs. */
  if (piece->end < self->length && self->length - piece->end < MIN_PIECE &&
      !ferry_range_set_has (self->handed, piece->end, piece->end + 1))
    piece->end = self->length;
  return TRUE;
}

/* The one that fetched all fetches a piece from now on, when there is another one to
 * fetch what follows. */
static void
cut_short (FerryPieces *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    {
      Connection *connection = &self->connections[i];
      guint64 end;

      if (!connection->busy)
        continue;
      end = connection->rest.start + get_piece_size (self, connection);
      if (end >= connection->rest.end)
        continue;
      ferry_range_set_remove (self->handed, end, connection->rest.end);
      connection->rest.end = end;
    }
}

static void
begin_trial (FerryPieces *self,
             guint        allowed)
{
  enter (self, TRYING);
  self->wanted = allowed;
  self->is_uncut = TRUE;
}

/* Who is left alone goes on with what it asked for, as a server that wants one
 * connection may mean one request. */
static void
reach_on (FerryPieces *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    {
      Connection *connection = &self->connections[i];
      FerryByteRange gap;

      if (connection->busy && ferry_range_set_find_gap (self->handed, connection->rest.end, connection->asked_end, &gap) &&
          gap.start == connection->rest.end)
        {
          ferry_range_set_add (self->handed, gap.start, gap.end);
          connection->rest.end = gap.end;
        }
    }
}

static void
judge_trial (FerryPieces *self)
{
  if (self->now - self->phase_start < TRIAL)
    return;
  self->tried_rate = get_phase_rate (self);
  enter (self, self->tried_rate >= self->alone_rate * IMPROVEMENT ? MANY : CHECKING);
}

/* What others are still at does not count. */
static void
check_trial (FerryPieces *self)
{
  if (count_busy (self) > 1)
    enter (self, CHECKING);
  else if (self->now - self->phase_start >= TRIAL)
    enter (self, self->tried_rate >= get_phase_rate (self) * IMPROVEMENT ? MANY : STAYING_ALONE);
}

static void
note_rate (Connection *connection,
           guint64     size,
           gint64      now)
{
  gint64 time = now - connection->window_start;

  connection->window_bytes += size;
  if (time < WINDOW / 4)
    return;
  if (connection->rate == 0 || time >= WINDOW)
    connection->rate = connection->window_bytes * (double) SECOND / time;
  if (time < WINDOW)
    return;
  connection->window_start = now;
  connection->window_bytes = 0;
}

/**
 * ferry_pieces_new:
 * @there: which bytes are there already
 * @length: of the file, in bytes
 * @may_repeat: whether bytes may be fetched twice to be done sooner; not where they
 *   cost, or are rationed
 *
 * Returns: (transfer full): pieces of which none is handed out
 */
FerryPieces *
ferry_pieces_new (FerryRangeSet *there,
                  guint64        length,
                  gboolean       may_repeat)
{
  FerryPieces *self = g_new0 (FerryPieces, 1);

  self->length = length;
  self->may_repeat = may_repeat;
  self->there = ferry_range_set_copy (there);
  self->handed = ferry_range_set_copy (there);
  self->wanted = 1;
  return self;
}

void
ferry_pieces_free (FerryPieces *self)
{
  ferry_range_set_unref (self->there);
  ferry_range_set_unref (self->handed);
  g_free (self);
}

/**
 * ferry_pieces_get_wanted:
 * @self: pieces
 * @allowed: how many connections there may be
 * @now: microseconds, monotonic
 *
 * To be asked now and then, and when a piece is done.
 *
 * Returns: how many connections there should be, from 1 to @allowed
 */
guint
ferry_pieces_get_wanted (FerryPieces *self,
                         guint        allowed,
                         gint64       now)
{
  allowed = CLAMP (allowed, 1, FERRY_MAX_CONNECTIONS);
  self->now = now;
  switch (self->phase)
    {
    case ALONE:
      if (allowed > 1 && is_worth_trying (self))
        begin_trial (self, allowed);
      break;
    case TRYING:
      judge_trial (self);
      break;
    case CHECKING:
      check_trial (self);
      break;
    case MANY:
    case STAYING_ALONE:
      break;
    }
  self->wanted = self->phase == TRYING || self->phase == MANY ? allowed : 1;
  return self->wanted;
}

/**
 * ferry_pieces_take:
 * @self: pieces
 * @connection: a number below %FERRY_MAX_CONNECTIONS of one that has no piece
 * @now: microseconds, monotonic
 * @piece: (out): what it is to fetch
 *
 * What was another's before may be taken from it: ferry_pieces_get_end() tells.
 *
 * Returns: %FALSE when there is nothing for it to do
 */
gboolean
ferry_pieces_take (FerryPieces    *self,
                   guint           connection,
                   gint64          now,
                   FerryByteRange *piece)
{
  Connection *taker = &self->connections[connection];

  self->now = now;
  if (self->is_uncut && count_busy (self) > 0)
    cut_short (self);
  self->is_uncut = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    leave_out_what_is_there (self, &self->connections[i]);
  if (!hand_out (self, taker, piece) && !help (self, taker, piece))
    return FALSE;
  ferry_range_set_add (self->handed, piece->start, piece->end);
  taker->busy = TRUE;
  taker->rest = *piece;
  taker->asked_end = piece->end;
  if (taker->since == 0)
    taker->since = now;
  taker->window_start = now;
  taker->window_bytes = 0;
  return TRUE;
}

/**
 * ferry_pieces_advance:
 * @self: pieces
 * @connection: one that has a piece
 * @size: bytes of it that have come, behind those before
 * @now: microseconds, monotonic
 */
void
ferry_pieces_advance (FerryPieces *self,
                      guint        connection,
                      guint64      size,
                      gint64       now)
{
  Connection *taker = &self->connections[connection];
  guint64 start = taker->rest.start;

  self->now = now;
  if (self->phase_start == 0)
    self->phase_start = now;
  self->phase_bytes += size;
  note_rate (taker, size, now);
  ferry_range_set_add (self->there, start, start + size);
  taker->rest.start = start + size;
  taker->rest.end = MAX (taker->rest.end, taker->rest.start);
  taker->busy = !ferry_range_set_has (self->there, taker->rest.start, taker->rest.end);
  if (!taker->busy)
    taker->rest.end = taker->rest.start;
}

/**
 * ferry_pieces_get_end:
 * @self: pieces
 * @connection: one that has a piece
 *
 * Returns: up to where it is to go on; its piece is done when that is where it is
 */
guint64
ferry_pieces_get_end (FerryPieces *self,
                      guint        connection)
{
  return self->connections[connection].rest.end;
}

/**
 * ferry_pieces_end:
 * @self: pieces
 * @connection: one to which no more comes of its piece
 *
 * What is left of it is for whoever asks next.
 */
void
ferry_pieces_end (FerryPieces *self,
                  guint        connection)
{
  Connection *taker = &self->connections[connection];

  if (taker->busy && !is_repeated (self, taker))
    take_back (self, taker->rest.start, taker->rest.end);
  taker->busy = FALSE;
}

/**
 * ferry_pieces_give_back:
 * @self: pieces
 * @connection: one that is no more
 *
 * What is left of its piece is for the others.
 */
void
ferry_pieces_give_back (FerryPieces *self,
                        guint        connection)
{
  Connection *gone = &self->connections[connection];

  ferry_pieces_end (self, connection);
  *gone = (Connection){ 0 };
}

/**
 * ferry_pieces_find_laggard:
 * @self: pieces
 * @now: microseconds, monotonic
 *
 * Returns: a connection that is so slow that another should be made in its place,
 *   or -1
 */
int
ferry_pieces_find_laggard (FerryPieces *self,
                           gint64       now)
{
  double mean;

  self->now = now;
  mean = get_mean_rate (self);
  if (count_busy (self) < 2 || self->n_replaced >= MAX_REPLACED)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (self->connections); i++)
    {
      Connection *connection = &self->connections[i];

      if (connection->busy && now - connection->since >= PROBATION && get_own_rate (self, connection) < mean * LAGGING)
        {
          self->n_replaced++;
          return (int) i;
        }
    }
  return -1;
}

/**
 * ferry_pieces_stay_alone:
 * @self: pieces
 *
 * The server wants no more than one connection. Those that are there may go on
 * further than they did: ferry_pieces_get_end() tells.
 */
void
ferry_pieces_stay_alone (FerryPieces *self)
{
  self->phase = STAYING_ALONE;
  self->is_uncut = FALSE;
  reach_on (self);
}

/**
 * ferry_pieces_are_whole:
 * @self: pieces
 *
 * Returns: whether all bytes have come
 */
gboolean
ferry_pieces_are_whole (FerryPieces *self)
{
  return get_left (self) == 0;
}
