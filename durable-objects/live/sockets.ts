/** Sockets of a store's feed: each with its listener, which survives hibernation as the socket's attachment. */

import type { Listener, Proven } from "../../src/modules/operations/live/domain/listener.ts";
import { CLOSING, type Closing, type ScreenMessage } from "../../src/modules/operations/live/domain/messages.ts";

export type ProvenListener = Listener & { proven: Proven };

export class Sockets {
  private readonly state: DurableObjectState;
  private readonly known = new Map<WebSocket, Listener>();
  /** Messages to and from screens since the object woke. */
  readonly counts = { sent: 0, received: 0 };
  /** When each socket sent its last message; pings are counted by the platform. */
  private readonly messages = new WeakMap<WebSocket, number[]>();

  constructor(state: DurableObjectState) {
    this.state = state;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    for (const socket of state.getWebSockets())
      if (socket.readyState === WebSocket.OPEN) this.known.set(socket, socket.deserializeAttachment() as Listener);
  }

  /** Makes a listener's socket, and returns the screen's end. */
  accept(listener: Listener): WebSocket {
    const { 0: theirs, 1: mine } = new WebSocketPair();
    this.state.acceptWebSocket(mine);
    this.keep(mine, listener);
    return theirs;
  }

  keep(socket: WebSocket, listener: Listener): void {
    this.known.set(socket, listener);
    socket.serializeAttachment(listener);
  }

  find(socket: WebSocket): Listener | undefined {
    return socket.readyState === WebSocket.OPEN ? this.known.get(socket) : undefined;
  }

  /** Every open socket with its listener. */
  all(): [WebSocket, Listener][] {
    for (const socket of this.known.keys()) if (socket.readyState !== WebSocket.OPEN) this.drop(socket);
    return [...this.known];
  }

  proven(): [WebSocket, ProvenListener][] {
    return this.all().filter((entry): entry is [WebSocket, ProvenListener] => entry[1].proven !== null);
  }

  drop(socket: WebSocket): void {
    this.known.delete(socket);
  }

  messagesOf(socket: WebSocket): readonly number[] {
    return this.messages.get(socket) ?? [];
  }

  noteMessages(socket: WebSocket, moments: number[]): void {
    this.messages.set(socket, moments);
  }

  /** The last moment when the socket was opened, pinged or sent a message, epoch ms. */
  heardAt(socket: WebSocket, { opened_at }: Listener): number {
    const pinged_at = this.state.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
    return Math.max(opened_at, pinged_at, this.messages.get(socket)?.at(-1) ?? 0);
  }

  tell(socket: WebSocket, message: ScreenMessage): void {
    this.send(socket, JSON.stringify(message));
  }

  /** Sends a text; a socket that cannot take it is dropped. */
  send(socket: WebSocket, text: string): void {
    try {
      socket.send(text);
      this.counts.sent += 1;
    } catch {
      this.drop(socket);
    }
  }

  close(socket: WebSocket, closing: Closing): void {
    this.drop(socket);
    const { code, reason } = CLOSING[closing];
    try {
      socket.close(code, reason);
    } catch {
      // It is closed already.
    }
  }
}
