/** Tests of lost alarms: work after an answer is done even if its alarm is missing or long overdue. */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { seedContext } from "../../local/park.ts";
import { linkLeftovers } from "../../src/modules/operations/audits/service/heads.ts";
import { willCome } from "../../src/platform/db/alarms.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { sellOne } from "../support/gate.ts";
import { typedOn } from "../support/keyboards.ts";
import { cashSale, countRows, newPark, type TestPark, until } from "../support/park.ts";

const ticketOf = (park: TestPark, { ticket_id }: { ticket_id: string }) =>
  env.TICKET.getByName(`${park.tenant_id}:${ticket_id}`);
const gateOf = (park: TestPark) => env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
const copierOf = (park: TestPark) => env.COPIER.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);

/** Deletes an object's alarm, like a platform that loses it. */
const loseAlarm = (object: DurableObjectStub) => runInDurableObject(object, (_, { storage }) => storage.deleteAlarm());

/** Makes the gate's copier lose its lines, as if its machine died. */
const loseCopier = (park: TestPark) =>
  runInDurableObject(copierOf(park), (copier) => {
    Object.assign(copier, { run: () => Promise.resolve() });
  });

/** A multi ticket and the gate that scanned it once; nothing copies this scan. */
async function passWithoutAlarm(park: TestPark) {
  await loseCopier(park);
  const till = await park.till();
  const [ticket] = (await till.post("/sales", cashSale(park.packages.multi, 1, 280_000), "sale")).data.tickets;
  const gate = await park.device("gate");
  const scan = { qr_token: ticket.qr_token, scan_id: newId(Date.now()) };
  expect((await gate.post("/tickets/redeem", scan)).data.result).toBe("pass");
  await loseAlarm(ticketOf(park, ticket));
  return { ticket, gate, scan };
}

const copies = (park: TestPark) => countRows("redemptions", park.tenant_id);

/** Runs work at a later moment of the world's clock. */
async function later<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  const now = Date.now();
  const clock = vi.spyOn(Date, "now").mockReturnValue(now + ms);
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}

test("an alarm that is missing, too late or long overdue counts as lost", () => {
  expect([willCome(null, 1_000, 0), willCome(1_001, 1_000, 0), willCome(1_000, 9_000, 6_000)]).toEqual([
    false,
    false,
    false,
  ]);
  expect([willCome(1_000, 1_000, 0), willCome(1_000, 9_000, 5_999)]).toEqual([true, true]);
});

test("[G2] a pass whose ticket lost its alarm reaches D1 because its gate's object asks which rows are missing", async () => {
  const park = await newPark();
  await passWithoutAlarm(park);
  await runDurableObjectAlarm(gateOf(park));
  expect(await copies(park)).toBe(0);
  await later(30_000, () => runDurableObjectAlarm(gateOf(park)));
  expect(await copies(park)).toBe(1);
});

test("[G2] a pass whose ticket lost its alarm reaches D1 even if both objects slept since", async () => {
  const park = await newPark();
  const { ticket } = await passWithoutAlarm(park);
  await runDurableObjectAlarm(gateOf(park));
  await evictDurableObject(gateOf(park));
  await evictDurableObject(ticketOf(park, ticket));
  await later(30_000, () => runDurableObjectAlarm(gateOf(park)));
  expect(await copies(park)).toBe(1);
});

test("[G2] [G13] a pass whose ticket lost its alarm reaches D1 even if the code was typed in another keyboard layout", async () => {
  const park = await newPark();
  await loseCopier(park);
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const scan = { qr_token: typedOn("german", ticket.qr_token), scan_id: newId(Date.now()) };
  expect((await gate.post("/tickets/redeem", scan)).data.result).toBe("pass");
  await loseAlarm(ticketOf(park, ticket));
  await later(30_000, () => runDurableObjectAlarm(gateOf(park)));
  expect(await copies(park)).toBe(1);
});

