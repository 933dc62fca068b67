/** One JSON line per request, refused ones too; nothing secret and nothing that names a guest reaches it. */

import { iso } from "../../shared/time.ts";

export interface RequestLine {
  /** Of its arrival, epoch ms of the world's clock. */
  arrived_at: number;
  request_id: string;
  tenant_id: string | null;
  device_id: string | null;
  employee_id: string | null;
  ip: string | null;
  method: string;
  /** Null for a path that nobody serves: what was sent there is not told. */
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

/** The moment of a line that no request has, ISO 8601. */
function now(): string {
  return iso(Date.now());
}

/**
 * What went wrong behind an answer, or beside it, for whoever runs the park's servers: `fields` name who and what. The
 * cause is cleaned, for nobody knows what an error's text holds.
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

/** The cause of a 500, for whoever runs the park's servers; the client sees none of it. */
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

/** Text with tokens, codes, long digit runs, PINs and e-mail addresses taken out. */
export function redact(text: string): string {
  return SECRETS.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text);
}
