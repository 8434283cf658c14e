/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of a request share: its fields, and the checks of single
 * options. */

#pragma once

#include "ferry-request.h"

G_BEGIN_DECLS

struct _FerryRequest {
  FerryTransferKind kind;
  char *address;        /* (owned) without user and password */
  char *shown_address;  /* (owned) (nullable) when it differs from address */
  char *host;           /* (owned) host and port: what a connection is made to */
  char *folder;         /* (owned) (nullable) of downloads only */
  char *name;           /* (owned) (nullable) found out when absent */
  char *file;           /* (owned) (nullable) what is uploaded, when that is one file */
  GVariant *parts;      /* (owned) (nullable) aa{sv}: what is uploaded as multipart */
  char *subtype;        /* (owned) (nullable) of multipart, form-data when absent */
  char *boundary;       /* (owned) (nullable) of multipart, made up when absent */
  char *method;         /* (owned) */
  GVariant *headers;    /* (owned) (nullable) a(ss) */
  char *username;       /* (owned) (nullable) */
  char *password;       /* (owned) (nullable) */
  char *proxy_username; /* (owned) (nullable) */
  char *proxy_password; /* (owned) (nullable) */
  char *group;          /* (owned) (nullable) */
  char *checksum;       /* (owned) (nullable) lower-case hex */
  GChecksumType checksum_type;
  FerryTransferPriority priority;
  FerryCostPolicy cost;
  FerryTransferBehavior behavior;
  FerryIfExists if_exists;
  FerryUploadProtocol protocol;
  guint64 rate_limit;    /* bytes a second, 0 for none */
  GVariant *recoverable; /* (owned) (nullable) au */
  gboolean toast;
  gboolean lacks_secrets; /* read from the journal, the keyring not asked yet */
};

FerryRequest *ferry_request_alloc (FerryTransferKind  kind);
FerryRequest *ferry_request_copy  (FerryRequest      *self);

gboolean ferry_request_refuse (GError **error,
                               const char *format,
                               ...) G_GNUC_PRINTF (2, 3);
gboolean  ferry_request_is_token         (const char         *text);
gboolean  ferry_request_has_control      (const char         *text);
gboolean  ferry_request_check_path       (const char         *path,
                                          GError            **error);
gboolean  ferry_request_check_options    (FerryTransferKind   kind,
                                          GVariant           *options,
                                          gboolean            changing,
                                          GError            **error);
gboolean  ferry_request_check_headers    (GVariant           *headers,
                                          GError            **error);
gboolean  ferry_headers_have_secret      (GVariant           *headers);
gboolean  ferry_request_set_address      (FerryRequest       *self,
                                          const char         *address,
                                          GError            **error);
char     *ferry_request_text_of          (GVariant           *options,
                                          const char         *name);
gboolean  ferry_request_set_enum         (GVariant           *options,
                                          const char         *name,
                                          GType               type,
                                          int                *field,
                                          GError            **error);
gboolean  ferry_request_set_word         (GVariant           *options,
                                          const char         *name,
                                          char              **field,
                                          GError            **error);
gboolean  ferry_request_set_source       (FerryRequest       *self,
                                          GVariant           *options,
                                          GError            **error);
void      ferry_request_store_source     (FerryRequest       *self,
                                          GVariantBuilder    *stored);
gboolean  ferry_request_has_secret_parts (FerryRequest       *self);
GVariant *ferry_request_merge_headers    (GVariant           *old,
                                          GVariant           *changes);

G_END_DECLS
