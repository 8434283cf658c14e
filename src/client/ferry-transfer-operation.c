/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The class of all operations: what is known of a transfer, as properties that
 * can be bound and in a function each; how the service's word changes it, never
 * anything before; the wait for the end. What a program may do with a transfer
 * is in ferry-transfer-operation-commands.c. */

#include "ferry-transfer-operation.h"
#include "ferry-transfer-operation-private.h"

#include "ferry-error.h"

#include <glib/gi18n-lib.h>

/**
 * FerryTransferOperation:
 *
 * One transfer, as a program sees it: what downloads and uploads share. The
 * service does the work, and goes on when this object, or the program, is gone.
 * There is one object for one GUID at a time: whoever finds a transfer again
 * gets the same one, as long as somebody holds it.
 *
 * What the object says is what the service said last. Nothing changes before
 * the service has done it, so a command shows in the properties a moment after
 * it was accepted. The object follows the service until it is gone, also when
 * the service ends and comes back.
 *
 * The object, and all calls of it, belong to the thread of the library, as
 * [class@Ferry.TransferCreator] says: that is where its properties are
 * notified.
 *
 * Since: 0.1
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FerryTransferOperation, ferry_transfer_operation, G_TYPE_OBJECT)

/* Thirteen, because a row binds each of them. */
typedef enum {
  PROP_GUID = 1,
  PROP_REQUESTED_URI,
  PROP_REQUESTED_NAME,
  PROP_FILE,
  PROP_STATE,
  PROP_STARTED,
  PROP_ERROR,
  PROP_BYTES_DONE,
  PROP_TOTAL_BYTES,
  PROP_BYTES_PER_SECOND,
  PROP_FRACTION,
  PROP_PRIORITY,
  PROP_COST_POLICY,
} FerryTransferOperationProperty;

static GParamSpec *properties[PROP_COST_POLICY + 1];

typedef enum {
  SIGNAL_PROGRESS,
} FerryTransferOperationSignal;

static guint signals[SIGNAL_PROGRESS + 1];

#define FRACTION_FIELDS                                           \
  (FERRY_FIELD_BIT (BYTES_DONE) | FERRY_FIELD_BIT (BYTES_TOTAL) | \
   FERRY_FIELD_BIT (STATE))

/* Which fields a property is made of. */
static const struct {
  guint64 fields;
  FerryTransferOperationProperty property;
} notices[] = {
  { FERRY_OPTION_BIT (URI), PROP_REQUESTED_URI },
  { FERRY_OPTION_BIT (NAME), PROP_REQUESTED_NAME },
  { FERRY_FIELD_BIT (FILE), PROP_FILE },
  { FERRY_FIELD_BIT (STATE), PROP_STATE },
  { FERRY_FIELD_BIT (STARTED), PROP_STARTED },
  { FERRY_FIELDS_OF_ERROR, PROP_ERROR },
  { FERRY_FIELD_BIT (BYTES_DONE), PROP_BYTES_DONE },
  { FERRY_FIELD_BIT (BYTES_TOTAL), PROP_TOTAL_BYTES },
  { FERRY_FIELD_BIT (BYTES_PER_SECOND), PROP_BYTES_PER_SECOND },
  { FRACTION_FIELDS, PROP_FRACTION },
  { FERRY_OPTION_BIT (PRIORITY), PROP_PRIORITY },
  { FERRY_OPTION_BIT (COST), PROP_COST_POLICY },
};

static void
notify (FerryTransferOperation *self,
        guint64                 changed)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notices); i++)
    if (changed & notices[i].fields)
      g_object_notify_by_pspec (G_OBJECT (self), properties[notices[i].property]);
}

static void
remake_group (FerryTransferOperationPrivate *priv)
{
  g_clear_object (&priv->group);
  if (priv->snapshot.group != NULL)
    priv->group = ferry_transfer_group_new (priv->snapshot.group, priv->snapshot.behavior);
}

