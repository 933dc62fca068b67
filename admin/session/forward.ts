/** Calls of the API with the session's token: `/v1/*` has the cookie in, and the Authorization header out. */
import { refuse, withCookies } from "./answers.ts";
import type { Call } from "./call.ts";
import { isLocked, readSession, seenCookie, tokensCookie } from "./cookie.ts";
import { isRead, refuseForged } from "./guard.ts";
import { serveLive } from "./live.ts";
import { refreshed } from "./tokens.ts";

/** An act moves the mark of the person's presence at most this often. */
const SEEN_EVERY_MS = 60_000;

/** Forwards a call. One without our cookie, or with its own token, reaches the API as it is, without cookies. */
export async function forward(call: Call): Promise<Response> {
  const { request, api, now, jar } = call;
  const session = request.headers.has("authorization") ? null : await readSession(request, jar);
  if (!session) return api.fetch(withoutCookie(request));
  const forged = refuseForged(request, session);
  if (forged) return forged;
  if (isLocked(session, now)) return refuse(request, "locked");
  if (request.headers.get("upgrade") !== null) {
    if (now >= session.access_ends_at) return refuse(request, "signed_out");
    return serveLive(withoutCookie(request), api, session, now);
  }
  const fresh = await refreshed(call, session);
  if (fresh instanceof Response) return fresh;
  const sent = withoutCookie(request);
  sent.headers.set("authorization", `Bearer ${fresh.access_token}`);
  return withCookies(unkept(await api.fetch(sent)), [
    ...(fresh === session ? [] : [await tokensCookie(fresh, jar)]),
    ...(!isRead(request) && now - (session.seen_at ?? 0) > SEEN_EVERY_MS ? [await seenCookie(session, now, jar)] : []),
  ]);
}

/** A person's data stay in no cache of the browser, which would show them also while the console is locked. */
function unkept(response: Response): Response {
  const answered = new Response(response.body, response);
  answered.headers.set("cache-control", "no-store");
  return answered;
}

export function withoutCookie(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete("cookie");
  headers.delete("x-csrf-token");
  return new Request(request, { headers });
}
