/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run over HTTP. One connection asks first, and its answer begins the run. When
 * that answer vouches for the bytes, pieces of the file are handed out, to more
 * connections where that makes it faster. Whatever ends the run goes through
 * finish(). */

#include "ferry-http-download.h"

#include "ferry-http-fetch.h"

#include "ferry-error.h"
#include "ferry-pieces.h"

#include <glib/gi18n-lib.h>

/* So often is looked at how many connections there should be, when bytes come. */
#define LOOK_INTERVAL (50 * G_TIME_SPAN_MILLISECOND)

/* So many connections of a run may be lost, one after the other, before the server is
 * taken to mean it. */
#define MAX_LOST 8

struct _FerryHttpDownload {
  FerryHttpContext *context;
  FerryDownloadRun *run; /* (owned) */
  SoupSession *session;  /* (owned) */
  FerryHttpDownloadDone done;
  gpointer user_data;

  FerryHttpFetch *fetches[FERRY_MAX_CONNECTIONS]; /* (owned) (nullable) */
  guint n_fetches;
  guint n_lost;
  FerryPieces *pieces; /* (owned) (nullable) until an answer vouches for the bytes */
  GSource *look;       /* (owned) (nullable) */
  gint64 looked_at;
  gboolean ended;
};

static gboolean on_begin   (FerryHttpFetch  *fetch,
                            FerryResponse   *answer,
                            gboolean         joins,
                            GError         **error,
                            gpointer         user_data);
static void     on_written (FerryHttpFetch  *fetch,
                            gsize            size,
                            gpointer         user_data);
static void     on_done    (FerryHttpFetch  *fetch,
                            GError          *error,
                            gpointer         user_data);

static const FerryHttpFetchEvents events = { on_begin, on_written, on_done };

static FerryRun *
get_run (FerryHttpDownload *self)
{
  return FERRY_RUN (self->run);
}

static guint
find_fetch (FerryHttpDownload *self,
            FerryHttpFetch    *fetch)
{
  guint i = 0;

  while (self->fetches[i] != fetch)
    i++;
  return i;
}

static void
drop_fetch (FerryHttpDownload *self,
            guint              i)
{
  if (self->pieces != NULL)
    ferry_pieces_give_back (self->pieces, i);
  g_clear_pointer (&self->fetches[i], ferry_http_fetch_close);
  self->n_fetches--;
}

static void
stop_looking (FerryHttpDownload *self)
{
  if (self->look != NULL)
    g_source_destroy (self->look);
  g_clear_pointer (&self->look, g_source_unref);
}

/* The one way out. */
static void
finish (FerryHttpDownload *self,
        GError            *error)
{
  self->ended = TRUE;
  stop_looking (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->fetches); i++)
    if (self->fetches[i] != NULL)
      drop_fetch (self, i);
  self->done (error, self->user_data);
}

/* Pieces. */

/* What is taken from one connection by another is not read by both. */
static void
set_ends (FerryHttpDownload *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->fetches); i++)
    if (self->fetches[i] != NULL)
      ferry_http_fetch_set_end (self->fetches[i], ferry_pieces_get_end (self->pieces, i));
}

/* Returns: whether there is something for it to do */
static gboolean
ask_for_piece (FerryHttpDownload *self,
               guint              i)
{
  FerryByteRange piece;

  if (!ferry_pieces_take (self->pieces, i, g_get_monotonic_time (), &piece))
    return FALSE;
  set_ends (self);
  /* Up to the end, whatever that is. */
  if ((gint64) piece.end == ferry_run_get_length (get_run (self)))
    piece.end = G_MAXUINT64;
  ferry_http_fetch_ask (self->fetches[i], piece);
  return TRUE;
}

static FerryHttpRedirectChain *
get_chain (FerryHttpDownload *self)
{
  guint i = 0;

  while (self->fetches[i] == NULL)
    i++;
  return ferry_http_redirect_chain_copy (ferry_http_fetch_get_chain (self->fetches[i]));
}

