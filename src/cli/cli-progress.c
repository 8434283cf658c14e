/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bars on a terminal. A frame is built from scratch each time and written only
 * when it differs from the last, so a transfer that waits costs nothing. */

#include "cli-progress.h"

#include "cli-describe.h"
#include "cli-format.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Four times a second looks alive; more only costs. */
#define FRAME_MS 250

/* More lines than that are read by nobody. */
#define MOST_LINES 8

#define DEFAULT_COLUMNS 80
#define DEFAULT_ROWS    24

/* Columns. What grows and shrinks while bytes come is padded, or the bars would
 * dance. */
#define NAME_SHARE    4
#define SHORTEST_NAME 12
#define LONGEST_NAME  40
#define SHORTEST_BAR  8
#define AMOUNT_WIDTH  19
#define SPEED_WIDTH   11
#define FACTS_WIDTH   (AMOUNT_WIDTH + 2 + SPEED_WIDTH + 2 + 5)

struct _FerryCliProgress {
  FILE *stream;
  GPtrArray *open;    /* (owned) (element-type FerryTransferOperation) while they are few */
  GPtrArray *running; /* (owned) (element-type FerryTransferOperation) */
  guint n_all;
  guint n_ended;
  char *frame;    /* (owned) (nullable) what stands on the screen */
  GArray *widths; /* (owned) (element-type guint) of the lines on the screen */
  guint timer;    /* 0 before the first transfer */
};

/**
 * ferry_cli_progress_is_possible:
 * @stream: a stream
 *
 * Returns: whether lines written to @stream can be written over
 */
gboolean
ferry_cli_progress_is_possible (FILE *stream)
{
  const char *term = g_getenv ("TERM");

  return isatty (fileno (stream)) && term != NULL && strcmp (term, "dumb") != 0;
}

/* What stands behind the bar. */
static char *
details_of (const char *waits,
            guint64     done,
            guint64     total,
            guint64     bytes_per_second,
            gboolean    padded)
{
  g_autofree char *amount = ferry_cli_format_amount (done, total);
  g_autofree char *size = NULL, *speed = NULL, *left = NULL;

  if (waits != NULL)
    return g_strdup_printf ("%s  %s", amount, waits);
  left = ferry_cli_format_duration (ferry_cli_eta (done, total, bytes_per_second));
  size = g_format_size (bytes_per_second);
  /* Translators: a speed, as in "1.2 MB/s". */
  speed = g_strdup_printf (_ ("%s/s"), size);
  if (padded)
    {
      g_autofree char *wide_amount = ferry_cli_pad_text (amount, AMOUNT_WIDTH);
      g_autofree char *wide_speed = ferry_cli_pad_text (speed, SPEED_WIDTH);

      return g_strdup_printf ("%s  %s  %s", wide_amount, wide_speed, left);
    }
  return g_strdup_printf ("%s  %s  %s", amount, speed, left);
}

/**
 * ferry_cli_progress_line:
 * @name: clean text
 * @waits: (nullable): what it waits for, %NULL while it runs
 * @done: bytes that have arrived
 * @total: bytes of the whole, 0 while unknown
 * @bytes_per_second: how fast it goes on
 * @columns: width of the terminal
 *
 * Returns: (transfer full): a line that fits; without a bar when it is narrow
 */
char *
ferry_cli_progress_line (const char *name,
                         const char *waits,
                         guint64     done,
                         guint64     total,
                         guint64     bytes_per_second,
                         guint       columns)
{
  guint name_width = CLAMP (columns / NAME_SHARE, SHORTEST_NAME, LONGEST_NAME);
  g_autofree char *percent = ferry_cli_format_percent (done, total);
  guint used = name_width + ferry_cli_text_width (percent) + strlen ("   ") + FACTS_WIDTH;
  gboolean has_bar = used + SHORTEST_BAR <= columns;
  double fraction = total > 0 ? (double) done / total : -1;
  g_autofree char *padded = ferry_cli_pad_text (name, name_width);
  g_autofree char *details = details_of (waits, done, total, bytes_per_second, has_bar);
  g_autofree char *bar = has_bar ? ferry_cli_format_bar (fraction, columns - used) : g_strdup ("");
  g_autofree char *line = NULL;

  line = g_strdup_printf ("%s %s %s %s", padded, percent, bar, details);
  return ferry_cli_fit_text (line, columns);
}

/**
 * ferry_cli_progress_rows:
 * @widths: (array length=n_widths): columns that each line took
 * @n_widths: number of lines
 * @columns: width of the terminal now
 *
 * Returns: how many rows the lines take, once the terminal has become narrower
 */
guint
ferry_cli_progress_rows (const guint *widths,
                         guint        n_widths,
                         guint        columns)
{
  guint rows = 0;

  for (guint i = 0; i < n_widths; i++)
    rows += MAX (1, (widths[i] + columns - 1) / columns);
  return rows;
}

static void
measure (FerryCliProgress *self,
         guint            *columns,
         guint            *rows)
{
  struct winsize size = { 0 };

  if (ioctl (fileno (self->stream), TIOCGWINSZ, &size) != 0)
    size.ws_col = 0;
  *columns = size.ws_col > 0 ? size.ws_col : DEFAULT_COLUMNS;
  *rows = size.ws_row > 0 ? size.ws_row : DEFAULT_ROWS;
}

