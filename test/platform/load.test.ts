/** Loads: calls count by their operations, a caller's bytes per day are bounded, and scans and sales are always accepted. */

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../local/park.ts";
import { createSettings } from "../../src/modules/access/settings/index.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { iso } from "../../src/shared/time.ts";
import { handIn, type Op, offlineScan, scan, sellOne } from "../support/gate.ts";
import { type Client, cashSale, countRows, newPark, type TestPark } from "../support/park.ts";

const DAY_S = 86_400;

async function parkWith(settings: Record<string, number>): Promise<TestPark> {
  const park = await newPark();
  await createSettings(asTenant(seedContext(env), park.tenant_id), settings);
  return park;
}

function op(type: string, payload: unknown): Op {
  return { op_id: newId(Date.now()), type, ts: iso(Date.now()), payload };
}

/** An operation of about 60 kB. */
const large = () => op("audit", { event: "noted", details: { text: "x".repeat(60_000) } });
const told = (reply: { data: { results: { code?: string; retry?: boolean; status: string }[] } }) =>
  reply.data.results.map(({ status, code, retry }) => code ?? (retry ? "retry" : status));

/** Parks a cart of about 30 kB. */
function parkCart(till: Client, package_id: string) {
  const discount = { kind: "amount", value: 1, reason_code: "x".repeat(50) };
  return till.post("/open_tickets", { items: Array.from({ length: 200 }, () => ({ package_id, qty: 1, discount })) });
}

test("[T9] a till that parks carts without end is refused for the rest of the day, and still sells", {
  timeout: 120_000,
}, async () => {
  const park = await parkWith({ "limits.caller_bytes_per_day": 300_000 });
  const [till, other] = [await park.till(), await park.addTill()];
  const { single } = park.packages;
  let refused = await parkCart(till, single);
  let parked = 0;
  for (; refused.status === 201 && parked < 20; parked++) refused = await parkCart(till, single);
  expect([refused.status, refused.error?.code], refused.text).toEqual([429, "E_STORAGE_LIMIT"]);
  expect(parked).toBeGreaterThan(5);
  expect(await countRows("open_tickets", park.tenant_id)).toBe(parked);
  const wait_s = Number(refused.headers.get("retry-after"));
  expect(wait_s > 0 && wait_s <= DAY_S).toBe(true);

  const sold = await till.post("/sales", cashSale(single, 1, 35_000), newId(Date.now()));
  expect(sold.status, sold.text).toBe(201);
  expect((await till.get("/open_tickets")).status).toBe(200);
  expect((await parkCart(other, single)).status).toBe(201);
});

test("[T9] a gate that stored too much still scans, and only scans and sales of its batch are accepted at once", async () => {
  const park = await parkWith({ "limits.caller_bytes_per_day": 250_000 });
  const [first, second] = [await sellOne(park), await sellOne(park)];
  const gate = await park.device("gate");
  expect(told(await handIn(gate, Array.from({ length: 4 }, large)))).toEqual(Array(4).fill("applied"));

  const noted = large();
  const reply = await handIn(gate, [noted, offlineScan(first, Date.now())]);
  expect([reply.status, told(reply)]).toEqual([200, ["E_STORAGE_LIMIT", "applied"]]);
  expect(reply.data.results[0].retry).toBe(true);
  expect(await scan(gate, second)).toBe("pass");
});

test("[L1] a batch counts as its operations, and is never refused as a whole: what does not fit is sent again", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  // Uses up the hour, except for 30 calls.
  await runInDurableObject(env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`), (object) => {
    const { calls: counter } = (object as unknown as { parts: { calls: { calls: object } } }).parts;
    counter.calls = { ...counter.calls, general: [[Math.floor(Date.now() / 60_000), 19_970]] };
  });
  const beats = Array.from({ length: 50 }, () => op("heartbeat", {}));
  const reply = await handIn(gate, beats);
  expect(reply.status).toBe(200);
  expect(told(reply).filter((one) => one === "applied")).toHaveLength(30);
  expect(told(reply).filter((one) => one === "E_RATE_LIMIT")).toHaveLength(20);
  expect(reply.data.results.filter(({ retry }: { retry?: boolean }) => retry)).toHaveLength(20);

  const again = await handIn(gate, beats);
  expect([again.status, new Set(told(again))]).toEqual([200, new Set(["E_RATE_LIMIT"])]);
  expect((await gate.get("/gate/policy")).error?.code).toBe("E_RATE_LIMIT");
});

test("[T9] a company that stores more than its limit is not refused, and its owner is told once a day", async () => {
  const park = await parkWith({ "limits.tenant_bytes_per_day": 1_500_000 });
  const gate = await park.device("gate");
  const stub = env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
  const alerts = () => countRows("outbox", park.tenant_id, "type = 'alert.tenant_bytes'");
  const counts: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const reply = await handIn(gate, Array.from({ length: 17 }, large));
    expect(told(reply)).toEqual(Array(17).fill("applied"));
    await runDurableObjectAlarm(stub);
    counts.push(await alerts());
  }
  expect(counts).toEqual([0, 1, 1]);
  expect(await countRows("audits", park.tenant_id, "event = 'alert.tenant_bytes'")).toBe(1);
});
