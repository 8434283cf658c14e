/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The types of the shared words, and their nicks: the spelling on the command
 * line, in JSON and in the log. */

#include "ferry-enums.h"

/* clang-format off */
G_DEFINE_ENUM_TYPE (FerryTransferKind, ferry_transfer_kind,
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_KIND_DOWNLOAD, "download"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_KIND_UPLOAD, "upload"))

G_DEFINE_ENUM_TYPE (FerryTransferState, ferry_transfer_state,
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_IDLE, "idle"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_RUNNING, "running"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_PAUSED_BY_APPLICATION, "paused-by-application"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_PAUSED_COSTED_NETWORK, "paused-costed-network"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_PAUSED_NO_NETWORK, "paused-no-network"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_COMPLETED, "completed"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_CANCELED, "canceled"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_ERROR, "error"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_PAUSED_RECOVERABLE_WEB_ERROR_STATUS, "paused-recoverable-web-error-status"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_STATE_PAUSED_SYSTEM_POLICY, "paused-system-policy"))

G_DEFINE_ENUM_TYPE (FerryTransferAction, ferry_transfer_action,
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_ACTION_START, "start"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_ACTION_PAUSE, "pause"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_ACTION_RESUME, "resume"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_ACTION_CANCEL, "cancel"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_ACTION_RETRY, "retry"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_ACTION_REMOVE, "remove"))

G_DEFINE_ENUM_TYPE (FerryTransferPriority, ferry_transfer_priority,
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_PRIORITY_DEFAULT, "default"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_PRIORITY_HIGH, "high"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_PRIORITY_LOW, "low"))

G_DEFINE_ENUM_TYPE (FerryCostPolicy, ferry_cost_policy,
  G_DEFINE_ENUM_VALUE (FERRY_COST_POLICY_DEFAULT, "default"),
  G_DEFINE_ENUM_VALUE (FERRY_COST_POLICY_UNRESTRICTED_ONLY, "unrestricted-only"),
  G_DEFINE_ENUM_VALUE (FERRY_COST_POLICY_ALWAYS, "always"))

G_DEFINE_ENUM_TYPE (FerryTransferBehavior, ferry_transfer_behavior,
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_BEHAVIOR_PARALLEL, "parallel"),
  G_DEFINE_ENUM_VALUE (FERRY_TRANSFER_BEHAVIOR_SERIALIZED, "serialized"))

G_DEFINE_ENUM_TYPE (FerryIfExists, ferry_if_exists,
  G_DEFINE_ENUM_VALUE (FERRY_IF_EXISTS_RENAME, "rename"),
  G_DEFINE_ENUM_VALUE (FERRY_IF_EXISTS_REPLACE, "replace"),
  G_DEFINE_ENUM_VALUE (FERRY_IF_EXISTS_FAIL, "fail"))

G_DEFINE_ENUM_TYPE (FerryUploadProtocol, ferry_upload_protocol,
  G_DEFINE_ENUM_VALUE (FERRY_UPLOAD_PROTOCOL_AUTO, "auto"),
  G_DEFINE_ENUM_VALUE (FERRY_UPLOAD_PROTOCOL_PLAIN, "never"),
  G_DEFINE_ENUM_VALUE (FERRY_UPLOAD_PROTOCOL_TUS, "tus"),
  G_DEFINE_ENUM_VALUE (FERRY_UPLOAD_PROTOCOL_IETF, "ietf"))