test("[G14] [T6] a gate's object stores no code that admits, and nothing of a text that is no code", async () => {
  const park = await newPark();
  const { ticket, gate } = await passWithoutAlarm(park);
  await gate.post("/tickets/redeem", { short_code: ticket.short_code, scan_id: newId(Date.now()) });
  await gate.post("/tickets/redeem", { qr_token: "4111 1111 1111 1111", scan_id: newId(Date.now()) });
  await runDurableObjectAlarm(gateOf(park));
  const kept = await runInDurableObject(gateOf(park), (_, { storage }) => JSON.stringify([...storage.kv.list()]));
  expect(kept).toContain(ticket.ticket_id);
  for (const secret of [ticket.qr_token, ticket.short_code, "4111111111111111"]) expect(kept).not.toContain(secret);
});

test("[G2] scans of forged and unknown codes wake no ticket and are dropped", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const qr_token = `PP101${newId(Date.now())}${newId(Date.now())}`;
  await gate.post("/tickets/redeem", { qr_token, scan_id: newId(Date.now()) });
  await runDurableObjectAlarm(gateOf(park));
  const kept = () => runInDurableObject(gateOf(park), (_, { storage }) => [...storage.kv.list({ prefix: "recent" })]);
  expect(await kept()).toHaveLength(1);
  await later(30_000, () => runDurableObjectAlarm(gateOf(park)));
  expect(await kept()).toEqual([]);
});

test("[G2] an awake ticket whose alarm is lost sets another one with its next scan", async () => {
  const park = await newPark();
  const { ticket, gate, scan } = await passWithoutAlarm(park);
  await later(30_000, () => gate.post("/tickets/redeem", { qr_token: scan.qr_token }));
  expect(await runDurableObjectAlarm(ticketOf(park, ticket))).toBe(true);
  expect(await copies(park)).toBe(2);
});

test("[G2] a ticket that wakes without its alarm copies its log, even if the scan is only a repeat", async () => {
  const park = await newPark();
  const { ticket, gate, scan } = await passWithoutAlarm(park);
  await evictDurableObject(ticketOf(park, ticket));
  expect((await gate.post("/tickets/redeem", scan)).data.replayed).toBe(true);
  await until(async () => (await copies(park)) === 1);
});

const unsealed = (tenant_id: string) => countRows("audits", tenant_id, "hash IS NULL");

const act = (tenant_id: string) =>
  commit(asTenant(seedContext(env), tenant_id), {
    writes: [],
    audit: [{ event: "test.acted", subject: ["test", tenant_id] }],
  });

test("[U2] the sweep seals the rows of a sealer whose alarm is lost", async () => {
  const tenant_id = newId(Date.now());
  await act(tenant_id);
  await until(async () => (await unsealed(tenant_id)) === 0);
  await act(tenant_id);
  await loseAlarm(env.TENANT.getByName(tenant_id));
  expect(await unsealed(tenant_id)).toBe(1);
  await linkLeftovers(seedContext(env));
  expect(await unsealed(tenant_id)).toBe(0);
});

test("[U2] a sealer whose alarm is long overdue gets another one with the next commit", async () => {
  const tenant_id = newId(Date.now());
  const sealer = env.TENANT.getByName(tenant_id);
  const stuck = Date.now() - 60_000;
  await runInDurableObject(sealer, async (_, { storage }) => {
    const { getAlarm } = storage;
    let asked = 0;
    // The platform reports an alarm that it has lost.
    storage.getAlarm = () => (asked++ === 0 ? Promise.resolve(stuck) : getAlarm.call(storage));
  });
  await act(tenant_id);
  await until(async () => (await unsealed(tenant_id)) === 0);
});

test("[U1] counted calls are written even if the alarm that writes them is lost", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  await gate.get("/devices/me");
  await loseAlarm(gateOf(park));
  await later(30_000, () => gate.get("/devices/me"));
  expect(await runInDurableObject(gateOf(park), (_, { storage }) => storage.getAlarm())).not.toBeNull();
});
