/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads the dictionaries that the bus carries. A table says which key goes into
 * which field; what has the wrong type, or a number that an enumeration lacks,
 * is passed over, so that a newer service can't upset an older program. */

#include "ferry-snapshot.h"

#include "ferry-error.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *key;
  const char *type;     /* of the value on the bus */
  gsize offset;         /* of the field */
  GType (*kind) (void); /* (nullable) the enumeration it is of */
} Field;

#define AT(field) G_STRUCT_OFFSET (FerrySnapshot, field)

/* clang-format off */
static const Field fields[] = {
  [FERRY_FIELD_ACTUAL_URI]       = { "actual-uri", "s", AT (actual_uri), NULL },
  [FERRY_FIELD_ANSWER_FILE]      = { "answer-file", "s", AT (answer_file), NULL },
  [FERRY_FIELD_APP_ID]           = { "app-id", "s", AT (app_id), NULL },
  [FERRY_FIELD_ATTEMPTS]         = { "attempts", "u", AT (attempts), NULL },
  [FERRY_FIELD_BYTES_DONE]       = { "bytes-done", "t", AT (bytes_done), NULL },
  [FERRY_FIELD_BYTES_PER_SECOND] = { "bytes-per-second", "t", AT (bytes_per_second), NULL },
  [FERRY_FIELD_BYTES_RECEIVED]   = { "bytes-received", "t", AT (bytes_received), NULL },
  [FERRY_FIELD_BYTES_TO_RECEIVE] = { "bytes-to-receive", "x", AT (bytes_to_receive), NULL },
  [FERRY_FIELD_BYTES_TOTAL]      = { "bytes-total", "x", AT (bytes_total), NULL },
  [FERRY_FIELD_CREATED]          = { "created", "x", AT (created), NULL },
  [FERRY_FIELD_ERROR_CODE]       = { "error-code", "u", AT (error_code), NULL },
  [FERRY_FIELD_ERROR_DOMAIN]     = { "error-domain", "s", AT (error_domain), NULL },
  [FERRY_FIELD_ERROR_MESSAGE]    = { "error-message", "s", AT (error_message), NULL },
  [FERRY_FIELD_FILE]             = { "file", "s", AT (file), NULL },
  [FERRY_FIELD_FINISHED]         = { "finished", "x", AT (finished), NULL },
  [FERRY_FIELD_PART_FILE]        = { "part-file", "s", AT (part_file), NULL },
  [FERRY_FIELD_PROTOCOL]         = { "protocol", "u", AT (protocol), ferry_upload_protocol_get_type },
  [FERRY_FIELD_RANGES]           = { "ranges", "a(tt)", AT (ranges), NULL },
  [FERRY_FIELD_RESPONSES]        = { "responses", "u", AT (responses), NULL },
  [FERRY_FIELD_RESTARTS]         = { "restarts", "u", AT (restarts), NULL },
  [FERRY_FIELD_RESUMABLE]        = { "resumable", "b", AT (resumable), NULL },
  [FERRY_FIELD_RETRY_AT]         = { "retry-at", "x", AT (retry_at), NULL },
  [FERRY_FIELD_STARTED]          = { "started", "b", AT (started), NULL },
  [FERRY_FIELD_STATE]            = { "state", "u", AT (state), ferry_transfer_state_get_type },
  [FERRY_FIELD_STATUS_CODE]      = { "status-code", "u", AT (status_code), NULL },
};
/* clang-format on */

/* Where the options lie that each transfer tells; 0 for the others. What they
 * are like says the table of options. */
static const gsize option_offsets[FERRY_N_OPTIONS] = {
  [FERRY_OPTION_BEHAVIOR] = AT (behavior),
  [FERRY_OPTION_COST] = AT (cost),
  [FERRY_OPTION_GROUP] = AT (group),
  [FERRY_OPTION_METHOD] = AT (method),
  [FERRY_OPTION_NAME] = AT (name),
  [FERRY_OPTION_PRIORITY] = AT (priority),
  [FERRY_OPTION_RATE_LIMIT] = AT (rate_limit),
  [FERRY_OPTION_URI] = AT (uri),
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == FERRY_N_FIELDS);
G_STATIC_ASSERT (FERRY_N_FIELDS + FERRY_N_OPTIONS <= 64);
G_STATIC_ASSERT (AT (actual_uri) == 0);

static int
compare_key (const void *key,
             const void *field)
{
  return strcmp (key, ((const Field *) field)->key);
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
set_list (GVariant **target,
          GVariant  *value)
{
  g_autoptr (GVariant) old = *target;

  *target = g_variant_n_children (value) > 0 ? g_variant_ref (value) : NULL;
  return old == NULL || *target == NULL ? old != *target : !g_variant_equal (old, *target);
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
set_value (gpointer target,
           const char *type,
           GType (*kind) (void),
           GVariant *value)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (type)) ||
      (kind != NULL && ferry_enum_to_nick (kind (), g_variant_get_uint32 (value)) == NULL))
    return FALSE;
  if (*type == 's')
    return set_string (target, value);
  if (*type == 'a')
    return set_list (target, value);
  if (*type == 'b')
    {
      gboolean yes = g_variant_get_boolean (value);

      return set_number (target, &yes, sizeof yes);
    }
  return set_number (target, g_variant_get_data (value), g_variant_get_size (value));
}

static gboolean
is_nothing (const FerryOption *option,
            GVariant          *value)
{
  return *option->type == 's' && *g_variant_get_string (value, NULL) == '\0';
}

