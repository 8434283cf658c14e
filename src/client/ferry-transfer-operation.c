/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The class of all operations: what is known of a transfer, as properties that
 * can be bound. How it comes to be known is in ferry-transfer-news.c; what is
 * no property in ferry-transfer-details.c; commands and changes in the files
 * called so. */

#include "ferry-transfer-operation.h"
#include "ferry-transfer-operation-private.h"

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (FerryTransferOperation, ferry_transfer_operation, G_TYPE_OBJECT)

/* Twelve, because a row binds each of them. */
typedef enum {
  PROP_GUID = 1,
  PROP_REQUESTED_URI,
  PROP_REQUESTED_NAME,
  PROP_FILE,
  PROP_STATE,
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

#define FRACTION_FACTS                                          \
  (FERRY_FACT_BIT (BYTES_DONE) | FERRY_FACT_BIT (BYTES_TOTAL) | \
   FERRY_FACT_BIT (STATE))

/* Which facts a property is made of. */
static const struct {
  guint64 facts;
  FerryTransferOperationProperty property;
} notices[] = {
  { FERRY_FACT_BIT (URI), PROP_REQUESTED_URI },
  { FERRY_FACT_BIT (NAME), PROP_REQUESTED_NAME },
  { FERRY_FACT_BIT (FILE), PROP_FILE },
  { FERRY_FACT_BIT (STATE), PROP_STATE },
  { FERRY_FACTS_OF_ERROR, PROP_ERROR },
  { FERRY_FACT_BIT (BYTES_DONE), PROP_BYTES_DONE },
  { FERRY_FACT_BIT (BYTES_TOTAL), PROP_TOTAL_BYTES },
  { FERRY_FACT_BIT (BYTES_PER_SECOND), PROP_BYTES_PER_SECOND },
  { FRACTION_FACTS, PROP_FRACTION },
  { FERRY_FACT_BIT (PRIORITY), PROP_PRIORITY },
  { FERRY_FACT_BIT (COST), PROP_COST_POLICY },
};

/**
 * ferry_transfer_operation_notify:
 * @self: an operation
 * @changed: which facts are new
 *
 * Notifies the properties made of them.
 */
void
ferry_transfer_operation_notify (FerryTransferOperation *self,
                                 guint64                 changed)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notices); i++)
    if (changed & notices[i].facts)
      g_object_notify_by_pspec (G_OBJECT (self), properties[notices[i].property]);
}

/**
 * ferry_transfer_operation_emit_progress:
 * @self: an operation
 *
 * Says how far it is.
 */
void
ferry_transfer_operation_emit_progress (FerryTransferOperation *self)
{
  g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, ferry_transfer_operation_get_progress (self));
}

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
      g_value_set_string (value, priv->facts.uri);
      break;
    case PROP_REQUESTED_NAME:
      g_value_set_string (value, priv->facts.name);
      break;
    case PROP_FILE:
      g_value_set_object (value, priv->file);
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->facts.state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    case PROP_BYTES_DONE:
      g_value_set_uint64 (value, priv->facts.bytes_done);
      break;
    case PROP_TOTAL_BYTES:
      g_value_set_uint64 (value, ferry_transfer_operation_get_total_bytes (self));
      break;
    case PROP_BYTES_PER_SECOND:
      g_value_set_uint64 (value, priv->facts.bytes_per_second);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, ferry_transfer_operation_get_fraction (self));
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, priv->facts.priority);
      break;
    case PROP_COST_POLICY:
      g_value_set_enum (value, priv->facts.cost);
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

  if (priv->mirror != NULL)
    ferry_mirror_forget (priv->mirror, self);
  g_clear_object (&priv->mirror);
  ferry_facts_clear (&priv->facts);
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
   * Names the transfer as long as the service knows it.
   */
  properties[PROP_GUID] = g_param_spec_string ("guid", NULL, NULL, NULL, READABLE);
  /**
   * FerryTransferOperation:requested-uri: (getter get_requested_uri)
   *
   * The address at the server, without secrets.
   */
  properties[PROP_REQUESTED_URI] =
    g_param_spec_string ("requested-uri", NULL, NULL, NULL, READABLE);
  /**
   * FerryTransferOperation:requested-name: (getter get_requested_name)
   *
   * The file name that was asked for, which the file may not get; %NULL for none.
   */
  properties[PROP_REQUESTED_NAME] =
    g_param_spec_string ("requested-name", NULL, NULL, NULL, READABLE);
  /**
   * FerryTransferOperation:file: (getter get_file)
   *
   * The file on this computer: the result of a download, the source of an
   * upload; %NULL while its name is unknown.
   */
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, READABLE);
  /**
   * FerryTransferOperation:state: (getter get_state)
   *
   * What it is doing.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       FERRY_TYPE_TRANSFER_STATE, FERRY_TRANSFER_STATE_IDLE, READABLE);
  /**
   * FerryTransferOperation:error: (getter get_error)
   *
   * Why it failed, or why it waits; %NULL without a fault.
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, READABLE);
  /**
   * FerryTransferOperation:bytes-done: (getter get_bytes_done)
   *
   * Bytes that have arrived, here or at the server.
   */
  properties[PROP_BYTES_DONE] =
    g_param_spec_uint64 ("bytes-done", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryTransferOperation:total-bytes: (getter get_total_bytes)
   *
   * Bytes of the whole transfer, 0 while unknown.
   */
  properties[PROP_TOTAL_BYTES] =
    g_param_spec_uint64 ("total-bytes", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryTransferOperation:bytes-per-second: (getter get_bytes_per_second)
   *
   * How fast it is, smoothed; 0 unless running.
   */
  properties[PROP_BYTES_PER_SECOND] =
    g_param_spec_uint64 ("bytes-per-second", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryTransferOperation:fraction: (getter get_fraction)
   *
   * How much has arrived, from 0 to 1; 0 while the length is unknown.
   */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, READABLE);
  /**
   * FerryTransferOperation:priority: (getter get_priority) (setter set_priority)
   *
   * Who goes first.
   */
  properties[PROP_PRIORITY] =
    g_param_spec_enum ("priority", NULL, NULL,
                       FERRY_TYPE_TRANSFER_PRIORITY, FERRY_TRANSFER_PRIORITY_DEFAULT, WRITABLE);
  /**
   * FerryTransferOperation:cost-policy: (getter get_cost_policy) (setter set_cost_policy)
   *
   * Which networks it may use.
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
   * Emitted at most ten times a second, after the service told any change and
   * the properties were notified.
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
 * @mirror: who tells it the news
 * @guid: of its transfer
 *
 * Returns: (transfer full): an operation that knows nothing yet
 */
FerryTransferOperation *
ferry_transfer_operation_new (GType        type,
                              FerryMirror *mirror,
                              const char  *guid)
{
  FerryTransferOperation *self = g_object_new (type, NULL);
  FerryTransferOperationPrivate *priv = ferry_transfer_operation_get_private (self);

  priv->mirror = g_object_ref (mirror);
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
