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
 * @FERRY_TRANSFER_KIND_UPLOAD: bytes go from files to a server
 *
 * Which way the bytes of a transfer go.
 *
 * Since: 0.1
 */
typedef enum {
  FERRY_TRANSFER_KIND_DOWNLOAD = 0,
  FERRY_TRANSFER_KIND_UPLOAD = 1,
} FerryTransferKind;

/**
 * FerryTransferState:
 * @FERRY_TRANSFER_STATE_IDLE: created and not started yet; or started, and
 *   waiting for its turn or for its next attempt
 * @FERRY_TRANSFER_STATE_RUNNING: bytes may move now
 * @FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION: stopped by a person or a
 *   program; only they end it
 * @FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK: waits for a network that its
 *   cost policy allows
 * @FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK: waits for a network
 * @FERRY_TRANSFER_STATE_COMPLETED: whole, under its final name or on the server
 * @FERRY_TRANSFER_STATE_CANCELED: given up by a person or a program
 * @FERRY_TRANSFER_STATE_ERROR: given up by the service; the error says why
 * @FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS: waits for the
 *   program to repair what the server refused
 * @FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY: waits until the person saves
 *   power no longer
 *
 * What a transfer is doing, as BackgroundTransferStatus has it. A state is told
 * only when it is durable. Which one may follow which is told in [Life of a
 * transfer](life-of-a-transfer.html).
 *
 * Since: 0.1
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
 * @FERRY_TRANSFER_ACTION_START: queue a transfer that was created and not
 *   started
 * @FERRY_TRANSFER_ACTION_PAUSE: stop it until it is resumed; what has arrived
 *   stays
 * @FERRY_TRANSFER_ACTION_RESUME: queue a paused transfer again
 * @FERRY_TRANSFER_ACTION_CANCEL: give it up and delete the unfinished file
 * @FERRY_TRANSFER_ACTION_RETRY: queue a failed or canceled transfer again
 * @FERRY_TRANSFER_ACTION_REMOVE: forget a finished transfer; its file stays
 *
 * What a person or a program may tell a transfer to do: asked of
 * [method@Ferry.TransferOperation.can], done to many at once by
 * [func@Ferry.transfers_act_async]. Windows has methods for it and no
 * enumeration; on the bus each is a method as well.
 *
 * Since: 0.1
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
 * @FERRY_TRANSFER_PRIORITY_HIGH: before all others; takes the place of one that
 *   runs and is less important
 * @FERRY_TRANSFER_PRIORITY_LOW: after all others
 *
 * Which transfers get their turn first. Of the same priority, the one that was
 * created first.
 *
 * Since: 0.1
 */
typedef enum {
  FERRY_TRANSFER_PRIORITY_DEFAULT = 0,
  FERRY_TRANSFER_PRIORITY_HIGH = 1,
  FERRY_TRANSFER_PRIORITY_LOW = 2,
} FerryTransferPriority;

/**
 * FerryCostPolicy:
 * @FERRY_COST_POLICY_DEFAULT: metered networks are allowed, roaming is not
 * @FERRY_COST_POLICY_UNRESTRICTED_ONLY: only networks that cost nothing by the
 *   byte
 * @FERRY_COST_POLICY_ALWAYS: any network, roaming too, and also while the
 *   person saves power
 *
 * Which networks a transfer may use. What stays on this computer costs nothing,
 * and always runs.
 *
 * Since: 0.1
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
 *
 * How the members of a [class@Ferry.TransferGroup] run.
 *
 * Since: 0.1
 */
typedef enum {
  FERRY_TRANSFER_BEHAVIOR_PARALLEL = 0,
  FERRY_TRANSFER_BEHAVIOR_SERIALIZED = 1,
} FerryTransferBehavior;

/**
 * FerryIfExists:
 * @FERRY_IF_EXISTS_RENAME: the new file gets a number, as in “NAME (1)”
 * @FERRY_IF_EXISTS_REPLACE: the new file takes the place of the old one, once
 *   it is whole
 * @FERRY_IF_EXISTS_FAIL: the download fails and the old file stays
 *
 * What a download does when there is a file of its name, as
 * CreationCollisionOption has it.
 *
 * Since: 0.1
 */