static void
remake (FerryTransferOperationPrivate *priv,
        guint64                        changed)
{
  if (changed & FERRY_FIELD_BIT (FILE))
    ferry_snapshot_remake_file (&priv->file, priv->snapshot.file);
  if (changed & (FERRY_OPTION_BIT (GROUP) | FERRY_OPTION_BIT (BEHAVIOR)))
    remake_group (priv);
  if (changed & FERRY_FIELDS_OF_ERROR)
    {
      g_clear_error (&priv->error);
      priv->error = ferry_snapshot_to_error (&priv->snapshot);
    }
}

static void
remake_progress (FerryTransferOperation        *self,
                 FerryTransferOperationPrivate *priv,
                 guint64                        changed)
{
  gboolean is_first = priv->progress == NULL;
  FerryTransferProgress values = {
    .state = priv->snapshot.state,
    .has_response_changed = !is_first && (changed & FERRY_FIELD_BIT (RESPONSES)) != 0,
    .has_restarted = !is_first && (changed & FERRY_FIELD_BIT (RESTARTS)) != 0,
  };

  FERRY_TRANSFER_OPERATION_GET_CLASS (self)->take_news (self, changed, &values);
  g_clear_pointer (&priv->progress, ferry_transfer_progress_unref);
  priv->progress = ferry_transfer_progress_new (&values);
}

/* (transfer full) (nullable): what attach ends with; %NULL for success. */
static GError *
outcome (FerryTransferOperationPrivate *priv)
{
  if (priv->snapshot.state == FERRY_TRANSFER_STATE_COMPLETED)
    return NULL;
  if (priv->snapshot.state == FERRY_TRANSFER_STATE_CANCELED)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_CANCELED, _ ("The transfer was canceled"));
  if (priv->is_removed)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NOT_FOUND, _ ("The transfer was removed"));
  if (priv->error == NULL)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_FAILED, _ ("The transfer failed"));
  return g_error_copy (priv->error);
}

static void
detach_if_over (FerryTransferOperationPrivate *priv)
{
  g_autoptr (GError) error = NULL;

  if (!priv->is_removed && !ferry_transfer_state_is_final (priv->snapshot.state))
    return;
  error = outcome (priv);
  ferry_waiters_end (&priv->attached, error);
}

/* GObject */

static void
ferry_transfer_operation_get_property (GObject    *object,
                                       guint       property_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  FerryTransferOperation *self = FERRY_TRANSFER_OPERATION (object);
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);

  switch ((FerryTransferOperationProperty) property_id)
    {
    case PROP_GUID:
      g_value_set_string (value, priv->guid);
      break;
    case PROP_REQUESTED_URI:
      g_value_set_string (value, priv->snapshot.uri);
      break;
    case PROP_REQUESTED_NAME:
      g_value_set_string (value, priv->snapshot.name);
      break;
    case PROP_FILE:
      g_value_set_object (value, priv->file);
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->snapshot.state);
      break;
    case PROP_STARTED:
      g_value_set_boolean (value, priv->snapshot.started);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    case PROP_BYTES_DONE:
      g_value_set_uint64 (value, priv->snapshot.bytes_done);
      break;
    case PROP_TOTAL_BYTES:
      g_value_set_uint64 (value, ferry_transfer_operation_get_total_bytes (self));
      break;
    case PROP_BYTES_PER_SECOND:
      g_value_set_uint64 (value, priv->snapshot.bytes_per_second);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, ferry_transfer_operation_get_fraction (self));
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, priv->snapshot.priority);
      break;
    case PROP_COST_POLICY:
      g_value_set_enum (value, priv->snapshot.cost);
      break;
    }
}

