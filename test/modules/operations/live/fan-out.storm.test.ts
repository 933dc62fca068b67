/** Storm: a store's events reach a thousand screens, also after hibernation, whatever some of the screens do. */

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { createSettings } from "../../../../src/modules/access/settings/index.ts";
import type { FeedPage } from "../../../../src/modules/operations/live/domain/requests.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { openScreen, type Screen } from "../../../support/feed.ts";
import { newPark, type TestPark, until } from "../../../support/park.ts";
import { shortOrLong } from "../../../support/storms.ts";

const SCREENS = shortOrLong(100, 1_000);
const ROUNDS = shortOrLong(3, 10);

afterEach(() => void vi.useRealTimers());

/** One after another: after sockets that are opened at once, the pool does not let their object sleep. */
async function openScreens(park: TestPark, token: string, count: number): Promise<Screen[]> {
  const screens: Screen[] = [];
  while (screens.length < count) {
    const ip = `10.0.${screens.length >> 4}.1`;
    screens.push(await openScreen(park.store_id, { token, topics: ["counter"] }, ip));
  }
  return screens;
}

function pageOf(park: TestPark, after: number, count: number): FeedPage {
  const { tenant_id, store_id } = park;
  const events = Array.from({ length: count }, (_, at) => {
    const sequence = after + 1 + at;
    const data = { type: "sale.created", data: { note: "x".repeat(1_000) } };
    const text = JSON.stringify({ type: "event", sequence, data });
    return { sequence, type: "sale.created", store_id, subject_id: "X", text, blind_text: null };
  });
  return { tenant_id, store_id, after, reached: after + count, events, asks: [] };
}

const have = (screens: readonly Screen[], sequence: number) =>
  until(async () => screens.every((screen) => (screen.messages.at(-1)?.sequence ?? 0) >= sequence));

/** Pushes one event at a time, and prints how late it came to the screens. */
async function measure(name: string, park: TestPark, screens: Screen[], after: number, sleeps: boolean) {
  const late: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (sleeps) await evictDurableObject(env.LIVE.getByName(park.store_id));
    const begun = performance.now();
    await env.LIVE.getByName(park.store_id).push(pageOf(park, after + round, 1));
    await have(screens, after + round + 1);
    for (const { arrivals } of screens) late.push((arrivals.at(-1) ?? 0) - begun);
  }
  late.sort((one, other) => one - other);
  const share = (part: number) => Math.round(late[Math.ceil(late.length * part) - 1] ?? 0);
  const figures = `p50 ${share(0.5)} ms, p99 ${share(0.99)} ms, worst ${share(1)} ms`;
  console.log(`fan-out to ${screens.length} screens, ${name}: ${figures}`);
}

test(`[E9] ${SCREENS} screens get every event once and in order, also after hibernation, while others flood and stall`, async () => {
  const park = await newPark();
  const many = { "limits.user_per_hour": 100_000 };
  await createSettings(asTenant(seedContext(env), park.tenant_id), many);
  const manager = await park.office("manager");
  const screens = await openScreens(park, manager.token, SCREENS);
  expect(screens.map(({ closed }) => closed).filter((closed) => closed !== null)).toEqual([]);
  const [stalled, flood, ...healthy] = screens;
  if (!stalled || !flood) throw new Error("no screens");

  await measure("awake", park, healthy, 1_000_000, false);
  await measure("after hibernation", park, healthy, 1_000_000 + ROUNDS, true);

  const object = env.LIVE.getByName(park.store_id);
  for (let sent = 0; sent < 100; sent++) flood.send({ type: "ack", sequence: sent });
  expect(await flood.closing()).toBe(4429);

  // Ten pages of a hundred events: far more than the stalled screen's window, and than the ring.
  const start = 1_000_000 + 2 * ROUNDS;
  for (let page = 0; page < 10; page++) {
    await object.push(pageOf(park, start + page * 100, 100));
    for (let acknowledged = 0; acknowledged < 2; acknowledged++) {
      const goal = start + page * 100 + 50 * (acknowledged + 1);
      await have(healthy, goal);
      for (const screen of healthy) screen.send({ type: "ack", sequence: goal });
    }
  }
  const last = start + 1_000;
  await have(healthy, last);
  const whole = Array.from({ length: 2 * ROUNDS + 1_000 }, (_, at) => 1_000_001 + at);
  for (const screen of healthy) expect(screen.events().map(([sequence]) => sequence)).toEqual(whole);
  expect(stalled.events().length).toBeLessThanOrEqual(100);

  vi.setSystemTime(Date.now() + 10_001);
  await runDurableObjectAlarm(object);
  expect(await stalled.closing()).toBe(4410);
}, 600_000);
