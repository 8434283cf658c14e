/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the values of options must pass. A check belongs to a row of the table
 * of options, and says in a sentence what is wrong. */

#pragma once

#include "ferry-option.h"

G_BEGIN_DECLS

gboolean ferry_option_check_address     (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_boundary    (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_checksum    (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_enumeration (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_headers     (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_method      (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_name        (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_parts       (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_path        (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_connections (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_statuses    (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_subtype     (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);
gboolean ferry_option_check_word        (const FerryOption  *option,
                                         GVariant           *value,
                                         GError            **error);

G_END_DECLS