/* Returns: whether there is one more */
static gboolean
add_fetch (FerryHttpDownload *self)
{
  guint i = find_fetch (self, NULL);

  self->fetches[i] = ferry_http_fetch_new (self->context, self->run, self->session, get_chain (self), &events, self);
  self->n_fetches++;
  if (ask_for_piece (self, i))
    return TRUE;
  drop_fetch (self, i);
  return FALSE;
}

static guint
get_wanted (FerryHttpDownload *self)
{
  return ferry_pieces_get_wanted (self->pieces, ferry_download_run_get_connections (self->run), g_get_monotonic_time ());
}

static void
replace_laggard (FerryHttpDownload *self)
{
  int laggard = ferry_pieces_find_laggard (self->pieces, g_get_monotonic_time ());

  if (laggard >= 0)
    drop_fetch (self, laggard);
}

/* A transfer that waited has got their slots. What they have fetched counts. */
static void
drop_surplus (FerryHttpDownload *self)
{
  guint allowed = ferry_download_run_get_connections (self->run);

  for (guint i = G_N_ELEMENTS (self->fetches); i-- > 0 && self->n_fetches > allowed;)
    if (self->fetches[i] != NULL)
      drop_fetch (self, i);
}

static gboolean
on_look (gpointer user_data)
{
  FerryHttpDownload *self = user_data;
  guint wanted = get_wanted (self);

  stop_looking (self);
  set_ends (self);
  drop_surplus (self);
  replace_laggard (self);
  while (self->n_fetches < wanted && add_fetch (self))
    ;
  return G_SOURCE_REMOVE;
}

/* By a source, as whoever tells is in the middle of something. */
static void
look_soon (FerryHttpDownload *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->look != NULL || now - self->looked_at < LOOK_INTERVAL)
    return;
  self->looked_at = now;
  self->look = g_idle_source_new ();
  g_source_set_priority (self->look, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->look, on_look, self, NULL);
  g_source_attach (self->look, self->context->main_context);
}

/* What connections tell. */

static void
make_pieces (FerryHttpDownload *self,
             FerryResponse     *answer)
{
  g_autoptr (FerryRangeSet) there = NULL;
  FerryByteRange piece;

  if (answer->length < 0 || !answer->resumable)
    return;
  there = ferry_download_run_get_ranges (self->run);
  self->pieces = ferry_pieces_new (there, answer->length, ferry_download_run_may_repeat (self->run));
  if (ferry_http_context_is_single (self->context, ferry_run_get_request (get_run (self))->host))
    ferry_pieces_stay_alone (self->pieces);
  ferry_pieces_take (self->pieces, 0, g_get_monotonic_time (), &piece);
}

static gboolean
on_begin (FerryHttpFetch  *fetch,
          FerryResponse   *answer,
          gboolean         joins,
          GError         **error,
          gpointer         user_data)
{
  FerryHttpDownload *self = user_data;

  if (ferry_download_run_has_begun (self->run))
    return TRUE;
  if (!ferry_download_run_begin (self->run, answer, joins, error))
    return FALSE;
  make_pieces (self, answer);
  return TRUE;
}

static void
on_written (FerryHttpFetch *fetch,
            gsize           size,
            gpointer        user_data)
{
  FerryHttpDownload *self = user_data;
  guint i = find_fetch (self, fetch);

  if (self->pieces == NULL)
    return;
  ferry_pieces_advance (self->pieces, i, size, g_get_monotonic_time ());
  ferry_http_fetch_set_end (fetch, ferry_pieces_get_end (self->pieces, i));
  if (self->n_fetches > 1 || ferry_download_run_get_connections (self->run) > 1)
    look_soon (self);
}

/* Without a disk or an owner nobody goes on. */
static gboolean
ends_all (const GError *error)
{
  return error->domain == FERRY_ERROR;
}

