/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers and states in words for a person. A time left is rounded as a person
 * would say it, so that the row does not flicker. */

#include "ferry-app-words.h"

#include "ferry-app-kinds.h"

#include <glib/gi18n.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* Further away, a guess says nothing. */
#define MAX_DAYS 30

/**
 * ferry_app_words_for_amount:
 * @bytes_received: what has arrived
 * @total_bytes: the whole; 0 while unknown
 *
 * Returns: (transfer full): as in “1.2 MB of 5.0 MB”
 */
char *
ferry_app_words_for_amount (guint64 bytes_received,
                            guint64 total_bytes)
{
  g_autofree char *received = g_format_size (bytes_received);
  g_autofree char *total = g_format_size (total_bytes);

  if (total_bytes == 0 || total_bytes == bytes_received)
    return g_steal_pointer (&received);
  /* Translators: how much of a file has arrived, as in “1.2 MB of 5.0 MB” */
  return g_strdup_printf (_ ("%s of %s"), received, total);
}

/**
 * ferry_app_words_for_time_left:
 * @bytes_left: what has not arrived yet
 * @bytes_per_second: how fast it comes
 *
 * Returns: (transfer full) (nullable): as in “3 minutes left”; %NULL when
 *   nobody can tell
 */
char *
ferry_app_words_for_time_left (guint64 bytes_left,
                               guint64 bytes_per_second)
{
  guint64 seconds;
  guint n;

  if (bytes_per_second == 0 || bytes_left / bytes_per_second > MAX_DAYS * DAY)
    return NULL;
  seconds = bytes_left / bytes_per_second + (bytes_left % bytes_per_second != 0);
  if (seconds <= MINUTE)
    {
      n = MAX (seconds, 1);
      return g_strdup_printf (ngettext ("%u second left", "%u seconds left", n), n);
    }
  if (seconds <= HOUR)
    {
      n = (seconds + MINUTE - 1) / MINUTE;
      return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", n), n);
    }
  if (seconds <= DAY)
    {
      n = (seconds + HOUR / 2) / HOUR;
      return g_strdup_printf (ngettext ("about %u hour left", "about %u hours left", n), n);
    }
  n = (seconds + DAY / 2) / DAY;
  return g_strdup_printf (ngettext ("about %u day left", "about %u days left", n), n);
}

/* Numbers beside each other would change places from right to left, but for what
 * a translation puts around them. */
static char *
join (char *line,
      char *part)
{
  g_autofree char *before = line;
  g_autofree char *next = part;

  if (before == NULL)
    return g_steal_pointer (&next);
  if (next == NULL)
    return g_steal_pointer (&before);
  return g_strdup_printf (_ ("%s · %s"), before, next);
}

static char *
words_for_speed (guint64 bytes_per_second)
{
  g_autofree char *size = g_format_size (bytes_per_second);

  /* Translators: a speed, as in “1.2 MB/s” */
  return g_strdup_printf (_ ("%s/s"), size);
}

/**
 * ferry_app_words_for_progress:
 * @state: what the download is doing
 * @bytes_received: what has arrived
 * @total_bytes: the whole; 0 while unknown
 * @bytes_per_second: how fast it comes
 *
 * Returns: (transfer full): amount, speed and time left, as far as they mean
 *   something in @state; may be empty
 */
char *
ferry_app_words_for_progress (FerryTransferState state,
                              guint64            bytes_received,
                              guint64            total_bytes,
                              guint64            bytes_per_second)
{
  char *line = NULL;

  if (bytes_received > 0 || total_bytes > 0)
    line = ferry_app_words_for_amount (bytes_received, total_bytes);
  if (state == FERRY_TRANSFER_STATE_RUNNING && bytes_per_second > 0)
    line = join (line, words_for_speed (bytes_per_second));
  if (state == FERRY_TRANSFER_STATE_RUNNING && total_bytes > bytes_received)
    line = join (line, ferry_app_words_for_time_left (total_bytes - bytes_received, bytes_per_second));
  return line != NULL ? line : g_strdup ("");
}

/**
 * ferry_app_words_for_state:
 * @kind: of a transfer
 * @state: what it is doing
 * @started: whether it was ever told to start
 * @retrying: whether it waits for its next attempt
 *
 * Returns: (transfer full): the same in words
 */
char *
ferry_app_words_for_state (FerryTransferKind  kind,
                           FerryTransferState state,
                           gboolean           started,
                           gboolean           retrying)
{
  switch (state)
    {
    case FERRY_TRANSFER_STATE_IDLE:
      if (retrying)
        return g_strdup (_ ("Waiting to try again"));
      return g_strdup (started ? C_ ("state of a transfer", "Queued") : C_ ("state of a transfer", "Not started"));
    case FERRY_TRANSFER_STATE_RUNNING:
      return g_strdup (g_dpgettext2 (NULL, "state of a transfer", ferry_app_kind (kind)->running));
    case FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION:
      return g_strdup (C_ ("state of a transfer", "Paused"));
    case FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK:
      return g_strdup (_ ("Waiting for a network without costs"));
    case FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK:
      return g_strdup (_ ("Waiting for the network"));
    case FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY:
      return g_strdup (_ ("Waiting for power"));
    case FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS:
      return g_strdup (_ ("Refused by the server"));
    case FERRY_TRANSFER_STATE_COMPLETED:
      return g_strdup (g_dpgettext2 (NULL, "state of a transfer", ferry_app_kind (kind)->completed));
    case FERRY_TRANSFER_STATE_CANCELED:
      return g_strdup (C_ ("state of a transfer", "Canceled"));
    case FERRY_TRANSFER_STATE_ERROR:
      return g_strdup (C_ ("state of a transfer", "Failed"));
    }
  /* A newer service may know states that this window does not. */
  return g_strdup (C_ ("state of a transfer", "Waiting"));
}

