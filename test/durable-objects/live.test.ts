/** Tests of live feeds: who may listen, what each screen gets, and how every feed ends. */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { NETWORK_SOCKETS } from "../../src/modules/operations/live/domain/listener.ts";
import type { FeedPage } from "../../src/modules/operations/live/domain/requests.ts";
import { signToken, verifyToken } from "../../src/platform/http/tokens.ts";
import { holdNextReading, whileD1Refuses } from "../support/faults.ts";
import { askForFeed, openScreen, openSilently } from "../support/feed.ts";
import { addPerson, type Client, call, cashSale, countRows, newPark, type TestPark, until } from "../support/park.ts";

afterEach(() => void vi.useRealTimers());

const objectOf = ({ store_id }: Pick<TestPark, "store_id">) => env.LIVE.getByName(store_id);

function dayTicket(park: TestPark): string {
  const [package_id] = Object.values(park.packages);
  if (!package_id) throw new Error("the park sells nothing");
  return package_id;
}

async function newestOf({ tenant_id }: TestPark): Promise<number> {
  const query = "SELECT MAX(sequence) AS newest FROM outbox WHERE tenant_id = ?";
  return (await env.DB.prepare(query).bind(tenant_id).first<number>("newest")) ?? 0;
}

/** A page of invented sales after a place, as the consumer gives it to the object. */
function pageOf(park: TestPark, after: number, count: number, type = "sale.created"): FeedPage {
  const { tenant_id, store_id } = park;
  const events = Array.from({ length: count }, (_, at) => {
    const sequence = after + 1 + at;
    const text = JSON.stringify({ type: "event", sequence, data: { type } });
    return { sequence, type, store_id, subject_id: "X", text, blind_text: null };
  });
  return { tenant_id, store_id, after, reached: after + count, events, asks: [] };
}

/** Moves the test's clock, and runs the object's alarm as if it had come. */
async function later(park: TestPark, ms: number): Promise<void> {
  vi.setSystemTime(Date.now() + ms);
  await runDurableObjectAlarm(objectOf(park));
}

