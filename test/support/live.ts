/** A device's end of its socket, with all received messages. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { LiveMessage } from "../../src/modules/access/devices/index.ts";
import worker from "../../src/worker.ts";
import { type Client, until } from "./park.ts";

export interface LiveGate {
  /** The headers of the answer that opened it. */
  headers: Headers;
  messages: LiveMessage[];
  /** The code and reason of its closing; null while it is open. */
  closed: { code: number; reason: string } | null;
  send(message: string | ArrayBuffer | object): void;
  /** Closes it from the device's side. */
  close(code: number): void;
  /** The next message of that type, also one that came earlier and was not read yet. */
  next(type: string): Promise<LiveMessage>;
}

/** Requests the socket with these headers, and returns the raw answer. */
export function askForSocket(headers: Record<string, string>): Promise<Response> {
  const request = new Request("https://park.test/v1/gate/live", { headers: { upgrade: "websocket", ...headers } });
  return Promise.resolve(worker.fetch(request, env, createExecutionContext()));
}

/** Opens the device's socket. */
export async function openGate(client: Pick<Client, "token">, headers?: Record<string, string>): Promise<LiveGate> {
  const response = await askForSocket(headers ?? { authorization: `Bearer ${client.token}` });
  const socket = response.webSocket;
  if (response.status !== 101 || !socket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  let asked = 0;
  const gate: LiveGate = {
    headers: response.headers,
    messages: [],
    closed: null,
    send: (message) =>
      socket.send(typeof message === "string" || message instanceof ArrayBuffer ? message : JSON.stringify(message)),
    close: (code) => socket.close(code, "enough"),
    next: async (type) => {
      const place = () => gate.messages.findIndex((message, at) => at >= asked && message.type === type);
      await until(async () => place() >= 0);
      asked = place() + 1;
      return gate.messages[asked - 1] as LiveMessage;
    },
  };
  socket.addEventListener("message", ({ data }) => {
    gate.messages.push(data === "pong" ? { type: "pong", sequence: null, data: {} } : JSON.parse(String(data)));
  });
  socket.addEventListener("close", ({ code, reason }) => {
    gate.closed = { code, reason };
  });
  socket.accept();
  return gate;
}
