/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is known of one download, as properties that can be bound, and the wait
 * for its end. It changes when the service tells that it did, never before.
 * The commands are in ferry-download-commands.c, the rest of what is known in
 * ferry-download-details.c. */

#include "ferry-download-operation.h"
#include "ferry-download-operation-private.h"

#include "ferry-download-progress-private.h"
#include "ferry-error.h"
#include "ferry-facts.h"
#include "ferry-transfer-group-private.h"
#include "ferry-waiters.h"

struct _FerryDownloadOperation {
  GObject parent_instance;

  FerryMirror *mirror; /* (owned) */
  char *guid;          /* (owned) */
  FerryFacts facts;
  gboolean is_removed; /* the service has forgotten it */

  /* Made of the facts. */
  GFile *result_file;              /* (owned) (nullable) */
  GFile *part_file;                /* (owned) (nullable) */
  FerryTransferGroup *group;       /* (owned) (nullable) */
  GError *error;                   /* (owned) (nullable) */
  FerryDownloadProgress *progress; /* (owned) */

  FerryWaiters attached; /* wait for the end */
};

G_DEFINE_FINAL_TYPE (FerryDownloadOperation, ferry_download_operation, G_TYPE_OBJECT)

/* Eleven, because a row binds each of them. */
typedef enum {
  PROP_GUID = 1,
  PROP_REQUESTED_URI,
  PROP_RESULT_FILE,
  PROP_STATE,
  PROP_ERROR,
  PROP_BYTES_RECEIVED,
  PROP_TOTAL_BYTES,
  PROP_BYTES_PER_SECOND,
  PROP_FRACTION,
  PROP_PRIORITY,
  PROP_COST_POLICY,
} FerryDownloadOperationProperty;

static GParamSpec *properties[PROP_COST_POLICY + 1];

typedef enum {
  SIGNAL_PROGRESS,
} FerryDownloadOperationSignal;

static guint signals[SIGNAL_PROGRESS + 1];

#define ERROR_FACTS                                              \
  (FERRY_FACT_BIT (ERROR_DOMAIN) | FERRY_FACT_BIT (ERROR_CODE) | \
   FERRY_FACT_BIT (ERROR_MESSAGE))
#define FRACTION_FACTS                                          \
  (FERRY_FACT_BIT (BYTES_DONE) | FERRY_FACT_BIT (BYTES_TOTAL) | \
   FERRY_FACT_BIT (STATE))

/* Which facts a property is made of. */
static const struct {
  guint64 facts;
  FerryDownloadOperationProperty property;
} notices[] = {
  { FERRY_FACT_BIT (URI), PROP_REQUESTED_URI },
  { FERRY_FACT_BIT (FILE), PROP_RESULT_FILE },
  { FERRY_FACT_BIT (STATE), PROP_STATE },
  { ERROR_FACTS, PROP_ERROR },
  { FERRY_FACT_BIT (BYTES_DONE), PROP_BYTES_RECEIVED },
  { FERRY_FACT_BIT (BYTES_TOTAL), PROP_TOTAL_BYTES },
  { FERRY_FACT_BIT (BYTES_PER_SECOND), PROP_BYTES_PER_SECOND },
  { FRACTION_FACTS, PROP_FRACTION },
  { FERRY_FACT_BIT (PRIORITY), PROP_PRIORITY },
  { FERRY_FACT_BIT (COST), PROP_COST_POLICY },
};

/* The news */

static void
remake_file (GFile      **file,
             const char  *path)
{
  g_clear_object (file);
  if (path != NULL)
    *file = g_file_new_for_path (path);
}

static void
remake_progress (FerryDownloadOperation *self,
                 guint64                 changed)
{
  gboolean is_first = self->progress == NULL;
  FerryDownloadProgress values = {
    .state = self->facts.state,
    .bytes_received = self->facts.bytes_done,
    .total_bytes_to_receive = MAX (self->facts.bytes_total, 0),
    .has_response_changed = !is_first && (changed & FERRY_FACT_BIT (RESPONSES)) != 0,
    .has_restarted = !is_first && (changed & FERRY_FACT_BIT (RESTARTS)) != 0,
  };

  g_clear_pointer (&self->progress, ferry_download_progress_unref);
  self->progress = ferry_download_progress_new (&values);
}