static void
ferry_transfer_operation_set_property (GObject      *object,
                                       guint         property_id,
                                       const GValue *value,
                                       GParamSpec   *pspec)
{
  FerryTransferOperation *self = FERRY_TRANSFER_OPERATION (object);

  if (property_id == PROP_PRIORITY)
    ferry_transfer_operation_set_priority (self, g_value_get_enum (value));
  else if (property_id == PROP_COST_POLICY)
    ferry_transfer_operation_set_cost_policy (self, g_value_get_enum (value));
}

static void
ferry_transfer_operation_finalize (GObject *object)
{
  FerryTransferOperation *self = FERRY_TRANSFER_OPERATION (object);
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);

  g_clear_object (&priv->keeper);
  g_clear_object (&priv->connection);
  ferry_snapshot_clear (&priv->snapshot);
  g_clear_object (&priv->file);
  g_clear_object (&priv->group);
  g_clear_error (&priv->error);
  g_clear_pointer (&priv->progress, ferry_transfer_progress_unref);
  ferry_waiters_clear (&priv->attached);
  g_free (priv->guid);

  G_OBJECT_CLASS (ferry_transfer_operation_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)
#define WRITABLE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
install_properties (GObjectClass *class)
{
  /**
   * FerryTransferOperation:guid: (getter get_guid)
   *
   * Names the transfer as long as the service knows it; never changes.
   *
   * Since: 0.1
   */
  properties[PROP_GUID] = g_param_spec_string ("guid", NULL, NULL, NULL, READABLE);
  /**
   * FerryTransferOperation:requested-uri: (getter get_requested_uri)
   *
   * The address at the server, without secrets.
   *
   * Since: 0.1
   */
  properties[PROP_REQUESTED_URI] =
    g_param_spec_string ("requested-uri", NULL, NULL, NULL, READABLE);
  /**
   * FerryTransferOperation:requested-name: (getter get_requested_name)
   *
   * The file name that was asked for, which the file may not get; %NULL for none.
   *
   * Since: 0.1
   */
  properties[PROP_REQUESTED_NAME] =
    g_param_spec_string ("requested-name", NULL, NULL, NULL, READABLE);
  /**
   * FerryTransferOperation:file: (getter get_file)
   *
   * The file on this computer: the result of a download, the source of an upload;
   * %NULL while its name is unknown.
   *
   * Since: 0.1
   */
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, READABLE);
  /**
   * FerryTransferOperation:state: (getter get_state)
   *
   * What the transfer is doing.
   *
   * Since: 0.1
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       FERRY_TYPE_TRANSFER_STATE, FERRY_TRANSFER_STATE_IDLE, READABLE);
  /**
   * FerryTransferOperation:started: (getter is_started)
   *
   * Whether the transfer was ever started; an idle one is then queued.
   *
   * Since: 0.1
   */
  properties[PROP_STARTED] = g_param_spec_boolean ("started", NULL, NULL, FALSE, READABLE);
  /**
   * FerryTransferOperation:error: (getter get_error)
   *
   * Why it failed, or why it waits: an error in the domain of [error@Ferry.Error]
   * or of [enum@Ferry.WebErrorStatus]; %NULL without a fault.
   *
   * Since: 0.1
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, READABLE);
  /**
   * FerryTransferOperation:bytes-done: (getter get_bytes_done)
   *
   * Bytes that have arrived, here or at the server. Falls when the transfer has
   * to begin again.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES_DONE] =
    g_param_spec_uint64 ("bytes-done", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryTransferOperation:total-bytes: (getter get_total_bytes)
   *
   * Bytes of the whole transfer, 0 while unknown.
   *
   * Since: 0.1
   */
  properties[PROP_TOTAL_BYTES] =
    g_param_spec_uint64 ("total-bytes", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryTransferOperation:bytes-per-second: (getter get_bytes_per_second)
   *
   * How fast it is, in bytes a second over the last seconds; 0 unless running.
   *
   * Since: 0.1
   */
  properties[PROP_BYTES_PER_SECOND] =
    g_param_spec_uint64 ("bytes-per-second", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryTransferOperation:fraction: (getter get_fraction)
   *
   * How much has arrived, from 0 to 1; 0 while the length is unknown.
   *
   * Since: 0.1
   */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, READABLE);
  /**
   * FerryTransferOperation:priority: (getter get_priority) (setter set_priority)
   *
   * Which turn it gets. Setting it asks the service; see
   * [method@Ferry.TransferOperation.set_priority].
   *
   * Since: 0.1
   */
  properties[PROP_PRIORITY] =
    g_param_spec_enum ("priority", NULL, NULL,
                       FERRY_TYPE_TRANSFER_PRIORITY, FERRY_TRANSFER_PRIORITY_DEFAULT, WRITABLE);
  /**
   * FerryTransferOperation:cost-policy: (getter get_cost_policy) (setter set_cost_policy)
   *
   * Which networks it may use. Setting it asks the service; see
   * [method@Ferry.TransferOperation.set_cost_policy].
   *
   * Since: 0.1
   */
  properties[PROP_COST_POLICY] =
    g_param_spec_enum ("cost-policy", NULL, NULL,
                       FERRY_TYPE_COST_POLICY, FERRY_COST_POLICY_DEFAULT, WRITABLE);
  g_object_class_install_properties (class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_transfer_operation_class_init (FerryTransferOperationClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_transfer_operation_get_property;
  object_class->set_property = ferry_transfer_operation_set_property;
  object_class->finalize = ferry_transfer_operation_finalize;

  install_properties (object_class);

  /**
   * FerryTransferOperation::progress:
   * @self: an operation
   * @progress: how far it is
   *
   * Emitted after the service told any change and the properties were notified,
   * at most ten times a second.
   *
   * Since: 0.1
   */
  signals[SIGNAL_PROGRESS] =
    g_signal_new ("progress", FERRY_TYPE_TRANSFER_OPERATION, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER_PROGRESS);
}

static void
ferry_transfer_operation_init (FerryTransferOperation *self)
{
  ferry_waiters_init (&ferry_transfer_operation_get_private (self)->attached);
}

/**
 * ferry_transfer_operation_new:
 * @type: %FERRY_TYPE_DOWNLOAD_OPERATION or %FERRY_TYPE_UPLOAD_OPERATION
 * @keeper: who keeps it up to date, kept alive for that
 * @connection: the way to the service
 * @guid: of its transfer
 *
 * Returns: (transfer full): an operation that knows nothing yet
 */
FerryTransferOperation *
ferry_transfer_operation_new (GType            type,
                              GObject         *keeper,
                              FerryConnection *connection,
                              const char      *guid)
{
  FerryTransferOperation *self = g_object_new (type, NULL);
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);

  priv->keeper = g_object_ref (keeper);
  priv->connection = g_object_ref (connection);
  priv->guid = g_strdup (guid);
  return self;
}

/**
 * ferry_transfer_operation_get_private:
 * @self: an operation
 *
 * Returns: (transfer none): what the files of the class share
 */
FerryTransferOperationPrivate *
ferry_transfer_operation_get_private (FerryTransferOperation *self)
{
  return ferry_transfer_operation_get_instance_private (self);
}

/**
 * ferry_transfer_operation_update:
 * @self: an operation
 * @entry: news from the service, a{sv}
 *
 * Takes the news, and tells those who listen.
 */
void
ferry_transfer_operation_update (FerryTransferOperation *self,
                                 GVariant               *entry)
{
  g_autoptr (FerryTransferOperation) alive = g_object_ref (self);
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);
  guint64 changed = ferry_snapshot_update (&priv->snapshot, entry);
  gboolean is_new = priv->progress == NULL;

  if (changed == 0)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  remake (priv, changed);
  remake_progress (self, priv, changed);
  if (!is_new)
    notify (self, changed);
  g_object_thaw_notify (G_OBJECT (self));
  if (!is_new)
    g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, priv->progress);
  detach_if_over (priv);
}

