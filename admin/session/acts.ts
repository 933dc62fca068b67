/** Acts on the session: sign in and out, lock and unlock, and the mark that the person is still there. */
import { accept, refuse, withCookies } from "./answers.ts";
import {
  beginCookies,
  endedCookies,
  IDLE_MS,
  isLocked,
  type Jar,
  lockedCookies,
  newSessionId,
  openCookies,
  readSession,
  type Session,
  seenCookie,
  tokensCookie,
} from "./cookie.ts";
import { refuseForeign, refuseForged } from "./guard.ts";
import { type Api, refreshed, tokensOf } from "./tokens.ts";

export interface Call {
  request: Request;
  api: Api;
  now: number;
  jar: Jar;
}

const BODY_CHARACTERS = 4_000;

type Act = (call: Call, session: Session) => Promise<Response> | Response;

const ACTS: Record<string, Act> = { logout, lock, unlock, activity, fresh };

/** Answers `/session` and the acts below it. */
export async function serveSession(call: Call, name: string): Promise<Response> {
  const { request, jar } = call;
  const foreign = refuseForeign(request);
  if (foreign) return foreign;
  const session = await readSession(request, jar);
  if (name === "" && request.method === "GET") return describe(call, session);
  if (request.method !== "POST") return refuse(request, "unknown");
  if (name === "login") return login(call);
  const act = ACTS[name];
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
    seen_ms: now - seen_at,
  });
}

/** Signs in by e-mail, PIN and second factor. The reply has everything of the API's but the tokens. */
async function login({ request, api, now, jar }: Call): Promise<Response> {
  const body = await readBody(request);
  if (body === null) return refuse(request, "shape");
  const response = await api.fetch(toApi(request, "/v1/employees/login", body));
  if (!response.ok) return response;
  const { data } = (await response.json()) as { data: Parameters<typeof tokensOf>[0] & { employee: object } };
  const csrf_token = crypto.randomUUID();
  const cookies = await beginCookies(request, newSessionId(), tokensOf(data, csrf_token, now), now, jar);
  return accept({ employee: data.employee, csrf_token, idle_ms: IDLE_MS }, cookies);
}

/** Ends the session in the API too. The cookie ends in any case. */
async function logout({ request, api, now, jar }: Call, session: Session): Promise<Response> {
  const fresh = await refreshed(request, api, session, now).catch(() => null);
  if (fresh && !(fresh instanceof Response)) {
    await Promise.resolve(api.fetch(toApi(request, "/v1/auth/logout", "", fresh))).catch(() => null);
  }
  return accept({ signed_in: false }, endedCookies(request, jar));
}

function lock({ jar }: Call, { session_id }: Session): Response {
  return accept({ locked: true }, lockedCookies(session_id, jar));
}

/** Opens a locked session by the person's PIN, which the API checks and counts as any other. */
async function unlock({ request, api, now, jar }: Call, session: Session): Promise<Response> {
  const body = await readBody(request);
  if (body === null) return refuse(request, "shape");
  const fresh = await refreshed(request, api, session, now);
  if (fresh instanceof Response) return fresh;
  const response = await api.fetch(toApi(request, "/v1/auth/step-up", body, fresh));
  return withCookies(response, [
    ...(fresh === session ? [] : [await tokensCookie(session.session_id, fresh, jar)]),
    ...(response.ok ? await openCookies(session.session_id, now, jar) : []),
  ]);
}

/** The person did something on the page. A locked session stays locked. */
async function activity({ request, now, jar }: Call, session: Session): Promise<Response> {
  if (isLocked(session, now)) return refuse(request, "locked");
  return accept({ locked: false }, [await seenCookie(session.session_id, now, jar)]);
}

/** A socket is opened with a token that lasts this long, because its handshake sets no cookie. */
const SOCKET_EARLY_MS = 5 * 60_000;

/** Makes the access token last for a socket that the page is about to open. */
async function fresh({ request, api, now, jar }: Call, session: Session): Promise<Response> {
  if (isLocked(session, now)) return refuse(request, "locked");
  const lasting = await refreshed(request, api, session, now, SOCKET_EARLY_MS);
  if (lasting instanceof Response) return lasting;
  return accept({ fresh: true }, lasting === session ? [] : [await tokensCookie(session.session_id, lasting, jar)]);
}

async function readBody(request: Request): Promise<string | null> {
  if (!request.headers.get("content-type")?.startsWith("application/json")) return null;
  if (Number(request.headers.get("content-length") ?? 0) > BODY_CHARACTERS) return null;
  const body = await request.text();
  return body.length > BODY_CHARACTERS ? null : body;
}

/** A request to the API in the person's name, or in nobody's. */
function toApi(request: Request, path: string, body: string, session?: Session): Request {
  const headers = new Headers(request.headers);
  for (const name of ["cookie", "authorization", "x-csrf-token", "content-length"]) headers.delete(name);
  if (session) headers.set("authorization", `Bearer ${session.access_token}`);
  return new Request(new URL(path, request.url), { method: "POST", headers, ...(body && { body }) });
}