static void
remake (FerryDownloadOperation *self,
        guint64                 changed)
{
  if (changed & FERRY_FACT_BIT (FILE))
    remake_file (&self->result_file, self->facts.file);
  if (changed & FERRY_FACT_BIT (PART_FILE))
    remake_file (&self->part_file, self->facts.part_file);
  if (changed & (FERRY_FACT_BIT (GROUP) | FERRY_FACT_BIT (BEHAVIOR)))
    {
      g_clear_object (&self->group);
      if (self->facts.group != NULL)
        self->group = ferry_transfer_group_new (self->facts.group, self->facts.behavior);
    }
  if (changed & ERROR_FACTS)
    {
      g_clear_error (&self->error);
      self->error = ferry_facts_to_error (&self->facts);
    }
  remake_progress (self, changed);
}

/* (transfer full) (nullable): what attach ends with; %NULL for success. */
static GError *
outcome (FerryDownloadOperation *self)
{
  if (self->facts.state == FERRY_TRANSFER_STATE_COMPLETED)
    return NULL;
  if (self->facts.state == FERRY_TRANSFER_STATE_CANCELED)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_CANCELED, "The download was canceled");
  if (self->is_removed)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_NOT_FOUND, "The download was removed");
  if (self->error == NULL)
    return g_error_new_literal (FERRY_ERROR, FERRY_ERROR_FAILED, "The download failed");
  return g_error_copy (self->error);
}

static gboolean
is_over (FerryDownloadOperation *self)
{
  return self->is_removed || ferry_transfer_state_is_final (self->facts.state);
}

static void
detach_if_over (FerryDownloadOperation *self)
{
  g_autoptr (GError) error = NULL;

  if (!is_over (self))
    return;
  error = outcome (self);
  ferry_waiters_end (&self->attached, error);
}

/**
 * ferry_download_operation_tell:
 * @self: an operation
 * @entry: news from the service, a{sv}
 *
 * Takes the news, and tells those who listen.
 */
void
ferry_download_operation_tell (FerryDownloadOperation *self,
                               GVariant               *entry)
{
  g_autoptr (FerryDownloadOperation) alive = g_object_ref (self);
  guint64 changed = ferry_facts_update (&self->facts, entry);

  if (changed == 0)
    return;
  remake (self, changed);
  g_object_freeze_notify (G_OBJECT (self));
  for (gsize i = 0; i < G_N_ELEMENTS (notices); i++)
    if (changed & notices[i].facts)
      g_object_notify_by_pspec (G_OBJECT (self), properties[notices[i].property]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, self->progress);
  detach_if_over (self);
}

/**
 * ferry_download_operation_lose:
 * @self: an operation
 * @error: why the service is gone
 *
 * Ends all waits for the end, as nobody will tell it.
 */
void
ferry_download_operation_lose (FerryDownloadOperation *self,
                               const GError           *error)
{
  ferry_waiters_end (&self->attached, error);
}

/**
 * ferry_download_operation_set_removed:
 * @self: an operation
 *
 * Says that the service has forgotten the transfer.
 */
void
ferry_download_operation_set_removed (FerryDownloadOperation *self)
{
  self->is_removed = TRUE;
  detach_if_over (self);
}

/**
 * ferry_download_operation_may_progress:
 * @self: an operation
 *
 * Returns: whether the service should be awake for it
 */
gboolean
ferry_download_operation_may_progress (FerryDownloadOperation *self)
{
  switch ((FerryTransferState) self->facts.state)
    {
    case FERRY_TRANSFER_STATE_IDLE:
      return self->facts.started;
    case FERRY_TRANSFER_STATE_RUNNING:
    case FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK:
    case FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK:
    case FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY:
      return TRUE;
    case FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION:
    case FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS:
    case FERRY_TRANSFER_STATE_COMPLETED:
    case FERRY_TRANSFER_STATE_CANCELED:
    case FERRY_TRANSFER_STATE_ERROR:
      return FALSE;
    }
  return FALSE;
}

