/** Tests of devices' clocks: every event is recorded with its raw time, and doubtful times are flagged. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { handIn, makePackage, offlineScan, type SoldTicket, scan, sell, sellOne } from "../../../support/gate.ts";
import { auditRows, call, countRows, newPark, type TestPark, until } from "../../../support/park.ts";
import { handedIn, operationOf, saleOp } from "../../../support/sales-of-outage.ts";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const RESET = Date.UTC(1970, 0, 1, 0, 5);
const NEAR = 20_000;

const rows = async (table: string, { tenant_id }: TestPark, columns: string) =>
  (await env.DB.prepare(`SELECT ${columns} FROM ${table} WHERE tenant_id = ?`).bind(tenant_id).all()).results;

/** As if the tickets had been sold long ago. */
async function soldLongAgo({ tenant_id }: TestPark): Promise<void> {
  await env.DB.prepare("UPDATE tickets SET valid_from = 0 WHERE tenant_id = ?").bind(tenant_id).run();
}

/** As if the tenant had existed for `days` days. */
async function pairedDaysAgo({ tenant_id }: TestPark, days: number): Promise<void> {
  await env.DB.prepare(
    "UPDATE devices SET registered_at = registered_at - ?, version = version + 1 WHERE tenant_id = ?",
  )
    .bind(days * DAY, tenant_id)
    .run();
}

function worked(park: TestPark, action: string, at: number) {
  return operationOf("timecard", at, { employee_id: park.employees.cashier?.employee_id, action });
}

test("[O4] records of a till whose clock was reset get their arrival time, are flagged, and keep the raw time", async () => {
  const park = await newPark();
  await park.till();
  const till = await park.device("pos");
  const ops = [
    saleOp(park, 35_000, {}, RESET),
    operationOf("movement", RESET + 1, { kind: "paid_in", amount: 5_000, reason: "coins" }),
    worked(park, "clock_in", RESET + 2),
    worked(park, "clock_out", RESET + 3),
    operationOf("audit", RESET + 4, { event: "door opened" }),
  ];
  for (const result of await handedIn(till, ops)) expect(result).toMatchObject({ status: "applied" });
  const [sale] = await rows("sales", park, "sold_at, device_at");
  expect(sale?.device_at).toBe(RESET);
  expect(Math.abs(Number(sale?.sold_at) - Date.now())).toBeLessThan(NEAR);
  const audits = await auditRows(park.tenant_id, "changes ->> '$.doubts' = '[\"time_corrected\"]'");
  expect(audits.map(({ changes }) => JSON.parse(changes).device_at - RESET).sort()).toEqual([0, 1, 2, 3, 4]);
});

test("[O4] a sale with an unreadable time gets its arrival time, is flagged, and keeps the text that was sent", async () => {
  const park = await newPark();
  await park.till();
  const texts = ["30/11/2569 10:00", "2026-11-30T10:00:00+0700", "", 1_785_000_000, null, undefined];
  const ops = texts.map((ts, index) => ({ ...saleOp(park, 35_000, { receipt_no: `D1X-${index + 1}` }), ts }));
  const results = await handedIn(await park.device("pos"), ops as never);
  expect(results.map(({ status }: { status: string }) => status)).toEqual(texts.map(() => "applied"));
  for (const { data } of results) expect(data.doubts).toEqual(["time_corrected", "unreadable"]);
  const sold = await rows("sales", park, "sold_at");
  for (const { sold_at } of sold) expect(Math.abs(Number(sold_at) - Date.now())).toBeLessThan(NEAR);
  const audits = await auditRows(park.tenant_id, "event = 'sale.created'");
  expect(audits.map(({ changes }) => JSON.parse(changes).extra?.ts)).toEqual([...texts.slice(0, 5), undefined]);
});

test("[O4] a sale 32 days late keeps its date, and one 11 minutes ahead gets the date of its arrival", async () => {
  const park = await newPark();
  await pairedDaysAgo(park, 60);
  const till = await park.device("pos");
  const then = Date.now() - 32 * DAY;
  const late = saleOp(park, 35_000, { receipt_no: "D1X-1" }, then);
  const [old] = await handedIn(till, [late]);
  expect([old.status, old.data.doubts]).toEqual(["applied", undefined]);
  const [ahead] = await handedIn(till, [saleOp(park, 35_000, { receipt_no: "D1X-2" }, Date.now() + 11 * MINUTE)]);
  expect([ahead.status, ahead.data.doubts]).toEqual(["applied", ["time_corrected"]]);
  expect(
    await countRows("sales", park.tenant_id, `sold_at BETWEEN ${then} AND ${then + NEAR} AND receipt_seq = 1`),
  ).toBe(1);
  expect(await countRows("sales", park.tenant_id, `sold_at <= ${Date.now()} AND receipt_seq = 2`)).toBe(1);
});

