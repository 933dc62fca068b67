/** The socket: it brings news at once; without it the gate gets the same news later (rules D4, O2). */

import type { LiveMessage } from "./wire.ts";

/** The part of a WebSocket that the gate uses. */
export interface Socket {
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "open" | "close" | "error", listener: () => void): void;
}

export type Connect = (url: string, protocols: string[]) => Socket | Promise<Socket>;

/** The browser's WebSocket; undefined where there is none, and the gate polls instead. */
export const connectSocket: Connect | undefined =
  typeof WebSocket === "undefined" ? undefined : (url, protocols) => new WebSocket(url, protocols) as Socket;

export interface LiveOptions {
  connect: Connect | undefined;
  base_url: string;
  now: () => number;
  heard: (message: LiveMessage) => void;
  /** Called when an open socket is lost. A socket that cannot be opened is left to the next round. */
  lost: () => void;
}

export function openLive({ connect, base_url, now, heard, lost }: LiveOptions) {
  let socket: Socket | null = null;
  let heard_at = 0;
  let closed = false;

  /** Opens the socket unless there is one. The server's greeting confirms that it is open. */
  async function open(token: string): Promise<void> {
    if (socket || !connect) return;
    const url = `${base_url.replace(/^http/, "ws")}/v1/gate/live`;
    const mine = await connect(url, ["playpark", `bearer.${token}`]);
    if (socket || closed) return mine.close(1000);
    socket = mine;
    heard_at = now();
    let greeted = false;
    const end = () => {
      if (socket !== mine) return;
      socket = null;
      if (greeted) lost();
    };
    mine.addEventListener("close", end);
    mine.addEventListener("error", end);
    mine.addEventListener("message", ({ data }) => {
      if (socket !== mine) return;
      heard_at = now();
      greeted = true;
      const message = readMessage(data);
      if (message) heard(message);
    });
  }

  /** Sends a message over the socket; false when there is none, or when it was silent for too long. */
  function say(message: object, silence_ms: number): boolean {
    if (socket && now() - heard_at > silence_ms) drop();
    try {
      socket?.send(JSON.stringify(message));
      return socket !== null;
    } catch {
      drop();
      return false;
    }
  }

  function drop(): void {
    const old = socket;
    socket = null;
    old?.close();
  }

  return {
    open,
    say,
    close() {
      closed = true;
      drop();
    },
  };
}

function readMessage(data: unknown): LiveMessage | null {
  try {
    const message = JSON.parse(String(data));
    return typeof message?.type === "string" && typeof message.data === "object" ? message : null;
  } catch {
    return null;
  }
}