/* Waiting for the end */

/**
 * ferry_download_operation_attach_async:
 * @self: an operation
 * @cancellable: (nullable): gives up waiting; the download goes on
 * @callback: (scope async): called at the end
 * @user_data: for @callback
 *
 * Waits until the download is completed, canceled or failed.
 */
void
ferry_download_operation_attach_async (FerryDownloadOperation *self,
                                       GCancellable           *cancellable,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_download_operation_attach_async);
  ferry_waiters_add (&self->attached, g_steal_pointer (&task));
  detach_if_over (self);
}

/**
 * ferry_download_operation_attach_finish:
 * @self: an operation
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether the file is whole; else the download's own error,
 *   %FERRY_ERROR_CANCELED, %FERRY_ERROR_NOT_FOUND when it was removed before its
 *   end, or %FERRY_ERROR_NOT_REACHABLE when the service is lost
 */
gboolean
ferry_download_operation_attach_finish (FerryDownloadOperation  *self,
                                        GAsyncResult            *result,
                                        GError                 **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ferry_download_operation_get_property (GObject    *object,
                                       guint       property_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  FerryDownloadOperation *self = FERRY_DOWNLOAD_OPERATION (object);

  switch ((FerryDownloadOperationProperty) property_id)
    {
    case PROP_GUID:
      g_value_set_string (value, self->guid);
      break;
    case PROP_REQUESTED_URI:
      g_value_set_string (value, self->facts.uri);
      break;
    case PROP_RESULT_FILE:
      g_value_set_object (value, self->result_file);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->facts.state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_BYTES_RECEIVED:
      g_value_set_uint64 (value, self->facts.bytes_done);
      break;
    case PROP_TOTAL_BYTES:
      g_value_set_uint64 (value, ferry_download_operation_get_total_bytes (self));
      break;
    case PROP_BYTES_PER_SECOND:
      g_value_set_uint64 (value, self->facts.bytes_per_second);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, ferry_download_operation_get_fraction (self));
      break;
    case PROP_PRIORITY:
      g_value_set_enum (value, self->facts.priority);
      break;
    case PROP_COST_POLICY:
      g_value_set_enum (value, self->facts.cost);
      break;
    }
}

static void
ferry_download_operation_set_property (GObject      *object,
                                       guint         property_id,
                                       const GValue *value,
                                       GParamSpec   *pspec)
{
  FerryDownloadOperation *self = FERRY_DOWNLOAD_OPERATION (object);

  if (property_id == PROP_PRIORITY)
    ferry_download_operation_set_priority (self, g_value_get_enum (value));
  else if (property_id == PROP_COST_POLICY)
    ferry_download_operation_set_cost_policy (self, g_value_get_enum (value));
}

static void
ferry_download_operation_finalize (GObject *object)
{
  FerryDownloadOperation *self = FERRY_DOWNLOAD_OPERATION (object);

  if (self->mirror != NULL)
    ferry_mirror_forget (self->mirror, self);
  g_clear_object (&self->mirror);
  ferry_facts_clear (&self->facts);
  g_clear_object (&self->result_file);
  g_clear_object (&self->part_file);
  g_clear_object (&self->group);
  g_clear_error (&self->error);
  g_clear_pointer (&self->progress, ferry_download_progress_unref);
  ferry_waiters_clear (&self->attached);
  g_free (self->guid);

  G_OBJECT_CLASS (ferry_download_operation_parent_class)->finalize (object);
}