static gboolean
is_refusal (const GError *error)
{
  return error->domain == FERRY_WEB_ERROR && error->code >= FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES;
}

/* The others go on; what it had to fetch is theirs. */
static void
lose_fetch (FerryHttpDownload *self,
            guint              i,
            GError            *error)
{
  drop_fetch (self, i);
  if (self->n_fetches == 0 || ends_all (error))
    {
      finish (self, error);
      return;
    }
  if (is_refusal (error) || ++self->n_lost > MAX_LOST)
    {
      ferry_pieces_stay_alone (self->pieces);
      set_ends (self);
      ferry_http_context_note_single (self->context, ferry_run_get_request (get_run (self))->host);
    }
  ferry_run_set_retry_after (get_run (self), -1);
  g_error_free (error);
}

/* What a server sent less than it was asked for is asked for again. */
static void
go_on (FerryHttpDownload *self,
       guint              i)
{
  guint wanted = get_wanted (self);

  if (self->n_fetches > wanted)
    {
      drop_fetch (self, i);
      return;
    }
  ferry_pieces_end (self->pieces, i);
  if (ask_for_piece (self, i))
    return;
  drop_fetch (self, i);
  if (self->n_fetches == 0)
    finish (self, NULL);
}

static void
on_done (FerryHttpFetch *fetch,
         GError         *error,
         gpointer        user_data)
{
  FerryHttpDownload *self = user_data;
  guint i = find_fetch (self, fetch);

  if (error != NULL)
    lose_fetch (self, i, error);
  else if (self->pieces == NULL || ferry_pieces_are_whole (self->pieces))
    finish (self, NULL);
  else
    go_on (self, i);
}

/**
 * ferry_http_download_new:
 * @context: what all transfers share
 * @run: what to carry
 * @done: called once, after ferry_http_download_start(); may free it
 * @user_data: for @done
 *
 * Returns: (transfer full): the story, not yet begun
 */
FerryHttpDownload *
ferry_http_download_new (FerryHttpContext      *context,
                         FerryDownloadRun      *run,
                         FerryHttpDownloadDone  done,
                         gpointer               user_data)
{
  FerryHttpDownload *self = g_new0 (FerryHttpDownload, 1);

  self->context = context;
  self->run = g_object_ref (run);
  self->done = done;
  self->user_data = user_data;
  self->session = ferry_http_context_get_session (context, ferry_run_get_request (FERRY_RUN (run)));
  return self;
}

/**
 * ferry_http_download_start:
 * @self: a story
 */
void
ferry_http_download_start (FerryHttpDownload *self)
{
  FerryRequest *request = ferry_run_get_request (get_run (self));
  FerryHttpRedirectChain *chain = ferry_http_redirect_chain_new (request->address, request->method);
  FerryByteRange gap = { 0, G_MAXUINT64 };

  if (chain == NULL)
    {
      finish (self, g_error_new_literal (FERRY_ERROR, FERRY_ERROR_INVALID_ARGUMENT, _ ("This is not an address")));
      return;
    }
  self->fetches[0] = ferry_http_fetch_new (self->context, self->run, self->session, chain, &events, self);
  self->n_fetches = 1;
  ferry_download_run_find_gap (self->run, &gap);
  ferry_http_fetch_ask (self->fetches[0], gap);
}

/**
 * ferry_http_download_cancel:
 * @self: a story
 *
 * Ends it at once, with %G_IO_ERROR_CANCELLED, unless it has ended.
 */
void
ferry_http_download_cancel (FerryHttpDownload *self)
{
  if (!self->ended)
    finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was stopped"));
}

/**
 * ferry_http_download_free:
 * @self: (transfer full): a story that has ended
 */
void
ferry_http_download_free (FerryHttpDownload *self)
{
  g_clear_pointer (&self->pieces, ferry_pieces_free);
  g_object_unref (self->session);
  g_object_unref (self->run);
  g_free (self);
}
