/** The console's origin: its pages, its session, and the API behind both. The Pages function and the local server run it. */
import { serveSession } from "./acts.ts";
import { refuse } from "./answers.ts";
import type { Api } from "./call.ts";
import { forward } from "./forward.ts";
import { servePage } from "./page.ts";
import { sealOf } from "./seal.ts";

export type { Api } from "./call.ts";
export { withoutCookie } from "./forward.ts";

export interface Origin {
  api: Api;
  /** The folder dist/admin. */
  files: Api;
  /** Base64 of at least 32 random bytes: it seals the cookies. Another one signs everybody out. */
  session_key: string | undefined;
  /** Epoch ms. */
  now?: () => number;
  /** Also serves plain http to other devices, with a cookie that is not Secure: for a local server only. */
  allow_http?: boolean;
}

/** Answers a request of the console's origin; null for a path that is not the console's. */
export async function serveConsole(request: Request, origin: Origin): Promise<Response | null> {
  const { pathname, protocol, hostname } = new URL(request.url);
  const secure = protocol === "https:" || isLoopback(hostname);
  const is_session = pathname === "/session" || pathname.startsWith("/session/");
  const is_api = pathname.startsWith("/v1/") || pathname.startsWith("/api/v1/");
  if (is_session || is_api) {
    if (!secure && !origin.allow_http) return refuse(request, "secure");
    const seal = await sealOf(origin.session_key);
    if (!seal) return refuse(request, "unset");
    const call = { request, api: origin.api, now: (origin.now ?? Date.now)(), jar: { seal, secure } };
    return is_session ? serveSession(call, pathname.slice("/session/".length)) : forward(call);
  }
  if (pathname === "/" || pathname === "/admin") return toPage();
  if (pathname.startsWith("/admin/")) return servePage(request, origin.files);
  return null;
}

/** Without a host, because behind a proxy ours is another. */
function toPage(): Response {
  return new Response(null, { status: 302, headers: { location: "/admin/", "cache-control": "no-store" } });
}

/** Browsers treat these hosts as secure. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || /^127\./.test(hostname) || hostname === "[::1]";
}
