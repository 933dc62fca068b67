/**
 * The cookies of a signed-in person. Each sign-in has cookies of its own names, and each cookie has facts that change
 * together: so a late answer brings back neither what another one replaced, nor another person. Their values are sealed:
 * whoever reads or edits the browser's cookies gets no token and opens no lock.
 */
import type { Seal } from "./seal.ts";

/** After this long without an act of the person the session is locked. */
export const IDLE_MS = 15 * 60_000;
/** As long as a refresh token lives. */
const LIFE_S = 30 * 86_400;

/** The person's tokens, which nothing outside our origin reads. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
  /** Epoch ms. */
  access_ends_at: number;
  /** A script of our own origin knows it, and sends it with each act. */
  csrf_token: string;
}

export interface Session extends Tokens {
  /** Names the cookies of this sign-in. */
  session_id: string;
  /** The person's last act, epoch ms; 0 where its cookie is missing, or is not ours. */
  seen_at: number;
  /** The person locked the console. */
  locked: boolean;
}

/** The origin's seal, and whether cookies are for TLS only. */
export interface Jar {
  seal: Seal;
  secure: boolean;
}

/** A cookie with this prefix has no domain, the path /, and came over TLS, so no other host can set it. */
const PREFIX = "__Host-";
const NAME = "playpark";
type Part = "tokens" | "seen" | "locked";

/** Without the prefix only where a local server is used over plain http from another device. */
const nameOf = (secure: boolean, session_id?: string, part?: Part) =>
  [`${secure ? PREFIX : ""}${NAME}`, session_id, part].filter(Boolean).join("-");

/** The place that a value is sealed for. */
const placeOf = (session_id: string, part: Part) => `${session_id} ${part}`;

export function newSessionId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}

export async function readSession(request: Request, { seal, secure }: Jar): Promise<Session | null> {
  const session_id = valueIn(request, nameOf(secure)) ?? "";
  if (!/^[0-9a-f]{16}$/.test(session_id)) return null;
  const sealed = (part: Part) => valueIn(request, nameOf(secure, session_id, part));
  const [tokens, seen] = await Promise.all(
    (["tokens", "seen"] as const).map((part) => seal.open(placeOf(session_id, part), sealed(part))),
  );
  const parts = (tokens ?? "").split("~");
  const [ends, csrf_token, access_token, refresh_token] = parts;
  if (parts.length !== 4 || !csrf_token || !access_token || !refresh_token) return null;
  const locked = sealed("locked") !== null;
  return {
    session_id,
    access_token,
    refresh_token,
    access_ends_at: Number(ends),
    csrf_token,
    seen_at: Number(seen ?? 0),
    locked,
  };
}

/** A cookie's value; null without it, and for two of one name. */
function valueIn(request: Request, name: string): string | null {
  const start = `${name}=`;
  const found = cookiesIn(request).filter((part) => part.startsWith(start));
  const [only] = found;
  return only && found.length === 1 ? only.slice(start.length) : null;
}

function cookiesIn(request: Request): string[] {
  return (request.headers.get("cookie") ?? "").split(/;\s*/);
}

export async function tokensCookie(session_id: string, tokens: Tokens, { seal, secure }: Jar): Promise<string> {
  const { access_token, refresh_token, access_ends_at, csrf_token } = tokens;
  const text = [access_ends_at, csrf_token, access_token, refresh_token].join("~");
  return cookie(nameOf(secure, session_id, "tokens"), await seal.seal(placeOf(session_id, "tokens"), text), secure);
}

export async function seenCookie(session_id: string, seen_at: number, { seal, secure }: Jar): Promise<string> {
  const value = await seal.seal(placeOf(session_id, "seen"), String(seen_at));
  return cookie(nameOf(secure, session_id, "seen"), value, secure);
}

/** The cookies of a lock. Without the mark of presence it stays locked, also when the other cookie is deleted. */
export function lockedCookies(session_id: string, { secure }: Jar): string[] {
  return [
    cookie(nameOf(secure, session_id, "locked"), "1", secure),
    cookie(nameOf(secure, session_id, "seen"), "", secure),
  ];
}

/** The cookies of a session that goes on now: seen, and not locked. */
export async function openCookies(session_id: string, seen_at: number, jar: Jar): Promise<string[]> {
  return [await seenCookie(session_id, seen_at, jar), cookie(nameOf(jar.secure, session_id, "locked"), "", jar.secure)];
}

/** The cookies of a sign-in: its own begin, and those of every earlier one end. */
export async function beginCookies(
  request: Request,
  session_id: string,
  tokens: Tokens,
  now: number,
  jar: Jar,
): Promise<string[]> {
  return [
    ...endedCookies(request, jar),
    cookie(nameOf(jar.secure), session_id, jar.secure),
    await tokensCookie(session_id, tokens, jar),
    ...(await openCookies(session_id, now, jar)),
  ];
}

/** Ends each cookie of ours that the request has. */
export function endedCookies(request: Request, { secure }: Jar): string[] {
  const name = nameOf(secure);
  const names = cookiesIn(request).map((part) => part.split("=")[0] ?? "");
  const ours = names.filter((each) => each === name || each.startsWith(`${name}-`));
  return [...new Set(ours)].slice(0, MOST_ENDED).map((each) => cookie(each, "", secure));
}

/** More than a browser keeps by our acts; a foreign heap of cookies does not make the answer large. */
const MOST_ENDED = 50;

/** An empty value ends the cookie. */
function cookie(name: string, value: string, secure: boolean): string {
  const life_s = value === "" ? 0 : LIFE_S;
  const parts = [`${name}=${value}`, "Path=/", `Max-Age=${life_s}`, "HttpOnly", "SameSite=Strict"];
  return [...parts, ...(secure ? ["Secure"] : [])].join("; ");
}

/** Whether the person must confirm their PIN: they locked the console, or left it. A clock set back does not count. */
export function isLocked({ locked, seen_at }: Session, now: number): boolean {
  return locked || now - seen_at > IDLE_MS;
}
