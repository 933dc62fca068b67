/** Every refusal a client can meet has one code, one status and one sentence that says what to do. */

/** What an error code means on the wire: `status` is the HTTP status of rule I3. */
export interface ErrorSpec {
  readonly code: `E_${string}`;
  readonly status: number;
  readonly message: string;
  readonly hint?: string;
}

/**
 * Names a module's errors once; the same literal is thrown, listed on the route and documented. A bundle leaves out those
 * that nobody in it names. @__NO_SIDE_EFFECTS__
 */
export function defineErrors<const Specs extends Record<string, ErrorSpec>>(specs: Specs): Specs {
  return specs;
}

/** An expected refusal on its way to the envelope. `details` is JSON for the client, never a secret. */
export class AppError extends Error {
  readonly spec: ErrorSpec;
  readonly details: Record<string, unknown> | undefined;
  /** Seconds after which a retry makes sense; sent as Retry-After with 429 and 503. */
  readonly retry_after_s: number | undefined;

  constructor(spec: ErrorSpec, details?: Record<string, unknown>, retry_after_s?: number) {
    super(spec.message);
    this.name = "AppError";
    this.spec = spec;
    this.details = details;
    this.retry_after_s = retry_after_s;
  }
}

/** Errors that any route may answer without listing them: they come from the wrapper (rules I3, I6, I9, T2–T4). */
export const errors = defineErrors({
  malformed: { code: "E_MALFORMED", status: 400, message: "The request could not be read. Send well-formed JSON." },
  too_deep: { code: "E_TOO_DEEP", status: 400, message: "JSON may be nested at most 20 levels deep." },
  unauthenticated: {
    code: "E_UNAUTHENTICATED",
    status: 401,
    message: "A valid access token is needed. Log in and send it as Authorization: Bearer.",
  },
  token_expired: {
    code: "E_TOKEN_EXPIRED",
    status: 401,
    message: "This token has expired. Refresh it or log in again, then repeat the request.",
  },
  device_revoked: {
    code: "E_DEVICE_REVOKED",
    status: 401,
    message: "This device was revoked. Pair it again with a new site key.",
  },
  min_version: {
    code: "E_MIN_VERSION",
    status: 426,
    message:
      "This device's app is too old for its store. Update it to details.min_app_version; its next heartbeat tells so.",
  },
  permission: { code: "E_PERMISSION", status: 403, message: "You may not do this here." },
  amounts_hidden: {
    code: "E_AMOUNTS_HIDDEN",
    status: 403,
    message: "An open shift is counted blind, so its amounts are not told. Close it first, or ask a supervisor.",
  },
  scope_mismatch: { code: "E_SCOPE_MISMATCH", status: 403, message: "This belongs to another store than yours." },
  device_suspended: {
    code: "E_DEVICE_SUSPENDED",
    status: 403,
    message: "This device is suspended. Ask a manager to resume it.",
  },
  device_pending: {
    code: "E_DEVICE_PENDING",
    status: 403,
    message: "This device waits for approval. Ask a manager to approve it.",
  },
  employee_suspended: {
    code: "E_EMPLOYEE_SUSPENDED",
    status: 403,
    message: "This employee is suspended. Ask a manager to resume the account.",
  },
  pin_weak: {
    code: "E_PIN_WEAK",
    status: 403,
    message:
      "Your PIN is too easy to guess for what you may do. Set one of six digits or more with PUT /employees/me/pin.",
  },
  step_up: {
    code: "E_STEP_UP_REQUIRED",
    status: 403,
    message: "This needs fresh proof that it is you. POST /auth/step-up, then repeat within five minutes.",
  },
  tenant_suspended: {
    code: "E_TENANT_SUSPENDED",
    status: 403,
    message: "This company's account is suspended. Ask the provider.",
  },
  tenant_closed: {
    code: "E_TENANT_CLOSED",
    status: 403,
    message: "This company's account is closed. Until its records are deleted, the provider can restore it.",
  },
  not_found: { code: "E_NOT_FOUND", status: 404, message: "There is nothing here under that id." },
  method_not_allowed: {
    code: "E_METHOD_NOT_ALLOWED",
    status: 405,
    message: "This path exists, but not with that method.",
  },
  too_large: { code: "E_TOO_LARGE", status: 413, message: "The body is larger than this route accepts." },
  content_type: {
    code: "E_CONTENT_TYPE",
    status: 415,
    message: "The body is of a type that this route does not read. Send one of details.content_types, unpacked.",
  },
  validation: {
    code: "E_VALIDATION",
    status: 422,
    message: "Some fields are not acceptable; details.fields names each with what is wrong.",
  },
  upgrade_required: {
    code: "E_UPGRADE_REQUIRED",
    status: 426,
    message: "This path is a WebSocket. Ask for it with Upgrade: websocket.",
  },
  idempotency_mismatch: {
    code: "E_IDEMPOTENCY_MISMATCH",
    status: 422,
    message: "This Idempotency-Key was used with another request. Use a new key for a new request.",
  },
  idempotency_missing: {
    code: "E_IDEMPOTENCY_MISSING",
    status: 422,
    message: "This route needs an Idempotency-Key header of 1 to 128 characters of A-Z a-z 0-9 + / = _ -.",
  },
  duplicate: { code: "E_DUPLICATE", status: 409, message: "That id or name is taken by something else." },
  rate_limit: { code: "E_RATE_LIMIT", status: 429, message: "Too many requests. Wait, then try again." },
  bytes_spent: {
    code: "E_STORAGE_LIMIT",
    status: 429,
    message:
      "You stored more today than limits.caller_bytes_per_day allows. Try again tomorrow, or raise that setting.",
  },
  internal: { code: "E_INTERNAL", status: 500, message: "Something unexpected went wrong on our side." },
  maintenance: {
    code: "E_MAINTENANCE",
    status: 503,
    message: "This is being maintained. Try again after the time in Retry-After.",
  },
  unavailable: {
    code: "E_UNAVAILABLE",
    status: 503,
    message: "No answer can be given right now. Try again in a moment.",
  },
});