/**
 * ferry_transfer_operation_fail_waiters:
 * @self: an operation
 * @error: why the service is gone
 *
 * Ends all waits for the end, as nobody will tell it.
 */
void
ferry_transfer_operation_fail_waiters (FerryTransferOperation *self,
                                       const GError           *error)
{
  ferry_waiters_end (&ferry_transfer_operation_get_private (self)->attached, error);
}

/**
 * ferry_transfer_operation_set_removed:
 * @self: an operation
 *
 * Says that the service has forgotten the transfer.
 */
void
ferry_transfer_operation_set_removed (FerryTransferOperation *self)
{
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);

  priv->is_removed = TRUE;
  detach_if_over (priv);
}

/* What is known */

static const FerrySnapshot *
snapshot (FerryTransferOperation *self)
{
  return &ferry_transfer_operation_get_private (self)->snapshot;
}

static GDateTime *
to_date_time (gint64 usec)
{
  g_autoptr (GDateTime) seconds = NULL;

  if (usec == 0)
    return NULL;
  seconds = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  return seconds != NULL ? g_date_time_add (seconds, usec % G_USEC_PER_SEC) : NULL;
}

/**
 * ferry_transfer_operation_get_guid:
 * @self: an operation
 *
 * Gets the GUID.
 *
 * Returns: (transfer none): the GUID, which lives as long as @self and names
 *   the transfer for as long as the service knows it
 *
 * Since: 0.1
 */