test("[O4] an impossible time becomes that of the device's operation before it", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const then = Date.now() - 10 * MINUTE;
  const shift_id = newId(Date.now());
  const ops = [
    operationOf("shift_open", then, { shift_id, cash_open: 0 }),
    saleOp(park, 35_000, {}, Date.UTC(2099, 0, 1)),
    operationOf("shift_close", RESET, { shift_id, cash_counted: 35_000 }),
  ];
  const results = await handedIn(till, ops);
  expect(results.map(({ status }: { status: string }) => status)).toEqual(["applied", "applied", "applied"]);
  const [shift] = await rows("shifts", park, "opened_at, closed_at, cash_diff");
  const { opened_at } = shift ?? {};
  expect(Math.abs(Number(opened_at) - then)).toBeLessThan(NEAR);
  expect(shift).toEqual({ opened_at, closed_at: opened_at, cash_diff: 0 });
  expect(await countRows("sales", park.tenant_id, `sold_at = ${opened_at} AND shift_id = '${shift_id}'`)).toBe(1);
});

test("[O4] an operation's own corrected time counts, whatever clock sends it; a bad one costs nothing", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const at = Date.now() - 5 * MINUTE;
  const told = { ...saleOp(park, 35_000, { receipt_no: "D1X-1" }, RESET), at: iso(at) };
  const junk = { ...saleOp(park, 35_000, { receipt_no: "D1X-2" }, at), at: "soon" };
  const { data } = await handIn(till, [told, junk], Date.now());
  expect(data.results).toMatchObject([{ status: "applied" }, { status: "applied" }]);
  expect(data.results.map((result: { data: { doubts?: string[] } }) => result.data.doubts)).toEqual([
    undefined,
    undefined,
  ]);
  const sales = await rows("sales", park, "receipt_seq, sold_at - device_at AS off, device_at");
  expect(sales.toSorted((a, b) => Number(a.receipt_seq) - Number(b.receipt_seq))).toMatchObject([
    { off: at - RESET, device_at: RESET },
    { device_at: at },
  ]);
});

test("[O4] a clock that lost its year loses no record", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park)];
  await soldLongAgo(park);
  const year_1901 = Date.UTC(1901, 11, 13, 20, 45);
  const reply = await handIn(gate, [offlineScan(ticket, year_1901 - MINUTE)], year_1901);
  expect(reply.data.results, reply.text).toMatchObject([{ status: "applied", data: { result: "pass" } }]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  const [row] = await rows("redemptions", park, "happened_at, device_at, doubts");
  expect([row?.device_at, row?.doubts]).toEqual([year_1901 - MINUTE, null]);
  expect(Math.abs(Number(row?.happened_at) + MINUTE - Date.now())).toBeLessThan(NEAR);
  const [attempt] = (await (await park.office("manager")).get("/redemptions")).data;
  expect(attempt.device_at).toBe("1901-12-13T20:44:00.000Z");
});

test("[O4] a gate whose clock is set between scan and hand-in uses up the ticket: no other gate admits it again", async () => {
  const park = await newPark();
  const tickets = await sell(park, await makePackage(park, {}), 3);
  await soldLongAgo(park);
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const clocks = [RESET, Date.now() + 3 * HOUR, Date.now() - 40 * DAY];
  const ops = tickets.map((ticket, index) => ({
    ...offlineScan(ticket, clocks[index] ?? 0),
    at: iso(Date.now() - MINUTE),
  }));
  expect((await handIn(gate, ops.slice(0, 2), RESET)).data.results).toMatchObject(Array(2).fill({ status: "applied" }));
  // A scan without a correction does not get another's.
  const { at, ...raw } = ops[2] as (typeof ops)[0];
  const [last] = (await handIn(gate, [raw])).data.results;
  expect(last).toMatchObject({ status: "applied", data: { result: "pass" } });
  for (const ticket of tickets) expect(await scan(gate2, ticket)).toBe("duplicate_use");
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 6);
  expect(await countRows("redemptions", park.tenant_id, "doubts = '[\"time_corrected\"]'")).toBe(1);
});

test("[O4] a gate without a corrected time, whose clock is set between scan and hand-in, loses no use", async () => {
  const park = await newPark();
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const tickets = await sell(park, await makePackage(park, {}), 4);
  const [ahead, reset, before, dated] = tickets as [SoldTicket, SoldTicket, SoldTicket, SoldTicket];
  await soldLongAgo(park);
  const now = Date.now();
  const sold_at = now - 30 * MINUTE;
  const sellAt = (ticket_id: string, until: number | null = null) =>
    env.DB.prepare("UPDATE tickets SET valid_from = ?, valid_to = ? WHERE ticket_id = ?")
      .bind(sold_at, until, ticket_id)
      .run();
  await sellAt(ahead.ticket_id);
  await sellAt(reset.ticket_id);
  await sellAt(dated.ticket_id, now - 10 * MINUTE);
  // Set an hour ahead after the scan: with that skew the scan is earlier than the sale.
  const [first] = (await handIn(gate, [offlineScan(ahead, now - 20 * MINUTE)], now + HOUR)).data.results;
  expect(first).toMatchObject({ status: "applied", data: { result: "pass" } });
  // Reset in between: it takes the time of the scan before it, which was before the sale.
  const after = [offlineScan(before, now - HOUR), offlineScan(reset, RESET)];
  expect((await handIn(gate, after, now)).data.results).toMatchObject(Array(2).fill({ data: { result: "pass" } }));
  // Handed in after the ticket ended.
  const [last] = (await handIn(gate, [offlineScan(dated, RESET)], now)).data.results;
  expect(last).toMatchObject({ status: "applied", data: { result: "pass" } });
  for (const ticket of [ahead, reset, before]) expect(await scan(gate2, ticket)).toBe("duplicate_use");
  const flagged = "doubts = '[\"time_corrected\"]' AND result = 'pass'";
  await until(async () => (await countRows("redemptions", park.tenant_id, flagged)) === 3);
  const when = async ({ ticket_id }: SoldTicket, at: number) =>
    expect(
      await countRows(
        "redemptions",
        park.tenant_id,
        `ticket_id = '${ticket_id}' AND happened_at BETWEEN ${at} AND ${at + NEAR}`,
      ),
    ).toBe(1);
  await when(ahead, sold_at);
  await when(reset, sold_at);
  await when(before, now - HOUR);
  await when(dated, now - 10 * MINUTE);
});

