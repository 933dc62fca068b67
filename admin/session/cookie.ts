/** The cookie of a signed-in person: their tokens, which no script reads, with the facts that the console's origin checks. */

/** After this long without an act of the person the session is locked. */
export const IDLE_MS = 15 * 60_000;
/** As long as a refresh token lives. */
const LIFE_S = 30 * 86_400;

export interface Session {
  access_token: string;
  refresh_token: string;
  /** Epoch ms. */
  access_ends_at: number;
  /** A script of our own origin knows it, and sends it with each act. */
  csrf_token: string;
  /** The person's last act, epoch ms. */
  seen_at: number;
  locked: boolean;
}

/** A cookie with this prefix has no domain, the path /, and came over TLS, so no other host can set it. */
const NAME = "__Host-playpark";
/** Only where a local server is used over plain http from another device. */
const PLAIN_NAME = "playpark";

const nameFor = (secure: boolean) => (secure ? NAME : PLAIN_NAME);

export function readSession(request: Request, secure: boolean): Session | null {
  const start = `${nameFor(secure)}=`;
  const found = (request.headers.get("cookie") ?? "").split(/;\s*/).filter((part) => part.startsWith(start));
  const [only] = found;
  if (!only || found.length > 1) return null;
  const parts = only.slice(start.length).split("~");
  const [version, seen, ends, locked, csrf_token, access_token, refresh_token] = parts;
  if (version !== "1" || parts.length !== 7 || !csrf_token || !access_token || !refresh_token) return null;
  const [seen_at, access_ends_at] = [Number(seen), Number(ends)];
  if (!Number.isSafeInteger(seen_at) || !Number.isSafeInteger(access_ends_at)) return null;
  return { access_token, refresh_token, access_ends_at, csrf_token, seen_at, locked: locked === "1" };
}

export function cookieOf(session: Session, secure: boolean): string {
  const { access_token, refresh_token, access_ends_at, csrf_token, seen_at, locked } = session;
  const value = ["1", seen_at, access_ends_at, locked ? "1" : "0", csrf_token, access_token, refresh_token].join("~");
  return attributed(value, LIFE_S, secure);
}

export function endedCookie(secure: boolean): string {
  return attributed("", 0, secure);
}

function attributed(value: string, max_age_s: number, secure: boolean): string {
  const parts = [`${nameFor(secure)}=${value}`, "Path=/", `Max-Age=${max_age_s}`, "HttpOnly", "SameSite=Strict"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

/** Whether the person must confirm their PIN: they locked the console, or left it. A clock set back does not count. */
export function isLocked({ locked, seen_at }: Session, now: number): boolean {
  return locked || now - seen_at > IDLE_MS;
}
