/** The live client: keeps one socket, gets each event once and in order, and comes back after any loss. */

import type { Feed, FeedEvent, FeedNews, FeedOptions, Socket, Topic } from "./api.ts";
import { delayAfter } from "./backoff.ts";

/** Endings that do not pass by waiting: a wrong message, an ended session, a lost permission. */
const FINAL = [4400, 4401, 4403];
/** The server closes a socket that is silent for 90 seconds. */
const PING_MS = 25_000;
/** A server that does not answer for this long is lost. */
const SILENCE_MS = 60_000;
/** The server allows 100 unacknowledged events of 250,000 characters, and 60 messages in ten seconds. */
const ACK_EVENTS = 50;
const ACK_CHARACTERS = 100_000;
const ACK_EVERY_MS = 200;
/** A fresh token is sent this long before the last one ends. */
const RENEW_BEFORE_MS = 60_000;
/** An open feed asks for a fresh token again after this long; without one the server closes it at the old one's end. */
const RETRY_TOKEN_MS = 10_000;
/** A connection that is not ready by then is tried again. */
const READY_MS = 15_000;

type Timer = ReturnType<typeof setTimeout>;

interface Message {
  type: string;
  sequence: number | null;
  data: Record<string, unknown>;
}

const platformSocket = (url: string) => new WebSocket(url) as unknown as Socket;

