/** What every answer tells a browser: load nothing, frame nothing, guess nothing; a page only what it names itself. */

import { base64url, randomBytes } from "../crypto/secrets.ts";

/** Where browsers report what a policy stopped. */
export const CSP_REPORT_PATH = "/csp/report";

const EVERYWHERE: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "cache-control": "no-store",
};

/** Sets each of these headers that the answer does not set itself. */
export function secured(response: Response): Response {
  for (const [name, value] of Object.entries(EVERYWHERE))
    if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}

/** A page's policy: nothing but what these directives allow; what it stops is reported. */
export function pagePolicy(directives: readonly string[]): string {
  const closed = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  return [...closed, ...directives, `report-uri ${CSP_REPORT_PATH}`].join("; ");
}

/** A page of ours to print: its own style sheet is allowed by a nonce of this answer alone, with the font in it; a script never. */
export function printablePage(html: string): { html: string; policy: string } {
  const nonce = base64url(randomBytes(16));
  return {
    html: html.replaceAll("<style>", `<style nonce="${nonce}">`),
    policy: pagePolicy([`style-src 'nonce-${nonce}'`, "img-src https: data:", "font-src data:"]),
  };
}
