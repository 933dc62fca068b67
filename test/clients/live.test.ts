/** Tests of the live client against a fake server: it keeps its place through every loss, and stops only when told to. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { delayAfter } from "../../clients/live/backoff.ts";
import {
  type Feed,
  type FeedEvent,
  type FeedNews,
  type FeedOptions,
  openFeed,
  type Socket,
  type Topic,
} from "../../clients/live/index.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TOPICS: readonly Topic[] = ["counter"];

interface Line {
  url: string;
  sent: Record<string, unknown>[];
  pings: number;
  closed: number | null | undefined;
  open(): Promise<void>;
  tell(type: string, sequence: number | null, data?: object): void;
  say(raw: string): void;
  hangUp(code: number, reason?: string): void;
}

interface Scene {
  lines: Line[];
  news: FeedNews[];
  feed: Feed;
  /** The newest line, opened and ready at a place. */
  ready(sequence: number, expires_in?: number): Promise<Line>;
  events(): number[];
}

function scene(options: Partial<FeedOptions> = {}): Scene {
  const lines: Line[] = [];
  const news: FeedNews[] = [];
  const connect = (url: string): Socket => {
    const listeners = new Map<string, ((event: never) => void)[]>();
    const fire = (type: string, event: object) => {
      for (const listener of listeners.get(type) ?? []) listener(event as never);
    };
    const line: Line = {
      url,
      sent: [],
      pings: 0,
      closed: undefined,
      open: async () => {
        fire("open", {});
        await vi.advanceTimersByTimeAsync(0);
      },
      tell: (type, sequence, data = {}) => fire("message", { data: JSON.stringify({ type, sequence, data }) }),
      say: (raw) => fire("message", { data: raw }),
      hangUp: (code, reason = "") => fire("close", { code, reason }),
    };
    lines.push(line);
    return {
      send: (text) => {
        if (text === "ping") line.pings += 1;
        else line.sent.push(JSON.parse(text));
      },
      close: (code) => {
        line.closed = code ?? null;
      },
      addEventListener: (type: string, listener: (event: never) => void) =>
        void listeners.set(type, [...(listeners.get(type) ?? []), listener]),
    };
  };
  let tokens = 0;
  const feed = openFeed({
    base_url: "https://park.test",
    store_id: "S1",
    topics: TOPICS,
    token: () => `token ${++tokens}`,
    on: (each) => news.push(each),
    connect,
    random: () => 1,
    elapsed: () => Date.now(),
    ...options,
  });
  return {
    lines,
    news,
    feed,
    ready: async (sequence, expires_in = 900) => {
      await vi.advanceTimersByTimeAsync(0);
      const line = lines.at(-1);
      if (!line) throw new Error("no line");
      await line.open();
      line.tell("ready", sequence, { topics: ["counter"], server_time: "2026-05-01T03:00:00.000Z", expires_in });
      return line;
    },
    events: () => news.flatMap((each) => (each.type === "event" ? [each.event.sequence] : [])),
  };
}

const typesOf = (news: FeedNews[]) => news.map(({ type }) => type);

test("[E9] the client proves itself first, and shows each event once and in order", async () => {
  const { lines, news, feed, ready, events } = scene();
  const line = await ready(7);
  expect([line.url, line.sent]).toEqual([
    "wss://park.test/v1/live?store_id=S1",
    [{ type: "auth", token: "token 1", topics: ["counter"] }],
  ]);
  expect([feed.state, feed.sequence, lines.length]).toEqual(["live", 7, 1]);
  for (const sequence of [8, 9, 9, 8, 12]) line.tell("event", sequence, { type: "sale.created", data: { total: 1 } });
  expect(events()).toEqual([8, 9, 12]);
  const event: Partial<FeedEvent> = { type: "sale.created", sequence: 8, data: { total: 1 } };
  expect(news[1]).toMatchObject({ event });
});

test("[E9] after a loss the client waits longer each time, and resumes after its last event with a fresh token", async () => {
  const { lines, news, ready, events } = scene();
  const first = await ready(7);
  first.tell("event", 8, {});
  first.hangUp(1006, "gone");
  expect(news.at(-1)).toEqual({ type: "lost", code: 1006, reason: "gone", retry_ms: 1_000 });
  await vi.advanceTimersByTimeAsync(999);
  expect(lines).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(lines).toHaveLength(2);
  lines[1]?.hangUp(1006);
  expect(news.at(-1)).toMatchObject({ retry_ms: 2_000 });
  await vi.advanceTimersByTimeAsync(2_000);
  const third = await ready(8);
  expect(third.sent).toEqual([{ type: "auth", token: "token 2", topics: ["counter"], after: 8 }]);
  first.tell("event", 9, {});
  third.tell("event", 9, {});
  expect(events()).toEqual([8, 9]);
  third.hangUp(1006);
  expect(news.at(-1)).toMatchObject({ retry_ms: 1_000 });
});

test("[E9] a gap is told with both ends, and the client continues from the newer one", async () => {
  const { news, feed, ready, events } = scene({ after: 3 });
  const line = await ready(90);
  expect(line.sent[0]).toMatchObject({ after: 3 });
  line.tell("gap", 90, { after: 3 });
  line.tell("event", 91, {});
  expect(news[1]).toEqual({ type: "gap", after: 3, sequence: 90 });
  expect([events(), feed.sequence]).toEqual([[91], 91]);
});

