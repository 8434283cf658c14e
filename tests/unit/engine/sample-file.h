/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the engine tests of uploads have in common: one short file, and what
 * becomes of it. */

#pragma once

#include "engine-fixture.h"

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

FerryTransfer *sample_file_upload           (EngineFixture   *fixture,
                                             const char      *options,
                                             FerryFakeScript  script);
FerryTransfer *sample_file_upload_silently  (EngineFixture   *fixture,
                                             const char      *options,
                                             FerryFakeScript  script);
void           sample_file_pass_time        (EngineFixture   *fixture,
                                             FerryTransfer   *transfer);
void           sample_file_assert_uncertain (FerryTransfer   *transfer);

G_END_DECLS
