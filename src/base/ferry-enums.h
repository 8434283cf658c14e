/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words that the service, the library and the programs share. Their
 * numbers are those of Windows.Networking.BackgroundTransfer; they travel on
 * the bus and stand in the journal, so they never change. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * FerryTransferKind:
 * @FERRY_TRANSFER_KIND_DOWNLOAD: bytes come from a server into a file
 * @FERRY_TRANSFER_KIND_UPLOAD: bytes go from a file to a server
 */
typedef enum {
  FERRY_TRANSFER_KIND_DOWNLOAD = 0,
  FERRY_TRANSFER_KIND_UPLOAD = 1,
} FerryTransferKind;

/**
 * FerryTransferState:
 * @FERRY_TRANSFER_STATE_IDLE: created, or queued and waiting for its turn
 * @FERRY_TRANSFER_STATE_RUNNING: bytes may move now
 * @FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION: stopped by a person or a program; only they end it
 * @FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK: waits for a network its cost policy allows
 * @FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK: waits for a network
 * @FERRY_TRANSFER_STATE_COMPLETED: whole, under its final name or on the server
 * @FERRY_TRANSFER_STATE_CANCELED: given up by a person or a program
 * @FERRY_TRANSFER_STATE_ERROR: given up by the service; the error says why
 * @FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS: waits for the caller to repair what the server refused
 * @FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY: waits for power or memory
 *
 * What a transfer is doing, as BackgroundTransferStatus has it.
 */
typedef enum {
  FERRY_TRANSFER_STATE_IDLE = 0,
  FERRY_TRANSFER_STATE_RUNNING = 1,
  FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION = 2,
  FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK = 3,
  FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK = 4,
  FERRY_TRANSFER_STATE_COMPLETED = 5,
  FERRY_TRANSFER_STATE_CANCELED = 6,
  FERRY_TRANSFER_STATE_ERROR = 7,
  FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS = 8,
  FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY = 32,
} FerryTransferState;

/**
 * FerryTransferAction:
 * @FERRY_TRANSFER_ACTION_START: queue an idle transfer
 * @FERRY_TRANSFER_ACTION_PAUSE: stop it until it is resumed; what has arrived stays
 * @FERRY_TRANSFER_ACTION_RESUME: queue a paused transfer again
 * @FERRY_TRANSFER_ACTION_CANCEL: give it up and delete the unfinished file
 * @FERRY_TRANSFER_ACTION_RETRY: queue a failed or canceled transfer again
 * @FERRY_TRANSFER_ACTION_REMOVE: forget a finished transfer; its file stays
 *
 * What a person or a program may tell a transfer to do. Windows has methods for
 * it and no enumeration; on the bus each is a method as well.
 */
typedef enum {
  FERRY_TRANSFER_ACTION_START,
  FERRY_TRANSFER_ACTION_PAUSE,
  FERRY_TRANSFER_ACTION_RESUME,
  FERRY_TRANSFER_ACTION_CANCEL,
  FERRY_TRANSFER_ACTION_RETRY,
  FERRY_TRANSFER_ACTION_REMOVE,
} FerryTransferAction;

/**
 * FerryTransferPriority:
 * @FERRY_TRANSFER_PRIORITY_DEFAULT: after all of high priority
 * @FERRY_TRANSFER_PRIORITY_HIGH: before all others
 * @FERRY_TRANSFER_PRIORITY_LOW: after all others
 */
typedef enum {
  FERRY_TRANSFER_PRIORITY_DEFAULT = 0,
  FERRY_TRANSFER_PRIORITY_HIGH = 1,
  FERRY_TRANSFER_PRIORITY_LOW = 2,
} FerryTransferPriority;

/**
 * FerryCostPolicy:
 * @FERRY_COST_POLICY_DEFAULT: metered networks are allowed, roaming is not
 * @FERRY_COST_POLICY_UNRESTRICTED_ONLY: only networks that cost nothing by the byte
 * @FERRY_COST_POLICY_ALWAYS: any network, roaming too
 */
typedef enum {
  FERRY_COST_POLICY_DEFAULT = 0,
  FERRY_COST_POLICY_UNRESTRICTED_ONLY = 1,
  FERRY_COST_POLICY_ALWAYS = 2,
} FerryCostPolicy;