test.each([
  [4400, "stopped"],
  [4401, "stopped"],
  [4403, "stopped"],
  [1011, "waiting"],
  [1013, "waiting"],
  [4407, "waiting"],
  [4408, "waiting"],
  [4410, "waiting"],
  [4429, "waiting"],
  [1006, "waiting"],
])("[E9] after the closing code %d the client is %s", async (code, state) => {
  const { lines, news, feed, ready } = scene();
  const line = await ready(7);
  line.tell("error", null, { code: "E_PERMISSION", message: "You may not." });
  line.hangUp(code, "why");
  expect(feed.state).toBe(state);
  if (state === "stopped")
    expect(news.at(-1)).toEqual({ type: "stopped", code: "E_PERMISSION", reason: "You may not." });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines.length > 1).toBe(state === "waiting");
});

test("[E9] fifty events are acknowledged together, at most five times a second, and none is forgotten", async () => {
  const { ready } = scene();
  const line = await ready(0);
  for (let sequence = 1; sequence <= 49; sequence++) line.tell("event", sequence, {});
  expect(line.sent).toHaveLength(1);
  line.tell("event", 50, {});
  expect(line.sent.at(-1)).toEqual({ type: "ack", sequence: 50 });
  for (let sequence = 51; sequence <= 150; sequence++) line.tell("event", sequence, {});
  expect(line.sent).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(line.sent.at(-1)).toEqual({ type: "ack", sequence: 150 });
});

test("[E9] large events are acknowledged before they fill the server's window", async () => {
  const { ready } = scene();
  const line = await ready(0);
  line.tell("event", 1, { data: { note: "x".repeat(60_000) } });
  expect(line.sent).toHaveLength(1);
  line.tell("event", 2, { data: { note: "x".repeat(60_000) } });
  expect(line.sent.at(-1)).toEqual({ type: "ack", sequence: 2 });
});

test("[E9] a fresh token is sent before the last one ends, and failing to get one costs nothing before that", async () => {
  let fails = false;
  let asked = 0;
  const token = async () => {
    asked += 1;
    if (fails) throw new Error("offline");
    return `token ${asked}`;
  };
  const { lines, feed, ready, news } = scene({ token });
  const line = await ready(7);
  fails = true;
  for (let beat = 0; beat < 34; beat++) {
    line.say("pong");
    await vi.advanceTimersByTimeAsync(25_000);
  }
  expect([asked > 1, feed.state, lines.length]).toEqual([true, "live", 1]);
  fails = false;
  line.say("pong");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(line.sent.at(-1)).toEqual({ type: "auth", token: `token ${asked}`, topics: ["counter"] });
  line.tell("ready", 7, { topics: ["counter"], server_time: "", expires_in: 900 });
  expect(typesOf(news)).toEqual(["ready"]);
});

test("[E9] the client pings every 25 seconds, and leaves a server that is silent for a minute", async () => {
  const { lines, feed, ready } = scene();
  const line = await ready(7);
  await vi.advanceTimersByTimeAsync(50_000);
  expect([line.pings, feed.state]).toEqual([2, "live"]);
  await vi.advanceTimersByTimeAsync(25_000);
  expect([line.closed, feed.state]).toEqual([null, "waiting"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(lines).toHaveLength(2);
});

test("[E9] a connection that never gets ready, and one that cannot be made, are tried again", async () => {
  let made = 0;
  const connect = async () => {
    made += 1;
    throw new Error("no network");
  };
  const broken = scene({ connect });
  await vi.advanceTimersByTimeAsync(0);
  expect(broken.news).toMatchObject([{ type: "lost", code: null, reason: "Error: no network", retry_ms: 1_000 }]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(made).toBe(2);
  broken.feed.close();
  const mute = scene();
  await vi.advanceTimersByTimeAsync(0);
  await mute.lines[0]?.open();
  await vi.advanceTimersByTimeAsync(16_000);
  expect(mute.lines).toHaveLength(2);
});

test("[E9] a closed client says no more, and an app's mistake does not stop the feed", async () => {
  const mistakes: unknown[] = [];
  const on = () => {
    throw new Error("a mistake of the app");
  };
  const caught = (error: unknown) => void mistakes.push(error);
  process.on("uncaughtException", caught);
  const { feed, ready } = scene({ on });
  const line = await ready(7);
  line.tell("event", 8, {});
  line.tell("event", 9, {});
  await vi.advanceTimersByTimeAsync(0);
  process.off("uncaughtException", caught);
  expect([feed.sequence, mistakes.length]).toEqual([9, 3]);
  feed.close();
  line.tell("event", 10, {});
  line.hangUp(1006);
  await vi.advanceTimersByTimeAsync(120_000);
  expect([feed.sequence, feed.state, line.closed]).toEqual([9, "closed", 1000]);
});

test("[E9] junk from the server changes nothing", async () => {
  const { feed, news, ready } = scene();
  const line = await ready(7);
  for (const raw of ["", "{", "null", "7", '{"type":"event"}', '{"type":7,"data":{}}', "pong"]) line.say(raw);
  line.tell("event", null, {});
  line.tell("news", 8, {});
  expect([typesOf(news), feed.sequence, feed.state]).toEqual([["ready"], 7, "live"]);
});

test("[E9] delays grow to half a minute, and are spread over half of their length", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1_000].map((failures) => delayAfter(failures, 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect([delayAfter(0, 0), delayAfter(9, 0), delayAfter(9, 0.5)]).toEqual([500, 15_000, 22_500]);
});
