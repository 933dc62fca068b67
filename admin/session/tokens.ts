/** Fresh tokens: an access token that ends soon is exchanged before it is used. */
import type { Session, Tokens } from "./cookie.ts";

export interface Api {
  fetch(request: Request): Promise<Response> | Response;
}

interface Pair {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** A token is exchanged this long before it ends, so that it outlives the request. */
const EARLY_MS = 30_000;

/**
 * The session with an access token that lasts, or the API's refusal. Two requests may exchange at once: the API gives both
 * the same pair for 30 seconds (rule T4).
 */
export async function refreshed(
  request: Request,
  api: Api,
  session: Session,
  now: number,
  early_ms = EARLY_MS,
): Promise<Session | Response> {
  if (now < session.access_ends_at - early_ms) return session;
  const response = await exchange(request, api, session.refresh_token);
  if (!response.ok) return response;
  const { data } = (await response.json()) as { data: Pair };
  return { ...session, ...tokensOf(data, session.csrf_token, now) };
}

function exchange(request: Request, api: Api, refresh_token: string): Promise<Response> {
  const headers = new Headers({ "content-type": "application/json" });
  for (const name of ["accept-language", "cf-connecting-ip", "user-agent"]) {
    const value = request.headers.get(name);
    if (value) headers.set(name, value);
  }
  const url = new URL("/v1/auth/refresh", request.url);
  const body = JSON.stringify({ refresh_token });
  return Promise.resolve(api.fetch(new Request(url, { method: "POST", headers, body })));
}

export function tokensOf(pair: Pair, csrf_token: string, now: number): Tokens {
  const { access_token, refresh_token, expires_in } = pair;
  return { access_token, refresh_token, csrf_token, access_ends_at: now + expires_in * 1000 };
}
