/** A device's socket: its messages, their limit, and its end (rules D4, T3). */

import { decidePush, type LiveMessage, readMessage, zoneOf } from "../../src/modules/access/devices/domain/live.ts";
import { isRehearsed } from "../../src/modules/access/devices/domain/rehearsal.ts";
import { decideAdmission } from "../../src/modules/access/devices/domain/standing.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { socketErrors } from "../../src/shared/errors/operations.ts";
import { countMessage } from "../../src/shared/socket-messages.ts";
import { iso } from "../../src/shared/time.ts";
import type { SentCommands } from "./commands.ts";
import type { DevicePulse } from "./pulse.ts";
import { acceptSocket, closeSocket, epochOf, openSocket, tell } from "./socket.ts";
import type { DeviceFacts, KnownDevice } from "./storage.ts";

export class DeviceChannel {
  private readonly state: DurableObjectState;
  private readonly facts: KnownDevice;
  private readonly pulse: DevicePulse;
  /** The tenant's clock now, or at a moment of the world's clock; epoch ms. */
  private readonly clock: (epoch_ms?: number) => number;
  /** Moments of recent messages, over all of the device's sockets, so that a new connection does not reset the limit. */
  private messages: number[] = [];

  constructor(state: DurableObjectState, facts: KnownDevice, pulse: DevicePulse, clock: DeviceChannel["clock"]) {
    this.state = state;
    this.facts = facts;
    this.pulse = pulse;
    this.clock = clock;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * Opens the socket with a token of that epoch; 401 when the device's standing changed since it was admitted, 503 when a
   * rehearsal began. `arrived_at` is epoch ms of the world's clock.
   */
  async open(epoch: number, arrived_at: number): Promise<Response> {
    const gate = this.facts.known && (await this.pulse.readGate(this.facts.known, this.clock()));
    const facts = this.facts.known;
    if (!facts || !gate || decideAdmission(facts, epoch, null)) return new Response(null, { status: 401 });
    if (isRehearsed(facts.rehearsal_ends_at, arrived_at)) return new Response(null, { status: 503 });
    const { mine, theirs } = acceptSocket(this.state, { epoch });
    const { device_id, store_id, name, type, status } = facts;
    const device = { device_id, store_id, name, type, status, zone_id: facts.zone_id, zone: zoneOf(facts) };
    const commands = this.pulse.commandsFor(facts, gate, this.clock());
    tell(mine, { type: "hello", sequence: null, data: { server_time: iso(this.clock()), device, commands } });
    return new Response(null, { status: 101, webSocket: theirs });
  }

  /** Handles any message; a bad one ends only its own socket. `arrived_at` is epoch ms of the world's clock. */
  async take(socket: WebSocket, raw: string | ArrayBuffer, arrived_at: number): Promise<void> {
    if (socket.readyState !== WebSocket.OPEN) return;
    try {
      await this.handle(socket, raw, arrived_at);
    } catch (error) {
      logTrouble("error", "socket message failed", error);
      closeSocket(socket, "unexpected");
    }
  }

  /** Sends a message; false when no socket is open. */
  push(message: LiveMessage): boolean {
    const socket = openSocket(this.state);
    return socket !== undefined && tell(socket, message);
  }

  /** Sends the commands that wait, if a socket is open. */
  pushCommands(sent: SentCommands): void {
    if (!this.isOpen()) return;
    const commands = sent.take(this.clock());
    if (commands.length > 0) this.push({ type: "command", sequence: null, data: { commands } });
  }

  /** Sends the device its changed facts, and closes the socket if the device may not continue. */
  tellNews(before: DeviceFacts, after: DeviceFacts): void {
    const socket = openSocket(this.state);
    const news = socket && decidePush(before, after, epochOf(socket));
    if (!socket || !news) return;
    if (news.message) tell(socket, news.message);
    if (news.closing) closeSocket(socket, news.closing);
  }

  /** The last ping of the open socket, epoch ms of the world's clock; null for none. */
  pingedAt(): number | null {
    const socket = openSocket(this.state);
    return (socket && this.state.getWebSocketAutoResponseTimestamp(socket)?.getTime()) ?? null;
  }

  isOpen(): boolean {
    return openSocket(this.state) !== undefined;
  }

  /**
   * Answers the close of the device's end: the platform answers no close of a socket that may hibernate, and the device
   * would wait for it. Returns its last ping, epoch ms of the world's clock; null for none.
   */
  gone(socket: WebSocket): number | null {
    closeSocket(socket, "left");
    return this.state.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? null;
  }

  end(): void {
    const socket = openSocket(this.state);
    if (socket) closeSocket(socket, "ended");
  }

  private async handle(socket: WebSocket, raw: string | ArrayBuffer, arrived_at: number): Promise<void> {
    const counted = countMessage(this.messages, arrived_at);
    if (!counted) return closeSocket(socket, "flood");
    this.messages = counted;
    const read = readMessage(raw);
    if (!read.ok) {
      const { closing, message } = read.refusal;
      const data = { code: socketErrors.message.code, message };
      if (closing === "junk") tell(socket, { type: "error", sequence: null, data });
      return closeSocket(socket, closing);
    }
    const facts = this.facts.known;
    if (!facts) return closeSocket(socket, "ended");
    const now = this.clock();
    const pulse = await this.pulse.take(facts, read.value, now);
    tell(socket, { type: "heartbeat", sequence: null, data: { server_time: iso(now), ...pulse } });
  }
}