describe("a feed", () => {
  test("[E9] a screen shows a sale of another till as it happens, with its sequence and the data of its event", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    const ready = await screen.next("ready");
    expect(ready).toMatchObject({ sequence: await newestOf(park), data: { topics: ["counter"] } });
    const till = await park.till();
    const sale = await till.post("/sales", cashSale(dayTicket(park), 1, 35_000), "k1");
    expect(sale.status).toBe(201);
    await until(async () => screen.events().some(([, type]) => type === "sale.created"));
    const types = screen.events().map(([, type]) => type);
    expect(types).toContain("shift.opened");
    expect(types).not.toContain("ticket.issued");
    const told = screen.messages.find(({ data }) => data.type === "sale.created");
    const stored = await env.DB.prepare("SELECT * FROM outbox WHERE tenant_id = ? AND type = 'sale.created'")
      .bind(park.tenant_id)
      .first<Record<string, string | number>>();
    expect(told).toEqual({
      type: "event",
      sequence: stored?.sequence,
      data: {
        event_id: stored?.event_id,
        type: "sale.created",
        at: new Date(Number(stored?.at)).toISOString(),
        store_id: park.store_id,
        subject_kind: "sale",
        subject_id: sale.data.sale_id,
        amounts_hidden: false,
        data: JSON.parse(String(stored?.data)),
      },
    });
  });

  test("[S5] [E9] while shifts are counted blind, a cashier's screen hears of a sale without its amounts", async () => {
    const park = await newPark();
    const till = await park.till();
    const screen = await openScreen(park.store_id, { token: till.token, topics: ["counter", "gate"] });
    const sale = await till.post("/sales", cashSale(dayTicket(park), 1, 35_000), "k1");
    expect(sale.status).toBe(201);
    await until(async () => screen.events().some(([, type]) => type === "ticket.issued"));
    const told = screen.messages.filter(({ type }) => type === "event");
    expect(told.map(({ data }) => data.amounts_hidden)).toEqual(told.map(() => true));
    expect(JSON.stringify(told)).not.toContain("35000");
    expect(told.find(({ data }) => data.type === "sale.created")?.data).toMatchObject({
      subject_id: sale.data.sale_id,
      data: { sale_id: sale.data.sale_id },
    });
  });

  test("[E9] the first screen of a store writes one row, and no event and no further screen writes any", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const auth = { token: manager.token, topics: ["counter"] };
    const first = await openScreen(park.store_id, auth);
    const second = await openScreen(park.store_id, auth);
    expect(await countRows("live_stores", park.tenant_id)).toBe(1);
    const rows = await runInDurableObject(objectOf(park), (_, state) => [...state.storage.kv.list()].length);
    await objectOf(park).push(pageOf(park, 1_000, 100));
    await until(async () => first.events().length === 100 && second.events().length === 100);
    expect(await runInDurableObject(objectOf(park), (_, state) => [...state.storage.kv.list()].length)).toBe(rows);
    expect(rows).toBe(1);
  });

  test("[E9] a store without screens costs no call of its object: the last page after the last screen ends the lease", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    expect(await countRows("live_stores", park.tenant_id)).toBe(1);
    screen.close();
    // The object answers the close; without an answer the screen waits ten seconds and sees 1006.
    expect(await screen.closing()).toBe(1000);
    await until(
      async () => (await runInDurableObject(objectOf(park), (_, state) => state.getWebSockets().length)) === 0,
    );
    await objectOf(park).push(pageOf(park, 1_000, 1));
    expect(await countRows("live_stores", park.tenant_id)).toBe(0);
    const again = await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    expect((await again.next("ready")).sequence).toBeGreaterThan(0);
    expect(await countRows("live_stores", park.tenant_id)).toBe(1);
  });

  test("[E9] a page that comes twice, or overlaps another, reaches each screen once and in order", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    const object = objectOf(park);
    const pages = [pageOf(park, 1_000, 3), pageOf(park, 1_000, 3), pageOf(park, 1_002, 4), pageOf(park, 1_000, 2)];
    for (const page of pages) await object.push(page);
    await until(async () => screen.events().length >= 6);
    expect(screen.events().map(([sequence]) => sequence)).toEqual([1_001, 1_002, 1_003, 1_004, 1_005, 1_006]);
  });

  test("[E9] [T1] a page of another tenant reaches nobody", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    await objectOf(park).push({ ...pageOf(park, 1_000, 3), tenant_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH" });
    await objectOf(park).push(pageOf(park, 1_000, 1));
    await until(async () => screen.events().length > 0);
    expect(screen.events()).toHaveLength(1);
  });

  test("[E9] a screen gets the events of its topics and store only", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const open = (topics: string[]) => openScreen(park.store_id, { token: manager.token, topics });
    const [gate, both] = [await open(["gate"]), await open(["gate", "counter"])];
    const object = objectOf(park);
    await object.push(pageOf(park, 1_000, 1));
    await object.push(pageOf(park, 1_001, 1, "ticket.redeemed.pass"));
    await until(async () => gate.events().length === 1 && both.events().length === 2);
    expect(gate.events()).toEqual([[1_002, "ticket.redeemed.pass"]]);
    const other_id = env.LIVE.getByName(park.second_store_id);
    await other_id.push({ ...pageOf(park, 1_002, 1), store_id: park.second_store_id });
    expect(both.events()).toHaveLength(2);
  });
});

