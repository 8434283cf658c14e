/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads the dictionaries that the bus carries. A table says which key goes into
 * which field; what has the wrong type, or a number that an enumeration lacks,
 * is passed over, so that a newer service can't upset an older program. */

#include "ferry-facts.h"

#include "ferry-error.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *key;
  const char *type;     /* of the value on the bus */
  gsize offset;         /* of the field */
  GType (*kind) (void); /* (nullable) the enumeration it is of */
} Field;

#define AT(field) G_STRUCT_OFFSET (FerryFacts, field)

/* clang-format off */
static const Field fields[] = {
  [FERRY_FACT_ACTUAL_URI]       = { "actual-uri", "s", AT (actual_uri), NULL },
  [FERRY_FACT_ANSWER_FILE]      = { "answer-file", "s", AT (answer_file), NULL },
  [FERRY_FACT_APP_ID]           = { "app-id", "s", AT (app_id), NULL },
  [FERRY_FACT_ATTEMPTS]         = { "attempts", "u", AT (attempts), NULL },
  [FERRY_FACT_BEHAVIOR]         = { "behavior", "u", AT (behavior), ferry_transfer_behavior_get_type },
  [FERRY_FACT_BYTES_DONE]       = { "bytes-done", "t", AT (bytes_done), NULL },
  [FERRY_FACT_BYTES_PER_SECOND] = { "bytes-per-second", "t", AT (bytes_per_second), NULL },
  [FERRY_FACT_BYTES_RECEIVED]   = { "bytes-received", "t", AT (bytes_received), NULL },
  [FERRY_FACT_BYTES_TO_RECEIVE] = { "bytes-to-receive", "x", AT (bytes_to_receive), NULL },
  [FERRY_FACT_BYTES_TOTAL]      = { "bytes-total", "x", AT (bytes_total), NULL },
  [FERRY_FACT_COST]             = { "cost", "u", AT (cost), ferry_cost_policy_get_type },
  [FERRY_FACT_CREATED]          = { "created", "x", AT (created), NULL },
  [FERRY_FACT_ERROR_CODE]       = { "error-code", "u", AT (error_code), NULL },
  [FERRY_FACT_ERROR_DOMAIN]     = { "error-domain", "s", AT (error_domain), NULL },
  [FERRY_FACT_ERROR_MESSAGE]    = { "error-message", "s", AT (error_message), NULL },
  [FERRY_FACT_FILE]             = { "file", "s", AT (file), NULL },
  [FERRY_FACT_FINISHED]         = { "finished", "x", AT (finished), NULL },
  [FERRY_FACT_GROUP]            = { "group", "s", AT (group), NULL },
  [FERRY_FACT_METHOD]           = { "method", "s", AT (method), NULL },
  [FERRY_FACT_NAME]             = { "name", "s", AT (name), NULL },
  [FERRY_FACT_PART_FILE]        = { "part-file", "s", AT (part_file), NULL },
  [FERRY_FACT_PRIORITY]         = { "priority", "u", AT (priority), ferry_transfer_priority_get_type },
  [FERRY_FACT_PROTOCOL]         = { "protocol", "u", AT (protocol), ferry_upload_protocol_get_type },
  [FERRY_FACT_RATE_LIMIT]       = { "rate-limit", "t", AT (rate_limit), NULL },
  [FERRY_FACT_RESPONSES]        = { "responses", "u", AT (responses), NULL },
  [FERRY_FACT_RESTARTS]         = { "restarts", "u", AT (restarts), NULL },
  [FERRY_FACT_RESUMABLE]        = { "resumable", "b", AT (resumable), NULL },
  [FERRY_FACT_RETRY_AT]         = { "retry-at", "x", AT (retry_at), NULL },
  [FERRY_FACT_STARTED]          = { "started", "b", AT (started), NULL },
  [FERRY_FACT_STATE]            = { "state", "u", AT (state), ferry_transfer_state_get_type },
  [FERRY_FACT_STATUS_CODE]      = { "status-code", "u", AT (status_code), NULL },
  [FERRY_FACT_URI]              = { "uri", "s", AT (uri), NULL },
};
/* clang-format on */

