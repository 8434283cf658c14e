/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Forms are understood wherever their bytes happen to be cut, and what is no
 * form is refused. What was seen is written down as one text. */

#include "server-multipart.h"

#include <gio/gio.h>
#include <string.h>

#define FORM(disposition, content)                          \
  "--limit\r\nContent-Disposition: form-data; " disposition \
  "\r\n\r\n" content "\r\n"
#define END "--limit--\r\n"

static gboolean
begin (const ServerPart  *part,
       gpointer           user_data,
       GError           **error)
{
  g_string_append_printf (user_data, "{%s|%s|%s:",
                          part->name != NULL ? part->name : "-",
                          part->file_name != NULL ? part->file_name : "-",
                          part->type != NULL ? part->type : "-");
  return TRUE;
}

static gboolean
take (const char  *data,
      gsize        size,
      gpointer     user_data,
      GError     **error)
{
  g_string_append_len (user_data, data, size);
  return TRUE;
}

static gboolean
end (gpointer   user_data,
     GError   **error)
{
  g_string_append_c (user_data, '}');
  return TRUE;
}

static const ServerMultipartFuncs funcs = { begin, take, end };

/* NULL if it was refused. */
static char *
parse (const char *body,
       gsize       size,
       gsize       chunk)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerMultipart) parser = server_multipart_new ("limit", &funcs, seen, &error);

  g_assert_no_error (error);
  for (gsize at = 0; at < size; at += chunk)
    if (!server_multipart_push (parser, body + at, MIN (chunk, size - at), &error))
      break;
  if (error == NULL && server_multipart_finish (parser, &error))
    return g_string_free (g_steal_pointer (&seen), FALSE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  return NULL;
}

/* However it is cut. */
static void
assert_parsed (const char *body,
               const char *expected)
{
  for (gsize chunk = 1; chunk <= strlen (body); chunk++)
    {
      g_autofree char *seen = parse (body, strlen (body), chunk);

      g_assert_cmpstr (seen, ==, expected);
    }
}

static void
a_form_is_understood_however_it_is_cut (void)
{
  assert_parsed (FORM ("name=\"a\"", "1") FORM ("name=\"a\"", "2") END, "{a|-|-:1}{a|-|-:2}");
  assert_parsed (FORM ("name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain", "one\r\ntwo") END,
                 "{f|x.txt|text/plain:one\r\ntwo}");
  assert_parsed ("preamble\r\n" FORM ("name=\"a\"", "1") END "epilogue\r\n--limit\r\n", "{a|-|-:1}");
  assert_parsed ("--limit \t\r\nContent-Disposition:form-data;name=\"a\"\r\n\r\n1\r\n--limit--", "{a|-|-:1}");
  assert_parsed (END, "");
}

static void
an_empty_part_is_a_part (void)
{
  assert_parsed (FORM ("name=\"a\"; filename=\"\"", "") END, "{a||-:}");
}

static void
what_only_looks_like_a_boundary_is_content (void)
{
  assert_parsed (FORM ("name=\"a\"", "\r\n--limi\r\n--\r\n\r\r\n-\r\n-limit--limit") END,
                 "{a|-|-:\r\n--limi\r\n--\r\n\r\r\n-\r\n-limit--limit}");
}

static void
names_are_decoded_as_browsers_encode_them (void)
{
  assert_parsed (FORM ("name=\"a%22b\"; filename=\"%0d%0A%22\\n%20%\"", "") END, "{a\"b|\r\n\"\\n%20%|-:}");
  assert_parsed (FORM ("name=\"na\xc3\xafve\"; filename=\"\xe2\x82\xac%2\"", "") END, "{na\xc3\xafve|\xe2\x82\xac%2|-:}");
}

static void
a_name_that_looks_like_a_parameter_is_a_name (void)
{
  assert_parsed (FORM ("name=\"a; filename=\"; filename=\"b\"", "") END, "{a; filename=|b|-:}");
  assert_parsed (FORM ("filename=\"b\"", "") END, "{-|b|-:}");
  assert_parsed ("--limit\r\nX: y\r\n\r\n1\r\n" END, "{-|-|-:1}");
}

static void
assert_refused (const char *body,
                gsize       size)
{
  g_autofree char *whole = parse (body, size, size);
  g_autofree char *bytes = parse (body, size, 1);

  g_assert_null (whole);
  g_assert_null (bytes);
}

static void
what_is_no_form_is_refused (void)
{
  const char *const bodies[] = {
    "x",
    "--limit",
    "--limit\r\n\r\nContent",
    "--limitless\r\n\r\n--limit--",
    FORM ("name=\"a\"", "no end"),
    FORM ("name=\"a\"", "") "--limit-",
    FORM ("name=\"a\"", "") "--limit\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    assert_refused (bodies[i], strlen (bodies[i]));
}

static void
a_boundary_is_short_and_printable (void)
{
  g_autofree char *longer = g_strnfill (SERVER_MAX_BOUNDARY + 1, 'x');
  const char *const boundaries[] = { NULL, "", "a\r\nb", "na\xc3\xafve", longer };

  for (gsize i = 0; i < G_N_ELEMENTS (boundaries); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (server_multipart_new (boundaries[i], &funcs, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

static void
headers_have_a_bound (void)
{
  g_autofree char *filling = g_strnfill (SERVER_MAX_PART_HEADERS, 'x');
  g_autofree char *endless = g_strconcat ("--limit\r\nX: ", filling, NULL);
  g_autofree char *longer = g_strconcat (endless, "\r\n\r\n\r\n" END, NULL);

  assert_refused (endless, strlen (endless));
  assert_refused (longer, strlen (longer));
}

static void
parts_have_a_bound (void)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char *most = NULL;
  g_autofree char *seen = NULL;

  for (guint i = 0; i < SERVER_MAX_PARTS; i++)
    g_string_append (body, FORM ("name=\"a\"", ""));
  most = g_strconcat (body->str, END, NULL);
  seen = parse (most, strlen (most), strlen (most));
  g_assert_nonnull (seen);
  g_string_append (body, FORM ("name=\"a\"", "") END);
  assert_refused (body->str, body->len);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/multipart/a-form-is-understood-however-it-is-cut", a_form_is_understood_however_it_is_cut);
  g_test_add_func ("/server/multipart/an-empty-part-is-a-part", an_empty_part_is_a_part);
  g_test_add_func ("/server/multipart/what-only-looks-like-a-boundary-is-content",
                   what_only_looks_like_a_boundary_is_content);
  g_test_add_func ("/server/multipart/names-are-decoded-as-browsers-encode-them",
                   names_are_decoded_as_browsers_encode_them);
  g_test_add_func ("/server/multipart/a-name-that-looks-like-a-parameter-is-a-name",
                   a_name_that_looks_like_a_parameter_is_a_name);
  g_test_add_func ("/server/multipart/what-is-no-form-is-refused", what_is_no_form_is_refused);
  g_test_add_func ("/server/multipart/a-boundary-is-short-and-printable", a_boundary_is_short_and_printable);
  g_test_add_func ("/server/multipart/headers-have-a-bound", headers_have_a_bound);
  g_test_add_func ("/server/multipart/parts-have-a-bound", parts_have_a_bound);
  return g_test_run ();
}