const char *
ferry_transfer_operation_get_guid (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->guid;
}

/**
 * ferry_transfer_operation_get_requested_uri:
 * @self: an operation
 *
 * Gets the address at the server, without secrets.
 *
 * Returns: (transfer none): the address at the server, without secrets; valid
 *   until the next change
 *
 * Since: 0.1
 */
const char *
ferry_transfer_operation_get_requested_uri (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return snapshot (self)->uri;
}

/**
 * ferry_transfer_operation_get_requested_name:
 * @self: an operation
 *
 * Gets the file name that was asked for, which the file may not get.
 *
 * Returns: (transfer none) (nullable): the file name that was asked for, which
 *   the file may not get; %NULL when it is to be found out, and of an upload
 *
 * Since: 0.1
 */
const char *
ferry_transfer_operation_get_requested_name (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return snapshot (self)->name;
}

/**
 * ferry_transfer_operation_get_file:
 * @self: an operation
 *
 * Gets the file on this computer: the result of a download, the source of an
 * upload.
 *
 * Returns: (transfer none) (nullable): the file on this computer: the result of
 *   a download, the source of an upload; %NULL while its name is unknown
 *
 * Since: 0.1
 */
GFile *
ferry_transfer_operation_get_file (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->file;
}

/**
 * ferry_transfer_operation_get_state:
 * @self: an operation
 *
 * Tells what the transfer is doing.
 *
 * Returns: what the transfer is doing
 *
 * Since: 0.1
 */
FerryTransferState
ferry_transfer_operation_get_state (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FERRY_TRANSFER_STATE_IDLE);

  return snapshot (self)->state;
}

/**
 * ferry_transfer_operation_get_error:
 * @self: an operation
 *
 * Tells why the transfer failed or waits, in the domain of [error@Ferry.Error]
 * or of [enum@Ferry.WebErrorStatus].
 *
 * Returns: (transfer none) (nullable): why the transfer failed or waits, in the
 *   domain of [error@Ferry.Error] or of [enum@Ferry.WebErrorStatus]; %NULL
 *   without a fault; valid until the next change
 *
 * Since: 0.1
 */
const GError *
ferry_transfer_operation_get_error (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->error;
}

/**
 * ferry_transfer_operation_get_bytes_done:
 * @self: an operation
 *
 * Tells how many bytes have arrived, here or at the server.
 *
 * Returns: how many bytes have arrived, here or at the server; falls when the
 *   transfer has to begin again
 *
 * Since: 0.1
 */
