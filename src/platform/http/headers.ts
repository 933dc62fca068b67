/** Security headers of every response: browsers load, frame and guess nothing; a page loads only what its policy names. */

import { base64url, randomBytes } from "../crypto/secrets.ts";

/** Browsers report here what a policy stopped. */
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

/** Sets each of these headers that the response does not set itself. */
export function secured(response: Response): Response {
  for (const [name, value] of Object.entries(EVERYWHERE))
    if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}

/** A page's policy: only what these directives allow; browsers report the rest. */
export function pagePolicy(directives: readonly string[]): string {
  const closed = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  return [...closed, ...directives, `report-uri ${CSP_REPORT_PATH}`].join("; ");
}

/** A page to print, with its font in it, loads none; a page to read loads those of our own origin. */
const FONTS = { to_print: "data:", to_read: "'self'" } as const;

/** A page: a nonce of this response allows its own style sheet. Scripts are never allowed. */
export function scriptlessPage(html: string, use: keyof typeof FONTS): { html: string; policy: string } {
  const nonce = base64url(randomBytes(16));
  return {
    html: html.replaceAll("<style>", `<style nonce="${nonce}">`),
    policy: pagePolicy([`style-src 'nonce-${nonce}'`, "img-src https: data:", `font-src ${FONTS[use]}`]),
  };
}