/** Opens a feed, and keeps it open until `close`. */
export function openFeed(options: FeedOptions): Feed {
  const { base_url, store_id, topics, token, connect = platformSocket } = options;
  const { elapsed = () => performance.now(), random = Math.random } = options;
  const url = `${base_url.replace(/^http/, "ws")}/v1/live?store_id=${encodeURIComponent(store_id)}`;
  let state: Feed["state"] = "connecting";
  let sequence: number | null = options.after ?? null;
  let socket: Socket | null = null;
  let failures = 0;
  let unacknowledged = { events: 0, characters: 0 };
  let acknowledged_at = Number.NEGATIVE_INFINITY;
  let heard_at = 0;
  /** The error that the server sent last on this socket. */
  let refusal: { code: string; message: string } | null = null;
  const timers = new Map<string, Timer>();

  function later(name: string, ms: number, work: () => void): void {
    clearTimeout(timers.get(name));
    timers.set(name, setTimeout(work, ms));
  }

  function clearTimers(): void {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  }

  /** The app's mistakes are its own: they must not stop the feed. */
  function tell(news: FeedNews): void {
    try {
      options.on(news);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  async function start(): Promise<void> {
    state = "connecting";
    let mine: Socket | null = null;
    const lose = (code: number | null, reason: string) => {
      if (state !== "closed" && state !== "stopped" && socket === mine) end(code, reason);
    };
    try {
      const opened = await connect(url);
      if (ended()) return opened.close(1000);
      mine = opened;
      socket = opened;
      unacknowledged = { events: 0, characters: 0 };
      refusal = null;
      heard_at = elapsed();
      opened.addEventListener("open", () => void prove(opened));
      opened.addEventListener("close", ({ code, reason }) => lose(code, reason));
      opened.addEventListener("error", () => lose(null, "the connection failed"));
      opened.addEventListener("message", ({ data }) => {
        if (socket === opened) take(opened, data);
      });
      later("ready", READY_MS, () => lose(null, "the server did not answer"));
      // A socket that is open already sends no such event.
      if ((opened as { readyState?: number }).readyState === 1) await prove(opened);
    } catch (error) {
      lose(null, String(error));
    }
  }

  function ended(): boolean {
    return state === "closed" || state === "stopped";
  }

  /** Sends a fresh token, on a new socket or on an open one. */
  async function prove(mine: Socket): Promise<void> {
    try {
      const fresh = await token();
      if (socket !== mine) return;
      const place = state === "connecting" && sequence !== null ? { after: sequence } : {};
      mine.send(JSON.stringify({ type: "auth", token: fresh, topics, ...place }));
    } catch (error) {
      if (socket !== mine) return;
      if (state === "live") later("renew", RETRY_TOKEN_MS, () => void prove(mine));
      else end(null, String(error));
    }
  }

  function take(mine: Socket, raw: unknown): void {
    heard_at = elapsed();
    const message = readMessage(raw);
    if (message?.type === "ready") getReady(mine, message);
    else if (message?.type === "event") takeEvent(mine, message, String(raw).length);
    else if (message?.type === "gap") {
      sequence = message.sequence;
      tell({ type: "gap", after: numberOr(message.data.after), sequence: message.sequence ?? 0 });
    } else if (message?.type === "error")
      refusal = { code: String(message.data.code), message: String(message.data.message) };
  }

  function getReady(mine: Socket, { sequence: place, data }: Message): void {
    clearTimeout(timers.get("ready"));
    const again = state === "live";
    state = "live";
    failures = 0;
    sequence ??= place;
    later("ping", PING_MS, () => ping(mine));
    const lasts_ms = Number(data.expires_in) * 1000;
    later("renew", Math.max(lasts_ms - RENEW_BEFORE_MS, lasts_ms / 2, 1_000), () => void prove(mine));
    const told = { topics: data.topics as Topic[], server_time: String(data.server_time) };
    if (!again) tell({ type: "ready", sequence: place ?? 0, ...told });
  }

  function takeEvent(mine: Socket, { sequence: number, data }: Message, characters: number): void {
    if (number === null) return;
    unacknowledged.events += 1;
    unacknowledged.characters += characters;
    if (sequence === null || number > sequence) {
      sequence = number;
      tell({ type: "event", event: { ...data, sequence: number } as FeedEvent });
    }
    const full = unacknowledged.events >= ACK_EVENTS || unacknowledged.characters >= ACK_CHARACTERS;
    if (full && socket === mine && !timers.has("ack")) {
      const rest_ms = acknowledged_at + ACK_EVERY_MS - elapsed();
      if (rest_ms <= 0) acknowledge(mine, number);
      else later("ack", rest_ms, () => acknowledge(mine, sequence ?? number));
    }
  }

  function acknowledge(mine: Socket, number: number): void {
    timers.delete("ack");
    unacknowledged = { events: 0, characters: 0 };
    acknowledged_at = elapsed();
    send(mine, JSON.stringify({ type: "ack", sequence: number }));
  }

  function ping(mine: Socket): void {
    if (elapsed() - heard_at > SILENCE_MS) end(null, "the server is silent");
    else {
      later("ping", PING_MS, () => ping(mine));
      send(mine, "ping");
    }
  }

  function send(mine: Socket, text: string): void {
    if (socket !== mine) return;
    try {
      mine.send(text);
    } catch (error) {
      end(null, String(error));
    }
  }

  /** Ends the connection; unless it ended for good, the next one begins after a while. */
  function end(code: number | null, reason: string): void {
    const old = socket;
    socket = null;
    clearTimers();
    if (code === null) closeQuietly(old);
    if (code !== null && FINAL.includes(code)) {
      state = "stopped";
      tell({ type: "stopped", code: refusal?.code ?? null, reason: refusal?.message ?? reason });
    } else {
      state = "waiting";
      const retry_ms = delayAfter(failures, random());
      failures += 1;
      later("retry", retry_ms, () => void start());
      tell({ type: "lost", code, reason, retry_ms });
    }
  }

  void start();
  return {
    get state() {
      return state;
    },
    get sequence() {
      return sequence;
    },
    close() {
      if (ended()) return;
      state = "closed";
      clearTimers();
      const old = socket;
      socket = null;
      closeQuietly(old, 1000);
    },
  };
}

function closeQuietly(socket: Socket | null, code?: number): void {
  try {
    socket?.close(code);
  } catch {
    // It is closed already, or was never open.
  }
}

function numberOr(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function readMessage(raw: unknown): Message | null {
  try {
    const message = JSON.parse(String(raw));
    return typeof message?.type === "string" && typeof message.data === "object" ? message : null;
  } catch {
    return null;
  }
}