/**
 * FerryTransferBehavior:
 * @FERRY_TRANSFER_BEHAVIOR_PARALLEL: members of the group run side by side
 * @FERRY_TRANSFER_BEHAVIOR_SERIALIZED: one member after the other
 */
typedef enum {
  FERRY_TRANSFER_BEHAVIOR_PARALLEL = 0,
  FERRY_TRANSFER_BEHAVIOR_SERIALIZED = 1,
} FerryTransferBehavior;

/**
 * FerryIfExists:
 * @FERRY_IF_EXISTS_RENAME: the new file gets a number, as in “NAME (1)”
 * @FERRY_IF_EXISTS_REPLACE: the new file takes the place of the old one, once it is whole
 * @FERRY_IF_EXISTS_FAIL: the download fails and the old file stays
 *
 * What a download does when there is a file of its name, as
 * CreationCollisionOption has it.
 */
typedef enum {
  FERRY_IF_EXISTS_RENAME = 0,
  FERRY_IF_EXISTS_REPLACE = 1,
  FERRY_IF_EXISTS_FAIL = 2,
} FerryIfExists;

/**
 * FerryUploadProtocol:
 * @FERRY_UPLOAD_PROTOCOL_AUTO: one that can be resumed where the server has one, else plain
 * @FERRY_UPLOAD_PROTOCOL_PLAIN: one request with all bytes; what is interrupted begins again
 * @FERRY_UPLOAD_PROTOCOL_TUS: tus 1.0
 * @FERRY_UPLOAD_PROTOCOL_IETF: Resumable Uploads for HTTP, the draft of the IETF
 *
 * How an upload is carried. Windows has nothing like it.
 */
typedef enum {
  FERRY_UPLOAD_PROTOCOL_AUTO = 0,
  FERRY_UPLOAD_PROTOCOL_PLAIN = 1,
  FERRY_UPLOAD_PROTOCOL_TUS = 2,
  FERRY_UPLOAD_PROTOCOL_IETF = 3,
} FerryUploadProtocol;

/**
 * FerryWebErrorStatus:
 *
 * Why a server, or the way to it, failed a transfer, as Windows.Web.WebErrorStatus
 * has it. From 300 on the value is the HTTP status code itself; codes that the
 * Windows enumeration lacks are carried the same way.
 */
