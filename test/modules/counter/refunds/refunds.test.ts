/** Refunds of tickets, by amount or whole, go back to the tenders that paid, with a grant, a reason and an open shift. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { adjustPoints } from "../../../../src/modules/guests/customers/index.ts";
import { makePackage, reissue, scan } from "../../../support/gate.ts";
import { loosenedTo, needsOnly } from "../../../support/guards.ts";
import { operation } from "../../../support/outage.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  type TestPark,
} from "../../../support/park.ts";
import { askGrant, DAY_TICKET, grantFor, newKey, recordsOf, refund, sellTickets } from "../../../support/refunds.ts";
import { handedIn, saleOp } from "../../../support/sales-of-outage.ts";

let park: TestPark;
let till: Client;
let gate: Client;
/** A new park for each group, because a person makes at most 50 refunds an hour. */
async function openPark() {
  park = await newPark();
  till = await park.till();
  gate = await park.device("gate");
}

const cash = (amount: number) => ({ method: "cash", amount });
const qr = (amount: number) => ({ method: "qr", amount });
const card = (amount: number) => ({ method: "card", amount });
const ids = (tickets: { ticket_id: string }[], ...at: number[]) => at.map((index) => tickets[index]?.ticket_id ?? "");
const setting = loosenedTo;

describe("a refund", () => {
  beforeAll(openPark);

  test("[A4] a refund of the whole sale gives all of it back, ends its tickets, and shows on sale, payment and drawer", async () => {
    const sale = await sellTickets(park, till, 2);
    const given = await refund(park, till, sale.sale_id);
    expect([given.status, given.data]).toMatchObject([
      201,
      {
        sale_id: sale.sale_id,
        amount: 70_000,
        tax_total: 4579,
        rounding: 0,
        payments: [{ payment_no: 1, method: "cash", amount: 70_000 }],
        lines: [{ line_no: 1, qty: 2, amount: 70_000 }],
        status: "completed",
        requested_by: park.employees.cashier?.employee_id,
        approved_by: park.employees.supervisor?.employee_id,
      },
    ]);
    expect(given.data.ticket_ids.toSorted()).toEqual(ids(sale.tickets, 0, 1).toSorted());
    expect([await scan(gate, sale.tickets[0]), await scan(gate, sale.tickets[1])]).toEqual(["refunded", "refunded"]);
    const told = (await till.get(`/sales/${sale.sale_id}`)).data;
    expect(told).toMatchObject({ refunded_total: 70_000, payments: [{ status: "refunded" }] });
    expect(await recordsOf(park, sale.sale_id)).toMatchObject({
      completed: 70_000,
      by_payments: 70_000,
      whole: 70_000,
      lines: 70_000,
      entries: { cash: 70_000, count: 1 },
    });
    expect((await till.get(`/refunds/${given.data.refund_id}`)).data).toEqual(given.data);
    const again = await refund(park, till, sale.sale_id);
    expect([again.status, again.error?.code, again.error?.details]).toMatchObject([409, "E_OVER_REFUND", { left: 0 }]);
  });

  test("[A4] a refund of one ticket leaves the others unchanged, and the rest is listed by line, ticket and payment", async () => {
    const sale = await sellTickets(park, till, 3, { payments: [qr(50_000), cash(55_000)] });
    const given = await refund(park, till, sale.sale_id, { ticket_ids: ids(sale.tickets, 1) });
    expect(given.data).toMatchObject({ amount: 35_000, payments: [{ payment_no: 1, method: "qr", amount: 35_000 }] });
    expect(await scan(gate, sale.tickets[1])).toBe("refunded");
    expect(await scan(gate, sale.tickets[0])).toBe("pass");
    // D1 follows the gate a moment later.
    await expect
      .poll(async () => (await till.get(`/sales/${sale.sale_id}/refundable`)).data.lines[0].tickets)
      .toMatchObject([
        { ticket_id: sale.tickets[0].ticket_id, used: true, amount_left: 35_000 },
        { used: false, status: "active", amount_left: 35_000 },
      ]);
    expect((await till.get(`/sales/${sale.sale_id}/refundable`)).data).toMatchObject({
      amount_left: 70_000,
      refunded_total: 35_000,
      refused: null,
      lines: [{ line_no: 1, qty_paid: 3, qty_left: 2, amount_paid: 105_000, amount_left: 70_000, units: [] }],
      payments: [
        { method: "qr", amount: 50_000, refunded: 35_000, left: 15_000, owed: false },
        { method: "cash", amount: 55_000, refunded: 0, left: 55_000 },
      ],
    });
    const twice = await refund(park, till, sale.sale_id, { ticket_ids: ids(sale.tickets, 1) });
    expect([twice.status, twice.error?.code]).toEqual([409, "E_OVER_REFUND"]);
    expect(twice.error?.details).toMatchObject({ left: 0, fields: [{ path: "ticket_ids.0" }] });
  });

  test("[A4] a refund below a ticket's price ends no ticket, and the rest ends at exactly the paid sum", async () => {
    const sale = await sellTickets(park, till, 2);
    const part = await refund(park, till, sale.sale_id, { amount: 12_345 });
    expect(part.data).toMatchObject({ amount: 12_345, ticket_ids: [], lines: [{ qty: 0, amount: 12_345 }] });
    const over = await refund(park, till, sale.sale_id, { amount: 57_656 });
    expect([over.status, over.error?.details]).toMatchObject([409, { left: 57_655, fields: [{ path: "amount" }] }]);
    const rest = await refund(park, till, sale.sale_id);
    expect(rest.data).toMatchObject({ amount: 57_655, lines: [{ qty: 2 }] });
    expect(part.data.tax_total + rest.data.tax_total).toBe(sale.tax_total);
  });

  test("[A4] a refund by a ticket's code or short code is the same, with a grant for the ticket", async () => {
    const sale = await sellTickets(park, till, 2);
    const [first, second] = sale.tickets;
    const reason_code = "guest_request";
    const asked = { qr_token: first.qr_token, reason_code };
    const approval_token = await grantFor(park, till, first.ticket_id, 35_000);
    const given = await till.post("/tickets/refund", { ...asked, approval_token }, newKey());
    expect([given.status, given.data]).toMatchObject([201, { amount: 35_000, ticket_ids: [first.ticket_id] }]);
    const foreign = await till.post(
      "/tickets/refund",
      { short_code: second.short_code, reason_code, approval_token },
      newKey(),
    );
    expect(foreign.error?.code).toBe("E_APPROVAL_REQUIRED");
    const typed = {
      short_code: second.short_code,
      reason_code,
      approval_token: await grantFor(park, till, second.ticket_id),
    };
    expect((await till.post("/tickets/refund", typed, newKey())).data).toMatchObject({
      ticket_ids: [second.ticket_id],
    });
    const nobody = await till.post("/tickets/refund", { qr_token: "PP1", reason_code }, newKey());
    expect(nobody.status).toBe(404);
  });

  test("[A4] a refund of a bundle gives its parts back one by one, and together exactly its price", async () => {
    const items = [{ package_id: park.packages.bundle, qty: 1 }];
    const sale = await sellTickets(park, till, 1, { items, payments: [card(80_000)] });
    expect(sale.tickets.length).toBe(3);
    const amounts = [];
    for (const { ticket_id } of sale.tickets)
      amounts.push((await refund(park, till, sale.sale_id, { ticket_ids: [ticket_id] })).data.amount);
    // Two day tickets of 350.00 and an hour of 220.00 for 800.00.
    expect(amounts).toEqual([30_435, 30_435, 19_130]);
  });

  test("[P5] a refund of a bundle's cheap part gives back its share by its own price in the price list of that day", async () => {
    const locker = await makePackage(park, { name: "Locker", price: 1_000 });
    const parts = [park.packages.single, locker].map((package_id) => ({ package_id, qty: 1 }));
    const package_id = await makePackage(park, { type: "bundle", price: 36_000, parts });
    const soldParts = async () => {
      const sale = await sellTickets(park, till, 1, { items: [{ package_id, qty: 1 }], payments: [cash(36_000)] });
      const ticket = sale.tickets.find((each: { package_id: string }) => each.package_id === locker);
      const of_locker = await refund(park, till, sale.sale_id, { ticket_ids: [ticket.ticket_id] });
      const rest = await refund(park, till, sale.sale_id);
      expect(of_locker.data.tax_total + rest.data.tax_total).toBe(sale.tax_total);
      return [of_locker.data.amount, rest.data.amount];
    };
    expect(await soldParts()).toEqual([1_000, 35_000]);
    const manager = await park.office("manager");
    const list = { name: "Dear lockers", store_id: park.store_id, items: [{ package_id: locker, price: 5_000 }] };
    expect((await manager.post("/pricing/price-lists", list)).status).toBe(201);
    expect(await soldParts()).toEqual([4_500, 31_500]);
  });

  test("[A4] a refund of a reissued ticket ends its replacement", async () => {
    const sale = await sellTickets(park, till, 1);
    const manager = await park.everywhere("manager");
    const issued = await reissue(park, manager, sale.tickets[0].ticket_id);
    const given = await refund(park, till, sale.sale_id, { ticket_ids: ids(sale.tickets, 0) });
    expect([given.status, given.data.ticket_ids]).toEqual([201, [issued.ticket_id]]);
    expect(await scan(gate, issued)).toBe("refunded");
  });

  test("[A4] a refund gives back the places of its tickets in slots", async () => {
    const package_id = await makePackage(park, { capacity: 3, slot_minutes: 1440 });
    const items = [{ package_id, qty: 3 }];
    const sale = await sellTickets(park, till, 1, { items, payments: [cash(30_000)] });
    const sold_out = await till.post("/sales", { items: [{ package_id, qty: 1 }], payments: [cash(10_000)] }, newKey());
    expect(sold_out.error?.code).toBe("E_SOLD_OUT");
    await refund(park, till, sale.sale_id, { ticket_ids: ids(sale.tickets, 0, 2) });
    const again = await till.post("/sales", { items: [{ package_id, qty: 2 }], payments: [cash(20_000)] }, newKey());
    expect(again.status).toBe(201);
  });

  test("[E1] a refund has one event and one audit row, which name sale and tickets", async () => {
    const sale = await sellTickets(park, till, 1);
    const given = await refund(park, till, sale.sale_id, { reason_text: "rained" });
    const { refund_id } = given.data;
    const events = await env.DB.prepare(
      "SELECT * FROM outbox WHERE tenant_id = ? AND type = 'refund.created' AND subject_id = ?",
    )
      .bind(park.tenant_id, refund_id)
      .all<{ data: string }>();
    expect(events.results.map(({ data }) => JSON.parse(data))).toMatchObject([
      { refund_id, sale_id: sale.sale_id, amount: 35_000 },
    ]);
    const audits = await auditRows(park.tenant_id, `subject_id = '${refund_id}'`);
    expect(audits.map(({ event }) => event)).toEqual(["refund.reserved", "refund.created"]);
    for (const row of audits)
      expect([row, JSON.parse(row.changes)]).toMatchObject([
        { actor_id: park.employees.cashier?.employee_id, approver_id: park.employees.supervisor?.employee_id },
        { sale_id: sale.sale_id, ticket_ids: ids(sale.tickets, 0), amount: 35_000, reason_text: "rained" },
      ]);
  });

  test("[O2] a refund puts its tickets on the list of tickets that no gate may admit", async () => {
    const sale = await sellTickets(park, till, 2);
    const { refund_id } = (await refund(park, till, sale.sale_id, { ticket_ids: ids(sale.tickets, 1) })).data;
    const listed = (index: number) =>
      countRows(
        "revocations",
        park.tenant_id,
        `reason = 'refunded' AND ticket_id = '${sale.tickets[index].ticket_id}'`,
      );
    expect([await listed(0), await listed(1)]).toEqual([0, 1]);
    expect((await till.get(`/refunds/${refund_id}`)).data.status).toBe("completed");
  });

  test("[U1] a refund is in the ticket's timeline", async () => {
    const sale = await sellTickets(park, till, 1);
    await refund(park, till, sale.sale_id);
    const { entries } = (await till.get(`/tickets/${sale.tickets[0].ticket_id}/timeline`)).data;
    expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual(["issued", "refund"]);
  });

  test("[I6] a refund sent again with its key answers the same, and with another body is refused", async () => {
    const sale = await sellTickets(park, till, 2);
    const approval_token = await grantFor(park, till, sale.sale_id);
    const key = newKey();
    const asked = { sale_id: sale.sale_id, amount: 1000, reason_code: "goodwill", approval_token };
    const replies = await Promise.all([1, 2, 3].map(() => till.post("/refunds", asked, key)));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    const other = await till.post("/refunds", { ...asked, amount: 1001 }, key);
    expect([other.status, other.error?.code]).toEqual([422, "E_IDEMPOTENCY_MISMATCH"]);
    expect(await recordsOf(park, sale.sale_id)).toMatchObject({ completed: 1000, entries: { cash: 1000, count: 1 } });
  });
});

