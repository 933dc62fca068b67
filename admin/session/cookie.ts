/**
 * The cookies of a signed-in person. Each has facts that change together, and only their change sets it: so the late answer
 * of one request never brings back what another one replaced.
 */

/** After this long without an act of the person the session is locked. */
export const IDLE_MS = 15 * 60_000;
/** As long as a refresh token lives. */
const LIFE_S = 30 * 86_400;

/** The person's tokens, which no script reads. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
  /** Epoch ms. */
  access_ends_at: number;
  /** A script of our own origin knows it, and sends it with each act. */
  csrf_token: string;
}

export interface Session extends Tokens {
  /** The person's last act, epoch ms; 0 where its cookie is missing. */
  seen_at: number;
  /** The person locked the console. */
  locked: boolean;
}

/** A cookie with this prefix has no domain, the path /, and came over TLS, so no other host can set it. */
const PREFIX = "__Host-";
const NAMES = { tokens: "playpark", seen: "playpark-seen", locked: "playpark-locked" } as const;
type Name = keyof typeof NAMES;

/** Without the prefix only where a local server is used over plain http from another device. */
const nameOf = (name: Name, secure: boolean) => `${secure ? PREFIX : ""}${NAMES[name]}`;

export function readSession(request: Request, secure: boolean): Session | null {
  const parts = (valueIn(request, "tokens", secure) ?? "").split("~");
  const [version, ends, csrf_token, access_token, refresh_token] = parts;
  if (version !== "1" || parts.length !== 5 || !csrf_token || !access_token || !refresh_token) return null;
  const access_ends_at = Number(ends);
  if (!Number.isSafeInteger(access_ends_at)) return null;
  const seen_at = Number(valueIn(request, "seen", secure) ?? 0);
  const locked = valueIn(request, "locked", secure) === "1";
  const tokens = { access_token, refresh_token, access_ends_at, csrf_token };
  return { ...tokens, seen_at: Number.isSafeInteger(seen_at) ? seen_at : 0, locked };
}

/** A cookie's value; null without it, and for two of one name. */
function valueIn(request: Request, name: Name, secure: boolean): string | null {
  const start = `${nameOf(name, secure)}=`;
  const found = (request.headers.get("cookie") ?? "").split(/;\s*/).filter((part) => part.startsWith(start));
  const [only] = found;
  return only && found.length === 1 ? only.slice(start.length) : null;
}

export function tokensCookie(tokens: Tokens, secure: boolean): string {
  const { access_token, refresh_token, access_ends_at, csrf_token } = tokens;
  return cookie("tokens", ["1", access_ends_at, csrf_token, access_token, refresh_token].join("~"), secure);
}

export function seenCookie(seen_at: number, secure: boolean): string {
  return cookie("seen", String(seen_at), secure);
}

export function lockedCookie(secure: boolean): string {
  return cookie("locked", "1", secure);
}

/** The cookies of a session that begins or goes on now: seen, and not locked. */
export function openCookies(seen_at: number, secure: boolean): string[] {
  return [seenCookie(seen_at, secure), cookie("locked", "", secure)];
}

export function endedCookies(secure: boolean): string[] {
  return (Object.keys(NAMES) as Name[]).map((name) => cookie(name, "", secure));
}

/** An empty value ends the cookie. */
function cookie(name: Name, value: string, secure: boolean): string {
  const life_s = value === "" ? 0 : LIFE_S;
  const parts = [`${nameOf(name, secure)}=${value}`, "Path=/", `Max-Age=${life_s}`, "HttpOnly", "SameSite=Strict"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

/** Whether the person must confirm their PIN: they locked the console, or left it. A clock set back does not count. */
export function isLocked({ locked, seen_at }: Session, now: number): boolean {
  return locked || now - seen_at > IDLE_MS;
}
