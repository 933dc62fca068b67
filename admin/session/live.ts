/** The live socket of a signed-in page: the first message gets the token here, and nothing passes once the session is locked. */
import type { Api } from "./call.ts";
import { lockedFrom, type Session } from "./cookie.ts";
import { watchLock } from "./locks.ts";

/**
 * A socket ends after this long, when its token ends, and when the session locks unless the person acts. So one that was open
 * while another isolate locked the session ends soon too. The page connects again, and misses nothing.
 */
const LIFE_MS = 5 * 60_000;
/** The page connects again with a fresh token, if the session is still open. */
const RENEW = 4407;
const REFUSED = 1011;
/** Codes that a peer may not send itself. */
const SENDABLE = (code: number) => code === 1000 || (code >= 3000 && code <= 4999);

export async function serveLive(request: Request, api: Api, session: Session, now: number): Promise<Response> {
  const isOver = watchLock(session.session_id);
  const answer = await api.fetch(request);
  const server = answer.webSocket;
  if (!server) return answer;
  const [page, ours] = Object.values(new WebSocketPair());
  if (!page || !ours) return answer;
  const ends_at = Math.min(now + LIFE_MS, session.access_ends_at, lockedFrom(session));
  return join(server, page, ours, { token: session.access_token, life_ms: ends_at - now, isOver });
}

interface Terms {
  token: string;
  life_ms: number;
  /** Whether the session was locked, or ended, since the socket opened. */
  isOver: () => boolean;
}

function join(server: WebSocket, page: WebSocket, ours: WebSocket, { token, life_ms, isOver }: Terms): Response {
  server.accept();
  ours.accept();
  let proved = false;
  const timer = setTimeout(() => closeBoth(RENEW, "connect again"), life_ms);
  ours.addEventListener("message", ({ data }) => {
    if (isOver()) return closeBoth(RENEW, "connect again");
    if (!isProof(data)) return sendTo(server, data);
    if (proved) {
      closeBoth(RENEW, "connect again");
      return;
    }
    proved = true;
    sendTo(server, JSON.stringify({ ...JSON.parse(data), token }));
  });
  server.addEventListener("message", ({ data }) => {
    if (isOver()) closeBoth(RENEW, "connect again");
    else sendTo(ours, data);
  });
  ours.addEventListener("close", ({ code, reason }) => {
    clearTimeout(timer);
    close(server, code, reason);
  });
  server.addEventListener("close", ({ code, reason }) => {
    clearTimeout(timer);
    close(ours, code, reason);
  });
  ours.addEventListener("error", () => close(server, REFUSED, "the page is gone"));
  server.addEventListener("error", () => close(ours, REFUSED, "the feed is gone"));

  function closeBoth(code: number, reason: string): void {
    close(ours, code, reason);
    close(server, 1000, reason);
  }

  return new Response(null, { status: 101, webSocket: page });
}

function isProof(data: unknown): data is string {
  if (typeof data !== "string" || !data.includes("auth")) return false;
  try {
    return JSON.parse(data)?.type === "auth";
  } catch {
    return false;
  }
}

function sendTo(socket: WebSocket, data: string | ArrayBuffer): void {
  try {
    socket.send(data);
  } catch {
    // It closed meanwhile; its close event follows.
  }
}

function close(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(SENDABLE(code) ? code : REFUSED, reason);
  } catch {
    // It is closed already.
  }
}
