/** Files of the built console: every path below /admin/ that is no file is the page, under a policy that allows our own files only. */
import type { Api } from "./call.ts";

const COMMON = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
};

const FOREVER = "public, max-age=31536000, immutable";

/** A path of a file below our own folder: plain names, so that no server reads it as another host or folder. */
const FILE = /^(?:\/[\w-][\w.-]*)+\.[a-z0-9]+$/i;

export async function servePage(request: Request, files: Api): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice("/admin".length);
  if (/\.[a-z0-9]+$/i.test(path)) {
    if (!FILE.test(path)) return new Response(null, { status: 404, headers: COMMON });
    const file = await files.fetch(new Request(`${url.origin}${path}`, { headers: conditions(request) }));
    // A folder's server may redirect to a shorter path, which is none of ours.
    if (file.status >= 300 && file.status < 400 && file.status !== 304)
      return new Response(null, { status: 404, headers: COMMON });
    const response = new Response(file.body, file);
    for (const [name, value] of Object.entries(COMMON)) response.headers.set(name, value);
    if (path.startsWith("/assets/") && file.ok) response.headers.set("cache-control", FOREVER);
    return response;
  }
  const page = await files.fetch(new Request(new URL("/", url)));
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const html = (await page.text()).replace("CSP-NONCE", nonce);
  return new Response(request.method === "HEAD" ? null : html, {
    status: page.status,
    headers: {
      ...COMMON,
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-frame-options": "DENY",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
      "content-security-policy": policy(url, nonce),
    },
  });
}

function policy({ protocol, host }: URL, nonce: string): string {
  const socket = `${protocol === "https:" ? "wss" : "ws"}://${host}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "frame-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "report-uri /csp/report",
  ].join("; ");
}

function conditions(request: Request): Headers {
  const headers = new Headers();
  const tag = request.headers.get("if-none-match");
  if (tag) headers.set("if-none-match", tag);
  return headers;
}
