/** Calls of the API with the session's token: `/v1/*` has the cookie in, and the Authorization header out. */
import type { Call } from "./acts.ts";
import { refuse } from "./answers.ts";
import { cookieOf, isLocked, readSession, type Session } from "./cookie.ts";
import { isRead, refuseForged } from "./guard.ts";
import { serveLive } from "./live.ts";
import { refreshed } from "./tokens.ts";

/** An act moves the mark of the person's presence at most this often. */
const SEEN_EVERY_MS = 60_000;

/** Forwards a call. One without our cookie, or with its own token, reaches the API as it is, without cookies. */
export async function forward(call: Call): Promise<Response> {
  const { request, api, now, secure } = call;
  const session = request.headers.has("authorization") ? null : readSession(request, secure);
  if (!session) return api.fetch(withoutCookie(request));
  const forged = refuseForged(request, session);
  if (forged) return forged;
  if (isLocked(session, now)) return refuse(request, "locked");
  if (request.headers.get("upgrade") !== null) {
    if (now >= session.access_ends_at) return refuse(request, "signed_out");
    return serveLive(withoutCookie(request), api, session);
  }
  const fresh = await refreshed(request, api, session, now);
  if (fresh instanceof Response) return fresh;
  const seen: Session = !isRead(request) && now - fresh.seen_at > SEEN_EVERY_MS ? { ...fresh, seen_at: now } : fresh;
  const cookie = seen === session ? null : cookieOf(seen, secure);
  const sent = withoutCookie(request);
  sent.headers.set("authorization", `Bearer ${fresh.access_token}`);
  const response = await api.fetch(sent);
  if (!cookie) return response;
  const answer = new Response(response.body, response);
  answer.headers.append("set-cookie", cookie);
  return answer;
}

function withoutCookie(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete("cookie");
  headers.delete("x-csrf-token");
  return new Request(request, { headers });
}
