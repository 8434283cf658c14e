/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfers that a person took off the list. They are hidden at once, and the
 * service forgets them when the toast that offers them back has gone. */

#include "ferry-removal.h"

#include "ferry-app-closures.h"
#include "ferry-app-kinds.h"
#include "ferry-bulk-action.h"

#include <glib/gi18n.h>

/* Seconds; long enough for who listens to the screen instead of seeing it. */
#define OFFER_TIMEOUT 30

struct _FerryRemoval {
  GObject parent_instance;

  GtkFilter *filter;  /* (owned) lets through what is not hidden */
  GHashTable *hidden; /* (owned) (element-type FerryTransferOperation) (owned) */
  GListStore *going;  /* (owned) (nullable) what can still be had back */
  AdwToast *toast;    /* (unowned) (nullable) offers it */
};

typedef struct {
  FerryRemoval *removal; /* (owned) */
  GListStore *going;     /* (owned) */
  GApplication *holder;  /* (owned) (nullable) stays until the service has answered */
} Commit;

G_DEFINE_FINAL_TYPE (FerryRemoval, ferry_removal, G_TYPE_OBJECT)

static void
commit_free (Commit *commit)
{
  if (commit->holder != NULL)
    g_application_release (commit->holder);
  g_clear_object (&commit->holder);
  g_clear_object (&commit->going);
  g_clear_object (&commit->removal);
  g_free (commit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Commit, commit_free)

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  GHashTable *hidden = user_data;

  return !g_hash_table_contains (hidden, item);
}

static void
show_again (FerryRemoval *self,
            GListModel   *going)
{
  guint n = g_list_model_get_n_items (going);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) operation = g_list_model_get_item (going, i);

      g_hash_table_remove (self->hidden, operation);
    }
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_LESS_STRICT);
}

/* What the service would not forget comes back. */
static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Commit) commit = user_data;

  ferry_bulk_action_finish (result, NULL);
  show_again (commit->removal, G_LIST_MODEL (commit->going));
}

static void
on_undone (FerryRemoval *self)
{
  g_autoptr (GListStore) going = g_steal_pointer (&self->going);

  if (going != NULL)
    show_again (self, G_LIST_MODEL (going));
}

static void
on_dismissed (FerryRemoval *self)
{
  self->toast = NULL;
  ferry_removal_commit (self);
}

static void
hide (FerryRemoval *self,
      GListModel   *operations)
{
  guint n = g_list_model_get_n_items (operations);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FerryTransferOperation) operation = g_list_model_get_item (operations, i);

      if (!ferry_app_offers (operation, FERRY_TRANSFER_ACTION_REMOVE))
        continue;
      g_list_store_append (self->going, operation);
      g_hash_table_add (self->hidden, g_object_ref (operation));
    }
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_MORE_STRICT);
}

static void
offer (FerryRemoval    *self,
       AdwToastOverlay *toasts)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->going));
  g_autoptr (FerryTransferOperation) first = g_list_model_get_item (G_LIST_MODEL (self->going), 0);
  g_autofree char *title = ferry_app_kind_removed (ferry_app_kind_of (NULL, first), n);

  self->toast = adw_toast_new (title);
  adw_toast_set_button_label (self->toast, _ ("_Undo"));
  adw_toast_set_timeout (self->toast, OFFER_TIMEOUT);
  adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (on_undone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (on_dismissed), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (toasts, self->toast);
}

static void
ferry_removal_dispose (GObject *object)
{
  FerryRemoval *self = FERRY_REMOVAL (object);

  g_clear_object (&self->going);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (ferry_removal_parent_class)->dispose (object);
}

static void
ferry_removal_finalize (GObject *object)
{
  g_hash_table_unref (FERRY_REMOVAL (object)->hidden);

  G_OBJECT_CLASS (ferry_removal_parent_class)->finalize (object);
}

static void
ferry_removal_class_init (FerryRemovalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ferry_removal_dispose;
  G_OBJECT_CLASS (klass)->finalize = ferry_removal_finalize;
}

static void
ferry_removal_init (FerryRemoval *self)
{
  self->hidden = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, g_hash_table_ref (self->hidden),
                                                    (GDestroyNotify) g_hash_table_unref));
}

/**
 * ferry_removal_new:
 *
 * Returns: (transfer full): a removal of nothing yet
 */
FerryRemoval *
ferry_removal_new (void)
{
  return g_object_new (FERRY_TYPE_REMOVAL, NULL);
}

/**
 * ferry_removal_get_filter:
 * @self: a removal
 *
 * Returns: (transfer none): lets through what was not taken off
 */
GtkFilter *
ferry_removal_get_filter (FerryRemoval *self)
{
  g_return_val_if_fail (FERRY_IS_REMOVAL (self), NULL);

  return self->filter;
}

/**
 * ferry_removal_begin:
 * @self: a removal
 * @operations: a list of #FerryTransferOperation
 * @toasts: where they are offered back
 *
 * Hides those of @operations that have ended, and offers them back for a
 * while. What was offered before is given up.
 */
void
ferry_removal_begin (FerryRemoval    *self,
                     GListModel      *operations,
                     AdwToastOverlay *toasts)
{
  g_return_if_fail (FERRY_IS_REMOVAL (self));

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  ferry_removal_commit (self);
  self->going = g_list_store_new (FERRY_TYPE_TRANSFER_OPERATION);
  hide (self, operations);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->going)) > 0)
    offer (self, toasts);
  else
    g_clear_object (&self->going);
}

/**
 * ferry_removal_commit:
 * @self: a removal
 *
 * Lets the service forget what is hidden. The program stays until that is
 * done, though the window may close.
 */
void
ferry_removal_commit (FerryRemoval *self)
{
  Commit *commit;

  g_return_if_fail (FERRY_IS_REMOVAL (self));

  if (self->going == NULL)
    return;
  commit = g_new0 (Commit, 1);
  commit->removal = g_object_ref (self);
  commit->going = g_steal_pointer (&self->going);
  g_set_object (&commit->holder, g_application_get_default ());
  if (commit->holder != NULL)
    g_application_hold (commit->holder);
  ferry_bulk_action_async (FERRY_TRANSFER_ACTION_REMOVE, G_LIST_MODEL (commit->going), NULL,
                           on_forgotten, commit);
}
