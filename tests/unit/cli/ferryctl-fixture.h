/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The real ferryctl against a fake service on a private bus. */

#pragma once

#include "fake-service.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
  GTestDBus *bus;              /* (owned) */
  GDBusConnection *connection; /* (owned) */
  FakeService *service;        /* (owned) (nullable) */
  GSubprocess *process;        /* (owned) (nullable) */
  char *out;                   /* (owned) what it printed */
  char *err;                   /* (owned) what it complained about */
  gboolean ended;
} Fixture;

typedef struct {
  const char *name;
  void (*test) (Fixture *fixture,
                gconstpointer data);
} Case;

void add_cases (const char *prefix,
                const Case *cases,
                gsize       n_cases);

/* Running it: with what it reads, and to its exit status. */
void  spawn         (Fixture    *fixture,
                     const char *line);
void  begin         (Fixture    *fixture,
                     const char *input,
                     const char *line);
int   end           (Fixture    *fixture);
int   run           (Fixture    *fixture,
                     const char *line);
int   interrupt     (Fixture    *fixture);
char *wait_for_line (Fixture    *fixture);

/* What it says. */
JsonObject *parse_line  (const char *line);
guint       count_lines (const char *text);
void        assert_has  (const char *text,
                         const char *part);

G_END_DECLS
