/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a transfer survives a crash, as a value. */

#include "ferry-record.h"

#include "ferry-state.h"

G_DEFINE_BOXED_TYPE (FerryRecord, ferry_record, ferry_record_ref, ferry_record_unref)

/**
 * ferry_record_new:
 *
 * Returns: (transfer full): a record whose builder fills the fields before
 *   anyone else sees it
 */
FerryRecord *
ferry_record_new (void)
{
  FerryRecord *self = g_atomic_rc_box_new0 (FerryRecord);

  self->bytes_total = -1;
  return self;
}

/**
 * ferry_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a record of the same content, to be changed by
 *   the caller before anyone else sees it
 */
FerryRecord *
ferry_record_copy (FerryRecord *self)
{
  FerryRecord *copy = ferry_record_new ();

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->app_id = g_strdup (self->app_id);
  copy->request = ferry_request_ref (self->request);
  if (self->response != NULL)
    copy->response = ferry_response_ref (self->response);
  if (self->upload != NULL)
    copy->upload = ferry_upload_ref (self->upload);
  if (self->ranges != NULL)
    copy->ranges = ferry_range_set_ref (self->ranges);
  copy->file = g_strdup (self->file);
  copy->part_file = g_strdup (self->part_file);
  if (self->error != NULL)
    copy->error = g_error_copy (self->error);
  return copy;
}

FerryRecord *
ferry_record_ref (FerryRecord *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  FerryRecord *self = data;

  g_free (self->id);
  g_free (self->app_id);
  g_clear_pointer (&self->request, ferry_request_unref);
  g_clear_pointer (&self->response, ferry_response_unref);
  g_clear_pointer (&self->upload, ferry_upload_unref);
  g_clear_pointer (&self->ranges, ferry_range_set_unref);
  g_free (self->file);
  g_free (self->part_file);
  g_clear_error (&self->error);
}

void
ferry_record_unref (FerryRecord *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ferry_record_set_state:
 * @self: a record that nobody else has seen yet
 * @state: one that may follow the present one
 * @now: microseconds since 1970
 *
 * The only place where a state is set.
 */
void
ferry_record_set_state (FerryRecord        *self,
                        FerryTransferState  state,
                        gint64              now)
{
  g_return_if_fail (ferry_state_may_follow (self->state, state));

  self->state = state;
  self->finished = ferry_transfer_state_is_final (state) ? now : 0;
}

/**
 * ferry_record_get_ranges:
 * @self: a record
 *
 * Returns: (transfer full): which bytes are known to be there
 */
FerryRangeSet *
ferry_record_get_ranges (FerryRecord *self)
{
  return self->ranges != NULL ? ferry_range_set_ref (self->ranges) : ferry_range_set_new (self->bytes_done);
}

/**
 * ferry_record_set_ranges:
 * @self: a record that nobody else has seen yet
 * @ranges: which bytes are known to be there
 */
void
ferry_record_set_ranges (FerryRecord   *self,
                         FerryRangeSet *ranges)
{
  ferry_record_set_bytes_done (self, ferry_range_set_get_length (ranges));
  if (ferry_range_set_get_prefix (ranges) < self->bytes_done)
    self->ranges = ferry_range_set_ref (ranges);
}

/**
 * ferry_record_set_bytes_done:
 * @self: a record that nobody else has seen yet
 * @bytes_done: how many bytes are known to be there, from the first one on
 */
void
ferry_record_set_bytes_done (FerryRecord *self,
                             guint64      bytes_done)
{
  g_clear_pointer (&self->ranges, ferry_range_set_unref);
  self->bytes_done = bytes_done;
}

/**
 * ferry_record_lacks_secrets:
 * @self: a record
 *
 * Returns: whether the keyring has something that it was read without
 */
gboolean
ferry_record_lacks_secrets (FerryRecord *self)
{
  return self->request->lacks_secrets || (self->upload != NULL && self->upload->lacks_url);
}

/**
 * ferry_record_is_in_group:
 * @self: a record
 * @app_id: whose group
 * @name: of a group
 *
 * Returns: whether the transfer is a member of it
 */
gboolean
ferry_record_is_in_group (FerryRecord *self,
                          const char  *app_id,
                          const char  *name)
{
  return g_strcmp0 (self->request->group, name) == 0 && g_strcmp0 (self->app_id, app_id) == 0;
}