describe("a proof", () => {
  test.each([
    ["of no kind", async () => "nonsense", 4401],
    ["of a refresh token", async (park: TestPark) => refreshOf(park), 4401],
    ["that has expired", async (park: TestPark) => tokenFrom(park, -900_000), 4407],
    ["of another park", async () => (await (await newPark()).office("manager")).token, 4403],
    ["of a person of another store", async (park: TestPark) => strangerOf(park), 4403],
  ])("[E9] [T2] a token %s ends the socket, and no event is sent", async (_, tokenOf, code) => {
    const park = await newPark();
    const screen = await openScreen(park.store_id, { token: await tokenOf(park), topics: ["counter"] });
    expect(await screen.closing()).toBe(code);
    expect(screen.messages.map(({ type, data }) => [type, typeof data.code])).toEqual([["error", "string"]]);
    expect(await countRows("live_stores", park.tenant_id)).toBe(0);
  });

  test("[E9] [T7] a topic without its permission is refused by name, and a cashier gets the others", async () => {
    const park = await newPark();
    const cashier = await park.office("cashier");
    const refused = await openScreen(park.store_id, { token: cashier.token, topics: ["counter", "fleet"] });
    expect(await refused.closing()).toBe(4403);
    expect(refused.messages[0]?.data.code).toBe("E_PERMISSION");
    const screen = await openScreen(park.store_id, { token: cashier.token, topics: ["counter", "gate"] });
    expect((await screen.next("ready")).data.topics).toEqual(["counter", "gate"]);
  });

  test("[E9] a gate without a person listens to its own scans", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    const screen = await openScreen(park.store_id, { token: gate.token, topics: ["gate"] });
    await screen.next("ready");
    const other = await openScreen(park.second_store_id, { token: gate.token, topics: ["gate"] });
    expect(await other.closing()).toBe(4403);
  });

  test("[E9] a socket that says nothing for ten seconds is closed, and one that acknowledges first too", async () => {
    const park = await newPark();
    const silent = await openSilently(park.store_id);
    await later(park, 10_001);
    expect(await silent.closing()).toBe(4408);
    const hasty = await openSilently(park.store_id);
    hasty.send({ type: "ack", sequence: 1 });
    expect(await hasty.closing()).toBe(4401);
  });

  test("[E9] [L1] a proof counts as a call of its person", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const used = async () => {
      const limits = (await manager.get("/usage/limits")).data as unknown as { rate: string; used: number }[];
      return limits.find(({ rate }) => rate === "general")?.used ?? 0;
    };
    const before = await used();
    await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    expect((await used()) - before).toBe(2);
  });

  test("[E9] a fresh token on the same socket moves the end of the feed, and loses no place", async () => {
    const park = await newPark();
    const soon = await tokenFrom(park, -899_000 + 30_000);
    const screen = await openScreen(park.store_id, { token: soon, topics: ["counter"] });
    const first = await screen.next("ready");
    await objectOf(park).push(pageOf(park, 1_000, 2));
    screen.send({ type: "auth", token: await tokenFrom(park, 0), topics: ["counter"] });
    const second = await screen.next("ready");
    expect(second.sequence).toBe(1_002);
    expect([Number(first.data.expires_in) < 31, Number(second.data.expires_in) > 800]).toEqual([true, true]);
    await later(park, 45_000);
    await objectOf(park).push(pageOf(park, 1_002, 1));
    await until(async () => screen.events().length === 3);
    expect(screen.closed).toBeNull();
  });
});

