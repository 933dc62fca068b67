/**
 * Tests of a batch of an outage: every operation has its own answer, independent of the others, and is applied once.
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { TicketObject } from "../../../../durable-objects/ticket/object.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { whileD1Refuses } from "../../../support/faults.ts";
import {
  handIn,
  makePackage,
  type Op,
  offlineScan,
  type SoldTicket,
  scan,
  sell,
  sellOne,
} from "../../../support/gate.ts";
import { auditRows, type Client, countRows, newPark, rowCounts, until } from "../../../support/park.ts";

const HOUR = 3_600_000;

const statuses = (reply: { data: { results: { status: string }[] } }) => reply.data.results.map(({ status }) => status);

function op(type: string, at: number, payload: unknown): Op {
  return { op_id: newId(Date.now()), type, ts: iso(at), payload };
}

test("[O3] each operation has its own answer, in the order sent; a malformed one is one rejected row", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park)];
  const now = Date.now();
  const ops = [
    { op_id: newId(now), type: "teleport", ts: iso(now), payload: {} },
    offlineScan(ticket, now),
    { op_id: "not an id", type: "redemption", ts: iso(now), payload: {} },
    { ...offlineScan(ticket, now), ts: "yesterday" },
    offlineScan(ticket, now, { party: "two", surprise: true }),
    null,
    op("audit", now, { event: "door opened", details: { door: 3 } }),
    op("heartbeat", now, { battery: 55 }),
  ];
  const reply = await handIn(gate, ops);
  expect(reply.status, reply.text).toBe(200);
  expect(statuses(reply)).toEqual([
    "rejected",
    "applied",
    "rejected",
    "conflict",
    "rejected",
    "rejected",
    "applied",
    "applied",
  ]);
  expect(reply.data.results[0]).toMatchObject({ code: "E_VALIDATION", details: { fields: [{ path: "type" }] } });
  expect(reply.data.results[4].details.fields).toMatchObject([{ path: "party" }]);
  expect(reply.data.results.map(({ op_id }: Op) => op_id)).toEqual(ops.map((sent) => sent?.op_id ?? null));
  expect(await auditRows(park.tenant_id, "event = 'device.reported'")).toHaveLength(1);
});

test("[O3] a batch has 1 to 1,000 operations", async () => {
  const gate = await (await newPark()).device("gate");
  const many = Array.from({ length: 1001 }, () => op("heartbeat", Date.now(), {}));
  for (const ops of [[], many]) {
    const reply = await handIn(gate, ops);
    expect([reply.status, reply.error?.details?.fields]).toMatchObject([422, [{ path: "ops" }]]);
  }
});

test("[O3] one malformed operation among 500 rejects one", async () => {
  const park = await newPark();
  const ops: unknown[] = [offlineScan(await sellOne(park), Date.now())];
  ops.push(...Array.from({ length: 498 }, () => op("heartbeat", Date.now(), { queue_depth: 498 })));
  ops.splice(250, 0, { op_id: newId(Date.now()), type: "redemption", ts: 5, payload: "?" });
  const reply = await handIn(await park.device("gate"), ops);
  expect(statuses(reply).filter((status) => status === "applied")).toHaveLength(499);
  expect(reply.data.results[250].status).toBe("rejected");
});

test("[O4] the skew is measured by sent_at, every time is corrected by it, and the raw value is kept", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "timepass", quota_or_minutes: 60 });
  const ahead = Date.now() + 2 * HOUR;
  const reply = await handIn(await park.device("gate"), [offlineScan(ticket, ahead - 2)], ahead);
  expect(Math.abs(reply.data.clock_offset_ms - 2 * HOUR)).toBeLessThan(60_000);
  expect(statuses(reply)).toEqual(["applied"]);
  const happened = `happened_at < ${Date.now()} AND device_at = ${ahead - 2} AND offline = 1`;
  expect(await countRows("redemptions", park.tenant_id, happened)).toBe(1);
  expect(await auditRows(park.tenant_id, "event = 'device.clock_skewed'")).toHaveLength(1);
});

test("[O4] a time too far from now does not count: the scan gets its arrival time, is flagged, and keeps the raw time", async () => {
  const park = await newPark();
  const tickets = await sell(park, await makePackage(park, {}), 2);
  const now = Date.now();
  const clocks = [now - 32 * 24 * HOUR, now + HOUR];
  const reply = await handIn(
    await park.device("gate"),
    tickets.map((ticket, index) => offlineScan(ticket, clocks[index] ?? 0)),
  );
  expect(statuses(reply)).toEqual(["applied", "applied"]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  for (const device_at of clocks) {
    const arrived = `device_at = ${device_at} AND happened_at BETWEEN ${now} AND ${Date.now()}`;
    expect(await countRows("redemptions", park.tenant_id, `${arrived} AND doubts = '["time_corrected"]'`)).toBe(1);
  }
});

test("[O5] scans of a batch apply in the order of their times, whatever the order sent", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const now = Date.now();
  const [late, early] = [offlineScan(ticket, now - 1), offlineScan(ticket, now - 3)];
  const reply = await handIn(await park.device("gate"), [late, early]);
  expect(statuses(reply)).toEqual(["conflict", "applied"]);
  expect(reply.data.results[0].data).toMatchObject({ result: "fail", reason: "duplicate_use", admitted_offline: true });
});

async function conflicting(first: Client, second: Client, ticket: SoldTicket) {
  const now = Date.now();
  const applied = await handIn(first, [offlineScan(ticket, now - 1)]);
  const lost = await handIn(second, [offlineScan(ticket, now - 3)]);
  expect([statuses(applied), statuses(lost)]).toEqual([["applied"], ["conflict"]]);
  return lost.data.results[0];
}

test("[O5] across batches the first PASS committed wins, and one record names both gates, times and devices", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const lost = await conflicting(await park.device("gate"), await park.device("gate2"), ticket);
  expect(lost.data.first_pass).toMatchObject({ device_id: park.devices.gate?.device_id, zone: "Main Gate" });
  const where = `conflict_id = '${lost.op_id}' AND first_pass ->> 'device_id' = '${park.devices.gate?.device_id}'
    AND admitted ->> 'device_id' = '${park.devices.gate2?.device_id}' AND reason = 'duplicate_use'`;
  expect(await countRows("conflicts", park.tenant_id, where)).toBe(1);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket.conflict'")).toBe(1);
  expect(await countRows("tickets", park.tenant_id, "used = 1")).toBe(1);
});

test("[O5] an offline admission after a refusal leaves one record, however often it is handed in", async () => {
  const park = await newPark();
  const [gate, other, ticket] = [await park.device("gate"), await park.device("gate2"), await sellOne(park)];
  await scan(gate, ticket);
  const admitted = offlineScan(ticket, Date.now());
  expect(await scan(other, ticket, { scan_id: admitted.op_id })).toBe("duplicate_use");
  const answers = [await handIn(other, [admitted]), await handIn(other, [admitted])];
  expect(answers.map(statuses)).toEqual([["duplicate"], ["duplicate"]]);
  expect(await countRows("conflicts", park.tenant_id, `conflict_id = '${admitted.op_id}'`)).toBe(1);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket.conflict'")).toBe(1);
  const refused = offlineScan(ticket, Date.now(), { result: "fail", reason: "duplicate_use" });
  await scan(other, ticket, { scan_id: refused.op_id });
  await handIn(other, [refused]);
  expect(await countRows("conflicts", park.tenant_id)).toBe(1);
});

test("[O6] an operation has one effect and one answer: twice in a batch, in two batches, and by the online route", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, { type: "multi", quota_or_minutes: 9 })];
  const one = offlineScan(ticket, Date.now());
  const twice = await handIn(gate, [one, one]);
  const again = await handIn(gate, [one]);
  expect([...statuses(twice), ...statuses(again)]).toEqual(["applied", "duplicate", "duplicate"]);
  const online = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, scan_id: one.op_id });
  expect(online.data).toMatchObject({ replayed: true, remaining: 8 });
  const scan_id = newId(Date.now());
  await scan(gate, ticket, { scan_id });
  const synced = await handIn(gate, [{ ...offlineScan(ticket, Date.now()), op_id: scan_id }]);
  expect(synced.data.results[0]).toMatchObject({ status: "duplicate", data: { remaining: 7 } });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
});

test("[O6] handing in a batch again changes nothing", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const tickets = await sell(park, await makePackage(park, {}), 5);
  const shift_id = (await till.get("/shifts/current")).data.shift_id;
  const now = Date.now();
  const ops = [
    ...tickets.map((ticket) => offlineScan(ticket, now)),
    op("movement", now, { kind: "paid_in", amount: 5_000, reason: "coins", shift_id }),
    op("timecard", now, { employee_id: park.employees.cashier?.employee_id, action: "clock_in" }),
    op("audit", now, { event: "door opened" }),
  ];
  const first = await handIn(till, ops);
  expect(statuses(first), first.text).toEqual(ops.map(() => "applied"));
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 5);
  const before = await rowCounts(park.tenant_id);
  const again = await handIn(till, ops.toReversed());
  expect(statuses(again)).toEqual(ops.map(() => "duplicate"));
  expect(again.data.results.map(({ data }: { data: { remaining?: number } }) => data?.remaining)).toEqual(
    first.data.results.map(({ data }: { data: { remaining?: number } }) => data?.remaining).reverse(),
  );
  expect(await rowCounts(park.tenant_id)).toEqual(before);
});

test("[O6] a repeated operation that no longer fits gets its first answer", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const clock_in = op("timecard", Date.now(), { employee_id: park.employees.cashier?.employee_id, action: "clock_in" });
  const [first, again] = [await handIn(till, [clock_in]), await handIn(till, [clock_in], Date.now() - 90_000)];
  expect([...statuses(first), ...statuses(again)]).toEqual(["applied", "duplicate"]);
  expect(again.data.results[0].data).toEqual(first.data.results[0].data);
});

test("[O6] one op_id with two contents is refused the second time", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const one = op("audit", Date.now(), { event: "one" });
  const other = { ...one, payload: { event: "other" } };
  const reply = await handIn(gate, [one, other]);
  expect(reply.data.results).toMatchObject([
    { status: "applied" },
    { status: "rejected", code: "E_IDEMPOTENCY_MISMATCH" },
  ]);
  const [first, second] = [await sellOne(park), await sellOne(park)];
  const scanned = offlineScan(first, Date.now());
  await handIn(gate, [scanned]);
  const reused = await handIn(gate, [{ ...scanned, payload: offlineScan(second, Date.now()).payload }]);
  expect(reused.data.results[0]).toMatchObject({ status: "rejected", code: "E_SCAN_ID_REUSED" });
});

test("[O3] operations that D1 cannot answer now may be sent again; a known ticket is still answered", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const [known, unknown] = [await sellOne(park, { type: "multi", quota_or_minutes: 5 }), await sellOne(park)];
  await scan(gate, known);
  const ops = [
    offlineScan(known, Date.now()),
    offlineScan(unknown, Date.now()),
    op("audit", Date.now(), { event: "x" }),
  ];
  const reply = await whileD1Refuses(() => handIn(gate, ops));
  expect(reply.data.results).toMatchObject([
    { status: "applied" },
    { status: "rejected", code: "E_UNAVAILABLE", retry: true },
    { status: "rejected", code: "E_UNAVAILABLE", retry: true },
  ]);
  expect(statuses(await handIn(gate, ops))).toEqual(["duplicate", "applied", "applied"]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 3);
});

test("[O3] an object that dies in the middle leaves only its own scans to be sent again", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const [ending, other] = await sell(park, await makePackage(park, {}), 2);
  if (!ending || !other) throw new Error("two were sold");
  const stub = env.TICKET.getByName(`${park.tenant_id}:${ending.ticket_id}`);
  await runInDurableObject<TicketObject, void>(stub, (object, state) => {
    Object.assign(object, { hydrate: async () => state.abort("ended by the test") });
  });
  const ops = [offlineScan(ending, Date.now()), offlineScan(other, Date.now())];
  const reply = await handIn(gate, ops);
  expect(reply.data.results).toMatchObject([
    { status: "rejected", code: "E_UNAVAILABLE", retry: true },
    { status: "applied" },
  ]);
  expect(statuses(await handIn(gate, ops))).toEqual(["applied", "duplicate"]);
});

test("[O3] a device hands in only operations of its own kind", async () => {
  const park = await newPark();
  const now = Date.now();
  const gate_reply = await handIn(await park.device("gate"), [op("shift_open", now, { cash_open: 1 })]);
  expect(gate_reply.data.results[0]).toMatchObject({ status: "rejected", code: "E_PERMISSION" });
  const person = await (await park.person("manager")).post("/sync/batch", {
    sent_at: iso(now),
    ops: [op("audit", now, { event: "x" })],
  });
  expect([person.status, person.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
});

test("[O3] a day offline arrives together and agrees: shift, sale of blanks, scans and closing", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const lot = (await till.post("/lots", { count: 2, package_ids: [park.packages.single] }, newId(Date.now()))).data;
  const start = Date.now() - 3 * HOUR;
  const [shift_id, sale_id, person] = [newId(start), newId(start), park.employees.cashier?.employee_id];
  const ticket_ids = lot.tickets.map(({ ticket_id }: SoldTicket) => ticket_id);
  const ops = [
    op("shift_open", start, { shift_id, cash_open: 100_000, employee_id: person }),
    op("sale", start + HOUR, {
      sale_id,
      receipt_no: `${(await till.get("/devices/me")).data.receipt_prefix}X-1`,
      cashier_id: person,
      shift_id,
      items: [{ package_id: park.packages.single, qty: 2 }],
      payments: [{ method: "cash", amount: 70_000 }],
      totals: { grand_total: 70_000 },
      tickets: [{ line_no: 1, package_id: park.packages.single, ticket_ids }],
    }),
    ...lot.tickets.map((ticket: SoldTicket) => offlineScan(ticket, start + 2 * HOUR)),
    op("shift_close", start + 2.5 * HOUR, { shift_id, cash_counted: 169_900, employee_id: person }),
  ];
  const reply = await handIn(till, ops.toReversed());
  expect(statuses(reply), reply.text).toEqual(["applied", "applied", "applied", "applied", "applied"]);
  expect(reply.data.results[0].data).toMatchObject({ shift_id, cash_expected: 170_000, cash_diff: -100 });
  expect(reply.data.results[3].data).toMatchObject({ sale_id, grand_total: 70_000, price_mismatch: null });
  expect(
    await countRows("tickets", park.tenant_id, `sale_id = '${sale_id}' AND used = 1 AND lot_no = '${lot.lot_id}'`),
  ).toBe(2);
  expect(statuses(await handIn(till, ops))).toEqual(ops.map(() => "duplicate"));
});

test("[O8] a blank scanned before its sale is admitted and flagged, or refused, as the store sets; the sale then finds its use", async () => {
  const park = await newPark();
  const [till, gate, manager] = [await park.device("pos"), await park.device("gate"), await park.person("manager")];
  const lot = (await till.post("/lots", { count: 3, package_ids: [park.packages.single] }, newId(Date.now()))).data;
  const [first, second] = lot.tickets as SoldTicket[];
  expect(await scan(gate, first as SoldTicket)).toBe("pass");
  await until(async () => (await countRows("redemptions", park.tenant_id, "unbound = 1 AND result = 'pass'")) === 1);
  const policy = { admit_offline: "always", list_max_age_s: 600, unbound_lots: "refuse", min_app_version: null };
  expect((await manager.call("PUT", "/gate/policy", { store_id: park.store_id, ...policy })).status).toBe(200);
  expect(await scan(gate, second as SoldTicket)).toBe("unknown");
  const ticket_ids = [first?.ticket_id, second?.ticket_id];
  const sold = await handIn(till, [
    op("sale", Date.now(), {
      receipt_no: `${(await till.get("/devices/me")).data.receipt_prefix}X-1`,
      items: [{ package_id: park.packages.single, qty: 2 }],
      payments: [{ method: "cash", amount: 70_000 }],
      totals: { grand_total: 70_000 },
      tickets: [{ line_no: 1, package_id: park.packages.single, ticket_ids }],
    }),
  ]);
  expect(statuses(sold), sold.text).toEqual(["applied"]);
  expect(await countRows("tickets", park.tenant_id, `ticket_id = '${first?.ticket_id}' AND used = 1`)).toBe(1);
  expect([await scan(gate, first as SoldTicket), await scan(gate, second as SoldTicket)]).toEqual([
    "duplicate_use",
    "pass",
  ]);
});

test("[O9] a revoked device hands in earlier records without getting data, and nothing later", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 5 });
  const before = offlineScan(ticket, Date.now());
  const manager = await park.person("manager");
  await manager.post(`/devices/${park.devices.gate?.device_id}/revoke`);
  const reply = await handIn(gate, [before, offlineScan(ticket, Date.now() + 1_000)]);
  expect(reply.data.results).toMatchObject([{ status: "applied" }, { status: "rejected", code: "E_DEVICE_REVOKED" }]);
  expect(reply.data.results[0].data).toBeUndefined();
  expect((await gate.get("/gate/bootstrap")).status).toBe(401);
});

test("[O7] a sale from before an opening, handed in with it, joins that shift", async () => {
  const park = await newPark();
  const at = Date.now() - 60_000;
  const open = op("shift_open", at + 1_000, { cash_open: 0 });
  const sale = op("sale", at, {
    ...{ receipt_no: "D1X-1", items: [{ package_id: park.packages.single, qty: 1 }] },
    ...{ payments: [{ method: "cash", amount: 35_000 }], totals: { grand_total: 35_000 } },
  });
  const reply = await handIn(await park.device("pos"), [sale, open]);
  expect(statuses(reply)).toEqual(["applied", "applied"]);
  expect(reply.data.results[0].data).toMatchObject({ shift_id: open.op_id, late: false });
  expect(await countRows("shifts", park.tenant_id)).toBe(1);
});
