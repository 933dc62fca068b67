/** Acts on the session: sign in and out, lock and unlock, and the mark that the person is still there. */
import { accept, refuse, withCookies } from "./answers.ts";
import type { Call } from "./call.ts";
import {
  allEndedCookies,
  IDLE_MS,
  isLocked,
  lockedCookie,
  newSessionId,
  openCookies,
  readSession,
  type Session,
  seenCookie,
  tokensCookie,
} from "./cookie.ts";
import { refuseForeign, refuseForged } from "./guard.ts";
import { noteLock } from "./locks.ts";
import { refreshed, toApi, tokensOf } from "./tokens.ts";

const BODY_BYTES = 4_000;

type Act = (call: Call, session: Session) => Promise<Response> | Response;

const ACTS = new Map<string, Act>(Object.entries({ logout, lock, unlock, activity, fresh }));

/** Answers `/session` and the acts below it. */
export async function serveSession(call: Call, name: string): Promise<Response> {
  const { request, jar } = call;
  const foreign = refuseForeign(request);
  if (foreign) return foreign;
  const session = await readSession(request, jar);
  if (name === "" && request.method === "GET") return describe(call, session);
  if (request.method !== "POST") return refuse(request, "unknown");
  if (name === "login") return login(call, session);
  const act = ACTS.get(name);
  if (!act) return refuse(request, "unknown");
  if (!session) return refuse(request, "signed_out");
  return refuseForged(request, session) ?? act(call, session);
}

function describe({ now }: Call, session: Session | null): Response {
  if (!session) return accept({ signed_in: false });
  const { csrf_token, seen_at } = session;
  return accept({
    signed_in: true,
    csrf_token,
    locked: isLocked(session, now),
    idle_ms: IDLE_MS,
    seen_ms: Math.max(0, now - (seen_at ?? 0)),
  });
}

/**
 * Signs in by e-mail, PIN and second factor, and ends the session before. The reply has everything of the API's but the
 * tokens. Of two sign-ins at once the one that began later stays, whichever answer arrives last.
 */
async function login(call: Call, before: Session | null): Promise<Response> {
  const { request, api, now, jar } = call;
  const body = await readBody(request);
  if (body === null) return refuse(request, "shape");
  const response = await api.fetch(toApi(request, "/v1/employees/login", body));
  if (!response.ok) return response;
  const { data } = (await response.json()) as { data: Parameters<typeof tokensOf>[0] & { employee: object } };
  if (before) await end(call, before);
  const csrf_token = crypto.randomUUID();
  const tokens = tokensOf(data, csrf_token, now);
  const session = { ...tokens, session_id: newSessionId(now), seen_at: null, locked_at: null };
  return accept({ employee: data.employee, csrf_token, idle_ms: IDLE_MS }, [
    ...allEndedCookies(request, jar.secure),
    await tokensCookie(session, jar),
    ...(await openCookies(session, now, jar)),
  ]);
}

/** Ends the session in the API too. The cookies end in any case. */
async function logout(call: Call, session: Session): Promise<Response> {
  await end(call, session);
  return accept({ signed_in: false }, allEndedCookies(call.request, call.jar.secure));
}

async function end({ request, api, now, jar }: Call, session: Session): Promise<void> {
  noteLock(session.session_id);
  const fresh = await refreshed({ request, api, now, jar }, session).catch(() => null);
  if (!fresh || fresh instanceof Response) return;
  await Promise.resolve(api.fetch(toApi(request, "/v1/auth/logout", "", fresh))).catch(() => null);
}

async function lock({ now, jar }: Call, session: Session): Promise<Response> {
  noteLock(session.session_id);
  return accept({ locked: true }, [await lockedCookie(session, now, jar)]);
}

/** Opens a locked session by the person's PIN, which the API checks and counts as any other. */
async function unlock(call: Call, session: Session): Promise<Response> {
  const { request, api, now, jar } = call;
  const body = await readBody(request);
  if (body === null) return refuse(request, "shape");
  const fresh = await refreshed(call, session);
  if (fresh instanceof Response) return fresh;
  const response = await api.fetch(toApi(request, "/v1/auth/step-up", body, fresh));
  return withCookies(response, [
    ...(fresh === session ? [] : [await tokensCookie(fresh, jar)]),
    ...(response.ok ? await openCookies(session, now, jar) : []),
  ]);
}

/** The person did something on the page. A locked session stays locked. */
async function activity({ request, now, jar }: Call, session: Session): Promise<Response> {
  if (isLocked(session, now)) return refuse(request, "locked");
  return accept({ locked: false }, [await seenCookie(session, now, jar)]);
}

/** A socket is opened with a token that lasts this long, because its handshake sets no cookie. */
const SOCKET_EARLY_MS = 5 * 60_000;

/** Makes the access token last for a socket that the page is about to open. */
async function fresh(call: Call, session: Session): Promise<Response> {
  const { request, now, jar } = call;
  if (isLocked(session, now)) return refuse(request, "locked");
  const lasting = await refreshed(call, session, SOCKET_EARLY_MS);
  if (lasting instanceof Response) return lasting;
  return accept({ fresh: true }, lasting === session ? [] : [await tokensCookie(lasting, jar)]);
}

/** The body, of which at most `BODY_BYTES` are read, whatever its header says; null for a longer one or another type. */
async function readBody(request: Request): Promise<string | null> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) return null;
  if (!request.body) return "";
  const decoder = new TextDecoder();
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  let text = "";
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > BODY_BYTES) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