describe("the tenders of a sale", () => {
  beforeAll(openPark);

  test("[A4] tenders get back what they paid, cash last, and never another tender's money", async () => {
    const sale = await sellTickets(park, till, 2, { payments: [cash(20_000), card(30_000), qr(20_000)] });
    const first = await refund(park, till, sale.sale_id, { amount: 45_000 });
    expect(first.data.payments).toEqual([
      { payment_no: 2, method: "card", amount: 30_000 },
      { payment_no: 3, method: "qr", amount: 15_000 },
    ]);
    const too_much = await refund(park, till, sale.sale_id, { amount: 5_001, method: "qr" });
    expect([too_much.status, too_much.error?.code, too_much.error?.details]).toEqual([
      409,
      "E_REFUND_TENDER",
      { left: 5_000, method: "qr" },
    ]);
    const rest = await refund(park, till, sale.sale_id);
    expect(rest.data.payments).toEqual([
      { payment_no: 3, method: "qr", amount: 5_000 },
      { payment_no: 1, method: "cash", amount: 20_000 },
    ]);
  });

  test("[P5] [P7] cash is refunded in whole coins, and the last refund takes the rounding and the remainder", async () => {
    const other = await newPark();
    await setting(other, "pricing.cash_rounding", 100);
    const counter = await other.till();
    const items = [{ package_id: await makePackage(other, { price: 10_033 }), qty: 2 }];
    const sale = await sellTickets(other, counter, 2, { items, payments: [cash(20_100)] });
    const amounts = [];
    for (const index of [1, 0])
      amounts.push((await refund(other, counter, sale.sale_id, { ticket_ids: ids(sale.tickets, index) })).data);
    expect(amounts).toMatchObject([
      { amount: 10_000, rounding: -33 },
      { amount: 10_100, rounding: 67 },
    ]);
  });

  test("[P5] units of one line are refunded at the price paid for each, also from two tills at once to two tenders", async () => {
    const manager = await park.everywhere("manager");
    const tills = [till, await park.addTill()];
    const items = [{ package_id: park.packages.single, qty: 3, discount: { kind: "amount", value: 95_000 } }];
    for (let round = 0; round < 8; round += 1) {
      const sale = await sellTickets(park, manager, 3, { items, payments: [qr(4_000), card(6_000)] });
      const grants = await Promise.all(tills.map((by) => grantFor(park, by, sale.sale_id)));
      const replies = await Promise.all(
        tills.map((by, index) => {
          const ask = { ticket_ids: ids(sale.tickets, index), method: index === 0 ? "qr" : "card" };
          const why = { reason_code: "goodwill", approval_token: grants[index] };
          return by.post("/refunds", { sale_id: sale.sale_id, ...ask, ...why }, newKey());
        }),
      );
      expect(replies.map(({ data }) => data.amount).toSorted()).toEqual([3_333, 3_334]);
    }
  });

  test("[S4] refunded cash leaves the drawer of the till that pays it, and no other", async () => {
    const other = await newPark();
    const counter = await other.till(100_000);
    const sale = await sellTickets(other, counter, 2, { payments: [cash(40_000), qr(30_000)] });
    await refund(other, counter, sale.sale_id, { amount: 45_000 });
    const { data } = await counter.post("/shifts/close", { cash_counted: 125_000 });
    expect(data).toMatchObject({ cash_expected: 125_000, cash_diff: 0 });
    expect(data.totals).toMatchObject({
      refunds_count: 1,
      refunds_total: 45_000,
      cash_refunds: 15_000,
      by_method: { cash: 25_000, qr: 0 },
    });
  });

  test("[S4] a refund gives no cash without an open shift, but other money", async () => {
    const other = await newPark();
    const counter = await other.till();
    const sale = await sellTickets(other, counter, 2, { payments: [cash(35_000), qr(35_000)] });
    await counter.post("/shifts/close", { cash_counted: 135_000 });
    const refused = await refund(other, counter, sale.sale_id, { method: "cash", amount: 1 });
    expect([refused.status, refused.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
    const given = await refund(other, counter, sale.sale_id, { method: "qr", amount: 35_000 });
    expect([given.status, given.data.shift_id]).toEqual([201, expect.any(String)]);
    const { email, pin } = await addPerson(other, { [other.store_id]: ["manager"] });
    const console = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const elsewhere = await refund(other, console, sale.sale_id);
    expect([elsewhere.status, elsewhere.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
  });

  test("[A1] [S4] a sale says which payments go back from the caller's place, and nobody is asked to approve others", async () => {
    const other = await newPark();
    const counter = await other.till();
    const { email, pin } = await addPerson(other, { [other.store_id]: ["manager"] });
    const office = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const mixed = await sellTickets(other, counter, 2, { payments: [cash(30_000), qr(40_000)] });
    const in_cash = await sellTickets(other, counter, 1);
    const shown = async (by: Client, { sale_id }: { sale_id: string }) => {
      const { amount_left, amount_here, payments } = (await by.get(`/sales/${sale_id}/refundable`)).data;
      return [amount_left, amount_here, ...payments.map(({ refused }: { refused: string }) => refused)];
    };
    const asked = async (by: Client, subject_id: string, amount: number) => {
      const { status, error } = await askGrant(other, by, { action: "refund", subject_id, amount });
      const afar = await by.post("/approvals", { action: "refund", subject_id, amount });
      expect([afar.status === 201, afar.error?.code]).toEqual([status === 200, error?.code]);
      return error ? [error.code, error.details?.amount_here] : "granted";
    };
    expect(await shown(counter, mixed)).toEqual([70_000, 70_000, null, null]);
    expect(await shown(office, mixed)).toEqual([70_000, 40_000, "no_till", null]);
    expect(await shown(office, in_cash)).toEqual([35_000, 0, "no_till"]);
    expect(await asked(office, mixed.sale_id, 40_000)).toBe("granted");
    expect(await asked(office, mixed.sale_id, 40_001)).toEqual(["E_DEVICE_REQUIRED", 40_000]);
    expect(await asked(office, mixed.sale_id, 70_000)).toEqual(["E_DEVICE_REQUIRED", 40_000]);
    expect(await asked(office, in_cash.sale_id, 1)).toEqual(["E_DEVICE_REQUIRED", 0]);
    expect(await asked(office, in_cash.tickets[0].ticket_id, 35_000)).toEqual(["E_DEVICE_REQUIRED", 0]);
    expect(await asked(counter, in_cash.sale_id, 35_000)).toBe("granted");
    await counter.post("/shifts/close", { cash_counted: 165_000 });
    expect(await shown(counter, mixed)).toEqual([70_000, 40_000, "no_open_shift", null]);
    expect(await asked(counter, in_cash.sale_id, 35_000)).toEqual(["E_SHIFT_CLOSED", 0]);
    const nothing = { subject_id: newKey(), amount: 35_000, action: "refund" };
    expect((await askGrant(other, counter, nothing)).status).toBe(200);
  });

  test("[A1] nobody is asked to approve a void that cannot happen", async () => {
    const other = await newPark();
    const counter = await other.till();
    const scanner = await other.device("gate");
    const asked = async (sale_id: string) =>
      (await askGrant(other, counter, { action: "void", subject_id: sale_id, amount: DAY_TICKET })).error?.code;
    const [fresh, voided, refunded, used] = await Promise.all([1, 2, 3, 4].map(() => sellTickets(other, counter, 1)));
    await refund(other, counter, refunded.sale_id);
    const { email, pin } = other.employees.supervisor ?? {};
    const act = { approver_email: email, pin, action: "void", subject_id: voided.sale_id, amount: DAY_TICKET };
    const { approval_token } = (await counter.post("/approvals/verify-pin", act)).data;
    await counter.post(`/sales/${voided.sale_id}/void`, { reason_code: "guest_request", approval_token }, newKey());
    expect(await scan(scanner, used.tickets[0])).toBe("pass");
    await expect.poll(() => asked(used.sale_id)).toBe("E_SALE_USED");
    expect(await asked(fresh.sale_id)).toBeUndefined();
    expect(await asked(voided.sale_id)).toBe("E_SALE_VOIDED");
    expect(await asked(refunded.sale_id)).toBe("E_SALE_REFUNDED");
    await counter.post("/shifts/close", { cash_counted: 0 });
    expect(await asked(fresh.sale_id)).toBe("E_SALE_SHIFT_CLOSED");
  });

  test("[S2] a refund of a sale on account reduces the debt, and later payments go back to their tenders", async () => {
    const sale = await sellTickets(park, till, 2, { payments: [{ method: "account", amount: 70_000 }] });
    const { sale_id } = sale;
    await till.post("/payments", { sale_id, method: "cash", amount: 30_000 }, newKey());
    const first = await refund(park, till, sale_id, { amount: 10_000 });
    expect(first.data.payments).toEqual([{ payment_no: 1, method: "account", amount: 10_000 }]);
    expect((await till.get(`/payments/${sale_id}-1`)).data).toMatchObject({ due: 30_000, refunded: 10_000 });
    const too_much = await till.post("/payments", { sale_id, method: "cash", amount: 30_001 }, newKey());
    expect([too_much.status, too_much.error?.details]).toMatchObject([409, { due: 30_000 }]);
    const rest = await refund(park, till, sale_id);
    expect(rest.data.payments).toEqual([
      { payment_no: 1, method: "account", amount: 30_000 },
      { payment_no: 2, method: "cash", amount: 30_000 },
    ]);
    const payments = (await till.get(`/payments?sale_id=${sale_id}`)).data;
    expect(payments.map(({ status, due }: { status: string; due: number }) => [status, due])).toEqual([
      ["captured", 0],
      ["refunded", 0],
    ]);
    expect((await recordsOf(park, sale_id)).entries.cash).toBe(30_000);
  });

  test("[A4] a partly refunded later payment cannot be undone by hand, and is refunded for its rest", async () => {
    const { sale_id } = await sellTickets(park, till, 1, { payments: [{ method: "account", amount: 35_000 }] });
    const { payment_id } = (await till.post("/payments", { sale_id, method: "cash", amount: 35_000 }, newKey())).data;
    await refund(park, till, sale_id, { amount: 1 });
    const change = async (status: string) => {
      const terms = { approval_token: await grantFor(park, till, sale_id, 35_000), reason_code: "guest_request" };
      const headers = { "idempotency-key": newKey() };
      return till.call("PATCH", `/payments/${payment_id}`, { status, ...terms }, { headers });
    };
    expect((await change("failed")).error?.code).toBe("E_PAYMENT_STATE");
    expect((await change("refunded")).data).toMatchObject({ status: "refunded", refunded: 35_000 });
    const records = await recordsOf(park, sale_id);
    expect([records.completed, records.refunded_total, records.by_payments]).toEqual([35_000, 35_000, 35_000]);
  });

  test("[A4] a refund of points returns the points, and the customer's spend and points follow, once", async () => {
    const other = await newPark();
    const owner = await other.person("owner");
    const terms = { label_en: "Points", label_th: "แต้ม" };
    await owner.post("/payment-types", { method: "points", kind: "points", ...terms }, newKey());
    await setting(other, "loyalty.satang_per_point", 10_000);
    const counter = await other.till();
    const manager = await other.everywhere("manager");
    const { customer_id } = (await manager.post("/customers", { name: "Somsri" }, newKey())).data;
    await adjustPoints(await operation(other), customer_id, { points: 500, reason: "welcome" });
    const payments = [{ method: "points", amount: 20_000 }, cash(50_000)];
    const sale = await sellTickets(other, counter, 2, { payments, customer_id });
    const customer = async () => (await manager.get(`/customers/${customer_id}`)).data;
    expect(await customer()).toMatchObject({ points: 305, spend_total: 50_000 });
    const given = await refund(other, counter, sale.sale_id, { amount: 45_000 });
    expect(given.data.payments).toEqual([
      { payment_no: 1, method: "points", amount: 20_000, points: 200 },
      { payment_no: 2, method: "cash", amount: 25_000 },
    ]);
    expect(await customer()).toMatchObject({ points: 502, spend_total: 25_000 });
    await refund(other, counter, sale.sale_id);
    expect(await customer()).toMatchObject({ points: 500, spend_total: 0 });
    expect(await countRows("customer_entries", other.tenant_id, "kind = 'refund'")).toBe(2);
  });

  test("[C1] [O7] a refund returns the points that a sale of an outage took, and leaves no spend below zero", async () => {
    const other = await newPark();
    const owner = await other.person("owner");
    const terms = { label_en: "Points", label_th: "แต้ม" };
    await owner.post("/payment-types", { method: "points", kind: "points", ...terms }, newKey());
    await setting(other, "loyalty.satang_per_point", 10_000);
    const counter = await other.till();
    const manager = await other.everywhere("manager");
    const { customer_id } = (await manager.post("/customers", { name: "Somsri" }, newKey())).data;
    await adjustPoints(await operation(other), customer_id, { points: 500, reason: "welcome" });
    const payments = [{ method: "points", amount: 20_000 }, cash(15_000)];
    const [sold] = await handedIn(await other.device("pos"), [saleOp(other, DAY_TICKET, { customer_id, payments })]);
    const customer = async () => (await manager.get(`/customers/${customer_id}`)).data;
    expect(await customer()).toMatchObject({ points: 301, spend_total: 15_000 });
    const given = await refund(other, counter, sold.data.sale_id, { amount: 10_000 });
    expect(given.data.payments).toEqual([{ payment_no: 1, method: "points", amount: 10_000, points: 100 }]);
    expect(await customer()).toMatchObject({ points: 401, spend_total: 15_000 });
    await refund(other, counter, sold.data.sale_id);
    expect(await customer()).toMatchObject({ points: 500, spend_total: 0 });
  });

  test("[C1] a refund leaves the points that the rest of the sale earns at the sale's rate, also after a merge of the customer", async () => {
    const other = await newPark();
    await setting(other, "loyalty.satang_per_point", 10_000);
    const counter = await other.till();
    const manager = await other.everywhere("manager");
    const note = async (name: string) => (await manager.post("/customers", { name }, newKey())).data.customer_id;
    const [customer_id, into_customer_id] = [await note("Somsri"), await note("Somsri Jaidee")];
    const sale = await sellTickets(other, counter, 1, { customer_id });
    const points = async (of = customer_id) => (await manager.get(`/customers/${of}`)).data.points;
    expect(await points()).toBe(3);
    await setting(other, "loyalty.satang_per_point", 100);
    await refund(other, counter, sale.sale_id, { amount: 10_000 });
    expect(await points()).toBe(2);
    const [last] = (await manager.get(`/customers/${customer_id}/entries`)).data.slice(-1);
    expect(last).toMatchObject({ kind: "sale", spend: 35_000, points: 3, satang_per_point: 10_000 });
    await manager.post(`/customers/${customer_id}/merge`, { into_customer_id });
    const left = [];
    for (const amount of [5_000, 1, 9_999, 1]) {
      await refund(other, counter, sale.sale_id, { amount });
      left.push([await points(), await points(into_customer_id)]);
    }
    expect(left).toEqual([
      [0, 2],
      [0, 1],
      [0, 1],
      [0, 0],
    ]);
    await refund(other, counter, sale.sale_id);
    expect(await points(into_customer_id)).toBe(0);
  });
});

describe("the right to refund", () => {
  beforeAll(openPark);

  test("[A1] a refund needs a grant for this sale and this sum: one satang less is refused", async () => {
    const sale = await sellTickets(park, till, 1);
    const asked = { sale_id: sale.sale_id, reason_code: "guest_request" };
    const by_grant = async (subject_id: string, amount: number) => {
      const approval_token = await grantFor(park, till, subject_id, amount);
      return till.post("/refunds", { ...asked, approval_token }, newKey());
    };
    const refused = [
      await till.post("/refunds", asked, newKey()),
      await by_grant(sale.sale_id, 34_999),
      await by_grant(sale.tickets[0].ticket_id, 35_000),
    ];
    expect(refused.map(({ status, error }) => [status, error?.code])).toEqual(
      refused.map(() => [403, "E_APPROVAL_REQUIRED"]),
    );
    expect(await recordsOf(park, sale.sale_id)).toMatchObject({ completed: 0, pending: 0, refunded_total: 0 });
    expect((await by_grant(sale.sale_id, 35_000)).status).toBe(201);
  });

  test("[A1] a refund uses its grant up in its own commit", async () => {
    const sale = await sellTickets(park, till, 2);
    const approval_token = await grantFor(park, till, sale.sale_id);
    const asked = { sale_id: sale.sale_id, amount: 100, reason_code: "goodwill", approval_token };
    const both = await Promise.all([1, 2].map(() => till.post("/refunds", asked, newKey())));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 403]);
    expect((await recordsOf(park, sale.sale_id)).completed).toBe(100);
  });

  test("[A6] a refund has a reason that the park allows for it", async () => {
    const sale = await sellTickets(park, till, 1);
    const none = await refund(park, till, sale.sale_id, { reason_code: undefined });
    expect([none.status, none.error?.code]).toEqual([422, "E_REASON_REQUIRED"]);
    const strange = await refund(park, till, sale.sale_id, { reason_code: "printer_jam" });
    expect([strange.status, strange.error?.code]).toEqual([422, "E_REASON_UNKNOWN"]);
  });

  test("[A4] a person refunds as often a day as the park allows, and not more often", async () => {
    const other = await newPark();
    await setting(other, "refunds.daily_cap_per_employee", 2);
    const counter = await other.till();
    const sale = await sellTickets(other, counter, 1);
    const replies = [];
    for (const amount of [1, 2, 3]) replies.push(await refund(other, counter, sale.sale_id, { amount }));
    expect(replies.map(({ status, error }) => error?.code ?? status)).toEqual([201, 201, "E_DAILY_CAP"]);
    expect((await recordsOf(other, sale.sale_id)).completed).toBe(3);
  });

  test("[T2] a refund of another store's sale is refused, and of another tenant's is 404", async () => {
    const sale = await sellTickets(park, till, 1);
    const { email, pin } = await addPerson(park, { [park.second_store_id]: ["manager"] });
    const elsewhere = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const body = { sale_id: sale.sale_id, reason_code: "guest_request" };
    const refused = await elsewhere.post("/refunds", body, newKey());
    expect([refused.status, refused.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    const other = await newPark();
    const stranger = await (await other.till()).post("/refunds", body, newKey());
    const absent = await till.post("/refunds", { ...body, sale_id: newKey() }, newKey());
    expect([stranger.status, absent.status]).toEqual([404, 404]);
    expect(stranger.error).toEqual(absent.error);
    const foreign_ticket = await refund(park, till, sale.sale_id, { ticket_ids: [newKey()] });
    expect([foreign_ticket.status, foreign_ticket.error?.details]).toMatchObject([
      422,
      {
        fields: [
          { path: "ticket_ids.0", message: "is not part of this sale: send one of GET /sales/{sale_id}/refundable" },
        ],
      },
    ]);
  });

  test("[A4] a refund of a sale that is too old or voided is refused; and a refunded sale is not voided", async () => {
    const other = await newPark();
    const counter = await other.till();
    const supervisor = await other.person("supervisor", "pos");
    const undo = (sale_id: string) => supervisor.post(`/sales/${sale_id}/void`, { reason_code: "cashier_error" });
    const voided = await sellTickets(other, counter, 1);
    await undo(voided.sale_id);
    expect((await refund(other, counter, voided.sale_id)).error?.code).toBe("E_SALE_VOIDED");

    const refunded = await sellTickets(other, counter, 2);
    await refund(other, counter, refunded.sale_id, { amount: 1 });
    const refused = await undo(refunded.sale_id);
    expect([refused.status, refused.error?.code]).toEqual([409, "E_SALE_REFUNDED"]);
    expect((await counter.get(`/sales/${refunded.sale_id}`)).data.tickets[0].status).toBe("active");

    const old = await sellTickets(other, counter, 1);
    const owner = await other.person("owner");
    await owner.call("PUT", "/sandbox/clock", { offset_seconds: 31 * 86_400 });
    expect((await refund(other, counter, old.sale_id)).error).toMatchObject({
      code: "E_REFUND_LATE",
      details: { within_days: 30 },
    });
    await setting(other, "refunds.within_days", 0);
    expect((await refund(other, counter, old.sale_id)).status).toBe(201);
  });
});

test("[A4] a refund and a void of one sale at once: one of them happens, and no ticket stays held", async () => {
  await openPark();
  const supervisor = await park.person("supervisor", "pos");
  for (let round = 0; round < 12; round += 1) {
    const sale = await sellTickets(park, till, 2);
    const approval_token = await grantFor(park, till, sale.sale_id);
    const asked = { sale_id: sale.sale_id, ticket_ids: ids(sale.tickets, 0), reason_code: "goodwill", approval_token };
    const [given, voided] = await Promise.all([
      till.post("/refunds", asked, newKey()),
      supervisor.post(`/sales/${sale.sale_id}/void`, { reason_code: "cashier_error" }),
    ]);
    expect([given.status, voided.status]).toEqual(given.status === 201 ? [201, 409] : [409, 200]);
    const { refunded_total, voided_at, entries } = await recordsOf(park, sale.sale_id);
    expect([refunded_total, voided_at === null, entries.count]).toEqual(
      given.status === 201 ? [DAY_TICKET, true, 1] : [0, false, 0],
    );
    const { tickets } = (await till.get(`/sales/${sale.sale_id}`)).data;
    for (const { status } of tickets) expect(["refunded", "cancelled", "active"]).toContain(status);
  }
});

describe("a used ticket", () => {
  beforeAll(openPark);

  test("[A4] a used ticket is not refunded, and the others of its sale are", async () => {
    const sale = await sellTickets(park, till, 2);
    await scan(gate, sale.tickets[0]);
    const whole = await refund(park, till, sale.sale_id);
    expect([whole.status, whole.error?.code]).toEqual([409, "E_TICKET_USED"]);
    expect(whole.error?.details).toMatchObject({ ticket_ids: ids(sale.tickets, 0) });
    expect(await recordsOf(park, sale.sale_id)).toMatchObject({
      completed: 0,
      pending: 0,
      refunded_total: 0,
      whole: 0,
    });
    expect((await till.get(`/sales/${sale.sale_id}`)).data.tickets[1].status).toBe("active");
    const other = await refund(park, till, sale.sale_id, { ticket_ids: ids(sale.tickets, 1) });
    expect(other.status).toBe(201);
  });

  test("[A4] a used ticket is refunded where the park allows it, and always with an approval, even if other refunds need none", async () => {
    const other = await newPark();
    const [counter, door] = [await other.till(), await other.device("gate")];
    await setting(other, "refunds.used_tickets", "with_approval");
    const manager = await other.everywhere("manager");
    await needsOnly(other, "refund", { approval: "never" });
    const sale = await sellTickets(other, counter, 2);
    await scan(door, sale.tickets[0]);
    const ask = (index: number, more: object = {}) =>
      manager.post("/refunds", { sale_id: sale.sale_id, ticket_ids: ids(sale.tickets, index), ...more }, newKey());
    expect((await ask(1)).status).toBe(201);
    await expect.poll(async () => (await ask(0)).error?.code).toBe("E_APPROVAL_REQUIRED");
    const given = await ask(0, { approval_token: await grantFor(other, manager, sale.sale_id) });
    expect([given.status, given.data?.status]).toEqual([201, "completed"]);
    expect(await scan(door, sale.tickets[0])).toBe("refunded");
  });

  test("[G3] a refund at the instant of a scan: the guest is in or the money goes back, never both", async () => {
    for (let round = 0; round < 20; round += 1) {
      const sale = await sellTickets(park, till, 1);
      const approval_token = await grantFor(park, till, sale.sale_id);
      const asked = { sale_id: sale.sale_id, reason_code: "guest_request", approval_token };
      const [verdict, given] = await Promise.all([scan(gate, sale.tickets[0]), till.post("/refunds", asked, newKey())]);
      expect([201, 409]).toContain(given.status);
      expect([verdict === "pass", given.error?.code]).toEqual(
        given.status === 409 ? [true, "E_TICKET_USED"] : [false, undefined],
      );
      const { completed, refunded_total, by_payments, whole } = await recordsOf(park, sale.sale_id);
      const money = given.status === 201 ? DAY_TICKET : 0;
      expect([completed, refunded_total, by_payments, whole]).toEqual([money, money, money, money]);
    }
  });
});

test("[I8] refunds are listed by sale, person, device, status and time, latest first, and as CSV", async () => {
  const other = await newPark();
  const counter = await other.till();
  const sale = await sellTickets(other, counter, 1);
  const made = [];
  for (const amount of [100, 200, 300])
    made.push((await refund(other, counter, sale.sale_id, { amount })).data.refund_id);
  const list = async (query: string) =>
    (await counter.get(`/refunds?${query}`)).data.map(({ refund_id }: { refund_id: string }) => refund_id);
  expect(await list(`sale_id=${sale.sale_id}`)).toEqual(made.toReversed());
  expect(await list(`employee_id=${other.employees.supervisor?.employee_id}`)).toEqual([]);
  expect(await list("status=cancelled")).toEqual([]);
  expect(await list(`device_id=${other.devices.pos?.device_id}&limit=2`)).toEqual(made.toReversed().slice(0, 2));
  const csv = (await counter.get(`/refunds?format=csv&sale_id=${sale.sale_id}`)).text.trim().split("\n");
  expect([csv.length, csv[1]]).toEqual([4, expect.stringContaining(",300,")]);
  expect((await counter.get("/sales?status=refunded")).data).toMatchObject([{ sale_id: sale.sale_id }]);
});