typedef enum {
  FERRY_WEB_ERROR_STATUS_UNKNOWN = 0,
  FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT = 1,
  FERRY_WEB_ERROR_STATUS_CERTIFICATE_EXPIRED = 2,
  FERRY_WEB_ERROR_STATUS_CERTIFICATE_CONTAINS_ERRORS = 3,
  FERRY_WEB_ERROR_STATUS_CERTIFICATE_REVOKED = 4,
  FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID = 5,
  FERRY_WEB_ERROR_STATUS_SERVER_UNREACHABLE = 6,
  FERRY_WEB_ERROR_STATUS_TIMEOUT = 7,
  FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE = 8,
  FERRY_WEB_ERROR_STATUS_CONNECTION_ABORTED = 9,
  FERRY_WEB_ERROR_STATUS_CONNECTION_RESET = 10,
  FERRY_WEB_ERROR_STATUS_DISCONNECTED = 11,
  FERRY_WEB_ERROR_STATUS_HTTP_TO_HTTPS_ON_REDIRECTION = 12,
  FERRY_WEB_ERROR_STATUS_HTTPS_TO_HTTP_ON_REDIRECTION = 13,
  FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT = 14,
  FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED = 15,
  FERRY_WEB_ERROR_STATUS_OPERATION_CANCELED = 16,
  FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED = 17,
  FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE = 18,
  FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION = 19,
  FERRY_WEB_ERROR_STATUS_UNEXPECTED_CLIENT_ERROR = 20,
  FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR = 21,
  FERRY_WEB_ERROR_STATUS_INSUFFICIENT_RANGE_SUPPORT = 22,
  FERRY_WEB_ERROR_STATUS_MISSING_CONTENT_LENGTH_SUPPORT = 23,
  FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES = 300,
  FERRY_WEB_ERROR_STATUS_MOVED_PERMANENTLY = 301,
  FERRY_WEB_ERROR_STATUS_FOUND = 302,
  FERRY_WEB_ERROR_STATUS_SEE_OTHER = 303,
  FERRY_WEB_ERROR_STATUS_NOT_MODIFIED = 304,
  FERRY_WEB_ERROR_STATUS_USE_PROXY = 305,
  FERRY_WEB_ERROR_STATUS_TEMPORARY_REDIRECT = 307,
  FERRY_WEB_ERROR_STATUS_BAD_REQUEST = 400,
  FERRY_WEB_ERROR_STATUS_UNAUTHORIZED = 401,
  FERRY_WEB_ERROR_STATUS_PAYMENT_REQUIRED = 402,
  FERRY_WEB_ERROR_STATUS_FORBIDDEN = 403,
  FERRY_WEB_ERROR_STATUS_NOT_FOUND = 404,
  FERRY_WEB_ERROR_STATUS_METHOD_NOT_ALLOWED = 405,
  FERRY_WEB_ERROR_STATUS_NOT_ACCEPTABLE = 406,
  FERRY_WEB_ERROR_STATUS_PROXY_AUTHENTICATION_REQUIRED = 407,
  FERRY_WEB_ERROR_STATUS_REQUEST_TIMEOUT = 408,
  FERRY_WEB_ERROR_STATUS_CONFLICT = 409,
  FERRY_WEB_ERROR_STATUS_GONE = 410,
  FERRY_WEB_ERROR_STATUS_LENGTH_REQUIRED = 411,
  FERRY_WEB_ERROR_STATUS_PRECONDITION_FAILED = 412,
  FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE = 413,
  FERRY_WEB_ERROR_STATUS_REQUEST_URI_TOO_LONG = 414,
  FERRY_WEB_ERROR_STATUS_UNSUPPORTED_MEDIA_TYPE = 415,
  FERRY_WEB_ERROR_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE = 416,
  FERRY_WEB_ERROR_STATUS_EXPECTATION_FAILED = 417,
  FERRY_WEB_ERROR_STATUS_TOO_MANY_REQUESTS = 429,
  FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR = 500,
  FERRY_WEB_ERROR_STATUS_NOT_IMPLEMENTED = 501,
  FERRY_WEB_ERROR_STATUS_BAD_GATEWAY = 502,
  FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE = 503,
  FERRY_WEB_ERROR_STATUS_GATEWAY_TIMEOUT = 504,
  FERRY_WEB_ERROR_STATUS_HTTP_VERSION_NOT_SUPPORTED = 505,
} FerryWebErrorStatus;

#define FERRY_TYPE_TRANSFER_KIND     (ferry_transfer_kind_get_type ())
#define FERRY_TYPE_TRANSFER_STATE    (ferry_transfer_state_get_type ())
#define FERRY_TYPE_TRANSFER_ACTION   (ferry_transfer_action_get_type ())
#define FERRY_TYPE_TRANSFER_PRIORITY (ferry_transfer_priority_get_type ())
#define FERRY_TYPE_COST_POLICY       (ferry_cost_policy_get_type ())
#define FERRY_TYPE_TRANSFER_BEHAVIOR (ferry_transfer_behavior_get_type ())
#define FERRY_TYPE_IF_EXISTS         (ferry_if_exists_get_type ())
#define FERRY_TYPE_UPLOAD_PROTOCOL   (ferry_upload_protocol_get_type ())
#define FERRY_TYPE_WEB_ERROR_STATUS  (ferry_web_error_status_get_type ())

GType ferry_transfer_kind_get_type     (void);
GType ferry_transfer_state_get_type    (void);
GType ferry_transfer_action_get_type   (void);
GType ferry_transfer_priority_get_type (void);
GType ferry_cost_policy_get_type       (void);
GType ferry_transfer_behavior_get_type (void);
GType ferry_if_exists_get_type         (void);
GType ferry_upload_protocol_get_type   (void);
GType ferry_web_error_status_get_type  (void);

const char *ferry_enum_to_nick            (GType               type,
                                           int                 value);
gboolean    ferry_enum_from_nick          (GType               type,
                                           const char         *nick,
                                           int                *value);
gboolean    ferry_transfer_state_is_final (FerryTransferState  state);

G_END_DECLS
