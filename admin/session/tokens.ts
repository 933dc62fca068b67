/** Fresh tokens: an access token that ends soon is exchanged before it is used. */
import type { Session } from "./cookie.ts";

export interface Api {
  fetch(request: Request): Promise<Response> | Response;
}

interface Tokens {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** A token is exchanged this long before it ends, so that it outlives the request. */
const EARLY_MS = 30_000;

/** Requests of one moment share one exchange; the API gives the same pair to exchanges elsewhere for 30 seconds. */
const exchanges = new Map<string, Promise<Response>>();

/** The session with an access token that lasts, or the API's refusal. */
export async function refreshed(
  request: Request,
  api: Api,
  session: Session,
  now: number,
  early_ms = EARLY_MS,
): Promise<Session | Response> {
  if (now < session.access_ends_at - early_ms) return session;
  const { refresh_token } = session;
  const sent = exchanges.get(refresh_token) ?? exchange(request, api, refresh_token);
  exchanges.set(refresh_token, sent);
  try {
    const response = (await sent).clone();
    if (!response.ok) return response;
    const { data } = (await response.json()) as { data: Tokens };
    return withTokens(session, data, now);
  } finally {
    exchanges.delete(refresh_token);
  }
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

export function withTokens<Kept extends object>(
  kept: Kept,
  { access_token, refresh_token, expires_in }: Tokens,
  now: number,
) {
  return { ...kept, access_token, refresh_token, access_ends_at: now + expires_in * 1000 };
}
