/**
 * The cookies of a signed-in person, sealed and named by their session: no person at the browser reads or changes one, and the
 * late answer of one session never touches another's. Each has facts that change together, and only their change sets it.
 */
import type { Seal } from "./seal.ts";

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
  /** A script of our own origin knows it, and sends it with each call. */
  csrf_token: string;
}

export interface Session extends Tokens {
  /** Begins with the time of the sign-in, so that of two sessions the later one is greater. */
  session_id: string;
  /** The person's last act, epoch ms; null where its cookie is missing or not ours. */
  seen_at: number | null;
  /** When the console was locked last, epoch ms; 0 for never; null where its cookie is missing or not ours. */
  locked_at: number | null;
}

/** How one request reads and sets cookies. */
export interface Jar {
  seal: Seal;
  /** Over TLS or at this machine: the cookies are Secure, and no other host can set them. */
  secure: boolean;
}

/** A cookie with this prefix has no domain, the path /, and came over TLS. */
const HOST_PREFIX = "__Host-";
const PREFIX = "playpark";
type Kind = "tokens" | "seen" | "locked";

/** A late answer may leave a session behind; a request with more of them than this is no browser's of ours. */
const MOST_SESSIONS = 4;

/** Without the host's prefix only where a local server is used over plain http from another device. */
const prefixOf = (secure: boolean) => `${secure ? HOST_PREFIX : ""}${PREFIX}`;
const nameOf = (kind: Kind, session_id: string, secure: boolean) => `${prefixOf(secure)}-${kind}-${session_id}`;

/** A new session's id: 9 letters of its time, and 80 random bits. */
export function newSessionId(now: number): string {
  const random = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0"));
  return `${now.toString(36).padStart(9, "0")}${random.join("")}`;
}

/** The session of a request: of several the one that began last. */
export async function readSession(request: Request, { seal, secure }: Jar): Promise<Session | null> {
  const sent = cookiesOf(request);
  const start = nameOf("tokens", "", secure);
  const session_ids = [...sent.keys()]
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
    .toSorted()
    .reverse();
  const read = async (kind: Kind, session_id: string) => {
    const name = nameOf(kind, session_id, secure);
    const value = sent.get(name);
    return value ? seal.open(name, value) : null;
  };
  for (const session_id of session_ids.slice(0, MOST_SESSIONS)) {
    const tokens = tokensIn(await read("tokens", session_id));
    if (!tokens) continue;
    const [seen, locked] = await Promise.all([read("seen", session_id), read("locked", session_id)]);
    return { ...tokens, session_id, seen_at: timeIn(seen), locked_at: timeIn(locked) };
  }
  return null;
}

/** Names and values; a name that stands twice has no value, because one of the two is not ours. */
function cookiesOf(request: Request): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const pair of (request.headers.get("cookie") ?? "").split(/;\s*/)) {
    const at = pair.indexOf("=");
    if (at < 0) continue;
    const name = pair.slice(0, at);
    found.set(name, found.has(name) ? null : pair.slice(at + 1));
  }
  return found;
}

function tokensIn(text: string | null): Tokens | null {
  const parts = (text ?? "").split("~");
  const [ends, csrf_token, access_token, refresh_token] = parts;
  if (parts.length !== 4 || !csrf_token || !access_token || !refresh_token) return null;
  return { access_token, refresh_token, access_ends_at: Number(ends), csrf_token };
}

const timeIn = (text: string | null): number | null => (text !== null && /^\d+$/.test(text) ? Number(text) : null);

export async function tokensCookie(session: Session, jar: Jar): Promise<string> {
  const { access_token, refresh_token, access_ends_at, csrf_token } = session;
  return cookie("tokens", session, [access_ends_at, csrf_token, access_token, refresh_token].join("~"), jar);
}

/** The person is there, or has proved who they are: later than the last lock, also by a clock that is set back. */
export function seenCookie(session: Session, now: number, jar: Jar): Promise<string> {
  const seen_at = Math.max(now, session.seen_at ?? 0);
  return cookie("seen", session, String(seen_at), jar);
}

/** Opens the lock: the person's presence is later than it. */
export async function openCookies(session: Session, now: number, jar: Jar): Promise<string[]> {
  const locked_at = session.locked_at ?? now;
  const seen_at = Math.max(now, locked_at + 1);
  return Promise.all([
    cookie("seen", session, String(seen_at), jar),
    ...(session.locked_at === null ? [cookie("locked", session, String(locked_at), jar)] : []),
  ]);
}

/** Locks: presence that was told before it no longer counts, even if that answer arrives later. */
export function lockedCookie(session: Session, now: number, jar: Jar): Promise<string> {
  return cookie("locked", session, String(Math.max(now, session.seen_at ?? 0)), jar);
}

async function cookie(kind: Kind, { session_id }: Session, text: string, { seal, secure }: Jar): Promise<string> {
  const name = nameOf(kind, session_id, secure);
  return set(name, await seal.seal(name, text), LIFE_S, secure);
}

/** Ends one session's cookies. */
export function endedCookies({ session_id }: Session, secure: boolean): string[] {
  const kinds: readonly Kind[] = ["tokens", "seen", "locked"];
  return kinds.map((kind) => set(nameOf(kind, session_id, secure), "", 0, secure));
}

/** Ends every cookie of the console that a request has: of any session, and of an earlier release. */
export function allEndedCookies(request: Request, secure: boolean): string[] {
  const names = [...cookiesOf(request).keys()].filter((name) => name.startsWith(prefixOf(secure)));
  return names.map((name) => set(name, "", 0, secure));
}

function set(name: string, value: string, life_s: number, secure: boolean): string {
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${life_s}`, "HttpOnly", "SameSite=Strict"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

/** Whether the person must confirm their PIN: they locked the console, left it, or a mark of their presence is missing. */
export function isLocked(session: Session, now: number): boolean {
  return now >= lockedFrom(session);
}

/** Epoch ms from which the session is locked unless the person acts; 0 for one that is locked. */
export function lockedFrom({ seen_at, locked_at }: Session): number {
  return seen_at === null || locked_at === null || seen_at <= locked_at ? 0 : seen_at + IDLE_MS + 1;
}