#define READABLE (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)
#define WRITABLE (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
install_properties (GObjectClass *class)
{
  /**
   * FerryDownloadOperation:guid: (getter get_guid)
   *
   * Names the transfer as long as the service knows it.
   */
  properties[PROP_GUID] = g_param_spec_string ("guid", NULL, NULL, NULL, READABLE);
  /**
   * FerryDownloadOperation:requested-uri: (getter get_requested_uri)
   *
   * Where it comes from, without secrets.
   */
  properties[PROP_REQUESTED_URI] =
    g_param_spec_string ("requested-uri", NULL, NULL, NULL, READABLE);
  /**
   * FerryDownloadOperation:result-file: (getter get_result_file)
   *
   * The whole file, or where it will be; %NULL while its name is unknown.
   */
  properties[PROP_RESULT_FILE] =
    g_param_spec_object ("result-file", NULL, NULL, G_TYPE_FILE, READABLE);
  /**
   * FerryDownloadOperation:state: (getter get_state)
   *
   * What it is doing.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       FERRY_TYPE_TRANSFER_STATE, FERRY_TRANSFER_STATE_IDLE, READABLE);
  /**
   * FerryDownloadOperation:error: (getter get_error)
   *
   * Why it failed, or why it waits; %NULL without a fault.
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, READABLE);
  /**
   * FerryDownloadOperation:bytes-received: (getter get_bytes_received)
   *
   * Bytes of the file that have arrived.
   */
  properties[PROP_BYTES_RECEIVED] =
    g_param_spec_uint64 ("bytes-received", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryDownloadOperation:total-bytes: (getter get_total_bytes)
   *
   * Bytes of the whole file, 0 while unknown.
   */
  properties[PROP_TOTAL_BYTES] =
    g_param_spec_uint64 ("total-bytes", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryDownloadOperation:bytes-per-second: (getter get_bytes_per_second)
   *
   * How fast it is, smoothed; 0 unless running.
   */
  properties[PROP_BYTES_PER_SECOND] =
    g_param_spec_uint64 ("bytes-per-second", NULL, NULL, 0, G_MAXUINT64, 0, READABLE);
  /**
   * FerryDownloadOperation:fraction: (getter get_fraction)
   *
   * How much has arrived, from 0 to 1; 0 while the length is unknown.
   */
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, READABLE);
  /**
   * FerryDownloadOperation:priority: (getter get_priority) (setter set_priority)
   *
   * Who goes first.
   */
  properties[PROP_PRIORITY] =
    g_param_spec_enum ("priority", NULL, NULL,
                       FERRY_TYPE_TRANSFER_PRIORITY, FERRY_TRANSFER_PRIORITY_DEFAULT, WRITABLE);
  /**
   * FerryDownloadOperation:cost-policy: (getter get_cost_policy) (setter set_cost_policy)
   *
   * Which networks it may use.
   */
  properties[PROP_COST_POLICY] =
    g_param_spec_enum ("cost-policy", NULL, NULL,
                       FERRY_TYPE_COST_POLICY, FERRY_COST_POLICY_DEFAULT, WRITABLE);
  g_object_class_install_properties (class, G_N_ELEMENTS (properties), properties);
}

static void
ferry_download_operation_class_init (FerryDownloadOperationClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ferry_download_operation_get_property;
  object_class->set_property = ferry_download_operation_set_property;
  object_class->finalize = ferry_download_operation_finalize;

  install_properties (object_class);

  /**
   * FerryDownloadOperation::progress:
   * @self: an operation
   * @progress: how far it is
   *
   * Emitted at most ten times a second, after the service told any change and
   * the properties were notified.
   */
  signals[SIGNAL_PROGRESS] =
    g_signal_new ("progress", FERRY_TYPE_DOWNLOAD_OPERATION, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, FERRY_TYPE_DOWNLOAD_PROGRESS);
}

static void
ferry_download_operation_init (FerryDownloadOperation *self)
{
  ferry_waiters_init (&self->attached);
}

/**
 * ferry_download_operation_new:
 * @mirror: who tells it the news
 * @guid: of its transfer
 *
 * Returns: (transfer full): an operation that knows nothing yet
 */
FerryDownloadOperation *
ferry_download_operation_new (FerryMirror *mirror,
                              const char  *guid)
{
  FerryDownloadOperation *self = g_object_new (FERRY_TYPE_DOWNLOAD_OPERATION, NULL);

  self->mirror = g_object_ref (mirror);
  self->guid = g_strdup (guid);
  return self;
}

/**
 * ferry_download_operation_get_mirror:
 * @self: an operation
 *
 * Returns: (transfer none): who tells it the news
 */
FerryMirror *
ferry_download_operation_get_mirror (FerryDownloadOperation *self)
{
  return self->mirror;
}

/**
 * ferry_download_operation_get_facts:
 * @self: an operation
 *
 * Returns: (transfer none): what the service told
 */
const FerryFacts *
ferry_download_operation_get_facts (FerryDownloadOperation *self)
{
  return &self->facts;
}

/**
 * ferry_download_operation_get_guid:
 * @self: an operation
 *
 * Returns: (transfer none): the GUID, for as long as the service knows the transfer
 */
const char *
ferry_download_operation_get_guid (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->guid;
}

/**
 * ferry_download_operation_get_requested_uri:
 * @self: an operation
 *
 * Returns: (transfer none): where it comes from, without secrets
 */
const char *
ferry_download_operation_get_requested_uri (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->facts.uri;
}

/**
 * ferry_download_operation_get_result_file:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): the whole file, or where it will be; %NULL
 *   while its name is unknown
 */
GFile *
ferry_download_operation_get_result_file (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->result_file;
}

/**
 * ferry_download_operation_get_state:
 * @self: an operation
 *
 * Returns: what it is doing
 */
FerryTransferState
ferry_download_operation_get_state (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), FERRY_TRANSFER_STATE_IDLE);

  return self->facts.state;
}