static char *
line_of (FerryTransferOperation *operation,
         guint                   columns)
{
  g_autofree char *name = ferry_cli_name_of (operation);
  gboolean runs =
    ferry_transfer_operation_get_state (operation) == FERRY_TRANSFER_STATE_RUNNING;

  return ferry_cli_progress_line (name, runs ? NULL : ferry_cli_state_text (operation),
                                  ferry_transfer_operation_get_bytes_done (operation),
                                  ferry_transfer_operation_get_total_bytes (operation),
                                  ferry_transfer_operation_get_bytes_per_second (operation),
                                  columns);
}

static char *
summary_of (FerryCliProgress *self,
            guint             columns)
{
  g_autofree char *size = NULL, *line = NULL;
  guint64 speed = 0;

  for (guint i = 0; i < self->running->len; i++)
    speed += ferry_transfer_operation_get_bytes_per_second (self->running->pdata[i]);
  size = g_format_size (speed);
  /* Translators: as in "3 of 20 have ended, 5 running, 1.2 MB/s". */
  line = g_strdup_printf (_ ("%u of %u have ended, %u running, %s/s"),
                          self->n_ended, self->n_all, self->running->len, size);
  return ferry_cli_fit_text (line, columns);
}

static GPtrArray *
build_lines (FerryCliProgress *self,
             guint             columns,
             guint             rows)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *shown = self->n_all <= MOST_LINES ? self->open : self->running;
  guint n = MIN (MIN (shown->len, MOST_LINES), rows > 2 ? rows - 2 : 1);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (lines, line_of (shown->pdata[i], columns));
  if (self->n_all > 1)
    g_ptr_array_add (lines, summary_of (self, columns));
  return lines;
}

static void
go_to_top (FerryCliProgress *self,
           guint             columns)
{
  guint rows = ferry_cli_progress_rows ((guint *) self->widths->data, self->widths->len, columns);

  if (rows > 0)
    fprintf (self->stream, "\033[%uA", rows);
  fputs ("\r\033[J", self->stream);
}

static void
show (FerryCliProgress *self,
      GPtrArray        *lines,
      guint             columns)
{
  go_to_top (self, columns);
  fputs (self->frame, self->stream);
  fflush (self->stream);
  g_array_set_size (self->widths, 0);
  for (guint i = 0; i < lines->len; i++)
    {
      guint width = ferry_cli_text_width (lines->pdata[i]);

      g_array_append_val (self->widths, width);
    }
}

/* Shows how things are now, if that differs from what is shown. */
static void
draw (FerryCliProgress *self)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GString) frame = g_string_new (NULL);
  guint columns, rows;

  measure (self, &columns, &rows);
  /* In the last column some terminals wrap, and some do not. */
  lines = build_lines (self, columns - (columns > 1), rows);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (frame, "%s\n", (char *) lines->pdata[i]);
  if (g_strcmp0 (frame->str, self->frame) == 0)
    return;

  g_free (self->frame);
  self->frame = g_strdup (frame->str);
  show (self, lines, columns);
}

/**
 * ferry_cli_progress_clear:
 * @self: the bars
 *
 * Takes them off the screen until they are drawn again, so that something else
 * can be printed.
 */
void
ferry_cli_progress_clear (FerryCliProgress *self)
{
  guint columns, rows;

  if (self->widths->len == 0)
    return;
  measure (self, &columns, &rows);
  go_to_top (self, columns);
  fflush (self->stream);
  g_array_set_size (self->widths, 0);
  g_clear_pointer (&self->frame, g_free);
}

static gboolean
on_frame (gpointer user_data)
{
  draw (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * ferry_cli_progress_new:
 * @stream: a terminal
 *
 * Returns: (transfer full): bars, none yet
 */
FerryCliProgress *
ferry_cli_progress_new (FILE *stream)
{
  FerryCliProgress *self = g_new0 (FerryCliProgress, 1);

  self->stream = stream;
  self->open = g_ptr_array_new_with_free_func (g_object_unref);
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->widths = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/**
 * ferry_cli_progress_free:
 * @self: (transfer full): the bars
 *
 * Takes them off the screen for good.
 */
void
ferry_cli_progress_free (FerryCliProgress *self)
{
  ferry_cli_progress_clear (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_pointer (&self->running, g_ptr_array_unref);
  g_clear_pointer (&self->widths, g_array_unref);
  g_clear_pointer (&self->frame, g_free);
  g_free (self);
}

/**
 * ferry_cli_progress_update:
 * @self: the bars
 * @operation: one whose state has changed
 */
void
ferry_cli_progress_update (FerryCliProgress       *self,
                           FerryTransferOperation *operation)
{
  gboolean is_running =
    ferry_transfer_operation_get_state (operation) == FERRY_TRANSFER_STATE_RUNNING;
  gboolean was_running = g_ptr_array_find (self->running, operation, NULL);

  if (is_running && !was_running)
    g_ptr_array_add (self->running, g_object_ref (operation));
  else if (!is_running && was_running)
    g_ptr_array_remove (self->running, operation);
}

/**
 * ferry_cli_progress_add:
 * @self: the bars
 * @operation: one more, whose state is told by ferry_cli_progress_update()
 */
void
ferry_cli_progress_add (FerryCliProgress       *self,
                        FerryTransferOperation *operation)
{
  self->n_all++;
  if (self->n_all <= MOST_LINES)
    g_ptr_array_add (self->open, g_object_ref (operation));
  if (self->timer == 0)
    self->timer = g_timeout_add (FRAME_MS, on_frame, self);
}

/**
 * ferry_cli_progress_end:
 * @self: the bars
 * @operation: one that has ended
 */
void
ferry_cli_progress_end (FerryCliProgress       *self,
                        FerryTransferOperation *operation)
{
  self->n_ended++;
  g_ptr_array_remove (self->open, operation);
  g_ptr_array_remove (self->running, operation);
}
