/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way of transfers into the journal. A change is handed over at once and
 * told to anyone only when it is durable; one that fails is tried again. What
 * the journal was told to forget never comes back into it. */

#include "ferry-journal-writer.h"

/* How long until a failed write to the journal is tried again. */
#define SAVE_AGAIN_MS 5000

struct _FerryJournalWriter {
  GObject parent_instance;

  FerryJournal *journal; /* (owned) */
  FerryClock *clock;     /* (owned) */
  GPtrArray *unsaved;    /* (owned) (element-type FerryTransfer) whose last save failed */
  guint n_writing;       /* calls of the journal on their way */
  guint again_timeout;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (FerryJournalWriter, ferry_journal_writer, G_TYPE_OBJECT)

enum {
  SAVED,
  FORGOTTEN,
  REMEMBERED,
  WRITTEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void on_saved     (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);
static void on_forgotten (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);

/* One call of the journal for each change; the journal groups them. */
typedef struct {
  FerryJournalWriter *writer; /* (owned) */
  GPtrArray *transfers;       /* (owned) (element-type FerryTransfer) */
  GPtrArray *records;         /* (owned) (element-type FerryRecord) */
  GTask *task;                /* (owned) (nullable) who waits */
} Save;

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_transfer_unref);
}

static Save *
save_new (FerryJournalWriter *writer,
          GTask              *task)
{
  Save *save = g_new0 (Save, 1);

  save->writer = g_object_ref (writer);
  save->transfers = new_list ();
  save->records = g_ptr_array_new_with_free_func ((GDestroyNotify) ferry_record_unref);
  save->task = task;
  writer->n_writing++;
  return save;
}

static void
save_free (Save *save)
{
  g_object_unref (save->writer);
  g_ptr_array_unref (save->transfers);
  g_ptr_array_unref (save->records);
  g_clear_object (&save->task);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

static void
save_again (gpointer user_data)
{
  FerryJournalWriter *self = user_data;
  g_autoptr (GPtrArray) transfers = g_steal_pointer (&self->unsaved);

  self->again_timeout = 0;
  self->unsaved = new_list ();
  for (guint i = 0; i < transfers->len; i++)
    ((FerryTransfer *) g_ptr_array_index (transfers, i))->unsaved--;
  ferry_journal_writer_save (self, transfers, NULL);
}

static void
keep_unsaved (FerryJournalWriter *self,
              GPtrArray          *transfers)
{
  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (transfer->forgotten || g_ptr_array_find (self->unsaved, transfer, NULL))
        continue;
      transfer->unsaved++;
      g_ptr_array_add (self->unsaved, ferry_transfer_ref (transfer));
    }
  if (self->again_timeout == 0)
    self->again_timeout = ferry_clock_add_timeout (self->clock, SAVE_AGAIN_MS, save_again, self);
}

/**
 * ferry_journal_writer_give_up:
 * @self: the writer
 * @transfer: a transfer
 *
 * A save of @transfer that failed is not tried again: what is written now is
 * newer, or nothing is to be written at all.
 */
void
ferry_journal_writer_give_up (FerryJournalWriter *self,
                              FerryTransfer      *transfer)
{
  if (self->unsaved->len > 0 && g_ptr_array_remove (self->unsaved, transfer))
    transfer->unsaved--;
}

/**
 * ferry_journal_writer_save:
 * @self: the writer
 * @transfers: (element-type FerryTransfer): whose present records are written
 * @task: (transfer full) (nullable): returns %TRUE when they are durable
 */
void
ferry_journal_writer_save (FerryJournalWriter *self,
                           GPtrArray          *transfers,
                           GTask              *task)
{
  Save *save = save_new (self, task);

  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      if (transfer->forgotten)
        continue;
      transfer->unsaved++;
      g_ptr_array_add (save->transfers, ferry_transfer_ref (transfer));
      g_ptr_array_add (save->records, ferry_record_ref (transfer->record));
    }
  ferry_journal_save_async (self->journal, save->records, on_saved, save);
}

static void
take_saved (FerryJournalWriter *self,
            FerryTransfer      *transfer,
            FerryRecord        *record)
{
  g_autoptr (FerryRecord) before = transfer->durable != NULL ? ferry_record_ref (transfer->durable) : NULL;

  transfer->unsaved--;
  ferry_journal_writer_give_up (self, transfer);
  ferry_transfer_set_durable (transfer, record);
  g_signal_emit (self, signals[SAVED], 0, transfer, before);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Save) save = user_data;
  FerryJournalWriter *self = save->writer;
  g_autoptr (GError) error = NULL;

  self->n_writing--;
  if (ferry_journal_save_finish (FERRY_JOURNAL (source), result, &error))
    {
      for (guint i = 0; i < save->transfers->len; i++)
        take_saved (self, g_ptr_array_index (save->transfers, i), g_ptr_array_index (save->records, i));
      if (save->task != NULL)
        g_task_return_boolean (save->task, TRUE);
    }
  else
    {
      g_message ("The journal can't be written: %s", error->message);
      for (guint i = 0; i < save->transfers->len; i++)
        ((FerryTransfer *) g_ptr_array_index (save->transfers, i))->unsaved--;
      keep_unsaved (self, save->transfers);
      if (save->task != NULL)
        g_task_return_error (save->task, g_steal_pointer (&error));
    }
  g_signal_emit (self, signals[WRITTEN], 0);
}

