/**
 * Tests of the projector: a line that D1 refuses is set aside with an alert, and a scan id of two tickets is recorded
 * for both.
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { TicketObject } from "../../durable-objects/ticket/object.ts";
import type { ScanRequest } from "../../src/modules/admission/tickets/domain/requests.ts";
import { newId } from "../../src/platform/http/context.ts";
import { cashSale, countRows, newPark, type TestPark, until } from "../support/park.ts";

interface Sold {
  ticket_id: string;
  qr_token: string;
}

async function sell(park: TestPark, qty: number): Promise<Sold[]> {
  return (await (await park.till()).post("/sales", cashSale(park.packages.single, qty, 35_000), "sale")).data.tickets;
}

const objectOf = (park: TestPark, { ticket_id }: Sold) => env.TICKET.getByName(`${park.tenant_id}:${ticket_id}`);

function offlinePass(park: TestPark, scan_id: string): ScanRequest {
  const now = Date.now();
  const device_id = park.devices.gate?.device_id ?? "";
  const at = { now, happened_at: now, received_at: now, device_at: now };
  const by = { actor: { kind: "device", id: device_id }, ip: null, request_id: "r" } as const;
  const where = { store_id: park.store_id, device_id, device_name: "Gate", zone: null };
  const how = { direction: "entry", party: 1, offline: true, admitted: true, hold_fail: false } as const;
  return { ...at, ...by, ...where, ...how, scan_id, code_hash: "h", approver_id: null };
}

test("[G2] a line that D1 refuses even alone is set aside with an alert, and the ticket continues without it", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, 1);
  if (!ticket) throw new Error("No ticket was sold.");
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  await gate.post("/tickets/redeem", { qr_token: ticket.qr_token });
  await runInDurableObject<TicketObject, void>(objectOf(park, ticket), (object) => {
    const inner = object as unknown as {
      history: { lines: object[]; length: number };
      append(line: object, delay: number): void;
    };
    const line = { ...inner.history.lines[0], sequence: inner.history.length + 1, scan_id: newId(Date.now()) };
    inner.append({ ...line, device_name: null }, 100_000);
  });
  const scanned = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, party: 2 });
  expect(scanned.data.result).toBe("fail");
  const cancelled = await manager.post(`/tickets/${ticket.ticket_id}/cancel`, {});
  expect([cancelled.status, cancelled.data.status]).toEqual([200, "cancelled"]);
  expect(await countRows("redemptions", park.tenant_id)).toBe(2);
  for (const [table, name] of [
    ["audits", "event"],
    ["outbox", "type"],
  ] as const)
    expect(await countRows(table, park.tenant_id, `${name} = 'alert.ticket_line_set_aside'`)).toBe(1);
  // One alert only: an object that wakes keeps it aside.
  await runInDurableObject<TicketObject, void>(objectOf(park, ticket), (object) => object.alarm());
  expect(await countRows("audits", park.tenant_id, "event = 'alert.ticket_line_set_aside'")).toBe(1);
});

test("[O5] one scan id that two gates admitted on two used tickets makes a conflict for each, and both can be cancelled", async () => {
  const park = await newPark();
  const sold = await sell(park, 2);
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  for (const { qr_token } of sold) await gate.post("/tickets/redeem", { qr_token });
  const scan_id = newId(Date.now());
  const outcomes = await Promise.all(
    sold.map((ticket) =>
      objectOf(park, ticket).redeem(
        { tenant_id: park.tenant_id, ticket_id: ticket.ticket_id },
        offlinePass(park, scan_id),
      ),
    ),
  );
  expect(outcomes).toMatchObject([1, 2].map(() => ({ outcome: "decided", line: { admitted_offline: true } })));
  await until(async () => (await countRows("conflicts", park.tenant_id, `conflict_id = '${scan_id}'`)) === 2);
  for (const { ticket_id } of sold) {
    expect((await manager.post(`/tickets/${ticket_id}/cancel`, {})).status).toBe(200);
    const { data } = await manager.get(`/redemptions/duplicate-check/${ticket_id}`);
    expect(data.conflicts).toMatchObject([{ conflict_id: scan_id, ticket_id }]);
  }
  const path = `/redemptions/conflicts?store_id=${park.store_id}&limit=1`;
  const first = await manager.get(path);
  const next = await manager.get(`${path}&cursor=${first.page?.next_cursor}`);
  const tickets = [...first.data, ...next.data].map(({ ticket_id }) => ticket_id);
  expect(tickets.toSorted()).toEqual(sold.map(({ ticket_id }) => ticket_id).toSorted());
});

test("[G4] a scan id handed in for another ticket is E_SCAN_ID_REUSED, even if another device used it", async () => {
  const park = await newPark();
  const [first, second, third, fourth] = await sell(park, 4);
  const [gate, other] = [await park.device("gate"), await park.device("gate2")];
  const scan_id = newId(Date.now());
  await other.post("/tickets/redeem", { qr_token: second?.qr_token });
  await gate.post("/tickets/redeem", { qr_token: first?.qr_token, scan_id });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  const op = (op_id: string, sold: Sold | undefined) => {
    const payload = { qr_token: sold?.qr_token, direction: "entry", party: 1, result: "pass", reason: null };
    return { op_id, type: "redemption", ts: new Date().toISOString(), payload };
  };
  const handIn = async (ops: object[]) =>
    (await other.post("/sync/batch", { sent_at: new Date().toISOString(), ops })).data.results;
  expect(await handIn([op(scan_id, second)])).toMatchObject([{ status: "rejected", code: "E_SCAN_ID_REUSED" }]);
  const shared = newId(Date.now());
  expect(await handIn([op(shared, third), op(shared, fourth)])).toMatchObject([
    { status: "applied" },
    { status: "rejected", code: "E_SCAN_ID_REUSED" },
  ]);
});

test("[G2] an attempt with another ticket's scan id is one row, even if the answer to its first copy was lost", async () => {
  const park = await newPark();
  const sold = await sell(park, 2);
  const gate = await park.device("gate");
  for (const { qr_token } of sold) await gate.post("/tickets/redeem", { qr_token });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  const scan_id = newId(Date.now());
  for (const ticket of sold) {
    const named = { tenant_id: park.tenant_id, ticket_id: ticket.ticket_id };
    await objectOf(park, ticket).redeem(named, offlinePass(park, scan_id));
    await runInDurableObject<TicketObject, void>(objectOf(park, ticket), (object) => object.alarm());
  }
  // The log is copied again, as after a lost answer.
  for (const ticket of sold)
    await runInDurableObject<TicketObject, void>(objectOf(park, ticket), async (object) => {
      Object.assign((object as unknown as { projector: object }).projector, { pending: undefined });
      await object.alarm();
    });
  expect(await countRows("redemptions", park.tenant_id, `scan_id = '${scan_id}'`)).toBe(2);
});

test("[G2] a refusal that repeats one with another ticket's scan id counts in the row of its own ticket", async () => {
  const park = await newPark();
  const [first, second] = await sell(park, 2);
  if (!first || !second) throw new Error("Fewer than two tickets were sold.");
  const gate = await park.device("gate");
  for (const { qr_token } of [first, second]) await gate.post("/tickets/redeem", { qr_token });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  const named = { tenant_id: park.tenant_id, ticket_id: second.ticket_id };
  const { scan_id } = (await gate.post("/tickets/redeem", { qr_token: first.qr_token })).data;
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 3);
  const refused = { ...offlinePass(park, scan_id), offline: false, admitted: false, device_at: null };
  for (const id of [scan_id, newId(Date.now())]) {
    await objectOf(park, second).redeem(named, { ...refused, scan_id: id });
    await runInDurableObject<TicketObject, void>(objectOf(park, second), (object) => object.alarm());
  }
  const own = `ticket_id = '${second.ticket_id}' AND scan_id = '${scan_id}'`;
  expect(await countRows("redemptions", park.tenant_id, `${own} AND count = 2`)).toBe(1);
  expect(await countRows("redemptions", park.tenant_id, `redemption_id = '${scan_id}' AND count = 1`)).toBe(1);
});

test("[G4] a blank whose sale is unknown is not admitted with another ticket's scan id", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, 1);
  const body = { count: 1, package_ids: [park.packages.single] };
  const lot = (await (await park.till()).post("/lots", body, "lot")).data;
  const [gate, other] = [await park.device("gate"), await park.device("gate2")];
  const { scan_id } = (await gate.post("/tickets/redeem", { qr_token: ticket?.qr_token })).data;
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  const scan = { qr_token: lot.tickets[0].qr_token, scan_id };
  expect((await other.post("/tickets/redeem", scan)).error?.code).toBe("E_SCAN_ID_REUSED");
  expect((await other.post("/tickets/redeem", { qr_token: scan.qr_token })).data.result).toBe("pass");
});