guint64
ferry_transfer_operation_get_bytes_done (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return snapshot (self)->bytes_done;
}

/**
 * ferry_transfer_operation_get_total_bytes:
 * @self: an operation
 *
 * Tells how many bytes the whole transfer has, 0 while unknown.
 *
 * Returns: how many bytes the whole transfer has, 0 while unknown
 *
 * Since: 0.1
 */
guint64
ferry_transfer_operation_get_total_bytes (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return MAX (snapshot (self)->bytes_total, 0);
}

/**
 * ferry_transfer_operation_get_bytes_per_second:
 * @self: an operation
 *
 * Tells how fast the transfer is, in bytes a second over the last seconds.
 *
 * Returns: how fast the transfer is, in bytes a second over the last seconds; 0
 *   unless running
 *
 * Since: 0.1
 */
guint64
ferry_transfer_operation_get_bytes_per_second (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return snapshot (self)->bytes_per_second;
}

/**
 * ferry_transfer_operation_get_fraction:
 * @self: an operation
 *
 * Tells how much has arrived, from 0 to 1.
 *
 * Returns: how much has arrived, from 0 to 1; 0 while the length is unknown
 *
 * Since: 0.1
 */
double
ferry_transfer_operation_get_fraction (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  if (snapshot (self)->bytes_total <= 0)
    return snapshot (self)->state == FERRY_TRANSFER_STATE_COMPLETED ? 1 : 0;
  return MIN (1, (double) snapshot (self)->bytes_done / snapshot (self)->bytes_total);
}

/**
 * ferry_transfer_operation_get_priority:
 * @self: an operation
 *
 * Tells which turn the transfer gets.
 *
 * Returns: which turn the transfer gets
 *
 * Since: 0.1
 */
FerryTransferPriority
ferry_transfer_operation_get_priority (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FERRY_TRANSFER_PRIORITY_DEFAULT);

  return snapshot (self)->priority;
}

/**
 * ferry_transfer_operation_get_cost_policy:
 * @self: an operation
 *
 * Tells which networks the transfer may use.
 *
 * Returns: which networks the transfer may use
 *
 * Since: 0.1
 */
FerryCostPolicy
ferry_transfer_operation_get_cost_policy (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FERRY_COST_POLICY_DEFAULT);

  return snapshot (self)->cost;
}

/**
 * ferry_transfer_operation_get_transfer_group:
 * @self: an operation
 *
 * Gets the group of the transfer.
 *
 * Returns: (transfer none) (nullable): the group of the transfer; %NULL for
 *   none
 *
 * Since: 0.1
 */
FerryTransferGroup *
ferry_transfer_operation_get_transfer_group (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->group;
}

/**
 * ferry_transfer_operation_get_progress:
 * @self: an operation
 *
 * Gets the report of the last change.
 *
 * Returns: (transfer none): the report of the last change; valid until the next
 *   one
 *
 * Since: 0.1
 */
FerryTransferProgress *
ferry_transfer_operation_get_progress (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return ferry_transfer_operation_get_private (self)->progress;
}

/**
 * ferry_transfer_operation_get_app_id:
 * @self: an operation
 *
 * Gets the app that asked for it.
 *
 * Returns: (transfer none) (nullable): the app that asked for it: the app of its
 *   sandbox, else the id of its #GApplication or the name of its program; %NULL
 *   when that was not known
 *
 * Since: 0.1
 */
const char *
ferry_transfer_operation_get_app_id (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return snapshot (self)->app_id;
}

/**
 * ferry_transfer_operation_get_actual_uri:
 * @self: an operation
 *
 * Tells where redirects led, without secrets.
 *
 * Returns: (transfer none) (nullable): where redirects led, without secrets;
 *   %NULL before an answer
 *
 * Since: 0.1
 */
const char *
ferry_transfer_operation_get_actual_uri (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return snapshot (self)->actual_uri;
}

