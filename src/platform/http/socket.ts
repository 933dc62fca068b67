/** A route may be a socket: it is asked for with `Upgrade: websocket`, and its caller is known and admitted as any other. */

/** The protocol that our sockets speak; a client that offers it is answered with it. */
const PROTOCOL = "playpark";

export function asksForSocket(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** The token of a browser, which cannot set headers on a socket: it is offered as the protocol `bearer.<token>`. */
export function offeredToken(request: Request): string | undefined {
  return offers(request)
    .find((protocol) => protocol.startsWith("bearer."))
    ?.slice("bearer.".length);
}

/** The answer that hands the client its end of the socket. */
export function socketResponse(request: Request, socket: WebSocket): Response {
  const headers = new Headers();
  if (offers(request).includes(PROTOCOL)) headers.set("sec-websocket-protocol", PROTOCOL);
  return new Response(null, { status: 101, webSocket: socket, headers });
}

function offers(request: Request): string[] {
  return (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((protocol) => protocol.trim());
}