static gboolean
keep_option (FerrySnapshot     *self,
             const FerryOption *option,
             GVariant          *value)
{
  g_autoptr (GVariant) old = NULL;
  GVariant *new = NULL;
  GVariant **place;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (option->type)))
    return FALSE;
  if (!is_nothing (option, value))
    new = g_variant_ref (value);
  if (self->options == NULL && new != NULL)
    self->options = g_new0 (GVariant *, FERRY_N_OPTIONS);
  if (self->options == NULL)
    return FALSE;
  place = &self->options[ferry_option_get_id (option)];
  old = *place;
  *place = new;
  return old == NULL || new == NULL ? old != new : !g_variant_equal (old, new);
}

/* Returns: the bit of what is new, or 0 */
static guint64
update_option (FerrySnapshot *self,
               const char    *key,
               GVariant      *value)
{
  const FerryOption *option = ferry_option_lookup (key);
  FerryOptionId id = option != NULL ? ferry_option_get_id (option) : 0;
  gboolean is_new;

  if (option == NULL || option->told == FERRY_OPTION_NOT_TOLD)
    return 0;
  if (option_offsets[id] != 0)
    is_new = set_value (G_STRUCT_MEMBER_P (self, option_offsets[id]), option->type, option->enumeration, value);
  else
    is_new = keep_option (self, option, value);
  return is_new ? G_GUINT64_CONSTANT (1) << (FERRY_N_FIELDS + id) : 0;
}

/* Returns: the bit of what is new, or 0 */
static guint64
update_one (FerrySnapshot *self,
            const char    *key,
            GVariant      *value)
{
  const Field *field = bsearch (key, fields, G_N_ELEMENTS (fields), sizeof *fields, compare_key);

  if (field == NULL)
    return update_option (self, key, value);
  if (!set_value (G_STRUCT_MEMBER_P (self, field->offset), field->type, field->kind, value))
    return 0;
  return G_GUINT64_CONSTANT (1) << (field - fields);
}

/**
 * ferry_snapshot_update:
 * @self: what is known so far
 * @entry: what the service tells, a{sv}
 *
 * Returns: a %FERRY_FIELD_BIT or %FERRY_OPTION_BIT for each that is different now
 */
guint64
ferry_snapshot_update (FerrySnapshot *self,
                       GVariant      *entry)
{
  gsize n = g_variant_n_children (entry);
  guint64 changed = 0;

  for (gsize i = 0; i < n; i++)
    {
      /* A format with an “&” in it would copy all of the entry first. */
      g_autoptr (GVariant) field = g_variant_get_child_value (entry, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (field, 0);
      g_autoptr (GVariant) boxed = g_variant_get_child_value (field, 1);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);

      changed |= update_one (self, g_variant_get_string (key, NULL), value);
    }
  return changed;
}

/**
 * ferry_snapshot_get_option:
 * @self: what is known
 * @id: an option
 *
 * Returns: (transfer full) (nullable): its value; %NULL when it is not told, or
 *   an empty text
 */
GVariant *
ferry_snapshot_get_option (const FerrySnapshot *self,
                           FerryOptionId        id)
{
  gconstpointer field = (const char *) self + option_offsets[id];

  if (option_offsets[id] == 0)
    return self->options != NULL && self->options[id] != NULL ? g_variant_ref (self->options[id]) : NULL;
  switch (*ferry_option_get (id)->type)
    {
    case 's':
      return *(char *const *) field != NULL ? g_variant_ref_sink (g_variant_new_string (*(char *const *) field)) : NULL;
    case 'u':
      return g_variant_ref_sink (g_variant_new_uint32 (*(const guint32 *) field));
    default:
      return g_variant_ref_sink (g_variant_new_uint64 (*(const guint64 *) field));
    }
}

/**
 * ferry_snapshot_to_error:
 * @self: what is known
 *
 * Returns: (transfer full) (nullable): what the transfer failed with
 */
GError *
ferry_snapshot_to_error (const FerrySnapshot *self)
{
  GQuark domain = g_strcmp0 (self->error_domain, "web") == 0 ? FERRY_WEB_ERROR : FERRY_ERROR;

  if (self->error_domain == NULL)
    return NULL;
  return g_error_new_literal (domain, self->error_code,
                              self->error_message != NULL ? self->error_message : "");
}

/**
 * ferry_snapshot_remake_file:
 * @file: (inout) (transfer full) (nullable): a file
 * @path: (nullable): where it is now
 *
 * Lets @file be the one at @path.
 */
void
ferry_snapshot_remake_file (GFile      **file,
                            const char  *path)
{
  g_clear_object (file);
  if (path != NULL)
    *file = g_file_new_for_path (path);
}

/**
 * ferry_snapshot_may_progress:
 * @self: what is known
 *
 * Returns: whether the service should be awake for the transfer
 */
gboolean
ferry_snapshot_may_progress (const FerrySnapshot *self)
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
 * ferry_snapshot_clear:
 * @self: what is known
 *
 * Frees what @self owns.
 */
void
ferry_snapshot_clear (FerrySnapshot *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (*fields[i].type == 's')
      g_clear_pointer ((char **) G_STRUCT_MEMBER_P (self, fields[i].offset), g_free);
  g_clear_pointer (&self->ranges, g_variant_unref);
  for (FerryOptionId id = 0; id < FERRY_N_OPTIONS; id++)
    {
      if (option_offsets[id] != 0 && *ferry_option_get (id)->type == 's')
        g_clear_pointer ((char **) G_STRUCT_MEMBER_P (self, option_offsets[id]), g_free);
      if (self->options != NULL)
        g_clear_pointer (&self->options[id], g_variant_unref);
    }
  g_clear_pointer (&self->options, g_free);
}