describe("the end of a feed", () => {
  const listen = async (park: TestPark, person: Client) => {
    const screen = await openScreen(park.store_id, { token: person.token, topics: ["counter"] });
    await screen.next("ready");
    return screen;
  };
  const hire = async (park: TestPark) => {
    const { employee_id, email, pin } = await addPerson(park, { [park.store_id]: ["cashier"] });
    const { data } = await call("POST", "/employees/login", { email, pin });
    return { employee_id, token: data.access_token as string };
  };

  test.each([
    ["the person is suspended", "suspend", 4403],
    ["the sessions are ended", "sessions", 4401],
    ["the role is taken away", "membership", 4403],
  ])("[E9] [T3] when %s, the feed ends within seconds", async (_, how, code) => {
    const park = await newPark();
    const { employee_id, token } = await hire(park);
    const screen = await openScreen(park.store_id, { token, topics: ["counter"] });
    await screen.next("ready");
    const owner = await park.person("owner");
    if (how === "suspend") await owner.post(`/employees/${employee_id}/suspend`, {});
    if (how === "sessions") await owner.call("DELETE", `/employees/${employee_id}/sessions`);
    if (how === "membership")
      await owner.call("PUT", `/employees/${employee_id}/memberships/${park.store_id}`, { roles: ["gate"] });
    expect(await screen.closing()).toBe(code);
  });

  test("[E9] [T3] a role that loses a permission ends the feeds of all who hold it, and leaves the others", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await owner.call("PUT", "/roles/watcher", { permissions: ["sales_read", "redeem"] });
    const { email, pin } = await addPerson(park, { [park.store_id]: ["watcher"] });
    const { data } = await call("POST", "/employees/login", { email, pin });
    const watcher = await openScreen(park.store_id, { token: data.access_token, topics: ["counter"] });
    const manager = await listen(park, await park.office("manager"));
    await watcher.next("ready");
    await owner.call("PUT", "/roles/watcher", { permissions: ["redeem"] });
    expect(await watcher.closing()).toBe(4403);
    expect(manager.closed).toBeNull();
  });

  test("[E9] [T3] a session that nobody told of ends its feed within a minute", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await listen(park, manager);
    const { employee_id, session_id } = await verifyToken(env, manager.token, ["employee"], Date.now());
    await env.EMPLOYEE.getByName(`${park.tenant_id}:${employee_id}`).endSessions([session_id]);
    await later(park, 60_001);
    expect(await screen.closing()).toBe(4401);
  });

  test("[E9] [T3] maintenance of the company ends its feeds, which come back later", async () => {
    const park = await newPark();
    const screens = [
      await listen(park, await park.office("manager")),
      await listen(park, await park.office("cashier")),
    ];
    const owner = await park.person("owner");
    const until_at = new Date(Date.now() + 3_600_000).toISOString();
    const set = await owner.post("/tenant/maintenance", { until: until_at, note: "new counters" });
    expect(set.status).toBeLessThan(300);
    for (const screen of screens) expect(await screen.closing()).toBe(1013);
  });

  test("[E9] a screen whose holder cannot be asked during an outage continues, and is asked again", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await listen(park, manager);
    const { employee_id, session_id } = await verifyToken(env, manager.token, ["employee"], Date.now());
    const person = env.EMPLOYEE.getByName(`${park.tenant_id}:${employee_id}`);
    await person.forget();
    await whileD1Refuses(() => later(park, 60_001));
    expect(screen.closed).toBeNull();
    await person.endSessions([session_id]);
    screen.send({ type: "ack", sequence: 1 });
    await later(park, 60_001);
    expect(await screen.closing()).toBe(4401);
  });

  test("[E9] a feed ends with its token, without any event", async () => {
    const park = await newPark();
    const screen = await openScreen(park.store_id, { token: await tokenFrom(park, -840_000), topics: ["counter"] });
    await screen.next("ready");
    screen.send("ping");
    await later(park, 60_001);
    expect(await screen.closing()).toBe(4407);
  });

  test("[E9] a screen that sends no ping for 90 seconds is closed, and one that does is not", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const [dead, alive] = [await listen(park, manager), await listen(park, manager)];
    await later(park, 60_000);
    alive.send({ type: "ack", sequence: 1 });
    await until(async () => true);
    await later(park, 30_001);
    expect(await dead.closing()).toBe(4409);
    expect(alive.closed).toBeNull();
  });

  test("[E9] [D3] asking about a device's feed is no sign of life of the device", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    const screen = await openScreen(park.store_id, { token: gate.token, topics: ["gate"] });
    await screen.next("ready");
    const device = env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
    const { last_seen_at } = await device.signsOfLife();
    await later(park, 60_001);
    expect(await device.signsOfLife()).toMatchObject({ last_seen_at });
    expect(screen.closed).toBeNull();
  });

  test("[E9] a purged tenant's feed is closed, and its object keeps nothing", async () => {
    const park = await newPark();
    const screen = await listen(park, await park.office("manager"));
    await objectOf(park).forget();
    expect(await screen.closing()).toBe(4401);
    expect(await runInDurableObject(objectOf(park), (_, state) => [...state.storage.kv.list()].length)).toBe(0);
  });
});

