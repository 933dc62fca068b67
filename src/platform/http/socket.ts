/** Routes that are sockets: a client opens one with `Upgrade: websocket`, and is admitted like any other caller. */

/** The protocol of our sockets, which is selected when a client offers it. */
const PROTOCOL = "playpark";

export function asksForSocket(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** The token of a browser, which cannot set headers on a socket: it offers the protocol `bearer.<token>`. */
export function offeredToken(request: Request): string | undefined {
  return offers(request)
    .find((protocol) => protocol.startsWith("bearer."))
    ?.slice("bearer.".length);
}

/** The response that gives the client its end of the socket. */
export function socketResponse(request: Request, socket: WebSocket): Response {
  const headers = new Headers();
  if (offers(request).includes(PROTOCOL)) headers.set("sec-websocket-protocol", PROTOCOL);
  return new Response(null, { status: 101, webSocket: socket, headers });
}

function offers(request: Request): string[] {
  return (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((protocol) => protocol.trim());
}
