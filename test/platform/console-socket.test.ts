/** Tests of the console's live socket in workerd: it has the token, and ends when the session locks, when it idles, and when its token ends. */

import { describe, expect, test } from "vitest";
import { IDLE_MS, newSessionId, type Session } from "../../admin/session/cookie.ts";
import { serveLive } from "../../admin/session/live.ts";
import { noteLock } from "../../admin/session/locks.ts";

const NOW = Date.UTC(2026, 10, 30, 7);

const sessionOf = (facts: Partial<Session> = {}): Session => ({
  session_id: newSessionId(NOW),
  access_token: "access",
  refresh_token: "refresh",
  csrf_token: "csrf",
  access_ends_at: NOW + 900_000,
  seen_at: NOW,
  locked_at: NOW - 1,
  ...facts,
});

/** A page's socket through the console's origin, and the feed at its other end. */
async function open(session: Session) {
  const heard: { by_feed: string[]; by_page: string[] } = { by_feed: [], by_page: [] };
  const [inner, feed] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
  feed.accept();
  feed.addEventListener("message", ({ data }) => void heard.by_feed.push(String(data)));
  const feed_ended = new Promise<number>((resolve) => feed.addEventListener("close", ({ code }) => resolve(code)));
  const api = { fetch: () => new Response(null, { status: 101, webSocket: inner }) };
  const { webSocket: page } = await serveLive(new Request("https://console.test/v1/live"), api, session, NOW);
  if (!page) throw new Error("The origin opened no socket.");
  page.accept();
  const ended = new Promise<number>((resolve) => page.addEventListener("close", ({ code }) => resolve(code)));
  const told = (count: number, by: keyof typeof heard) =>
    new Promise<void>((resolve) => {
      const socket = by === "by_page" ? page : feed;
      const look = () => void (heard[by].length >= count && resolve());
      socket.addEventListener("message", look);
      look();
    });
  page.addEventListener("message", ({ data }) => void heard.by_page.push(String(data)));
  return { page, feed, heard, ended, feed_ended, told };
}

describe("the console's live socket", () => {
  test("its first message gets the token, and news pass as they are", async () => {
    const { page, feed, heard, told } = await open(sessionOf());
    page.send(JSON.stringify({ type: "auth", token: "", topics: ["gate"] }));
    await told(1, "by_feed");
    feed.send("news");
    await told(1, "by_page");
    expect([JSON.parse(heard.by_feed[0] ?? ""), heard.by_page]).toEqual([
      { type: "auth", token: "access", topics: ["gate"] },
      ["news"],
    ]);
  });

  test("after a lock no news reaches the page: the socket closes in its place", async () => {
    const session = sessionOf();
    const { feed, heard, ended, feed_ended } = await open(session);
    noteLock(session.session_id);
    feed.send("a sale of ฿350");
    expect([await ended, await feed_ended, heard.by_page]).toEqual([4407, 1000, []]);
  });

  test("after a lock no message of the page reaches the feed", async () => {
    const session = sessionOf();
    const { page, heard, ended } = await open(session);
    noteLock(session.session_id);
    page.send("ping");
    expect([await ended, heard.by_feed]).toEqual([4407, []]);
  });

  test("the lock of one session leaves the sockets of another open", async () => {
    const { feed, heard, told } = await open(sessionOf());
    noteLock(newSessionId(NOW));
    feed.send("news");
    await told(1, "by_page");
    expect(heard.by_page).toEqual(["news"]);
  });

  test.each([
    ["nobody acted for the time of the idle lock", { seen_at: NOW - IDLE_MS + 20 }],
    ["its token ends", { access_ends_at: NOW + 20 }],
  ])("it closes when %s", async (_, facts) => {
    const { ended, feed_ended } = await open(sessionOf(facts));
    expect([await ended, await feed_ended]).toEqual([4407, 1000]);
  });
});