describe("a flood", () => {
  test("[E9] the sixty-first message in ten seconds closes its socket, and no other", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const auth = { token: manager.token, topics: ["counter"] };
    const [flood, calm] = [await openScreen(park.store_id, auth), await openScreen(park.store_id, auth)];
    for (let sent = 0; sent < 61; sent++) flood.send({ type: "ack", sequence: sent });
    expect(await flood.closing()).toBe(4429);
    await objectOf(park).push(pageOf(park, 1_000, 1));
    await calm.next("event");
    expect(flood.events()).toEqual([]);
  });

  test.each([
    ["bytes", new ArrayBuffer(8), 1003],
    ["more than 4 KiB", "x".repeat(4_097), 1009],
    ["junk", "{", 4400],
  ])("[E9] a message of %s closes its socket with a reason", async (_, raw, code) => {
    const park = await newPark();
    const screen = await openSilently(park.store_id);
    screen.send(raw);
    expect(await screen.closing()).toBe(code);
    expect(screen.messages[0]?.data).toMatchObject({ code: "E_MESSAGE", message: expect.stringMatching(/\w/) });
  });

  test("[E9] a network has twenty sockets at a store, and the twenty-first is refused with a time to wait", async () => {
    const park = await newPark();
    const [ip, near] = ["2001:db8::1", "2001:db8::2"];
    for (let open = 0; open < NETWORK_SOCKETS; open++) await openSilently(park.store_id, ip);
    const refused = await askForFeed(`store_id=${park.store_id}`, near);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);
    await refused.text();
    await openSilently(park.store_id, "2001:db8:1::1");
  });

  test("[E9] a slow screen is dropped after a full window, and the feed continues for the others", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const auth = { token: manager.token, topics: ["counter"] };
    const [slow, quick] = [await openScreen(park.store_id, auth), await openScreen(park.store_id, auth)];
    await objectOf(park).push(pageOf(park, 1_000, 100));
    await until(async () => quick.events().length === 100);
    quick.send({ type: "ack", sequence: 1_100 });
    await objectOf(park).push(pageOf(park, 1_100, 50));
    await until(async () => quick.events().length === 150);
    expect(slow.events()).toHaveLength(100);
    await later(park, 10_001);
    expect(await slow.closing()).toBe(4410);
    await objectOf(park).push(pageOf(park, 1_150, 1));
    await until(async () => quick.events().length === 151);
    expect(quick.closed).toBeNull();
  });

  test("[E9] a screen that acknowledges late continues where it stopped, and misses nothing", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    for (const at of [0, 100, 200]) await objectOf(park).push(pageOf(park, 1_000 + at, 100));
    await until(async () => screen.events().length === 100);
    screen.send({ type: "ack", sequence: 1_050 });
    await until(async () => screen.events().length === 150);
    screen.send({ type: "ack", sequence: 1_150 });
    await until(async () => screen.events().length === 250);
    screen.send({ type: "ack", sequence: 1_250 });
    await until(async () => screen.events().length === 300);
    expect(screen.events().map(([sequence]) => sequence)).toEqual(Array.from({ length: 300 }, (_, at) => 1_001 + at));
  });
});

