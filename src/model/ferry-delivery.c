/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an upload may be sent again. A server that may have taken all of what
 * must not be done twice is not sent it a second time unasked.
 *
 *                 what follows may be                    the server
 *                 taken as the whole                     says so
 *    NotSent ---------------------------> InFlight -----------------> Confirmed
 *       ^  ^                               |    |                         ^
 *       |  '-------------------------------'    | it ended, and           |
 *       |    nothing has left, cut off          | nobody knows            |
 *       |    by this side, the server           v                         |
 *       |    lacks it                        Unknown ---------------------'
 *       |                                       |
 *       '---------------------------------------'
 *         the server lacks it after all, or someone
 *         who was told says: send it again
 *
 * The journal has InFlight before the last byte leaves, so that no crash, pause
 * or lost answer hides it; a service that reads InFlight there did not see its
 * end, and takes it for Unknown. Where the server gathers the bytes at an
 * address, it is asked there what it has, whatever stands here. */

#include "ferry-delivery.h"

#define TO(name) FERRY_DELIVERY_##name

/* clang-format off */
static const FerryDelivery table[][FERRY_DELIVERY_CONFIRM_RESEND + 1] = {
  /*               sending         withheld       cut off        disclaimed     lost           answered         resend */
  [TO (NOT_SENT)]  = { TO (IN_FLIGHT), TO (NOT_SENT), TO (NOT_SENT), TO (NOT_SENT), TO (NOT_SENT), TO (CONFIRMED), TO (NOT_SENT) },
  [TO (IN_FLIGHT)] = { TO (IN_FLIGHT), TO (NOT_SENT), TO (NOT_SENT), TO (NOT_SENT), TO (UNKNOWN),  TO (CONFIRMED), TO (NOT_SENT) },
  [TO (UNKNOWN)]   = { TO (IN_FLIGHT), TO (UNKNOWN),  TO (UNKNOWN),  TO (NOT_SENT),  TO (UNKNOWN),  TO (CONFIRMED), TO (NOT_SENT) },
  [TO (CONFIRMED)] = { TO (CONFIRMED), TO (CONFIRMED), TO (CONFIRMED), TO (CONFIRMED), TO (CONFIRMED), TO (CONFIRMED), TO (CONFIRMED) },
};
/* clang-format on */

/**
 * ferry_delivery_after:
 * @self: what was known
 * @news: what happened
 *
 * Returns: what is known now
 */
FerryDelivery
ferry_delivery_after (FerryDelivery     self,
                      FerryDeliveryNews news)
{
  return table[self][news];
}

/**
 * ferry_delivery_is_open:
 * @self: what is known
 *
 * Returns: whether the server may have it all, and has not said so
 */
gboolean
ferry_delivery_is_open (FerryDelivery self)
{
  return self == FERRY_DELIVERY_IN_FLIGHT || self == FERRY_DELIVERY_UNKNOWN;
}