G_DEFINE_ENUM_TYPE (FerryWebErrorStatus, ferry_web_error_status,
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_UNKNOWN, "unknown"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CERTIFICATE_COMMON_NAME_IS_INCORRECT, "certificate-common-name-is-incorrect"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CERTIFICATE_EXPIRED, "certificate-expired"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CERTIFICATE_CONTAINS_ERRORS, "certificate-contains-errors"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CERTIFICATE_REVOKED, "certificate-revoked"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CERTIFICATE_IS_INVALID, "certificate-is-invalid"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_SERVER_UNREACHABLE, "server-unreachable"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_TIMEOUT, "timeout"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_ERROR_HTTP_INVALID_SERVER_RESPONSE, "error-http-invalid-server-response"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CONNECTION_ABORTED, "connection-aborted"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CONNECTION_RESET, "connection-reset"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_DISCONNECTED, "disconnected"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_HTTP_TO_HTTPS_ON_REDIRECTION, "http-to-https-on-redirection"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_HTTPS_TO_HTTP_ON_REDIRECTION, "https-to-http-on-redirection"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CANNOT_CONNECT, "cannot-connect"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_HOST_NAME_NOT_RESOLVED, "host-name-not-resolved"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_OPERATION_CANCELED, "operation-canceled"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_REDIRECT_FAILED, "redirect-failed"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_UNEXPECTED_STATUS_CODE, "unexpected-status-code"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_UNEXPECTED_REDIRECTION, "unexpected-redirection"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_UNEXPECTED_CLIENT_ERROR, "unexpected-client-error"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_UNEXPECTED_SERVER_ERROR, "unexpected-server-error"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_INSUFFICIENT_RANGE_SUPPORT, "insufficient-range-support"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_MISSING_CONTENT_LENGTH_SUPPORT, "missing-content-length-support"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_MULTIPLE_CHOICES, "multiple-choices"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_MOVED_PERMANENTLY, "moved-permanently"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_FOUND, "found"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_SEE_OTHER, "see-other"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_NOT_MODIFIED, "not-modified"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_USE_PROXY, "use-proxy"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_TEMPORARY_REDIRECT, "temporary-redirect"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_BAD_REQUEST, "bad-request"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_UNAUTHORIZED, "unauthorized"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_PAYMENT_REQUIRED, "payment-required"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_FORBIDDEN, "forbidden"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_NOT_FOUND, "not-found"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_METHOD_NOT_ALLOWED, "method-not-allowed"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_NOT_ACCEPTABLE, "not-acceptable"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_PROXY_AUTHENTICATION_REQUIRED, "proxy-authentication-required"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_REQUEST_TIMEOUT, "request-timeout"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_CONFLICT, "conflict"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_GONE, "gone"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_LENGTH_REQUIRED, "length-required"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_PRECONDITION_FAILED, "precondition-failed"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_REQUEST_ENTITY_TOO_LARGE, "request-entity-too-large"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_REQUEST_URI_TOO_LONG, "request-uri-too-long"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, "requested-range-not-satisfiable"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_EXPECTATION_FAILED, "expectation-failed"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_TOO_MANY_REQUESTS, "too-many-requests"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_INTERNAL_SERVER_ERROR, "internal-server-error"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_NOT_IMPLEMENTED, "not-implemented"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_BAD_GATEWAY, "bad-gateway"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_SERVICE_UNAVAILABLE, "service-unavailable"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_GATEWAY_TIMEOUT, "gateway-timeout"),
  G_DEFINE_ENUM_VALUE (FERRY_WEB_ERROR_STATUS_HTTP_VERSION_NOT_SUPPORTED, "http-version-not-supported"))

/* clang-format on */

/**
 * ferry_enum_to_nick:
 * @type: the type of an enumeration
 * @value: a value
 *
 * Finds the word for @value that the bus, the command line and settings use,
 * such as “paused-no-network”. From any thread.
 *
 * Returns: (transfer none) (nullable): the nick of @value, which lives for
 *   ever; %NULL when @type has no such value
 *
 * Since: 0.1
 */
const char *
ferry_enum_to_nick (GType type,
                    int   value)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (type);
  GEnumValue *entry = g_enum_get_value (class, value);

  return entry != NULL ? entry->value_nick : NULL;
}

/**
 * ferry_enum_from_nick:
 * @type: the type of an enumeration
 * @nick: a word
 * @value: (out): the value that is called @nick; untouched when there is none
 *
 * Finds the value for a word. From any thread.
 *
 * Returns: whether @type has a value of that nick
 *
 * Since: 0.1
 */
gboolean
ferry_enum_from_nick (GType       type,
                      const char *nick,
                      int        *value)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (type);
  GEnumValue *entry = g_enum_get_value_by_nick (class, nick);

  if (entry == NULL)
    return FALSE;
  *value = entry->value;
  return TRUE;
}

/**
 * ferry_transfer_state_is_final:
 * @state: a state
 *
 * Tells whether a transfer moves no more by itself: it is completed, canceled
 * or has failed. From any thread.
 *
 * Returns: whether @state is such a state
 *
 * Since: 0.1
 */
gboolean
ferry_transfer_state_is_final (FerryTransferState state)
{
  return state == FERRY_TRANSFER_STATE_COMPLETED ||
         state == FERRY_TRANSFER_STATE_CANCELED ||
         state == FERRY_TRANSFER_STATE_ERROR;
}
