/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The options of a transfer. All that is true of one is said once, in a table;
 * whoever reads options from the bus, keeps, changes, tells or shows them loops
 * over it. */

#pragma once

#include "ferry-enums.h"

G_BEGIN_DECLS

/* More connections for one file help nobody: so many allow the most impatient of the
 * field. */
#define FERRY_MAX_CONNECTIONS 16

/* In the order of their keys, which are looked up by halving. */
typedef enum {
  FERRY_OPTION_BEHAVIOR,
  FERRY_OPTION_BOUNDARY,
  FERRY_OPTION_CHECKSUM,
  FERRY_OPTION_CONNECTIONS,
  FERRY_OPTION_COST,
  FERRY_OPTION_FILE,
  FERRY_OPTION_FOLDER,
  FERRY_OPTION_GROUP,
  FERRY_OPTION_HEADERS,
  FERRY_OPTION_IF_EXISTS,
  FERRY_OPTION_METHOD,
  FERRY_OPTION_NAME,
  FERRY_OPTION_PARTS,
  FERRY_OPTION_PASSWORD,
  FERRY_OPTION_PRIORITY,
  FERRY_OPTION_PROXY,
  FERRY_OPTION_PROXY_PASSWORD,
  FERRY_OPTION_PROXY_USERNAME,
  FERRY_OPTION_RATE_LIMIT,
  FERRY_OPTION_RECOVERABLE,
  FERRY_OPTION_RESUMABLE,
  FERRY_OPTION_START,
  FERRY_OPTION_SUBTYPE,
  FERRY_OPTION_TOAST,
  FERRY_OPTION_URI,
  FERRY_OPTION_USERNAME,
  FERRY_N_OPTIONS
} FerryOptionId;

/**
 * FerryOptionSecrecy:
 * @FERRY_OPTION_PUBLIC: may be stored and shown
 * @FERRY_OPTION_SECRET: belongs into the keyring and nowhere else
 * @FERRY_OPTION_SECRET_IN_ADDRESS: an address, whose query may hold a secret
 * @FERRY_OPTION_SECRET_IN_HEADERS: headers, some of which are secret by their names
 * @FERRY_OPTION_SECRET_IN_PARTS: parts of a form, whose headers and texts may be secret
 */
typedef enum {
  FERRY_OPTION_PUBLIC,
  FERRY_OPTION_SECRET,
  FERRY_OPTION_SECRET_IN_ADDRESS,
  FERRY_OPTION_SECRET_IN_HEADERS,
  FERRY_OPTION_SECRET_IN_PARTS,
} FerryOptionSecrecy;

/**
 * FerryOptionTold:
 * @FERRY_OPTION_NOT_TOLD: the caller knows it; nobody is told
 * @FERRY_OPTION_TOLD_IF_SET: told of transfers that have it
 * @FERRY_OPTION_TOLD: told of each transfer
 *
 * Whether the service tells an option back, beside what else it tells of a
 * transfer.
 */
typedef enum {
  FERRY_OPTION_NOT_TOLD,
  FERRY_OPTION_TOLD_IF_SET,
  FERRY_OPTION_TOLD,
} FerryOptionTold;

typedef struct _FerryOption FerryOption;

/**
 * FerryOption:
 * @key: on the bus and in the journal
 * @type: of its value there
 * @kinds: of transfers that have it, `1 << FerryTransferKind` each
 * @changeable: `1 << FerryTransferState` for each state in which it may be
 *   changed; 0 when it never may
 * @secrecy: what of it is a secret
 * @told: whether the service tells it back
 * @check: (nullable): what its value must pass beside the type
 * @enumeration: (nullable): the type whose values a number has
 * @fallback: the number when none is given
 * @property: (nullable): name in #FerryTransferCreator and its children, or %NULL
 *   when it is set there in a way of its own
 */
struct _FerryOption {
  const char *key;
  const char *type;
  guint kinds;
  guint64 changeable;
  FerryOptionSecrecy secrecy;
  FerryOptionTold told;
  gboolean (*check) (const FerryOption *option,
                     GVariant *value,
                     GError **error);
  GType (*enumeration) (void);
  guint64 fallback;
  const char *property;
};

const FerryOption *ferry_option_get         (FerryOptionId        id);
FerryOptionId      ferry_option_get_id      (const FerryOption   *self);
gboolean           ferry_option_are_unique  (GVariant            *given,
                                             GError             **error);
const FerryOption *ferry_option_lookup      (const char          *key);
const FerryOption *ferry_option_find        (FerryTransferKind    kind,
                                             const char          *key,
                                             GVariant            *value,
                                             GError             **error);
const FerryOption *ferry_option_validate    (FerryTransferKind    kind,
                                             const char          *key,
                                             GVariant            *value,
                                             GError             **error);
gboolean           ferry_option_is_of_kind  (const FerryOption   *self,
                                             FerryTransferKind    kind);
gboolean           ferry_option_may_change  (const FerryOption   *self,
                                             FerryTransferState   state);
GVariant          *ferry_option_mend        (const FerryOption   *self,
                                             FerryTransferKind    kind,
                                             GVariant            *value);
GVariant          *ferry_option_hide_secret (const FerryOption   *self,
                                             GVariant            *value);
GVariant          *ferry_option_drop_secret (const FerryOption   *self,
                                             GVariant            *value);
GVariant          *ferry_option_get_secret  (const FerryOption   *self,
                                             GVariant            *value);

G_END_DECLS