/**
 * ferry_download_operation_get_error:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): why it failed or waits, a #FerryError or a
 *   #FerryWebErrorStatus in %FERRY_WEB_ERROR
 */
const GError *
ferry_download_operation_get_error (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->error;
}

/**
 * ferry_download_operation_get_bytes_received:
 * @self: an operation
 *
 * Returns: bytes of the file that have arrived
 */
guint64
ferry_download_operation_get_bytes_received (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return self->facts.bytes_done;
}

/**
 * ferry_download_operation_get_total_bytes:
 * @self: an operation
 *
 * Returns: bytes of the whole file, 0 while unknown
 */
guint64
ferry_download_operation_get_total_bytes (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return MAX (self->facts.bytes_total, 0);
}

/**
 * ferry_download_operation_get_bytes_per_second:
 * @self: an operation
 *
 * Returns: how fast it is, smoothed; 0 unless running
 */
guint64
ferry_download_operation_get_bytes_per_second (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  return self->facts.bytes_per_second;
}

/**
 * ferry_download_operation_get_fraction:
 * @self: an operation
 *
 * Returns: how much has arrived, from 0 to 1; 0 while the length is unknown
 */
double
ferry_download_operation_get_fraction (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), 0);

  if (self->facts.bytes_total <= 0)
    return self->facts.state == FERRY_TRANSFER_STATE_COMPLETED ? 1 : 0;
  return MIN (1, (double) self->facts.bytes_done / self->facts.bytes_total);
}

/**
 * ferry_download_operation_get_priority:
 * @self: an operation
 *
 * Returns: who goes first
 */
FerryTransferPriority
ferry_download_operation_get_priority (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), FERRY_TRANSFER_PRIORITY_DEFAULT);

  return self->facts.priority;
}

/**
 * ferry_download_operation_get_cost_policy:
 * @self: an operation
 *
 * Returns: which networks it may use
 */
FerryCostPolicy
ferry_download_operation_get_cost_policy (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), FERRY_COST_POLICY_DEFAULT);

  return self->facts.cost;
}

/**
 * ferry_download_operation_get_part_file:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): the unfinished file, while there is one
 */
GFile *
ferry_download_operation_get_part_file (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->part_file;
}

/**
 * ferry_download_operation_get_transfer_group:
 * @self: an operation
 *
 * Returns: (transfer none) (nullable): its group
 */
FerryTransferGroup *
ferry_download_operation_get_transfer_group (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->group;
}

/**
 * ferry_download_operation_get_progress:
 * @self: an operation
 *
 * Returns: (transfer none): the report of the last change
 */
FerryDownloadProgress *
ferry_download_operation_get_progress (FerryDownloadOperation *self)
{
  g_return_val_if_fail (FERRY_IS_DOWNLOAD_OPERATION (self), NULL);

  return self->progress;
}
