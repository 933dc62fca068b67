/** A screen's end of a live feed, with all received messages. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ScreenMessage } from "../../src/modules/operations/live/domain/messages.ts";
import worker from "../../src/worker.ts";
import { randomIp, until } from "./park.ts";

export interface Screen {
  messages: ScreenMessage[];
  /** The code and reason of its closing; null while it is open. */
  closed: { code: number; reason: string } | null;
  /** When each message arrived, by the process's own clock. */
  arrivals: number[];
  send(message: string | ArrayBuffer | object): void;
  close(): void;
  /** The next message of that type, also one that came earlier and was not read yet. */
  next(type: ScreenMessage["type"]): Promise<ScreenMessage>;
  /** The events so far: their sequences with their types. */
  events(): [sequence: number, type: string][];
  /** Its closing, once it came. */
  closing(): Promise<number>;
}

/** Asks for a socket from an address, and returns the raw answer. */
export function askForFeed(query: string, ip = randomIp()): Promise<Response> {
  const headers = { upgrade: "websocket", "cf-connecting-ip": ip };
  const request = new Request(`https://park.test/v1/live?${query}`, { headers });
  return Promise.resolve(worker.fetch(request, env, createExecutionContext()));
}

/** Opens a socket and says nothing. */
export async function openSilently(store_id: string, ip?: string): Promise<Screen> {
  const response = await askForFeed(`store_id=${store_id}`, ip);
  const socket = response.webSocket;
  if (response.status !== 101 || !socket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  let asked = 0;
  const screen: Screen = {
    messages: [],
    closed: null,
    arrivals: [],
    send: (message) =>
      socket.send(typeof message === "string" || message instanceof ArrayBuffer ? message : JSON.stringify(message)),
    close: () => socket.close(1000, "enough"),
    next: async (type) => {
      const place = () => screen.messages.findIndex((message, at) => at >= asked && message.type === type);
      await until(async () => place() >= 0);
      asked = place() + 1;
      return screen.messages[asked - 1] as ScreenMessage;
    },
    events: () =>
      screen.messages
        .filter(({ type }) => type === "event")
        .map(({ sequence, data }) => [sequence ?? 0, String(data.type)]),
    closing: async () => {
      await until(async () => screen.closed !== null);
      return screen.closed?.code ?? 0;
    },
  };
  socket.addEventListener("message", ({ data }) => {
    if (data === "pong") return;
    screen.messages.push(JSON.parse(String(data)));
    screen.arrivals.push(performance.now());
  });
  socket.addEventListener("close", ({ code, reason }) => {
    screen.closed = { code, reason };
  });
  socket.accept();
  return screen;
}

/** Opens a feed, and waits until it is ready or refused. */
export async function openScreen(
  store_id: string,
  auth: { token: string; topics: readonly string[]; after?: number },
  ip?: string,
): Promise<Screen> {
  const screen = await openSilently(store_id, ip);
  screen.send({ type: "auth", ...auth });
  await until(async () => screen.messages.length > 0 || screen.closed !== null);
  return screen;
}