/**
 * ferry_app_words_for_event:
 * @kind: of a transfer
 * @state: what it began to do
 * @started: whether it was ever told to start
 * @bytes_received: what had arrived by then
 * @path: (nullable): where its file lies
 * @reason: (nullable): why it stopped
 *
 * Returns: (transfer full): the same as a line of the log
 */
char *
ferry_app_words_for_event (FerryTransferKind   kind,
                           FerryTransferState  state,
                           gboolean            started,
                           guint64             bytes_received,
                           const char         *path,
                           const char         *reason)
{
  g_autofree char *size = g_format_size (bytes_received);
  g_autofree char *words = NULL;

  if (state == FERRY_TRANSFER_STATE_RUNNING && bytes_received == 0)
    return g_strdup (C_ ("state of a transfer", "Started"));
  if (state == FERRY_TRANSFER_STATE_RUNNING)
    return ferry_app_kind_so_far (kind, size);
  if (state == FERRY_TRANSFER_STATE_COMPLETED && kind == FERRY_TRANSFER_KIND_DOWNLOAD && path != NULL)
    return g_strdup_printf (_ ("Completed, saved as %s"), path);
  words = ferry_app_words_for_state (kind, state, started, reason != NULL);
  if (reason == NULL)
    return g_steal_pointer (&words);
  /* Translators: what happened, and why; as in “Failed: There is no such file” */
  return g_strdup_printf (_ ("%s: %s"), words, reason);
}

static const char *
advice_for_web (guint status)
{
  if (status >= FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT &&
      status <= FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID)
    return _ ("Somebody may pretend to be this server. Ask those who run it, and check the date and time of this computer.");
  if (status == FERRY_WEB_ERROR_STATUS_UNAUTHORIZED || status == FERRY_WEB_ERROR_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    return _ ("Write your user name and password into the address: https://name:password@server/…");
  if (status == FERRY_WEB_ERROR_STATUS_FORBIDDEN)
    return _ ("The address may have expired. Get a new one from the page where you found it.");
  if (status == FERRY_WEB_ERROR_STATUS_NOT_FOUND || status == FERRY_WEB_ERROR_STATUS_GONE)
    return _ ("Check the address for mistakes. The file may have moved.");
  if (status == FERRY_WEB_ERROR_STATUS_HTTPS_TO_HTTP_ON_REDIRECTION)
    return _ ("The server leads to a place without encryption. You can allow that in the preferences.");
  if (status >= FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR ||
      status == FERRY_WEB_ERROR_STATUS_TOO_MANY_REQUESTS || status == FERRY_WEB_ERROR_STATUS_REQUEST_TIMEOUT)
    return _ ("The server has trouble. Try again later.");
  if (status >= FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES)
    return _ ("The server does not give the file away in this way. Look for another address.");
  return _ ("Check the network and the name of the server, then try again.");
}

/* What is not the same the other way round. */
static const char *
advice_for_upload (const GError *error)
{
  if (g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_FORBIDDEN))
    return _ ("The server takes no files from you. Ask those who run it.");
  if (g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_NOT_FOUND) ||
      g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_METHOD_NOT_ALLOWED))
    return _ ("Check the address for mistakes. It has to be one that takes files.");
  if (g_error_matches (error, FERRY_WEB_ERROR, FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE))
    return _ ("The file is larger than the server allows. Ask those who run it, or send a smaller one.");
  if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED) ||
      g_error_matches (error, FERRY_ERROR, FERRY_ERROR_FILE))
    return _ ("Check that the file is still there, that you may read it and that nothing writes to it. Then try again.");
  return NULL;
}

/**
 * ferry_app_words_for_advice:
 * @kind: of a transfer
 * @error: (nullable): what went wrong
 *
 * Returns: (transfer none) (nullable): what a person can do about it
 */
const char *
ferry_app_words_for_advice (FerryTransferKind  kind,
                            const GError      *error)
{
  const char *advice = kind == FERRY_TRANSFER_KIND_UPLOAD ? advice_for_upload (error) : NULL;

  if (error == NULL || advice != NULL)
    return advice;
  if (error->domain == FERRY_WEB_ERROR)
    return advice_for_web (error->code);
  if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_NO_SPACE))
    return _ ("Make room on the disk, then try again. What has arrived is kept.");
  if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_ACCESS_DENIED))
    return _ ("Choose a folder that you may write to, and start the download again.");
  if (g_error_matches (error, FERRY_ERROR, FERRY_ERROR_CHECKSUM))
    return _ ("The file is not the one that was expected. Try another server.");
  return NULL;
}

static int
compare_text (gconstpointer a,
              gconstpointer b)
{
  return g_ascii_strcasecmp (a, b);
}

/**
 * ferry_app_words_for_headers:
 * @headers: (element-type utf8 utf8): of a server's answer
 *
 * Returns: (transfer full): a line for each, sorted
 */
char *
ferry_app_words_for_headers (GHashTable *headers)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (headers), compare_text);
  GString *lines = g_string_new (NULL);

  for (GList *name = names; name != NULL; name = name->next)
    {
      const char *value = g_hash_table_lookup (headers, name->data);

      g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", (char *) name->data, value);
    }
  return g_string_free (lines, FALSE);
}

/**
 * ferry_app_words_for_body:
 * @bytes: the beginning of the body of a server's answer
 *
 * Returns: (transfer full) (nullable): it, when it is text; else %NULL
 */
char *
ferry_app_words_for_body (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end = data;

  if (size == 0)
    return g_strdup ("");
  /* The last letter may be cut in two. */
  if (!g_utf8_validate_len (data, size, &end) && data + size - end > 3)
    return NULL;
  return g_strchomp (g_strndup (data, end - data));
}
