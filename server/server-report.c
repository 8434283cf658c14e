/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts come from strangers, and JSON is UTF-8. */

#include "server-report.h"

#include <string.h>

/**
 * server_report_set_text:
 * @builder: an object of the report
 * @name: a member of it
 * @value: (nullable): any bytes
 *
 * Sets a text.
 */
void
server_report_set_text (JsonBuilder *builder,
                        const char  *name,
                        const char  *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

/**
 * server_report_add_file:
 * @builder: a list of the report
 * @field: (nullable): the field of a form that it came in
 * @name: (nullable): what the sender calls it
 * @type: (nullable): the type that the sender says
 * @arrival: a file that is kept
 *
 * Adds a file.
 */
void
server_report_add_file (JsonBuilder   *builder,
                        const char    *field,
                        const char    *name,
                        const char    *type,
                        ServerArrival *arrival)
{
  json_builder_begin_object (builder);
  server_report_set_text (builder, "field", field);
  server_report_set_text (builder, "name", name);
  server_report_set_text (builder, "type", type);
  server_report_set_text (builder, "file", server_arrival_get_name (arrival));
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, server_arrival_get_size (arrival));
  server_report_set_text (builder, "sha256", server_arrival_get_sha256 (arrival));
  json_builder_end_object (builder);
}

/**
 * server_report_send:
 * @builder: the whole report
 * @message: who asked
 * @status: the status to answer with
 * @type: which kind of JSON it is
 *
 * Answers with the report.
 */
void
server_report_send (JsonBuilder       *builder,
                    SoupServerMessage *message,
                    guint              status,
                    const char        *type)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, line, strlen (line));
}
