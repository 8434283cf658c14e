/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A part holds what the service is to be told of it. Whether that makes sense
 * is for the service to judge, but for files that it can't open by a path. */

#include "ferry-content-part.h"
#include "ferry-transfer-creator-private.h"

#include <glib/gi18n-lib.h>

/**
 * FerryContentPart:
 *
 * One part of a multipart upload: a text or a file, with a name and headers of
 * its own. It is read when an upload is created with it, and may be used again
 * after that. It belongs to the thread of the library, as
 * [class@Ferry.TransferCreator] says.
 *
 * Since: 0.1
 */
struct _FerryContentPart {
  GObject parent_instance;

  char *name;         /* (owned) (nullable) */
  char *file_name;    /* (owned) (nullable) */
  GPtrArray *headers; /* (owned) (element-type GVariant) (owned) (ss) each */
  char *text;         /* (owned) (nullable) this */
  GFile *file;        /* (owned) (nullable) or that */
};

G_DEFINE_FINAL_TYPE (FerryContentPart, ferry_content_part, G_TYPE_OBJECT)

static void
ferry_content_part_finalize (GObject *object)
{
  FerryContentPart *self = FERRY_CONTENT_PART (object);

  g_free (self->name);
  g_free (self->file_name);
  g_ptr_array_unref (self->headers);
  g_free (self->text);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (ferry_content_part_parent_class)->finalize (object);
}

static void
ferry_content_part_class_init (FerryContentPartClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ferry_content_part_finalize;
}

static void
ferry_content_part_init (FerryContentPart *self)
{
  self->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
}

/**
 * ferry_content_part_new:
 * @name: (nullable): of the field in a form; %NULL for none
 * @file_name: (nullable): what the server is told that a file is called; %NULL
 *   tells the name it has here
 *
 * Makes a part with nothing in it.
 *
 * Returns: (transfer full): a part with nothing in it
 *
 * Since: 0.1
 */
FerryContentPart *
ferry_content_part_new (const char *name,
                        const char *file_name)
{
  FerryContentPart *self = g_object_new (FERRY_TYPE_CONTENT_PART, NULL);

  self->name = g_strdup (name);
  self->file_name = g_strdup (file_name);
  return self;
}

/**
 * ferry_content_part_set_header:
 * @self: a part
 * @name: of a header
 * @value: its value, without line breaks
 *
 * Adds a header of the part. Content-Type is guessed from the file where none
 * is set.
 *
 * Since: 0.1
 */
void
ferry_content_part_set_header (FerryContentPart *self,
                               const char       *name,
                               const char       *value)
{
  g_return_if_fail (FERRY_IS_CONTENT_PART (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  g_ptr_array_add (self->headers, g_variant_ref_sink (g_variant_new ("(ss)", name, value)));
}

/**
 * ferry_content_part_set_text:
 * @self: a part
 * @text: what is sent, of 256 KiB at most
 *
 * Lets the part be @text, and no file.
 *
 * Since: 0.1
 */
void
ferry_content_part_set_text (FerryContentPart *self,
                             const char       *text)
{
  g_return_if_fail (FERRY_IS_CONTENT_PART (self));
  g_return_if_fail (text != NULL);

  g_clear_object (&self->file);
  g_free (self->text);
  self->text = g_strdup (text);
}

/**
 * ferry_content_part_set_file:
 * @self: a part
 * @file: what is sent: a local file, which must stay as it is until the upload
 *   has ended
 *
 * Lets the part be what is in @file, and no text. A reference to @file is held.
 *
 * Since: 0.1
 */
void
ferry_content_part_set_file (FerryContentPart *self,
                             GFile            *file)
{
  g_return_if_fail (FERRY_IS_CONTENT_PART (self));
  g_return_if_fail (G_IS_FILE (file));

  g_clear_pointer (&self->text, g_free);
  g_set_object (&self->file, file);
}

static void
add_string (GVariantDict *dict,
            const char   *key,
            const char   *text)
{
  if (text != NULL)
    g_variant_dict_insert (dict, key, "s", text);
}

/**
 * ferry_content_part_to_variant:
 * @self: a part
 * @error: return location for an error
 *
 * Returns: (transfer floating): a{sv}, as CreateUploads takes it, or %NULL
 *   with %FERRY_ERROR_INVALID_ARGUMENT
 */
GVariant *
ferry_content_part_to_variant (FerryContentPart  *self,
                               GError           **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const char *path = NULL;

  if (self->file != NULL)
    {
      path = ferry_transfer_creator_check_path (self->file, _ ("Only files on this computer can be uploaded"), error);
      if (path == NULL)
        return NULL;
    }
  add_string (&dict, "name", self->name);
  add_string (&dict, "file-name", self->file_name);
  add_string (&dict, "text", self->text);
  add_string (&dict, "file", path);
  if (self->headers->len > 0)
    g_variant_dict_insert_value (&dict, "headers",
                                 g_variant_new_array (NULL, (GVariant **) self->headers->pdata,
                                                      self->headers->len));
  return g_variant_dict_end (&dict);
}