describe("sleep and return", () => {
  test("[E9] after hibernation every screen keeps its place, its topics and its end", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const open = (topics: string[]) => openScreen(park.store_id, { token: manager.token, topics });
    const [counter, gate] = [await open(["counter"]), await open(["gate"])];
    await objectOf(park).push(pageOf(park, 1_000, 2));
    await until(async () => counter.events().length === 2);
    await evictDurableObject(objectOf(park));
    await objectOf(park).push(pageOf(park, 1_000, 3));
    await until(async () => counter.events().length === 3);
    expect(counter.events().map(([sequence]) => sequence)).toEqual([1_001, 1_002, 1_003]);
    expect(gate.events()).toEqual([]);
    await evictDurableObject(objectOf(park));
    const { employee_id, session_id } = await verifyToken(env, manager.token, ["employee"], Date.now());
    await env.EMPLOYEE.getByName(`${park.tenant_id}:${employee_id}`).endSessions([session_id]);
    await later(park, 60_001);
    expect([await counter.closing(), await gate.closing()]).toEqual([4401, 4401]);
  });

  test("[E9] a screen that resumes gets exactly what it missed, from memory or, after a sleep, from the outbox", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const auth = { token: manager.token, topics: ["counter"] };
    const screen = await openScreen(park.store_id, auth);
    const before = (await screen.next("ready")).sequence ?? 0;
    const till = await park.till();
    for (const key of ["k1", "k2"]) await till.post("/sales", cashSale(dayTicket(park), 1, 35_000), key);
    await until(async () => screen.events().filter(([, type]) => type === "sale.created").length === 2);
    const seen = screen.events();
    const again = await openScreen(park.store_id, { ...auth, after: before });
    expect((await again.next("ready")).sequence).toBe(before);
    await until(async () => again.events().length === seen.length);
    expect(again.events()).toEqual(seen);
    await evictDurableObject(objectOf(park));
    const woken = await openScreen(park.store_id, { ...auth, after: before });
    await until(async () => woken.events().length === seen.length);
    expect(woken.events()).toEqual(seen);
    const last = await openScreen(park.store_id, { ...auth, after: seen.at(-1)?.[0] ?? 0 });
    await last.next("ready");
    expect(last.events()).toEqual([]);
  });

  test("[E9] a screen that was away for too long is told of the gap, and continues with the newest", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const auth = { token: manager.token, topics: ["counter"] };
    await openScreen(park.store_id, auth);
    for (let at = 0; at < 6; at++) await objectOf(park).push(pageOf(park, 100_000 + at * 100, 100));
    const newest = await newestOf(park);
    const late = await openScreen(park.store_id, { ...auth, after: newest + 10 });
    expect([(await late.next("ready")).sequence, await late.next("gap")]).toEqual([
      newest,
      { type: "gap", sequence: newest, data: { after: newest + 10 } },
    ]);
  });

  test("[E9] a lease that ran out is renewed, and every screen is told to read again", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await openScreen(park.store_id, { token: manager.token, topics: ["counter"] });
    const { sequence } = await screen.next("ready");
    const { tenant_id, store_id } = park;
    await runInDurableObject(objectOf(park), (_, state) =>
      state.storage.kv.put("lease", { tenant_id, store_id, until: Date.now() - 1 }),
    );
    await evictDurableObject(objectOf(park));
    await runDurableObjectAlarm(objectOf(park));
    const newest = await newestOf(park);
    expect(await screen.next("gap")).toEqual({ type: "gap", sequence: newest, data: { after: sequence } });
    const row = await env.DB.prepare("SELECT listening_until FROM live_stores WHERE tenant_id = ?")
      .bind(tenant_id)
      .first<number>("listening_until");
    expect(row).toBeGreaterThan(Date.now() + 600_000);
  });

  test("[E9] a page that comes while the first screen is proved is not lost, and the lease stays", async () => {
    const park = await newPark();
    const manager = await park.office("manager");
    const screen = await openSilently(park.store_id);
    const place = holdNextReading("AS oldest");
    screen.send({ type: "auth", token: manager.token, topics: ["counter"] });
    await place.read;
    await objectOf(park).push(pageOf(park, 1_000, 2));
    place.release();
    await screen.next("ready");
    await objectOf(park).push(pageOf(park, 1_002, 1));
    await until(async () => screen.events().length === 3);
    expect(screen.events().map(([sequence]) => sequence)).toEqual([1_001, 1_002, 1_003]);
    expect(await countRows("live_stores", park.tenant_id)).toBe(1);
  });
});

async function claimsOf(park: TestPark) {
  const { token } = await park.office("manager");
  return verifyToken(env, token, ["employee"], Date.now());
}

/** A token of the manager that was signed some ms from now. */
async function tokenFrom(park: TestPark, ms: number): Promise<string> {
  return (await signToken(env, { ...(await claimsOf(park)) }, Date.now() + ms)).token;
}

async function refreshOf(park: TestPark): Promise<string> {
  const claims = { ...(await claimsOf(park)), kind: "refresh" as const, generation: 1 };
  return (await signToken(env, claims, Date.now())).token;
}

async function strangerOf(park: TestPark): Promise<string> {
  const { email, pin } = await addPerson(park, { [park.second_store_id]: ["manager"] });
  return (await call("POST", "/employees/login", { email, pin })).data.access_token;
}