/**
 * ferry_journal_writer_forget:
 * @self: the writer
 * @transfers: (element-type FerryTransfer): finished ones; one whose last run still
 *   winds down does that unseen
 * @task: (transfer full) (nullable): returns %TRUE when the journal has removed them
 */
void
ferry_journal_writer_forget (FerryJournalWriter *self,
                             GPtrArray          *transfers,
                             GTask              *task)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  Save *save = save_new (self, task);

  for (guint i = 0; i < transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (transfers, i);

      ferry_journal_writer_give_up (self, transfer);
      transfer->forgotten = TRUE;
      g_ptr_array_add (save->transfers, ferry_transfer_ref (transfer));
      g_ptr_array_add (ids, (char *) ferry_transfer_get_id (transfer));
    }
  g_ptr_array_add (ids, NULL);
  ferry_journal_remove_async (self->journal, (const char *const *) ids->pdata, on_forgotten, save);
}

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Save) save = user_data;
  FerryJournalWriter *self = save->writer;
  g_autoptr (GError) error = NULL;
  gboolean forgotten = ferry_journal_remove_finish (FERRY_JOURNAL (source), result, &error);

  self->n_writing--;
  for (guint i = 0; i < save->transfers->len; i++)
    {
      FerryTransfer *transfer = g_ptr_array_index (save->transfers, i);

      transfer->forgotten = forgotten;
      g_signal_emit (self, signals[forgotten ? FORGOTTEN : REMEMBERED], 0, transfer);
    }
  /* What changed meanwhile was not written. */
  if (!forgotten)
    keep_unsaved (self, save->transfers);
  if (save->task != NULL && forgotten)
    g_task_return_boolean (save->task, TRUE);
  else if (save->task != NULL)
    g_task_return_error (save->task, g_steal_pointer (&error));
  g_signal_emit (self, signals[WRITTEN], 0);
}

/**
 * ferry_journal_writer_get_unsaved:
 * @self: the writer
 *
 * Returns: (transfer none) (element-type FerryTransfer): those whose last save failed
 */
GPtrArray *
ferry_journal_writer_get_unsaved (FerryJournalWriter *self)
{
  return self->unsaved;
}

/**
 * ferry_journal_writer_is_writing:
 * @self: the writer
 *
 * Returns: whether the journal has not answered to something yet
 */
gboolean
ferry_journal_writer_is_writing (FerryJournalWriter *self)
{
  return self->n_writing > 0;
}

static void
ferry_journal_writer_dispose (GObject *object)
{
  FerryJournalWriter *self = FERRY_JOURNAL_WRITER (object);

  if (self->again_timeout != 0)
    ferry_clock_remove_timeout (self->clock, self->again_timeout);
  self->again_timeout = 0;
  G_OBJECT_CLASS (ferry_journal_writer_parent_class)->dispose (object);
}

static void
ferry_journal_writer_finalize (GObject *object)
{
  FerryJournalWriter *self = FERRY_JOURNAL_WRITER (object);

  g_ptr_array_unref (self->unsaved);
  g_clear_object (&self->journal);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (ferry_journal_writer_parent_class)->finalize (object);
}

static void
ferry_journal_writer_class_init (FerryJournalWriterClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ferry_journal_writer_dispose;
  object_class->finalize = ferry_journal_writer_finalize;

  /**
   * FerryJournalWriter::saved:
   * @self: the writer
   * @transfer: whose durable record is a new one
   * @before: (nullable): the one before
   */
  signals[SAVED] = g_signal_new ("saved", FERRY_TYPE_JOURNAL_WRITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, FERRY_TYPE_TRANSFER, FERRY_TYPE_RECORD);

  /**
   * FerryJournalWriter::forgotten:
   * @self: the writer
   * @transfer: that the journal has no more
   */
  signals[FORGOTTEN] = g_signal_new ("forgotten", FERRY_TYPE_JOURNAL_WRITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryJournalWriter::remembered:
   * @self: the writer
   * @transfer: that could not be forgotten
   */
  signals[REMEMBERED] = g_signal_new ("remembered", FERRY_TYPE_JOURNAL_WRITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, FERRY_TYPE_TRANSFER);

  /**
   * FerryJournalWriter::written:
   * @self: the writer
   *
   * The journal has answered.
   */
  signals[WRITTEN] = g_signal_new ("written", FERRY_TYPE_JOURNAL_WRITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
ferry_journal_writer_init (FerryJournalWriter *self)
{
  self->unsaved = new_list ();
}

/**
 * ferry_journal_writer_new:
 * @journal: what survives a crash
 * @clock: time
 *
 * Returns: (transfer full): a writer that has nothing to write
 */
FerryJournalWriter *
ferry_journal_writer_new (FerryJournal *journal,
                          FerryClock   *clock)
{
  FerryJournalWriter *self = g_object_new (FERRY_TYPE_JOURNAL_WRITER, NULL);

  self->journal = g_object_ref (journal);
  self->clock = g_object_ref (clock);
  return self;
}
