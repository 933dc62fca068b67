/** Fresh tokens: an access token that ends soon is exchanged before it is used. */
import { withCookies } from "./answers.ts";
import type { Call } from "./call.ts";
import { endedCookies, type Session, type Tokens } from "./cookie.ts";

interface Pair {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** A token is exchanged this long before it ends, so that it outlives the request. */
const EARLY_MS = 30_000;

/**
 * The session with an access token that lasts, or the API's refusal; a session that is over loses its cookies. Two requests
 * may exchange at once: the API gives both the same pair for 30 seconds (rule T4).
 */
export async function refreshed(
  { request, api, now, jar }: Call,
  session: Session,
  early_ms = EARLY_MS,
): Promise<Session | Response> {
  if (now < session.access_ends_at - early_ms) return session;
  const { refresh_token, csrf_token } = session;
  const response = await api.fetch(toApi(request, "/v1/auth/refresh", JSON.stringify({ refresh_token })));
  if (response.status === 401) return withCookies(response, endedCookies(session, jar.secure));
  if (!response.ok) return response;
  const { data } = (await response.json()) as { data: Pair };
  return { ...session, ...tokensOf(data, csrf_token, now) };
}

/** A request of our own to the API, in the person's name or in nobody's. It has the headers that the API reads, and no other. */
export function toApi(request: Request, path: string, body: string, session?: Session): Request {
  const headers = new Headers(body ? { "content-type": "application/json" } : {});
  for (const name of ["accept-language", "cf-connecting-ip", "user-agent"]) {
    const value = request.headers.get(name);
    if (value) headers.set(name, value);
  }
  if (session) headers.set("authorization", `Bearer ${session.access_token}`);
  const url = new URL(path, request.url);
  return new Request(url, { method: "POST", headers, redirect: "manual", ...(body && { body }) });
}

export function tokensOf(pair: Pair, csrf_token: string, now: number): Tokens {
  const { access_token, refresh_token, expires_in } = pair;
  return { access_token, refresh_token, csrf_token, access_ends_at: now + expires_in * 1000 };
}
