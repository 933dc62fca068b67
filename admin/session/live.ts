/** The live socket of a signed-in page: the first message gets the token here, and everything else passes as it is. */
import type { Session } from "./cookie.ts";
import type { Api } from "./tokens.ts";

/** The page connects again and gets a fresh token: this one ends soon. */
const RENEW = 4407;
const REFUSED = 1011;
/** Codes that a peer may not send itself. */
const SENDABLE = (code: number) => code === 1000 || (code >= 3000 && code <= 4999);

export async function serveLive(request: Request, api: Api, session: Session): Promise<Response> {
  const answer = await api.fetch(request);
  const server = answer.webSocket;
  if (!server) return answer;
  const [page, ours] = Object.values(new WebSocketPair());
  if (!page || !ours) return answer;
  return join(server, page, ours, session);
}

function join(server: WebSocket, page: WebSocket, ours: WebSocket, session: Session): Response {
  server.accept();
  ours.accept();
  let proved = false;
  ours.addEventListener("message", ({ data }) => {
    if (!isProof(data)) return sendTo(server, data);
    if (proved) {
      closeBoth(RENEW, "connect again");
      return;
    }
    proved = true;
    sendTo(server, JSON.stringify({ ...JSON.parse(data), token: session.access_token }));
  });
  server.addEventListener("message", ({ data }) => sendTo(ours, data));
  ours.addEventListener("close", ({ code, reason }) => close(server, code, reason));
  server.addEventListener("close", ({ code, reason }) => close(ours, code, reason));
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
