/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person can choose. Each control is bound to its key; the service
 * follows the keys while it runs. */

#include "ferry-preferences.h"

#include "ferry-config.h"
#include "ferry-folder-chooser.h"

#include <ferry.h>
#include <math.h>

struct _FerryPreferences {
  AdwPreferencesWindow parent_instance;

  GSettings *settings; /* (owned) */

  /* (unowned) of the template */
  GtkAdjustment *max_parallel;
  GtkAdjustment *max_per_host;
  GtkAdjustment *connections;
  GtkAdjustment *rate_limit;
  GtkAdjustment *upload_size_limit;
  GtkAdjustment *max_attempts;
  GtkAdjustment *silence_timeout;
  GtkAdjustment *history_limit;
  GtkSwitch *toast_success;
  GtkSwitch *toast_failure;
  GtkSwitch *allow_insecure_redirects;
  AdwActionRow *folder_row;
  AdwComboRow *if_exists;
};

G_DEFINE_FINAL_TYPE (FerryPreferences, ferry_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* A person thinks in kilobytes or megabytes, the service in bytes. A limit is
 * never shown as 0, which means none. */
static gboolean
units_from_bytes (GValue   *value,
                  GVariant *variant,
                  gpointer  unit)
{
  g_value_set_double (value, ceil (g_variant_get_uint64 (variant) / (double) GPOINTER_TO_UINT (unit)));
  return TRUE;
}

static GVariant *
bytes_from_units (const GValue       *value,
                  const GVariantType *type,
                  gpointer            unit)
{
  return g_variant_new_uint64 ((guint64) g_value_get_double (value) * GPOINTER_TO_UINT (unit));
}

static gboolean
words_from_folder (GValue   *value,
                   GVariant *variant,
                   gpointer  user_data)
{
  g_autoptr (GFile) folder = ferry_folder_from_setting (g_variant_get_string (variant, NULL));

  g_value_take_string (value, ferry_folder_words (folder));
  return TRUE;
}

static gboolean
position_from_nick (GValue   *value,
                    GVariant *variant,
                    gpointer  user_data)
{
  int position;

  if (!ferry_enum_from_nick (FERRY_TYPE_IF_EXISTS, g_variant_get_string (variant, NULL), &position))
    return FALSE;
  g_value_set_uint (value, position);
  return TRUE;
}

static GVariant *
nick_from_position (const GValue       *value,
                    const GVariantType *type,
                    gpointer            user_data)
{
  const char *nick = ferry_enum_to_nick (FERRY_TYPE_IF_EXISTS, g_value_get_uint (value));

  return nick != NULL ? g_variant_new_string (nick) : NULL;
}

static void
on_folder_chosen (FerryPreferences *self,
                  GFile            *folder)
{
  g_autofree char *path = g_file_get_path (folder);

  if (path != NULL)
    g_settings_set_string (self->settings, "download-folder", path);
}

static void
on_choose_folder (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  FerryPreferences *self = FERRY_PREFERENCES (widget);
  g_autofree char *chosen = g_settings_get_string (self->settings, "download-folder");
  g_autoptr (GFile) folder = ferry_folder_from_setting (chosen);

  ferry_folder_choose (GTK_WINDOW (self), folder, (FerryFolderChosen) on_folder_chosen, G_OBJECT (self));
}

static void
bind (FerryPreferences *self,
      const char       *key,
      gpointer          control,
      const char       *property)
{
  g_settings_bind (self->settings, key, control, property, G_SETTINGS_BIND_DEFAULT);
}

static void
bind_bytes (FerryPreferences *self,
            const char       *key,
            GtkAdjustment    *adjustment,
            guint             unit)
{
  g_settings_bind_with_mapping (self->settings, key, adjustment, "value", G_SETTINGS_BIND_DEFAULT,
                                units_from_bytes, bytes_from_units, GUINT_TO_POINTER (unit), NULL);
}

static void
bind_all (FerryPreferences *self)
{
  bind (self, "max-parallel", self->max_parallel, "value");
  bind (self, "max-per-host", self->max_per_host, "value");
  bind (self, "connections", self->connections, "value");
  bind (self, "max-attempts", self->max_attempts, "value");
  bind (self, "silence-timeout", self->silence_timeout, "value");
  bind (self, "history-limit", self->history_limit, "value");
  bind (self, "toast-success", self->toast_success, "active");
  bind (self, "toast-failure", self->toast_failure, "active");
  bind (self, "allow-insecure-redirects", self->allow_insecure_redirects, "active");
  bind_bytes (self, "rate-limit", self->rate_limit, 1000);
  bind_bytes (self, "upload-size-limit", self->upload_size_limit, 1000000);
  /* The choices of the row stand in the order of FerryIfExists. */
  g_settings_bind_with_mapping (self->settings, "if-exists", self->if_exists, "selected", G_SETTINGS_BIND_DEFAULT,
                                position_from_nick, nick_from_position, NULL, NULL);
  g_settings_bind_with_mapping (self->settings, "download-folder", self->folder_row, "subtitle",
                                G_SETTINGS_BIND_GET | G_SETTINGS_BIND_NO_SENSITIVITY,
                                words_from_folder, NULL, NULL, NULL);
}

static void
ferry_preferences_dispose (GObject *object)
{
  g_clear_object (&FERRY_PREFERENCES (object)->settings);

  G_OBJECT_CLASS (ferry_preferences_parent_class)->dispose (object);
}

static void
ferry_preferences_class_init (FerryPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, FERRY_RESOURCE_PATH "/ferry-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, max_parallel);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, max_per_host);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, connections);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, rate_limit);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, upload_size_limit);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, max_attempts);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, silence_timeout);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, history_limit);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, toast_success);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, toast_failure);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, allow_insecure_redirects);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, FerryPreferences, if_exists);
  gtk_widget_class_install_action (widget_class, "preferences.choose-folder", NULL, on_choose_folder);
}

static void
ferry_preferences_init (FerryPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (FERRY_APP_ID);
  bind_all (self);
}

/**
 * ferry_preferences_new:
 * @parent: (nullable): the window above which it opens
 *
 * Returns: (transfer none): a window; it belongs to GTK
 */
FerryPreferences *
ferry_preferences_new (GtkWindow *parent)
{
  return g_object_new (FERRY_TYPE_PREFERENCES, "transient-for", parent, NULL);
}