typedef enum {
  FERRY_IF_EXISTS_RENAME = 0,
  FERRY_IF_EXISTS_REPLACE = 1,
  FERRY_IF_EXISTS_FAIL = 2,
} FerryIfExists;

/**
 * FerryUploadProtocol:
 * @FERRY_UPLOAD_PROTOCOL_AUTO: one that can be resumed where the server has
 *   one, else plain
 * @FERRY_UPLOAD_PROTOCOL_PLAIN: one request with all bytes; what is interrupted
 *   begins again
 * @FERRY_UPLOAD_PROTOCOL_TUS: tus 1.0
 * @FERRY_UPLOAD_PROTOCOL_IETF: Resumable Uploads for HTTP, the draft of the
 *   IETF
 *
 * How an upload is carried. Windows has nothing like it.
 *
 * Since: 0.1
 */
typedef enum {
  FERRY_UPLOAD_PROTOCOL_AUTO = 0,
  FERRY_UPLOAD_PROTOCOL_PLAIN = 1,
  FERRY_UPLOAD_PROTOCOL_TUS = 2,
  FERRY_UPLOAD_PROTOCOL_IETF = 3,
} FerryUploadProtocol;

/**
 * FerryWebErrorStatus:
 * @FERRY_WEB_ERROR_STATUS_UNKNOWN: a fault of the connection that has no name
 *   of its own
 * @FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT: the certificate
 *   belongs to another server
 * @FERRY_WEB_ERROR_STATUS_CERTIFICATE_EXPIRED: the certificate has expired
 * @FERRY_WEB_ERROR_STATUS_CERTIFICATE_CONTAINS_ERRORS: the certificate is
 *   damaged, or made in a way that is not secure any more
 * @FERRY_WEB_ERROR_STATUS_CERTIFICATE_REVOKED: the certificate was revoked
 * @FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID: the certificate is not
 *   trusted, or not valid yet
 * @FERRY_WEB_ERROR_STATUS_SERVER_UNREACHABLE: no way leads to the server or its
 *   network
 * @FERRY_WEB_ERROR_STATUS_TIMEOUT: the server said nothing for as long as the
 *   setting *silence-timeout* allows
 * @FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE: the answer makes
 *   no sense
 * @FERRY_WEB_ERROR_STATUS_CONNECTION_ABORTED: the connection was given up
 * @FERRY_WEB_ERROR_STATUS_CONNECTION_RESET: the server reset the connection
 * @FERRY_WEB_ERROR_STATUS_DISCONNECTED: the server closed the connection in the
 *   middle
 * @FERRY_WEB_ERROR_STATUS_HTTP_TO_HTTPS_ON_REDIRECTION: Windows' only; Ferry
 *   follows such a redirect
 * @FERRY_WEB_ERROR_STATUS_HTTPS_TO_HTTP_ON_REDIRECTION: a redirect led from
 *   https to http, and the setting *allow-insecure-redirects* is off
 * @FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT: the server takes no connections, or
 *   no secure one could be made, or the proxy does not work
 * @FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED: there is no server of that
 *   name
 * @FERRY_WEB_ERROR_STATUS_OPERATION_CANCELED: the request was given up
 * @FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED: the server redirects in a circle,
 *   too often, or to no address
 * @FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE: a status below 300 that
 *   brings no file
 * @FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION: the server redirects to what
 *   is not on the web
 * @FERRY_WEB_ERROR_STATUS_UNEXPECTED_CLIENT_ERROR: the server wants to be asked
 *   again and again
 * @FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR: the server has failed while
 *   it took an upload
 * @FERRY_WEB_ERROR_STATUS_INSUFFICIENT_RANGE_SUPPORT: Windows' only: the server
 *   has no ranges, and they were required
 * @FERRY_WEB_ERROR_STATUS_MISSING_CONTENT_LENGTH_SUPPORT: Windows' only: the
 *   server tells no length, and it was required
 * @FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES: HTTP 300
 * @FERRY_WEB_ERROR_STATUS_MOVED_PERMANENTLY: HTTP 301 that can't be followed
 * @FERRY_WEB_ERROR_STATUS_FOUND: HTTP 302 that can't be followed
 * @FERRY_WEB_ERROR_STATUS_SEE_OTHER: HTTP 303 that can't be followed
 * @FERRY_WEB_ERROR_STATUS_NOT_MODIFIED: HTTP 304, which nobody asked for
 * @FERRY_WEB_ERROR_STATUS_USE_PROXY: HTTP 305, which is not followed
 * @FERRY_WEB_ERROR_STATUS_TEMPORARY_REDIRECT: HTTP 307 that can't be followed
 * @FERRY_WEB_ERROR_STATUS_BAD_REQUEST: HTTP 400: the request makes no sense to
 *   the server
 * @FERRY_WEB_ERROR_STATUS_UNAUTHORIZED: HTTP 401: the server wants a valid user
 *   name and password
 * @FERRY_WEB_ERROR_STATUS_PAYMENT_REQUIRED: HTTP 402: the server wants to be
 *   paid
 * @FERRY_WEB_ERROR_STATUS_FORBIDDEN: HTTP 403: the server does not allow it
 * @FERRY_WEB_ERROR_STATUS_NOT_FOUND: HTTP 404: there is nothing at this address
 * @FERRY_WEB_ERROR_STATUS_METHOD_NOT_ALLOWED: HTTP 405: the server does not
 *   allow this method
 * @FERRY_WEB_ERROR_STATUS_NOT_ACCEPTABLE: HTTP 406: the server can't answer in
 *   an acceptable form
 * @FERRY_WEB_ERROR_STATUS_PROXY_AUTHENTICATION_REQUIRED: HTTP 407: the proxy
 *   wants a valid user name and password
 * @FERRY_WEB_ERROR_STATUS_REQUEST_TIMEOUT: HTTP 408: the server waited too long
 *   for the request
 * @FERRY_WEB_ERROR_STATUS_CONFLICT: HTTP 409: the request conflicts with what
 *   the server has
 * @FERRY_WEB_ERROR_STATUS_GONE: HTTP 410: it is gone for good
 * @FERRY_WEB_ERROR_STATUS_LENGTH_REQUIRED: HTTP 411: the server wants to know
 *   the length first
 * @FERRY_WEB_ERROR_STATUS_PRECONDITION_FAILED: HTTP 412: the server has another
 *   version than expected
 * @FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE: HTTP 413: the file is
 *   larger than the server takes
 * @FERRY_WEB_ERROR_STATUS_REQUEST_URI_TOO_LONG: HTTP 414: the address is too
 *   long for the server
 * @FERRY_WEB_ERROR_STATUS_UNSUPPORTED_MEDIA_TYPE: HTTP 415: the server does not
 *   take files of this type
 * @FERRY_WEB_ERROR_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE: HTTP 416: the server
 *   does not have that part of the file
 * @FERRY_WEB_ERROR_STATUS_EXPECTATION_FAILED: HTTP 417: the server does not do
 *   what the request expects
 * @FERRY_WEB_ERROR_STATUS_TOO_MANY_REQUESTS: HTTP 429: the server got too many
 *   requests; Windows has no name for it
 * @FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR: HTTP 500: the server has
 *   failed
 * @FERRY_WEB_ERROR_STATUS_NOT_IMPLEMENTED: HTTP 501: the server does not
 *   support the request
 * @FERRY_WEB_ERROR_STATUS_BAD_GATEWAY: HTTP 502: the server got a bad answer
 *   from another one
 * @FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE: HTTP 503: the server is not
 *   available at the moment
 * @FERRY_WEB_ERROR_STATUS_GATEWAY_TIMEOUT: HTTP 504: the server waited too long
 *   for another one
 * @FERRY_WEB_ERROR_STATUS_HTTP_VERSION_NOT_SUPPORTED: HTTP 505: the server does
 *   not support this version of HTTP
 *
 * Why a server, or the way to it, failed a transfer, as
 * Windows.Web.WebErrorStatus has it: the codes of errors in the domain
 * `FERRY_WEB_ERROR`. From 300 on the value is the HTTP status code itself;
 * codes that have no name here are carried the same way, so there may be
 * others.
 *
 * TIMEOUT, REQUEST_TIMEOUT, TOO_MANY_REQUESTS, INTERNAL_SERVER_ERROR,
 * BAD_GATEWAY, SERVICE_UNAVAILABLE, GATEWAY_TIMEOUT, and what is wrong with the
 * connection but not with a certificate, the service tries again by itself;
 * with all others the transfer fails at once.
 *
 * Since: 0.1
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
