/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time that passes only when a test says so. */

#include "ferry-fake-clock.h"

/* Some moment of 2026. */
#define BEGINNING G_GINT64_CONSTANT (1780000000000000)

typedef struct {
  guint id;
  gint64 due; /* microseconds since the beginning */
  GSourceOnceFunc callback;
  gpointer user_data;
} Timeout;

struct _FerryFakeClock {
  GObject parent_instance;

  GArray *timeouts; /* (owned) (element-type Timeout) */
  gint64 now;       /* microseconds since the beginning */
  guint last_id;
};

static void ferry_fake_clock_iface_init (FerryClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryFakeClock, ferry_fake_clock, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (FERRY_TYPE_CLOCK, ferry_fake_clock_iface_init))

static gint64
get_real_time (FerryClock *clock)
{
  return BEGINNING + FERRY_FAKE_CLOCK (clock)->now;
}

static guint
add_timeout (FerryClock      *clock,
             guint            milliseconds,
             GSourceOnceFunc  callback,
             gpointer         user_data)
{
  FerryFakeClock *self = FERRY_FAKE_CLOCK (clock);
  Timeout timeout = {
    .id = ++self->last_id,
    .due = self->now + (gint64) milliseconds * 1000,
    .callback = callback,
    .user_data = user_data,
  };

  g_array_append_val (self->timeouts, timeout);
  return timeout.id;
}

static void
remove_timeout (FerryClock *clock,
                guint       id)
{
  FerryFakeClock *self = FERRY_FAKE_CLOCK (clock);

  for (guint i = 0; i < self->timeouts->len; i++)
    if (g_array_index (self->timeouts, Timeout, i).id == id)
      {
        g_array_remove_index (self->timeouts, i);
        return;
      }
  g_assert_not_reached ();
}

static void
ferry_fake_clock_finalize (GObject *object)
{
  FerryFakeClock *self = FERRY_FAKE_CLOCK (object);

  /* Whoever sets a timeout takes it back before it goes. */
  g_assert_cmpuint (self->timeouts->len, ==, 0);
  g_array_unref (self->timeouts);
  G_OBJECT_CLASS (ferry_fake_clock_parent_class)->finalize (object);
}

static void
ferry_fake_clock_class_init (FerryFakeClockClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_fake_clock_finalize;
}

static void
ferry_fake_clock_iface_init (FerryClockInterface *iface)
{
  iface->get_real_time = get_real_time;
  iface->add_timeout = add_timeout;
  iface->remove_timeout = remove_timeout;
}

static void
ferry_fake_clock_init (FerryFakeClock *self)
{
  self->timeouts = g_array_new (FALSE, FALSE, sizeof (Timeout));
}

FerryFakeClock *
ferry_fake_clock_new (void)
{
  return g_object_new (FERRY_TYPE_FAKE_CLOCK, NULL);
}

/* The index of the timeout that comes first, or -1. */
static int
find_first (FerryFakeClock *self)
{
  int first = -1;

  for (guint i = 0; i < self->timeouts->len; i++)
    if (first < 0 ||
        g_array_index (self->timeouts, Timeout, i).due < g_array_index (self->timeouts, Timeout, first).due)
      first = (int) i;
  return first;
}

/**
 * ferry_fake_clock_advance:
 * @self: the clock
 * @milliseconds: how much time passes
 *
 * Calls what falls due meanwhile, in order.
 */
void
ferry_fake_clock_advance (FerryFakeClock *self,
                          gint64          milliseconds)
{
  gint64 end = self->now + milliseconds * 1000;
  int first;

  while ((first = find_first (self)) >= 0 && g_array_index (self->timeouts, Timeout, first).due <= end)
    {
      Timeout timeout = g_array_index (self->timeouts, Timeout, first);

      g_array_remove_index (self->timeouts, first);
      self->now = MAX (self->now, timeout.due);
      timeout.callback (timeout.user_data);
    }
  self->now = end;
}

guint
ferry_fake_clock_get_n_timeouts (FerryFakeClock *self)
{
  return self->timeouts->len;
}

/**
 * ferry_fake_clock_get_next:
 * @self: the clock
 *
 * Returns: milliseconds until the next timeout, -1 when there is none
 */
gint64
ferry_fake_clock_get_next (FerryFakeClock *self)
{
  int first = find_first (self);

  return first < 0 ? -1 : (g_array_index (self->timeouts, Timeout, first).due - self->now) / 1000;
}
