/** Error pages: a person who opens an address in a browser reads the error as a page, with its code and request id. */

import { AppError, errors } from "../../shared/errors.ts";
import { drawFrame, escapeHtml } from "../../shared/html.ts";
import { errorResponse, type Language, languageOf, type Moment } from "./envelope.ts";
import { scriptlessPage } from "./headers.ts";

const WORDS: Readonly<Record<Language, { request: string; code: string; help: string }>> = {
  en: { request: "Request", code: "Code", help: "What to do when something does not work" },
  th: { request: "หมายเลขคำขอ", code: "รหัส", help: "วิธีแก้ไขเมื่อมีปัญหา" },
};

/** Whether a request is a browser's that opens a page: programs do not name HTML. */
export function asksForPage({ method, headers }: Pick<Request, "method" | "headers">): boolean {
  const accepted = (headers.get("accept") ?? "").slice(0, 500).toLowerCase();
  return method === "GET" && accepted.includes("text/html") && !headers.has("authorization");
}

/** The response of an error: a page for a browser that opens one, else JSON. Status and headers are the same. */
export function refusalResponse(request: Request, moment: Moment, cause: unknown): Response {
  const lang = languageOf(request);
  const refused = errorResponse(moment, cause, lang);
  if (!asksForPage(request)) return refused;
  const { spec } = cause instanceof AppError ? cause : new AppError(errors.internal);
  const { request: number, code, help } = WORDS[lang];
  const { html, policy } = scriptlessPage(
    drawFrame({
      lang,
      title: String(spec.status),
      head: "<span>PlayPark</span>",
      body: `<p>${escapeHtml(lang === "th" ? spec.message_th : spec.message)}</p>
      <p>${code} <code>${escapeHtml(spec.code)}</code><br>${number} <code>${escapeHtml(moment.request_id)}</code></p>`,
      foot: `<a href="/help/troubleshooting?lang=${lang}">${help}</a>`,
    }),
    "to_read",
  );
  const headers = new Headers(refused.headers);
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-security-policy", policy);
  headers.set("vary", "accept, accept-language");
  return new Response(html, { status: refused.status, headers });
}
