/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said, and what must follow. */

#include "resumable-transcript.h"

/* clang-format off */
const FerryHttpResumableAnswer talk_nothing = { .status = 405, .offset = -1, .complete = -1 };
const FerryHttpResumableAnswer talk_offers_tus = { .status = 204, .offset = -1, .complete = -1, .speaks_tus = TRUE };
const FerryHttpResumableAnswer talk_offers_draft =
  { .status = 204, .offset = -1, .complete = -1, .interop = 8, .has_limits = TRUE };
const FerryHttpResumableAnswer talk_gives_place = { .status = 201, .location = PLACE, .offset = -1, .complete = 0 };
/* clang-format on */

FerryHttpResumableAnswer
talk_says (guint  status,
           gint64 offset,
           int    complete)
{
  return (FerryHttpResumableAnswer){ .status = status, .offset = offset, .complete = complete };
}

FerryHttpResumableAnswer
talk_limits (FerryHttpResumableAnswer  answer,
             const char               *limits)
{
  answer.has_limits = TRUE;
  ferry_http_resumable_limits_read (&answer.limits, limits);
  return answer;
}

void
talk_hear (FerryHttpResumable       *steps,
           FerryHttpResumableAnswer  answer)
{
  ferry_http_resumable_take_answer (steps, &answer);
}

FerryHttpResumable *
talk_begin (FerryUploadProtocol protocol,
            guint64             length)
{
  FerryHttpResumable *steps = ferry_http_resumable_new (protocol, "POST", length);

  if (protocol == IETF)
    talk_hear (steps, talk_offers_draft);
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_CREATE);
  talk_hear (steps, talk_gives_place);
  g_assert_cmpstr (ferry_http_resumable_get_url (steps), ==, PLACE);
  return steps;
}

static FerryHttpResumable *
resume (FerryUploadProtocol  protocol,
        const char          *method,
        guint64              length,
        gboolean             may_be_complete)
{
  FerryHttpResumable *steps = ferry_http_resumable_new (protocol, method, length);

  ferry_http_resumable_resume (steps, protocol, 8, PLACE, may_be_complete);
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_LOCATE);
  return steps;
}

FerryHttpResumable *
talk_resume (FerryUploadProtocol protocol,
             guint64             length)
{
  return resume (protocol, "POST", length, FALSE);
}

FerryHttpResumable *
talk_resume_in_doubt (FerryUploadProtocol  protocol,
                      const char          *method,
                      guint64              length)
{
  return resume (protocol, method, length, TRUE);
}

void
talk_assert_step (FerryHttpResumable     *steps,
                  FerryHttpResumableStep  step)
{
  g_assert_cmpint (ferry_http_resumable_get_step (steps), ==, step);
}

void
talk_assert_appends (FerryHttpResumable *steps,
                     guint64             offset,
                     guint64             size)
{
  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_APPEND);
  g_assert_cmpuint (ferry_http_resumable_get_offset (steps), ==, offset);
  g_assert_cmpuint (ferry_http_resumable_get_size (steps), ==, size);
}

void
talk_assert_failed (FerryHttpResumable  *steps,
                    FerryWebErrorStatus  expected)
{
  FerryWebErrorStatus code;
  const char *complaint = ferry_http_resumable_get_message (steps, &code);

  talk_assert_step (steps, FERRY_HTTP_RESUMABLE_FAILED);
  if (expected == 0)
    {
      g_assert_null (complaint);
      return;
    }
  g_assert_nonnull (complaint);
  g_assert_cmpint (code, ==, expected);
}
