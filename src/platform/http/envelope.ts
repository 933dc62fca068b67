/** The envelope: every reply has one shape (rule I2), with data, a page of a list or an error. */

import { AppError, errors } from "../../shared/errors.ts";
import { iso } from "../../shared/time.ts";

export interface ErrorBody {
  code: string;
  message: string;
  details?: Record<string, unknown>;
  hint?: string;
}

export interface Moment {
  request_id: string;
  now: number;
}

export type Language = "en" | "th";

/** The language of error messages for a caller: Thai if Accept-Language prefers it to English, else English. */
export function languageOf(request: Request): Language {
  const asked = (request.headers.get("accept-language") ?? "").slice(0, MAX_LANGUAGES_CHARS).toLowerCase().split(",");
  const wanted = asked.flatMap((range) => {
    const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
    const quality = parameters.find((part) => part.startsWith("q="));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    const language = tag.split("-")[0];
    return (language === "th" || language === "en") && weight > 0 ? [{ language, weight } as const] : [];
  });
  return wanted.toSorted((a, b) => b.weight - a.weight)[0]?.language ?? "en";
}

const MAX_LANGUAGES_CHARS = 200;

/** The body of a success; `page` is for lists only. */
export function successText(moment: Moment, data: unknown, page?: { next_cursor: string | null; has_more: boolean }) {
  const { request_id, now } = moment;
  return JSON.stringify({ ok: true, data, error: null, ...(page && { page }), request_id, server_time: iso(now) });
}

/** The response of an error. An expected refusal has its code; anything else is E_INTERNAL and reveals nothing. */
export function errorResponse(moment: Moment, cause: unknown, language: Language): Response {
  const error = cause instanceof AppError ? cause : new AppError(errors.internal);
  const { spec, details } = error;
  const body: ErrorBody = {
    code: spec.code,
    message: language === "th" ? spec.message_th : spec.message,
    details,
    hint: spec.hint,
  };
  const { request_id, now } = moment;
  const text = JSON.stringify({ ok: false, data: null, error: body, request_id, server_time: iso(now) });
  const headers: Record<string, string> = { "content-language": language, vary: "accept-language" };
  if (spec.status === 429 || spec.status === 503) headers["retry-after"] = String(error.retry_after_s ?? 1);
  if (spec.status === 401) headers["www-authenticate"] = "Bearer";
  if (spec === errors.upgrade_required) headers.upgrade = "websocket";
  return jsonResponse(spec.status, text, headers);
}

export function jsonResponse(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      ...headers,
    },
  });
}