/**
 * ferry_transfer_operation_get_method:
 * @self: an operation
 *
 * Gets the HTTP method.
 *
 * Returns: (transfer none): the HTTP method
 *
 * Since: 0.1
 */
const char *
ferry_transfer_operation_get_method (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return snapshot (self)->method;
}

/**
 * ferry_transfer_operation_is_started:
 * @self: an operation
 *
 * Tells whether the transfer was started.
 *
 * Returns: whether the transfer was started; an idle one is then queued
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_is_started (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FALSE);

  return snapshot (self)->started;
}

/**
 * ferry_transfer_operation_is_resumable:
 * @self: an operation
 *
 * Tells whether the last answer allows to go on after a pause.
 *
 * Returns: whether the last answer allows to go on after a pause; else it
 *   begins again
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_is_resumable (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), FALSE);

  return snapshot (self)->resumable;
}

/**
 * ferry_transfer_operation_get_option:
 * @self: an operation
 * @key: of an option of CreateDownloads or CreateUploads on the bus
 *
 * Reads one option of the transfer.
 *
 * Returns: (transfer full) (nullable): what was asked for, as far as the service
 *   tells it; %NULL when there is nothing to tell. No secret is told.
 *
 * Since: 0.1
 */
GVariant *
ferry_transfer_operation_get_option (FerryTransferOperation *self,
                                     const char             *key)
{
  const FerryOption *option;

  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  option = ferry_option_lookup (key);
  return option != NULL ? ferry_snapshot_get_option (snapshot (self), ferry_option_get_id (option)) : NULL;
}

/**
 * ferry_transfer_operation_get_rate_limit:
 * @self: an operation
 *
 * Tells how many bytes a second the transfer may take, 0 for no limit of its
 * own.
 *
 * Returns: how many bytes a second the transfer may take, 0 for no limit of its
 *   own
 *
 * Since: 0.1
 */
guint64
ferry_transfer_operation_get_rate_limit (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return snapshot (self)->rate_limit;
}

/**
 * ferry_transfer_operation_get_status_code:
 * @self: an operation
 *
 * Gets the HTTP status code of the last answer, 0 before one.
 *
 * Returns: the HTTP status code of the last answer, 0 before one
 *
 * Since: 0.1
 */
guint
ferry_transfer_operation_get_status_code (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return snapshot (self)->status_code;
}

/**
 * ferry_transfer_operation_get_restarts:
 * @self: an operation
 *
 * Tells how often the transfer began at the first byte again.
 *
 * Returns: how often the transfer began at the first byte again
 *
 * Since: 0.1
 */
guint
ferry_transfer_operation_get_restarts (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return snapshot (self)->restarts;
}

/**
 * ferry_transfer_operation_get_attempts:
 * @self: an operation
 *
 * Tells how many runs in a row failed without progress.
 *
 * Returns: how many runs in a row failed without progress
 *
 * Since: 0.1
 */
guint
ferry_transfer_operation_get_attempts (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), 0);

  return snapshot (self)->attempts;
}

/**
 * ferry_transfer_operation_get_retry_at:
 * @self: an operation
 *
 * Tells when the next attempt is due, in UTC.
 *
 * Returns: (transfer full) (nullable): when the next attempt is due, in UTC;
 *   %NULL when none is
 *
 * Since: 0.1
 */
GDateTime *
ferry_transfer_operation_get_retry_at (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return to_date_time (snapshot (self)->retry_at);
}

/**
 * ferry_transfer_operation_get_created:
 * @self: an operation
 *
 * Tells when the transfer was created, in UTC.
 *
 * Returns: (transfer full) (nullable): when the transfer was created, in UTC
 *
 * Since: 0.1
 */
GDateTime *
ferry_transfer_operation_get_created (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return to_date_time (snapshot (self)->created);
}

/**
 * ferry_transfer_operation_get_finished:
 * @self: an operation
 *
 * Tells when the transfer was completed, canceled or failed, in UTC.
 *
 * Returns: (transfer full) (nullable): when the transfer was completed,
 *   canceled or failed, in UTC; %NULL before
 *
 * Since: 0.1
 */
