/** The log: one JSON line per request, also for refused ones, without secrets and without anything that identifies a guest. */

import { iso } from "../../shared/time.ts";

export interface RequestLine {
  /** The arrival, epoch ms of the world's clock. */
  arrived_at: number;
  request_id: string;
  tenant_id: string | null;
  device_id: string | null;
  employee_id: string | null;
  /** The API token that sent the request. */
  token_id: string | null;
  ip: string | null;
  method: string;
  /** Null for an unknown path, which is not logged. */
  route: string | null;
  status: number;
  latency_ms: number;
  error_code: string | null;
  rows_read: number;
  rows_written: number;
}

export function logRequest({ arrived_at, ...line }: RequestLine): void {
  console.log(JSON.stringify({ level: line.status >= 500 ? "error" : "info", time: iso(arrived_at), ...line }));
}

/** The time of a line without a request, ISO 8601. */
function now(): string {
  return iso(Date.now());
}

/**
 * Logs a failure that no reply shows, for the operators of the servers. `fields` say whom and what it concerns. The cause
 * is redacted, because an error's text may have anything in it.
 */
export function logTrouble(
  level: "warn" | "error",
  message: string,
  cause: unknown,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  const causes = cause instanceof AggregateError ? cause.errors : [cause];
  console.error(
    JSON.stringify({
      level,
      time: now(),
      message,
      ...fields,
      cause: causes.map((one) => redact(String(one))).join("; "),
    }),
  );
}

/** Logs the cause of a 500 for the operators of the servers; the client sees none of it. */
export function logFailure(request_id: string, route: string, cause: unknown): void {
  const { message, stack } = cause instanceof Error ? cause : { message: String(cause), stack: undefined };
  console.error(
    JSON.stringify({
      level: "error",
      time: now(),
      request_id,
      route,
      message: redact(message),
      stack: redact(stack ?? ""),
    }),
  );
}

const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w-])ey[\w-]+\.[\w-]+\.[\w-]+/g, "[token]"],
  [/\bppd_[\w.-]+/g, "[device token]"],
  [/\bpps_[\w.-]+/g, "[site key]"],
  [/\bppa_[\w.-]+/g, "[approval token]"],
  [/\bppo_[\w.-]+/g, "[sign-up token]"],
  [/\bPP1[0-9A-Z]{40,}/g, "[ticket code]"],
  [/\b\d(?:[ -]?\d){12,18}\b/g, "[digits]"],
  [/\bwhsec_[\w+/=-]+/g, "[webhook secret]"],
  [/\botpauth:\/\/\S+/g, "[second factor]"],
  [
    /"(pin|password|secret|token|authorization|totp_code|recovery_code|utr|email|phone|tax_id)"\s*:\s*"[^"]*"/gi,
    '"$1":"[redacted]"',
  ],
  [/\b(pin|password|secret|token|authorization|utr|email|phone|code)=[^\s&"]+/gi, "$1=[redacted]"],
  [/(?<![\w.])(?:\+66|0)[ -]?[2-9]\d?(?:[ -]?\d){7}(?!\w)/g, "[phone]"],
  [/(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.]+/g, "[email]"],
];

/** Text without tokens, codes, long digit runs, PINs and e-mail addresses. */
export function redact(text: string): string {
  return SECRETS.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text);
}
