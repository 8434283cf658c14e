/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an upload may be sent again, as one value. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryDelivery:
 * @FERRY_DELIVERY_NOT_SENT: the server can't hold it for the whole, or may get it twice
 * @FERRY_DELIVERY_IN_FLIGHT: what is on its way may be taken as the whole
 * @FERRY_DELIVERY_UNKNOWN: it was sent, and nobody knows what became of it
 * @FERRY_DELIVERY_CONFIRMED: the server says that it has it
 *
 * What is known of an upload's arrival.
 */
typedef enum {
  FERRY_DELIVERY_NOT_SENT,
  FERRY_DELIVERY_IN_FLIGHT,
  FERRY_DELIVERY_UNKNOWN,
  FERRY_DELIVERY_CONFIRMED,
} FerryDelivery;

/**
 * FerryDeliveryNews:
 * @FERRY_DELIVERY_SENDING: what is sent next may be taken as the whole
 * @FERRY_DELIVERY_WITHHELD: nothing that may be taken as the whole has left
 * @FERRY_DELIVERY_CUT_OFF: this side ended it in the middle
 * @FERRY_DELIVERY_DISCLAIMED: the server says that it has not taken it
 * @FERRY_DELIVERY_LOST: it ended without an answer that tells
 * @FERRY_DELIVERY_ANSWERED: the server says that it has it
 * @FERRY_DELIVERY_CONFIRM_RESEND: someone who was told of it says: send it again
 *
 * What changes that.
 */
typedef enum {
  FERRY_DELIVERY_SENDING,
  FERRY_DELIVERY_WITHHELD,
  FERRY_DELIVERY_CUT_OFF,
  FERRY_DELIVERY_DISCLAIMED,
  FERRY_DELIVERY_LOST,
  FERRY_DELIVERY_ANSWERED,
  FERRY_DELIVERY_CONFIRM_RESEND,
} FerryDeliveryNews;

FerryDelivery ferry_delivery_after   (FerryDelivery     self,
                                      FerryDeliveryNews news);
gboolean      ferry_delivery_is_open (FerryDelivery     self);

G_END_DECLS