GDateTime *
ferry_transfer_operation_get_finished (FerryTransferOperation *self)
{
  g_return_val_if_fail (FERRY_IS_TRANSFER_OPERATION (self), NULL);

  return to_date_time (snapshot (self)->finished);
}

/* Waiting for the end */

/**
 * ferry_transfer_operation_attach_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the transfer goes on
 * @callback: (scope async): called in the main context of the library at the
 *   end, at once when that has come
 * @user_data: for @callback
 *
 * Waits until the transfer is completed, canceled or failed, however long that
 * takes. A transfer that is not started waits for its start.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_attach_async (FerryTransferOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  FerryTransferOperationPrivate *priv;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  priv = ferry_transfer_operation_get_private (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfer_operation_attach_async);
  ferry_waiters_add (&priv->attached, g_steal_pointer (&task));
  detach_if_over (priv);
}

/**
 * ferry_transfer_operation_attach_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.attach_async].
 *
 * Returns: whether all bytes are where they belong; else the transfer's own
 *   error, which is a [error@Ferry.Error] or in the domain of
 *   [enum@Ferry.WebErrorStatus], or %FERRY_ERROR_CANCELED,
 *   %FERRY_ERROR_NOT_FOUND when it was removed before its end,
 *   %FERRY_ERROR_NOT_REACHABLE when the service is lost, %G_IO_ERROR_CANCELLED
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_operation_attach_finish (FerryTransferOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What the server answered, asked of the service each time: an answer may be
 * long, and most programs never look. */

static void on_answered (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

/**
 * ferry_transfer_operation_get_response_information_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called in the main context of the library with the
 *   answer
 * @user_data: for @callback
 *
 * Asks the service what the server answered last.
 *
 * Since: 0.1
 */
void
ferry_transfer_operation_get_response_information_async (FerryTransferOperation *self,
                                                         GCancellable           *cancellable,
                                                         GAsyncReadyCallback     callback,
                                                         gpointer                user_data)
{
  g_autoptr (GTask) task = NULL;
  FerryConnection *connection;
  const char *guid;

  g_return_if_fail (FERRY_IS_TRANSFER_OPERATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_transfer_operation_get_response_information_async);
  connection = ferry_transfer_operation_get_private (self)->connection;
  guid = ferry_transfer_operation_get_guid (self);
  ferry_connection_call_async (connection, "List",
                               g_variant_new_parsed ("({'ids': <[%s]>},)", guid),
                               cancellable, on_answered, g_steal_pointer (&task));
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply =
    ferry_connection_call_finish (FERRY_CONNECTION (source), result, &error);
  g_autoptr (GVariant) entries = NULL;
  g_autoptr (GVariant) entry = NULL;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  entries = g_variant_get_child_value (reply, 0);
  if (g_variant_n_children (entries) == 0)
    {
      g_task_return_new_error (task, FERRY_ERROR, FERRY_ERROR_NOT_FOUND,
                               _ ("The transfer was removed"));
      return;
    }
  entry = g_variant_get_child_value (entries, 0);
  g_task_return_pointer (task, ferry_response_information_new (entry),
                         (GDestroyNotify) ferry_response_information_unref);
}

/**
 * ferry_transfer_operation_get_response_information_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Ends [method@Ferry.TransferOperation.get_response_information_async].
 *
 * Returns: (transfer full) (nullable): the last answer; %NULL without an error
 *   when there was none yet, %NULL with %FERRY_ERROR_NOT_FOUND when the
 *   transfer was removed, or what any call may fail with ([error@Ferry.Error])
 *
 * Since: 0.1
 */
FerryResponseInformation *
ferry_transfer_operation_get_response_information_finish (FerryTransferOperation  *self,
                                                          GAsyncResult            *result,
                                                          GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