static int
compare_key (const void *key,
             const void *field)
{
  return strcmp (key, ((const Field *) field)->key);
}

static gboolean
is_known (const Field *field,
          GVariant    *value)
{
  return field->kind == NULL ||
         ferry_enum_to_nick (field->kind (), g_variant_get_uint32 (value)) != NULL;
}

static gboolean
set_string (char     **target,
            GVariant  *value)
{
  const char *text = g_variant_get_string (value, NULL);

  if (*text == '\0')
    text = NULL;
  if (g_strcmp0 (*target, text) == 0)
    return FALSE;
  g_free (*target);
  *target = g_strdup (text);
  return TRUE;
}

static gboolean
set_number (gpointer      target,
            gconstpointer number,
            gsize         size)
{
  if (memcmp (target, number, size) == 0)
    return FALSE;
  memcpy (target, number, size);
  return TRUE;
}

static gboolean
set_field (FerryFacts  *self,
           const Field *field,
           GVariant    *value)
{
  gpointer target = G_STRUCT_MEMBER_P (self, field->offset);

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (field->type)) || !is_known (field, value))
    return FALSE;
  if (*field->type == 's')
    return set_string (target, value);
  if (*field->type == 'b')
    {
      gboolean yes = g_variant_get_boolean (value);

      return set_number (target, &yes, sizeof yes);
    }
  return set_number (target, g_variant_get_data (value), g_variant_get_size (value));
}

static gboolean
update_field (FerryFacts  *self,
              const Field *field,
              GVariant    *fact)
{
  g_autoptr (GVariant) boxed = g_variant_get_child_value (fact, 1);
  g_autoptr (GVariant) value = g_variant_get_variant (boxed);

  return set_field (self, field, value);
}

/**
 * ferry_facts_update:
 * @self: what is known so far
 * @entry: what the service tells, a{sv}
 *
 * Returns: a %FERRY_FACT_BIT for each fact that is different now
 */
guint64
ferry_facts_update (FerryFacts *self,
                    GVariant   *entry)
{
  gsize n = g_variant_n_children (entry);
  guint64 changed = 0;

  for (gsize i = 0; i < n; i++)
    {
      /* A format with an “&” in it would copy all of the entry first. */
      g_autoptr (GVariant) fact = g_variant_get_child_value (entry, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (fact, 0);
      const Field *field = bsearch (g_variant_get_string (key, NULL), fields, G_N_ELEMENTS (fields),
                                    sizeof *fields, compare_key);

      if (field != NULL && update_field (self, field, fact))
        changed |= G_GUINT64_CONSTANT (1) << (field - fields);
    }
  return changed;
}

/**
 * ferry_facts_to_error:
 * @self: what is known
 *
 * Returns: (transfer full) (nullable): what the transfer failed with
 */
GError *
ferry_facts_to_error (const FerryFacts *self)
{
  GQuark domain = g_strcmp0 (self->error_domain, "web") == 0 ? FERRY_WEB_ERROR : FERRY_ERROR;

  if (self->error_domain == NULL)
    return NULL;
  return g_error_new_literal (domain, self->error_code,
                              self->error_message != NULL ? self->error_message : "");
}

/**
 * ferry_facts_remake_file:
 * @file: (inout) (transfer full) (nullable): a file
 * @path: (nullable): where it is now
 *
 * Lets @file be the one at @path.
 */
void
ferry_facts_remake_file (GFile      **file,
                         const char  *path)
{
  g_clear_object (file);
  if (path != NULL)
    *file = g_file_new_for_path (path);
}

/**
 * ferry_facts_may_progress:
 * @self: what is known
 *
 * Returns: whether the service should be awake for the transfer
 */
gboolean
ferry_facts_may_progress (const FerryFacts *self)
{
  switch ((FerryTransferState) self->state)
    {
    case FERRY_TRANSFER_STATE_IDLE:
      return self->started;
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

/**
 * ferry_facts_clear:
 * @self: what is known
 *
 * Frees what @self owns.
 */
void
ferry_facts_clear (FerryFacts *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (*fields[i].type == 's')
      g_clear_pointer ((char **) G_STRUCT_MEMBER_P (self, fields[i].offset), g_free);
}
