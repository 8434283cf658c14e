/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tests of uploads in a harbor have in common: one short letter, and what
 * becomes of it. */

#pragma once

#include "harbor.h"

G_BEGIN_DECLS

#define ADDRESS "http://example.org/upload"
#define PLACE   "http://example.org/places/7"
#define LENGTH  5
#define FILE    "{'file': <'%s/letter.txt'>}"

static const FerryFakeScript whole = { .length = LENGTH };
static const FerryFakeScript unanswered = { .length = LENGTH, .end = FERRY_FAKE_END_NEVER };
static const FerryFakeScript cut = {
  .length = LENGTH,
  .bytes = 3,
  .end = FERRY_FAKE_END_BADLY,
  .code = FERRY_WEB_ERROR_STATUS_DISCONNECTED,
};

FerryTransfer *letter_upload           (Harbor          *harbor,
                                        const char      *options,
                                        FerryFakeScript  script);
FerryTransfer *letter_upload_silently  (Harbor          *harbor,
                                        const char      *options,
                                        FerryFakeScript  script);
void           letter_pass_time        (Harbor          *harbor,
                                        FerryTransfer   *transfer);
void           letter_assert_uncertain (FerryTransfer   *transfer);

G_END_DECLS
