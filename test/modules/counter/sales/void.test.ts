/** A void undoes a sale in its own shift, once, first its tickets and then its money (rules S4, A4). */

import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { scan } from "../../../support/gate.ts";
import {
  auditRows,
  type Client,
  cashSale,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

let park: TestPark;
let till: Client;
let supervisor: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  supervisor = await park.person("supervisor", "pos");
});

const sell = async (qty = 2) =>
  (await till.post("/sales", cashSale(park.packages.single, qty, 35_000), newId(Date.now()))).data;
const reason_code = "cashier_error";
const undo = (sale_id: string, body: object = { reason_code }, by = supervisor) =>
  by.post(`/sales/${sale_id}/void`, body);

async function approval(sale_id: string, amount: number) {
  const { email: approver_email, pin } = park.employees.supervisor ?? {};
  const granted = await till.post("/approvals/verify-pin", {
    approver_email,
    pin,
    action: "void",
    subject_id: sale_id,
    amount,
  });
  return granted.data.approval_token as string;
}

describe("a void", () => {
  test("[A4] a void ends the tickets, gives the money back and shows on the sale", async () => {
    const sale = await sell();
    const voided = await undo(sale.sale_id);
    expect(voided.status).toBe(200);
    expect(voided.data).toMatchObject({ sale_id: sale.sale_id, void_reason_code: reason_code, grand_total: 70_000 });
    expect(voided.data.voided_at).not.toBeNull();
    expect(voided.data.payments).toMatchObject([{ status: "refunded", amount: 70_000 }]);
    expect(voided.data.tickets.map(({ status }: { status: string }) => status)).toEqual(["cancelled", "cancelled"]);
    const gate = await park.device("gate");
    const verdict = await scan(gate, sale.tickets[0]);
    expect(verdict).toBe("cancelled");
    expect((await auditRows(park.tenant_id, "event = 'sale.voided'")).at(-1)).toMatchObject({
      subject_id: sale.sale_id,
    });
  });

  test("[S4] a void leaves the drawer with the cash from before the sale", async () => {
    const other = await newPark();
    const counter = await other.till(100_000);
    const boss = await other.person("supervisor", "pos");
    const sale = await counter.post("/sales", cashSale(other.packages.single, 3, 35_000), newId(Date.now()));
    await boss.post(`/sales/${sale.data.sale_id}/void`, { reason_code });
    const closed = await counter.post("/shifts/close", { cash_counted: 100_000 });
    expect(closed.data).toMatchObject({ cash_expected: 100_000, cash_diff: 0 });
    expect(closed.data.totals).toMatchObject({ sales_total: 0, gross: 0, tax_total: 0, by_method: { cash: 0 } });
  });

  test("[A4] a void sent twice, or by two at once, happens once", async () => {
    const sale = await sell(1);
    const before = await rowCounts(park.tenant_id);
    const both = await Promise.all([undo(sale.sale_id), undo(sale.sale_id)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const again = await undo(sale.sale_id);
    expect(again.data.void_id).toEqual(both[0]?.data.void_id);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toMatchObject({ drawer_entries: 1 });
  });

  test("[A1] a void by a cashier needs a grant for this sale, and uses it up", async () => {
    const sale = await sell(1);
    const alone = await undo(sale.sale_id, { reason_code }, till);
    expect([alone.status, alone.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    expect((await till.get(`/sales/${sale.sale_id}`)).data.tickets[0].status).toBe("active");
    const approval_token = await approval(sale.sale_id, 35_000);
    const voided = await undo(sale.sale_id, { reason_code, approval_token }, till);
    expect(voided.status).toBe(200);
    const [row] = (await auditRows(park.tenant_id, "event = 'sale.voided'")).slice(-1);
    expect(row).toMatchObject({
      actor_id: park.employees.cashier?.employee_id,
      approver_id: park.employees.supervisor?.employee_id,
    });
    const next = await sell(1);
    const reused = await undo(next.sale_id, { reason_code, approval_token }, till);
    expect(reused.error?.code).toBe("E_APPROVAL_REQUIRED");
  });

  test("[A4] a void of a sale with a used ticket is refused and changes nothing", async () => {
    const sale = await sell(3);
    const gate = await park.device("gate");
    expect(await scan(gate, sale.tickets[1])).toBe("pass");
    const refused = await undo(sale.sale_id);
    expect([refused.status, refused.error?.code]).toEqual([409, "E_SALE_USED"]);
    expect(refused.error?.details).toEqual({ ticket_ids: [sale.tickets[1].ticket_id] });
    for (const index of [0, 2]) expect(await scan(gate, sale.tickets[index])).toBe("pass");
    expect((await till.get(`/sales/${sale.sale_id}`)).data.voided_at).toBeNull();
  });

  test("[A4] a void at the instant of a scan: the guest is in or the sale is undone, never both", async () => {
    const gate = await park.device("gate");
    for (let round = 0; round < 15; round += 1) {
      const sale = await sell(1);
      const [verdict, voided] = await Promise.all([scan(gate, sale.tickets[0]), undo(sale.sale_id)]);
      expect([200, 409]).toContain(voided.status);
      expect(verdict === "pass").toBe(voided.status === 409);
    }
  });

  test("[S4] a void after the shift was closed is refused", async () => {
    const other = await newPark();
    const counter = await other.till();
    const boss = await other.person("supervisor", "pos");
    const sale = await counter.post("/sales", cashSale(other.packages.single, 1, 35_000), newId(Date.now()));
    await counter.post("/shifts/close", { cash_counted: 135_000 });
    const refused = await boss.post(`/sales/${sale.data.sale_id}/void`, { reason_code });
    expect([refused.status, refused.error?.code]).toEqual([409, "E_SALE_SHIFT_CLOSED"]);
  });

  test("[A6] a void has a reason that the park allows for it", async () => {
    const sale = await sell(1);
    const refused = await undo(sale.sale_id, { reason_code: "printer_jam" });
    expect([refused.status, refused.error?.code]).toEqual([422, "E_REASON_UNKNOWN"]);
    expect(refused.error?.details).toMatchObject({ fields: [{ path: "reason_code" }] });
  });
});
