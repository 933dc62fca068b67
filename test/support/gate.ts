/** Helpers of gate tests: packages of any kind, their tickets, and scans that are handed in after an outage. */

import { newId } from "../../src/platform/http/context.ts";
import { iso } from "../../src/shared/time.ts";
import type { Client, Reply, TestPark } from "./park.ts";

export interface SoldTicket {
  ticket_id: string;
  qr_token: string;
  short_code: string;
}

/** Makes a package of 100 baht with the given fields. */
export async function makePackage(park: TestPark, fields: Record<string, unknown>): Promise<string> {
  const manager = await park.office("manager");
  const { store_id } = park;
  const made = await manager.post("/catalog/packages", {
    store_id,
    name: "Package",
    type: "single",
    price: 10_000,
    ...fields,
  });
  if (made.status !== 201) throw new Error(made.text);
  return made.data.package_id;
}

/** Sells tickets of a package at the server's price. */
export async function sell(park: TestPark, package_id: string, qty = 1): Promise<SoldTicket[]> {
  const till = await park.till();
  const items = [{ package_id, qty }];
  const { grand_total: amount } = (await till.post("/pricing/preview", { items })).data;
  const sale = await till.post("/sales", { items, payments: [{ method: "cash", amount }] }, newId(Date.now()));
  if (sale.status !== 201) throw new Error(sale.text);
  return sale.data.tickets;
}

export async function sellOne(park: TestPark, fields: Record<string, unknown> = {}): Promise<SoldTicket> {
  const [ticket] = await sell(park, await makePackage(park, fields));
  if (!ticket) throw new Error("nothing was sold");
  return ticket;
}

/** Gives a ticket a new code with the supervisor's grant; returns the replacing ticket. */
export async function reissue(park: TestPark, by: Client, ticket_id: string): Promise<SoldTicket> {
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const asked = { approver_id, pin, action: "reprint", subject_id: ticket_id };
  const { approval_token } = (await by.post("/approvals/verify-pin", asked)).data;
  const body = { approval_token, reason_code: "printer_jam", reason_text: "torn" };
  const { status, data, text } = await by.post(`/tickets/${ticket_id}/reissue`, body, newId(Date.now()));
  if (status !== 201) throw new Error(text);
  return data.ticket;
}

/** Scans a ticket and returns `pass` or the reason. */
export async function scan(gate: Client, ticket: Pick<SoldTicket, "qr_token">, fields: Record<string, unknown> = {}) {
  const { status, data, text } = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, ...fields });
  if (status !== 200) throw new Error(text);
  return data.reason ?? data.result;
}

export interface Op {
  op_id: string;
  type: string;
  ts: string;
  payload: unknown;
}

/** A scan as an offline gate hands it in. */
export function offlineScan(
  ticket: Pick<SoldTicket, "qr_token">,
  at: number,
  fields: Record<string, unknown> = {},
): Op {
  const payload = { qr_token: ticket.qr_token, result: "pass", ...fields };
  return { op_id: newId(Date.now()), type: "redemption", ts: iso(at), payload };
}

/** Hands in operations; `sent_at` is the device's clock, by default the right time. */
export function handIn(device: Client, ops: readonly unknown[], sent_at = Date.now()): Promise<Reply> {
  return device.post("/sync/batch", { sent_at: iso(sent_at), ops });
}
