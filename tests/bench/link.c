/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/link MBIT_PER_SECOND DELAY_MS: two network namespaces with a
 * link between them that behaves like a real one, for kernels that can't make
 * one: packets of at most 1500 bytes follow each other at the rate, in each
 * direction, and arrive after the delay. Says the address and the namespace of
 * each side, and lasts until its standard input ends. Needs root. */

#include <glib.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define DEVICE "link0"
#define MTU    1500

/* On their way or waiting for it: at 200 Mbit/s about 120 ms of the link. */
#define QUEUE 2048

/* Network cards, too, gather what comes within so long before they interrupt. */
#define GATHER_NS (100 * 1000)
#define SECOND_NS (1000 * 1000 * G_GINT64_CONSTANT (1000))

typedef struct {
  gint64 due;
  gsize size;
  guint8 bytes[MTU];
} Packet;

/* One direction. */
typedef struct {
  int from;
  int to;
  gint64 idle_at; /* when the last packet will have been sent */
  guint first;
  guint n_packets;
  Packet packets[QUEUE];
} Way;

static gint64 byte_ns;
static gint64 delay_ns;
static Way ways[2];

static void
check (gboolean    good,
       const char *what)
{
  if (good)
    return;
  perror (what);
  exit (1);
}

static gint64
get_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void
bring_up (const char *device,
          const char *address)
{
  struct ifreq request = { 0 };
  struct sockaddr_in *in = (struct sockaddr_in *) &request.ifr_addr;
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_strlcpy (request.ifr_name, device, IFNAMSIZ);
  in->sin_family = AF_INET;
  inet_pton (AF_INET, address, &in->sin_addr);
  check (ioctl (fd, SIOCSIFADDR, &request) == 0, "address");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  check (ioctl (fd, SIOCSIFFLAGS, &request) == 0, "up");
  close (fd);
}

/* Without a default route Ferry would wait for the network. */
static void
add_default_route (void)
{
  char device[] = DEVICE;
  struct rtentry route = { .rt_flags = RTF_UP, .rt_dev = device };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  route.rt_dst.sa_family = AF_INET;
  route.rt_genmask.sa_family = AF_INET;
  check (ioctl (fd, SIOCADDRT, &route) == 0, "route");
  close (fd);
}

/* Leaves the process in a new namespace, whose end of the link is returned. */
static int
make_side (const char *address)
{
  struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int device;

  check (unshare (CLONE_NEWNET) == 0, "unshare");
  device = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  check (device >= 0, "/dev/net/tun");
  g_strlcpy (request.ifr_name, DEVICE, IFNAMSIZ);
  check (ioctl (device, TUNSETIFF, &request) == 0, DEVICE);
  bring_up ("lo", "127.0.0.1");
  bring_up (DEVICE, address);
  add_default_route ();
  printf ("%s /proc/%d/fd/%d\n", address, getpid (), open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  return device;
}

static void
take (Way    *way,
      gint64  now)
{
  while (way->n_packets < QUEUE)
    {
      Packet *packet = &way->packets[(way->first + way->n_packets) % QUEUE];
      gssize size = read (way->from, packet->bytes, MTU);

      if (size <= 0)
        return;
      way->idle_at = MAX (way->idle_at, now) + size * byte_ns;
      packet->size = size;
      packet->due = way->idle_at + delay_ns;
      way->n_packets++;
    }
}

/* What a full device refuses is lost, as packets are. */
static void
deliver (Way    *way,
         gint64  now)
{
  while (way->n_packets > 0 && way->packets[way->first].due <= now)
    {
      Packet *packet = &way->packets[way->first];

      if (write (way->to, packet->bytes, packet->size) < 0 && errno != EAGAIN)
        check (FALSE, "write");
      way->first = (way->first + 1) % QUEUE;
      way->n_packets--;
    }
}

static gint64
time_left (gint64 now)
{
  gint64 left = SECOND_NS;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (ways[i].n_packets > 0)
      left = MIN (left, ways[i].packets[ways[i].first].due - now);
  return CLAMP (left, GATHER_NS, SECOND_NS - 1);
}

static gboolean
wait_for_more (void)
{
  struct timespec left = { .tv_nsec = time_left (get_now ()) };
  struct pollfd polled[] = {
    { .fd = STDIN_FILENO, .events = POLLIN },
    { .fd = ways[0].n_packets < QUEUE ? ways[0].from : -1, .events = POLLIN },
    { .fd = ways[1].n_packets < QUEUE ? ways[1].from : -1, .events = POLLIN },
  };

  return ppoll (polled, G_N_ELEMENTS (polled), &left, NULL) >= 0 && polled[0].revents == 0;
}

int
main (int    argc,
      char **argv)
{
  double rate = argc == 3 ? g_ascii_strtod (argv[1], NULL) : 0;

  if (rate < 1 || rate > 1000)
    {
      fprintf (stderr, "Usage: link MBIT_PER_SECOND DELAY_MS\n");
      return 2;
    }
  byte_ns = 8000 / rate;
  delay_ns = g_ascii_strtod (argv[2], NULL) * 1000 * 1000;
  ways[0].from = ways[1].to = make_side ("10.0.0.1");
  ways[1].from = ways[0].to = make_side ("10.0.0.2");
  fflush (stdout);
  prctl (PR_SET_TIMERSLACK, 1);

  while (wait_for_more ())
    for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
      {
        gint64 now = get_now ();

        take (&ways[i], now);
        deliver (&ways[i], now);
      }
  return 0;
}
