/**
 * Tests of ended tickets: offline admissions before the end stay, and each operation keeps its first answer (rules O5,
 * O6).
 */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
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
import { auditRows, type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";

const MINUTE_MS = 60_000;

/** Tickets that were sold an hour ago. */
async function soldBefore(park: TestPark, qty: number, fields: Record<string, unknown> = {}): Promise<SoldTicket[]> {
  const tickets = await sell(park, await makePackage(park, fields), qty);
  await env.DB.prepare("UPDATE tickets SET valid_from = valid_from - 3600000 WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .run();
  return tickets;
}

async function answersOf(gate: Client, ops: readonly Op[]) {
  return (await handIn(gate, ops)).data.results as { status: string; code?: string; data: Record<string, unknown> }[];
}

test("[O5] an admission before the cancel is a pass with a conflict record, also when it is handed in twice", async () => {
  const park = await newPark();
  const [ticket, other] = await soldBefore(park, 2);
  if (!ticket || !other) throw new Error("two were sold");
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  for (const { ticket_id } of [ticket, other])
    expect((await manager.post(`/tickets/${ticket_id}/cancel`, {})).status).toBe(200);
  const before = offlineScan(ticket, Date.now() - 10 * MINUTE_MS);
  const [answer] = await answersOf(gate, [before]);
  const told = { result: "pass", reason: null, admitted_offline: true, remaining: 0, replayed: false };
  expect(answer).toMatchObject({ status: "conflict", data: told });
  const [again] = await answersOf(gate, [before]);
  expect(again).toEqual({ ...answer, status: "duplicate", data: { ...answer?.data, replayed: true } });

  const row = `ticket_id = '${ticket.ticket_id}' AND result = 'pass' AND reason IS NULL AND admitted_offline = 1`;
  expect(await countRows("redemptions", park.tenant_id, row)).toBe(1);
  const { data } = await manager.get(`/redemptions/duplicate-check/${ticket.ticket_id}`);
  expect(data.conflicts).toMatchObject([
    { conflict_id: before.op_id, reason: "cancelled", ticket_id: ticket.ticket_id },
  ]);
  expect(await auditRows(park.tenant_id, "event = 'ticket.redeemed.pass'")).toHaveLength(1);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket.conflict'")).toBe(1);
  const shown = (await manager.get(`/tickets/${ticket.ticket_id}`)).data;
  expect([shown.status, shown.used, shown.remaining]).toEqual(["cancelled", 1, 0]);
  // A scan of now, and one that the gate asks about, are still refused.
  expect(await scan(gate, other)).toBe("cancelled");
  await manager.post(`/tickets/${other.ticket_id}/cancel`, {});
});

test("[O8] a blank admitted before its lot was withdrawn is a pass with a conflict record", async () => {
  const park = await newPark();
  const body = { count: 1, package_ids: [park.packages.single] };
  const { lot_id, tickets } = (await (await park.till()).post("/lots", body, "lot")).data;
  await env.DB.prepare("UPDATE lots SET created_at = created_at - 3600000 WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .run();
  const manager = await park.everywhere("manager");
  expect((await manager.post(`/lots/${lot_id}/withdraw`, {})).status).toBe(200);
  const gate = await park.device("gate");
  const [answer] = await answersOf(gate, [offlineScan(tickets[0], Date.now() - 10 * MINUTE_MS)]);
  expect(answer).toMatchObject({ status: "conflict", data: { result: "pass", admitted_offline: true } });
  expect(await scan(gate, tickets[0])).toBe("cancelled");
  await until(async () => (await countRows("conflicts", park.tenant_id, "reason = 'cancelled'")) === 1);
});

test("[O6] an operation with an unknown code keeps that answer, also when its ticket is known later", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const rename = (from: string, to: string) =>
    env.DB.prepare("UPDATE tickets SET ticket_id = ? WHERE tenant_id = ? AND ticket_id = ?")
      .bind(to, park.tenant_id, from)
      .run();
  const elsewhere = `${ticket.ticket_id.slice(0, -2)}ZZ`;
  await rename(ticket.ticket_id, elsewhere);
  const op = offlineScan(ticket, Date.now());
  const [first] = await answersOf(gate, [op]);
  expect(first).toMatchObject({ status: "conflict", data: { reason: "unknown", replayed: false } });
  await rename(elsewhere, ticket.ticket_id);
  const repeated = { ...first, status: "duplicate", data: { ...first?.data, replayed: true } };
  for (let time = 0; time < 2; time++) expect(await answersOf(gate, [op])).toEqual([repeated]);
  const online = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, scan_id: op.op_id });
  expect([online.status, online.data.reason, online.data.replayed]).toEqual([200, "unknown", true]);
  expect(await countRows("redemptions", park.tenant_id)).toBe(1);
  // Without the scan id it is another scan.
  expect(await scan(gate, ticket)).toBe("pass");
});

test("[O6] an operation that a ticket answered keeps that answer, also when its code is unknown later", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const [gate, other] = [await park.device("gate"), await park.device("gate2")];
  const op = offlineScan({ qr_token: ticket.qr_token }, Date.now());
  const typed = { ...op, payload: { short_code: ticket.short_code, result: "pass" } };
  const [first] = await answersOf(gate, [typed]);
  expect(first).toMatchObject({ status: "applied", data: { result: "pass" } });
  await env.DB.prepare("UPDATE tickets SET short_code_hash = 'another' WHERE tenant_id = ?").bind(park.tenant_id).run();
  expect(await answersOf(gate, [typed])).toEqual([
    { ...first, status: "duplicate", data: { ...first?.data, replayed: true } },
  ]);
  const foreign = { ...typed, payload: { qr_token: "PP1JUNK", result: "pass" } };
  expect(await answersOf(other, [foreign])).toMatchObject([{ status: "rejected", code: "E_SCAN_ID_REUSED" }]);
});

test("[G4] a refusal that is counted with another is repeated unchanged, also after the gate moved", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const zone_id = park.zones["Main Gate"];
  const scans = [];
  for (let time = 0; time < 4; time++)
    scans.push((await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, zone_id })).data);
  expect(scans.map(({ reason }) => reason)).toEqual([null, "duplicate_use", "duplicate_use", "duplicate_use"]);
  const owner = await park.person("owner");
  const path = `/devices/${park.devices.gate?.device_id}/zone`;
  expect((await owner.call("PUT", path, { zone_id: park.zones.Trampoline })).status).toBe(200);
  for (const first of scans) {
    const { scan_id } = first;
    const again = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, zone_id, scan_id });
    expect(again.data).toEqual({ ...first, replayed: true });
  }
  const foreign = { qr_token: ticket.qr_token, zone_id: park.zones["Ball Pit"] };
  expect((await gate.post("/tickets/redeem", foreign)).error?.code).toBe("E_SCOPE_MISMATCH");
});