test("[O4] [O9] a revoked device's impossible time becomes that of its revocation; later acts are refused", async () => {
  const park = await newPark();
  const tickets = await sell(park, await makePackage(park, { type: "multi", quota_or_minutes: 9 }), 1);
  await soldLongAgo(park);
  const gate = await park.device("gate");
  const revoked_at = Date.now() - HOUR;
  const manager = await park.office("manager");
  const { device_id } = park.devices.gate ?? {};
  expect((await manager.post(`/devices/${device_id}/revoke`)).status).toBe(200);
  await env.DB.prepare("UPDATE devices SET revoked_at = ?, version = version + 1 WHERE device_id = ?")
    .bind(revoked_at, device_id)
    .run();
  await env.DEVICE.getByName(`${park.tenant_id}:${device_id}`).reload({
    tenant_id: park.tenant_id,
    device_id: device_id ?? "",
  });
  const [ticket] = tickets;
  const clocks = [RESET, revoked_at - MINUTE, RESET + 1, revoked_at + MINUTE, RESET + 2];
  const reply = await handIn(
    gate,
    clocks.map((at) => offlineScan(ticket ?? { qr_token: "" }, at)),
  );
  const codes = reply.data.results.map(({ status, code }: { status: string; code?: string }) => code ?? status);
  expect(codes, reply.text).toEqual(["applied", "applied", "applied", "E_DEVICE_REVOKED", "E_DEVICE_REVOKED"]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 3);
  const happened = await rows("redemptions", park, "happened_at - device_at AS off, happened_at");
  expect(happened.every(({ happened_at }) => Number(happened_at) <= revoked_at)).toBe(true);
});

test("[O4] a scan with a time in 1970 or 2099 gets the time of its decision, and keeps the raw time", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, { type: "multi", quota_or_minutes: 9 })];
  const clocks = [0, Date.UTC(2099, 0, 1), Date.UTC(1901, 0, 1), Date.now() - HOUR];
  for (const at of clocks) expect(await scan(gate, ticket, { ts: iso(at) })).toBe("pass");
  expect(await scan(gate, ticket)).toBe("pass");
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 5);
  const told = await rows("redemptions", park, "happened_at, device_at, doubts");
  for (const { happened_at } of told) expect(Math.abs(Number(happened_at) - Date.now())).toBeLessThan(NEAR);
  const flagged = told.map(({ device_at, doubts }) => [device_at, doubts]);
  const doubted = '["time_corrected"]';
  expect(new Map(flagged as [number | null, string | null][])).toEqual(
    new Map([
      [clocks[0], doubted],
      [clocks[1], doubted],
      [clocks[2], doubted],
      [clocks[3], null],
      [null, null],
    ]),
  );
});

test("[O4] a clock of any year, as of the Buddhist calendar, is told how far it is ahead", async () => {
  for (const year of ["1900", "2569", "9999"]) {
    const client_time = `${year}-11-30T10:00:00.000Z`;
    const { status, data } = await call("GET", `/time/skew?client_time=${client_time}`);
    expect([status, Date.parse(client_time) - Date.parse(data?.server_time)]).toEqual([200, data?.offset_ms]);
  }
});

test("[O4] a punch earlier than the card's last one gets that one's time, and is flagged", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const then = Date.now() - 3 * HOUR;
  const [began] = await handedIn(till, [worked(park, "clock_in", then)]);
  const [ended] = await handedIn(till, [worked(park, "clock_out", then - 2 * HOUR)]);
  expect([began, ended]).toMatchObject([{ status: "applied" }, { status: "applied" }]);
  // Nobody was logged in so long before.
  expect([began.data.doubts, ended.data.doubts]).toEqual([["no_session"], ["no_session", "time_corrected"]]);
  const [card] = await rows("timecards", park, "clock_in_at, clock_out_at");
  expect(card?.clock_out_at).toBe(card?.clock_in_at);
});
