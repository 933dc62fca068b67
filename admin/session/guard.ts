/** Guards of the session: an act must come from a page of our own origin, and prove that it could read our token. */
import { refuse } from "./answers.ts";
import type { Session } from "./cookie.ts";

const READS = ["GET", "HEAD"];

export function isRead(request: Request): boolean {
  return READS.includes(request.method);
}

/**
 * Refuses a request that another origin's page caused. Browsers send Origin with each act, and Sec-Fetch-Site with each
 * request; `none` is an address that a person typed, which is only ever read.
 */
export function refuseForeign(request: Request): Response | null {
  const own = new URL(request.url).origin;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const reads = isRead(request) && request.headers.get("upgrade") === null;
  const foreign =
    (origin !== null && origin !== own) ||
    (origin === null && !reads) ||
    (site !== null && site !== "same-origin" && !(site === "none" && reads));
  return foreign ? refuse(request, "foreign") : null;
}

/** Refuses a foreign request, an act without the session's own token, and a read of a page of another session. */
export function refuseForged(request: Request, session: Session): Response | null {
  const foreign = refuseForeign(request);
  if (foreign) return foreign;
  const token = request.headers.get("x-csrf-token");
  if (token === null && isRead(request)) return null;
  return token === session.csrf_token ? null : refuse(request, "csrf");
}
