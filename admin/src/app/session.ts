/** The session as the page knows it: signed in, locked or out. Its tokens stay in a cookie that no script reads. */
import { useSyncExternalStore } from "react";
import { type ApiError, toApiError } from "#kit/api.ts";
import { endsSession } from "./endings.ts";

export type SessionState = "unknown" | "in" | "locked" | "out" | "unreachable";

interface Described {
  signed_in: boolean;
  locked?: boolean;
  csrf_token?: string;
  /** Since the person's last act, as our origin counts it. */
  seen_ms?: number;
}

let state: SessionState = "unknown";
let csrf_token: string | null = null;
/** The person's last act that our origin knows of, epoch ms. */
let seen_at = Date.now();
/** The PIN is too weak for the person's permissions (rule A3): only a new one opens the console. */
let weak_pin = false;
/** The session ended while the person worked. */
let ended = false;
const listeners = new Set<() => void>();

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useSession(): { state: SessionState; weak_pin: boolean; ended: boolean } {
  return {
    state: useSyncExternalStore(subscribe, () => state),
    weak_pin: useSyncExternalStore(subscribe, () => weak_pin),
    ended: useSyncExternalStore(subscribe, () => ended),
  };
}

export const csrfToken = (): string | null => csrf_token;
export const lastSeen = (): number => seen_at;

/** Other tabs of the console: what one learns of the session, all learn. */
const tabs = new BroadcastChannel("playpark.session");
const LOCKED = "locked";
tabs.onmessage = ({ data }) => {
  // At once, and also while our origin is out of reach.
  if (data === LOCKED && state === "in") become("locked");
  else void readSession();
};

/** Reads the session again from our origin. */
export async function readSession(): Promise<void> {
  try {
    const data = await call<Described>("GET", "/session");
    // Another person signed in, in another tab: nothing that this page shows is theirs.
    if (csrf_token && data.csrf_token && data.csrf_token !== csrf_token) return location.reload();
    csrf_token = data.csrf_token ?? null;
    seen_at = Date.now() - (data.seen_ms ?? 0);
    become(!data.signed_in ? "out" : data.locked ? "locked" : "in");
  } catch {
    if (state === "unknown") become("unreachable");
  }
}

/** A refusal of the API that says something about the session. */
export function noticeRefusal({ code }: ApiError): void {
  if (endsSession(code) && (state === "in" || state === "locked")) {
    ended = true;
    become("out");
  }
  if (code === "CONSOLE_LOCKED" && state === "in") become("locked");
  if (code === "CONSOLE_CSRF") void readSession();
  if (code === "E_PIN_WEAK" && !weak_pin) {
    weak_pin = true;
    become(state);
  }
}

export interface Credentials {
  email: string;
  pin: string;
  totp_code?: string;
  recovery_code?: string;
  company_id?: string;
}

export async function signIn(credentials: Credentials): Promise<void> {
  const data = await call<{ csrf_token: string }>("POST", "/session/login", credentials);
  csrf_token = data.csrf_token;
  seen_at = Date.now();
  weak_pin = false;
  ended = false;
  become("in");
  tabs.postMessage("signed in");
}

export async function signOut(): Promise<void> {
  await call("POST", "/session/logout", {}).catch((error: ApiError) => {
    if (error.status !== 401) throw error;
  });
  csrf_token = null;
  weak_pin = false;
  ended = false;
  become("out");
  tabs.postMessage("signed out");
}

export async function lock(): Promise<void> {
  become("locked");
  tabs.postMessage(LOCKED);
  await call("POST", "/session/lock", {}).catch(() => undefined);
}

export async function unlock(proof: { pin?: string; totp_code?: string }): Promise<void> {
  await call("POST", "/session/unlock", proof);
  seen_at = Date.now();
  become("in");
  tabs.postMessage("unlocked");
}

/** Says that the person is at the page. */
export async function markActivity(): Promise<void> {
  await call("POST", "/session/activity", {}).catch(() => undefined);
}

/** Makes the session's token last for a socket. */
export async function freshen(): Promise<void> {
  await call("POST", "/session/fresh", {});
}

/** The new PIN is strong: the console opens. */
export function noticeStrongPin(): void {
  weak_pin = false;
  become(state);
}

async function call<Data>(method: "GET" | "POST", path: string, body?: object): Promise<Data> {
  const headers: Record<string, string> = { "accept-language": document.documentElement.lang };
  if (body) headers["content-type"] = "application/json";
  if (csrf_token) headers["x-csrf-token"] = csrf_token;
  let response: Response | undefined;
  let json: unknown;
  try {
    response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    json = await response.json();
  } catch (error) {
    throw toApiError(error, response);
  }
  if (response.ok) return (json as { data: Data }).data;
  const refusal = toApiError(json, response);
  noticeRefusal(refusal);
  throw refusal;
}
