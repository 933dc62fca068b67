/** Tests of a ticket's object: an eviction loses nothing, and the copy in D1 catches up after any failure. */

import { evictDurableObject, listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { TicketObject } from "../../durable-objects/ticket/object.ts";
import { newId } from "../../src/platform/http/context.ts";
import { whileD1Refuses } from "../support/faults.ts";
import { cashSale, countRows, newPark, type TestPark, until } from "../support/park.ts";

interface Sold {
  ticket_id: string;
  qr_token: string;
}

async function sell(park: TestPark, kind: "single" | "multi", qty: number): Promise<Sold[]> {
  const till = await park.till();
  const price = kind === "single" ? 35_000 : 280_000;
  return (await till.post("/sales", cashSale(park.packages[kind], qty, price), "sale")).data.tickets;
}

function objectOf(park: TestPark, ticket: Sold | undefined) {
  return env.TICKET.getByName(`${park.tenant_id}:${ticket?.ticket_id}`);
}

test("[G3] a sale calls no ticket's object; the first scan makes it", async () => {
  const park = await newPark();
  const before = (await listDurableObjectIds(env.TICKET)).length;
  const [ticket] = await sell(park, "single", 20);
  expect((await listDurableObjectIds(env.TICKET)).length).toBe(before);
  await (await park.device("gate")).post("/tickets/redeem", { qr_token: ticket?.qr_token });
  expect((await listDurableObjectIds(env.TICKET)).length).toBe(before + 1);
});

test("[G3] [G4] an evicted object still has its pass and its scan ids", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "single", 1);
  const gate = await park.device("gate");
  const body = { qr_token: ticket?.qr_token, scan_id: newId(Date.now()) };
  const first = await gate.post("/tickets/redeem", body);
  await evictDurableObject(objectOf(park, ticket));
  const again = await gate.post("/tickets/redeem", body);
  expect(again.data).toEqual({ ...first.data, replayed: true });
  const other = await gate.post("/tickets/redeem", { qr_token: ticket?.qr_token });
  expect(other.data.reason).toBe("duplicate_use");
});

test("[G3] a known ticket gets its verdict while D1 refuses, and its records reach D1 afterwards", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "multi", 1);
  const gate = await park.device("gate");
  await gate.post("/tickets/redeem", { qr_token: ticket?.qr_token });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  await whileD1Refuses(async () => {
    for (const remaining of [8, 7]) {
      const scan = await gate.post("/tickets/redeem", { qr_token: ticket?.qr_token });
      expect([scan.status, scan.data.result, scan.data.remaining]).toEqual([200, "pass", remaining]);
    }
    await runDurableObjectAlarm(objectOf(park, ticket));
    await evictDurableObject(objectOf(park, ticket));
  });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 3);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket.redeemed.pass'")).toBe(3);
  expect(await countRows("tickets", park.tenant_id, "used = 3")).toBe(1);
});

test("[G3] an unknown ticket is 503 while D1 refuses, never a pass, and passes once D1 answers", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "single", 1);
  const gate = await park.device("gate");
  await gate.get("/devices/me");
  const body = { qr_token: ticket?.qr_token, scan_id: newId(Date.now()) };
  const refused = await whileD1Refuses(() => gate.post("/tickets/redeem", body));
  expect([refused.status, refused.error?.code]).toEqual([503, "E_UNAVAILABLE"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  const retried = await gate.post("/tickets/redeem", body);
  expect([retried.data.result, retried.data.replayed]).toEqual(["pass", false]);
});

test("[G2] a second copy of the same log writes nothing twice", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "multi", 1);
  const gate = await park.device("gate");
  for (let i = 0; i < 3; i++) await gate.post("/tickets/redeem", { qr_token: ticket?.qr_token });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 3);
  const stub = objectOf(park, ticket);
  await evictDurableObject(stub);
  await runInDurableObject<TicketObject, void>(stub, (object) => object.alarm());
  expect(await countRows("redemptions", park.tenant_id)).toBe(3);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket.redeemed.pass'")).toBe(3);
  expect(await countRows("audits", park.tenant_id, "event = 'ticket.redeemed.pass'")).toBe(3);
});

test("[G2] the alarm of lines stays until D1 has them, so that a crash in between loses none", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "multi", 1);
  if (!ticket) throw new Error("No ticket was sold.");
  await (await park.device("gate")).post("/tickets/redeem", { qr_token: ticket.qr_token });
  await runInDurableObject<TicketObject, void>(objectOf(park, ticket), async (object, { storage }) => {
    const copied = object.alarm();
    await Promise.resolve();
    await object.projected([{ sequence: 2, repeats: 0 }]);
    expect(await storage.getAlarm()).not.toBeNull();
    await copied;
  });
});

