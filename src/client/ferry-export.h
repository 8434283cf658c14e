/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Marks what the shared library lets out; everything else in it is hidden. */

#pragma once

#define FERRY_EXPORT __attribute__ ((visibility ("default"))) extern
