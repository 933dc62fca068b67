/** Sockets of devices: each device has one at a time, and a write to a broken socket does not throw. */

import { CLOSING, type Closing, type LiveMessage } from "../../src/modules/access/devices/domain/live.ts";

/** Data of a socket that survives hibernation. */
interface Attachment {
  /** The epoch of the token that opened it. */
  epoch: number;
}

/** The device's open socket, if there is one. */
export function openSocket(state: DurableObjectState): WebSocket | undefined {
  return state.getWebSockets().find((socket) => socket.readyState === WebSocket.OPEN);
}

/** Makes the device's socket and closes the one before; `theirs` is the device's end. */
export function acceptSocket(
  state: DurableObjectState,
  attachment: Attachment,
): { mine: WebSocket; theirs: WebSocket } {
  const { 0: theirs, 1: mine } = new WebSocketPair();
  for (const older of state.getWebSockets()) closeSocket(older, "replaced");
  state.acceptWebSocket(mine);
  mine.serializeAttachment(attachment);
  return { mine, theirs };
}

export function epochOf(socket: WebSocket): number {
  return (socket.deserializeAttachment() as Attachment).epoch;
}

/** Sends a message; false when the socket cannot take it. */
export function tell(socket: WebSocket, message: LiveMessage): boolean {
  try {
    socket.send(JSON.stringify(message));
    return true;
  } catch {
    return false;
  }
}

export function closeSocket(socket: WebSocket, closing: Closing): void {
  const { code, reason } = CLOSING[closing];
  try {
    socket.close(code, reason);
  } catch {
    // It is closed already.
  }
}