test("[G2] one scan id used for two known tickets, after the device's memory was lost, leaves a record of each", async () => {
  const park = await newPark();
  const [first, second] = await sell(park, "multi", 2);
  const gate = await park.device("gate");
  await gate.post("/tickets/redeem", { qr_token: second?.qr_token });
  const scan_id = newId(Date.now());
  await gate.post("/tickets/redeem", { qr_token: first?.qr_token, scan_id });
  await evictDurableObject(env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`));
  await gate.post("/tickets/redeem", { qr_token: second?.qr_token, scan_id });
  await until(async () => (await countRows("redemptions", park.tenant_id, `scan_id = '${scan_id}'`)) === 2);
});

/** The number of lines in the memory of an object that has just woken. */
const heldBy = (stub: ReturnType<typeof objectOf>) =>
  runInDurableObject<TicketObject, number>(
    stub,
    (object) => (object as unknown as { history: { lines: unknown[] } }).history.lines.length,
  );

test("[G4] [T9] after many scans an object holds 200 lines at most, and older scans keep their verdicts", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "single", 1);
  const gate = await park.device("gate");
  const other = await park.device("gate2");
  const stub = objectOf(park, ticket);
  let scans_made = 0;
  // Parties of different sizes, so that no refusal repeats the one before.
  const scan = (scan_id = newId(Date.now()), by = gate, party = 1) =>
    by.post("/tickets/redeem", { qr_token: ticket?.qr_token, scan_id, party });
  const pass_id = newId(Date.now());
  const passed = await scan(pass_id);
  const refused_id = newId(Date.now());
  const refused = await scan(refused_id, other);
  for (let scans = 0; scans < 270; scans += 27)
    await Promise.all(
      Array.from({ length: 27 }, (_, at) => scan(newId(Date.now()), at % 2 ? gate : other, 2 + (scans_made++ % 900))),
    );
  await until(async () => (await heldBy(stub)) <= 200);
  await evictDurableObject(stub);
  expect(await heldBy(stub)).toBeLessThanOrEqual(200);

  expect((await scan(pass_id)).data).toEqual({ ...passed.data, replayed: true });
  expect((await scan(refused_id, other)).data).toEqual({ ...refused.data, replayed: true });
  const again = await scan();
  expect([again.data.result, again.data.reason, again.data.first_pass]).toMatchObject([
    "fail",
    "duplicate_use",
    refused.data.first_pass,
  ]);
  const annulled = await gate.post("/tickets/annul", { scan_id: pass_id });
  expect([annulled.status, annulled.data?.remaining]).toEqual([200, 1]);
  expect((await gate.post("/tickets/annul", { scan_id: pass_id })).status).toBe(409);
  expect((await scan()).data.result).toBe("pass");
});

test("[G2] [T9] lines that D1 lacks stay in memory and are copied, however many they are", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "single", 1);
  const gate = await park.device("gate");
  const stub = objectOf(park, ticket);
  let party = 0;
  const scan = () => {
    party += 1;
    return gate.post("/tickets/redeem", { qr_token: ticket?.qr_token, scan_id: newId(Date.now()), party });
  };
  await scan();
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  await whileD1Refuses(async () => {
    for (let scans = 0; scans < 220; scans += 22) await Promise.all(Array.from({ length: 22 }, scan));
    await runDurableObjectAlarm(stub);
    await evictDurableObject(stub);
    expect(await heldBy(stub)).toBe(221);
  });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 221);
  await until(async () => (await heldBy(stub)) <= 200);
});

test("[G2] [G4] [T9] 300 repeats of one refusal at one device are one line and one row with a count, and each scan keeps its verdict", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, "single", 1);
  const gate = await park.device("gate");
  const stub = objectOf(park, ticket);
  const scan = (scan_id = newId(Date.now())) => gate.post("/tickets/redeem", { qr_token: ticket?.qr_token, scan_id });
  await scan();
  const first = await scan();
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  const repeats: Awaited<ReturnType<typeof scan>>[] = [];
  for (let scans = 0; scans < 300; scans += 30)
    repeats.push(...(await Promise.all(Array.from({ length: 30 }, () => scan()))));
  expect(new Set(repeats.map(({ data }) => data.scan_id)).size).toBe(300);
  expect(
    new Set(repeats.map(({ data }) => [data.result, data.reason, data.redemption_id, data.replayed].join())),
  ).toEqual(new Set([`fail,duplicate_use,${first.data.scan_id},false`]));
  const row = () =>
    env.DB.prepare("SELECT count, last_at > received_at AS later FROM redemptions WHERE redemption_id = ?")
      .bind(first.data.scan_id)
      .first();
  await until(async () => (await row())?.count === 301);
  expect(await row()).toEqual({ count: 301, later: 1 });
  expect([await countRows("redemptions", park.tenant_id), await heldBy(stub)]).toEqual([2, 2]);
  for (const table of ["audits", "outbox"])
    expect(
      await countRows(table, park.tenant_id, `${table === "audits" ? "event" : "type"} = 'ticket.redeemed.fail'`),
    ).toBe(1);
  expect(await countRows("zone_days", park.tenant_id, "fails = 301")).toBe(1);

  await evictDurableObject(stub);
  const last = repeats.at(-1);
  expect((await scan(last?.data.scan_id)).data).toEqual({ ...last?.data, replayed: true });
  await runInDurableObject<TicketObject, void>(stub, (object) => object.alarm());
  expect((await row())?.count).toBe(301);
  const manager = await park.person("manager");
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const to = new Date(Date.now() + 3_600_000).toISOString();
  const stats = await manager.get(`/redemptions/stats/summary?store_id=${park.store_id}&from=${from}&to=${to}`);
  expect(JSON.stringify(stats.data)).toContain('"duplicate_use":301');
});
