/** A sale on account is paid later: never more than is owed, in the drawer once, and undone when a payment fails (rules S2, S4). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { refundPayments } from "../../../../src/modules/counter/payments/index.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import {
  auditRows,
  type Client,
  cashSale,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";
import { grantFor } from "../../../support/refunds.ts";

let park: TestPark;
let till: Client;
let supervisor: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  supervisor = await park.person("supervisor", "pos");
});

const key = () => newId(Date.now());

async function sellBy(payments: object[], at: { park: TestPark; till: Client } = { park, till }) {
  const sold = await at.till.post("/sales", { ...cashSale(at.park.packages.single, 1, 35_000), payments }, key());
  expect(sold.status).toBe(201);
  return sold.data;
}
const onAccount = (at?: { park: TestPark; till: Client }) => sellBy([{ method: "account", amount: 35_000 }], at);
const pay = (sale_id: string, amount: number, terms: object = {}, by = till) =>
  by.post("/payments", { sale_id, method: "cash", amount, ...terms }, key());
const keyed = (idempotency_key: string) => ({ headers: { "idempotency-key": idempotency_key } });
const change = (payment_id: string, status: string, by = till, terms: object = {}) =>
  by.call("PATCH", `/payments/${payment_id}`, { status, ...terms }, keyed(key()));
/** Sends a request with a fresh grant for the payment's sale, of at most this many satang. */
const undo = async (payment_id: string, status: string, terms: object = {}, amount = 35_000) => {
  const [subject_id = ""] = payment_id.split("-");
  const approval_token = await grantFor(park, till, subject_id, amount);
  return change(payment_id, status, till, { approval_token, reason_code: "guest_request", ...terms });
};
const accountOf = async (sale_id: string) => (await till.get(`/payments/${sale_id}-1`)).data;
const takings = async (by = supervisor) => (await by.get("/shifts/current")).data.totals;

describe("a sale on account", () => {
  test("[S2] a sale on account is owed until it is paid, in any number of payments", async () => {
    const { sale_id, payments } = await onAccount();
    expect(payments).toMatchObject([{ method: "account", status: "pending", amount: 35_000 }]);
    expect(await accountOf(sale_id)).toMatchObject({ status: "pending", settled: 0, due: 35_000 });

    const first = await pay(sale_id, 20_000, { amount_tendered: 50_000, reference: "slip 1" });
    expect([first.status, first.data]).toMatchObject([
      201,
      {
        payment_id: `${sale_id}-2`,
        settles_payment_id: `${sale_id}-1`,
        status: "captured",
        amount: 20_000,
        change: 30_000,
        reference: "slip 1",
      },
    ]);
    expect(await accountOf(sale_id)).toMatchObject({ status: "pending", settled: 20_000, due: 15_000 });
    await pay(sale_id, 15_000, { method: "qr" });
    expect(await accountOf(sale_id)).toMatchObject({ status: "captured", settled: 35_000, due: 0 });
    const shown = (await till.get(`/sales/${sale_id}`)).data.payments;
    expect(shown.map(({ status }: { status: string }) => status)).toEqual(["captured", "captured", "captured"]);
  });

  test("[S4] a sale on account puts later payments into the drawer, and nothing before", async () => {
    const other = await newPark();
    const at = { park: other, till: await other.till(100_000) };
    const { sale_id } = await onAccount(at);
    await pay(sale_id, 20_000, { amount_tendered: 50_000 }, at.till);
    await pay(sale_id, 5_000, { method: "qr" }, at.till);
    const { data } = await at.till.post("/shifts/close", { cash_counted: 120_000 });
    expect(data).toMatchObject({ cash_expected: 120_000, cash_diff: 0 });
    expect(data.totals).toMatchObject({
      sales_total: 35_000,
      payments_count: 2,
      payments_total: 25_000,
      cash_payments: 20_000,
      by_method: { account: 35_000, cash: 20_000, qr: 5_000 },
    });
  });

  test("[S2] a sale on account takes no more than is owed, and says how much that is", async () => {
    const { sale_id } = await onAccount();
    await pay(sale_id, 30_000);
    const before = await rowCounts(park.tenant_id);
    const refused = await pay(sale_id, 5_001);
    expect([refused.status, refused.error?.code, refused.error?.details]).toEqual([409, "E_OVERPAID", { due: 5_000 }]);
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });

  test("[S2] a sale on account paid in full at two tills at once is paid once, twenty times over", async () => {
    const second = await park.addTill();
    for (let round = 0; round < 20; round += 1) {
      const { sale_id } = await onAccount();
      const both = await Promise.all([pay(sale_id, 35_000), pay(sale_id, 35_000, {}, second)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
      expect(both.find(({ status }) => status === 409)?.error).toMatchObject({
        code: "E_OVERPAID",
        details: { due: 0 },
      });
      expect(await accountOf(sale_id)).toMatchObject({ settled: 35_000, status: "captured" });
      expect(await countRows("drawer_entries", park.tenant_id, `subject_id = '${sale_id}'`)).toBe(1);
    }
  });

  test("[S2] a sale on account paid in parts by many at once adds up", async () => {
    const { sale_id } = await onAccount();
    const parts = await Promise.all([10_000, 10_000, 10_000, 10_000].map((amount) => pay(sale_id, amount)));
    expect(parts.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 409]);
    expect(await accountOf(sale_id)).toMatchObject({ settled: 30_000, due: 5_000 });
  });

  test("[S2] a voided sale on account owes nothing any more", async () => {
    const { sale_id } = await onAccount();
    const voided = await supervisor.post(`/sales/${sale_id}/void`, { reason_code: "cashier_error" });
    expect(voided.data.payments).toMatchObject([{ status: "failed" }]);
    const refused = await pay(sale_id, 1);
    expect([refused.status, refused.error?.code]).toEqual([409, "E_NO_ACCOUNT"]);
  });
});

describe("the payments of a voided sale", () => {
  const undoSale = (sale_id: string) => {
    const ctx = asTenant(seedContext(env), park.tenant_id);
    const audit = { event: "sale.undone", subject: ["sale", sale_id] as const };
    return commit(ctx, { writes: [], parts: [refundPayments(ctx, sale_id)], audit: [audit] }).then(
      () => "undone",
      (error) => error.spec?.code ?? String(error),
    );
  };
  const statusesOf = async (sale_id: string) =>
    (await till.get(`/payments?sale_id=${sale_id}`)).data.map(({ status }: { status: string }) => status);

  test("[S2] the payments of a voided sale are refunded, and promises are no longer owed", async () => {
    const { sale_id } = await sellBy([
      { method: "card", amount: 20_000 },
      { method: "account", amount: 15_000 },
    ]);
    expect(await undoSale(sale_id)).toBe("undone");
    expect(await statusesOf(sale_id)).toEqual(["refunded", "failed"]);
  });

  test("[S4] the payments of a sale stay unchanged once one of them changed since the sale", async () => {
    const owed = await onAccount();
    await pay(owed.sale_id, 10_000);
    const { sale_id } = await sellBy([
      { method: "card", amount: 20_000 },
      { method: "cash", amount: 15_000 },
    ]);
    // A sale's payment could once fail by hand.
    await env.DB.prepare("UPDATE payments SET status = 'failed' WHERE sale_id = ? AND payment_no = 1")
      .bind(sale_id)
      .run();
    for (const [id, statuses] of [
      [owed.sale_id, ["pending", "captured"]],
      [sale_id, ["failed", "captured"]],
    ] as const) {
      expect(await undoSale(id)).toBe("E_PAYMENTS_CHANGED");
      expect(await statusesOf(id)).toEqual(statuses);
    }
  });

  test("[S4] a void at the instant of a later payment: undone or paid, never both, twenty times over", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { sale_id } = await onAccount();
      const undoLater = async () => {
        for (let read = 0; read < round % 5; read += 1) await statusesOf(sale_id);
        return undoSale(sale_id);
      };
      const [paid, undone] = await Promise.all([pay(sale_id, 35_000), undoLater()]);
      expect([paid.status, undone]).toEqual(undone === "undone" ? [409, "undone"] : [201, "E_PAYMENTS_CHANGED"]);
    }
  });
});

describe("a later payment is refused", () => {
  test("[S2] a later payment is refused for a sale that was paid", async () => {
    const { sale_id } = await sellBy([{ method: "cash", amount: 35_000 }]);
    const refused = await pay(sale_id, 1);
    expect([refused.status, refused.error?.code]).toEqual([409, "E_NO_ACCOUNT"]);
  });

  test.each([
    ["by another promise", { method: "account" }, "method"],
    ["by an unknown method", { method: "shells" }, "method"],
    ["with less handed over than it settles", { amount_tendered: 999 }, "amount_tendered"],
    ["by card with change", { method: "card", amount_tendered: 1_001 }, "amount_tendered"],
  ])("[S2] a later payment is refused %s, with the field named", async (_, terms, path) => {
    const { sale_id } = await onAccount();
    const refused = await pay(sale_id, 1_000, terms);
    expect([refused.status, refused.error?.code]).toEqual([422, "E_PAYMENT"]);
    expect(refused.error?.details?.fields).toMatchObject([{ path }]);
    expect(await accountOf(sale_id)).toMatchObject({ settled: 0 });
  });

  test("[S4] a later payment is refused without a drawer, or with a closed one", async () => {
    const other = await newPark();
    const at = { park: other, till: await other.till() };
    const { sale_id } = await onAccount(at);
    const manager = await other.person("manager");
    const nowhere = await pay(sale_id, 1, {}, manager);
    expect([nowhere.status, nowhere.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
    await at.till.post("/shifts/close", { cash_counted: 100_000 });
    const closed = await pay(sale_id, 1, {}, at.till);
    expect([closed.status, closed.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
  });

  test("[T6] a later payment with a card number as its reference is refused, and nothing of it is kept", async () => {
    const { sale_id } = await onAccount();
    const refused = await pay(sale_id, 1_000, { method: "card", reference: "4111 1111 1111 1111" });
    expect([refused.status, refused.error?.details?.fields]).toMatchObject([422, [{ path: "reference" }]]);
    const { data } = await pay(sale_id, 1_000, { method: "card", reference: "TX-1" });
    const noted = await change(data.payment_id, "refunded", till, { reference: "4111-1111-1111-1111" });
    expect([noted.status, noted.error?.details?.fields]).toMatchObject([422, [{ path: "reference" }]]);
    expect(await countRows("payments", park.tenant_id, "reference LIKE '4111%'")).toBe(0);
  });
});

describe("a payment changes its status", () => {
  test("[S4] a promised payment settles the debt; captured, it is in the drawer; failed, both are undone", async () => {
    const { sale_id } = await onAccount();
    const { payment_id, status } = (await pay(sale_id, 35_000, { status: "pending" })).data;
    expect([status, (await accountOf(sale_id)).due]).toEqual(["pending", 0]);
    const before = await takings();
    expect((await change(payment_id, "captured", till, { reference: "TX-9" })).data).toMatchObject({
      status: "captured",
      reference: "TX-9",
    });
    const captured = await takings();
    expect(captured.cash_payments - before.cash_payments).toBe(35_000);

    const failed = await undo(payment_id, "failed", { reason: "paid twice" });
    expect(failed.data).toMatchObject({ status: "failed", reference: "TX-9" });
    expect((await takings()).cash_payments).toBe(before.cash_payments);
    expect(await accountOf(sale_id)).toMatchObject({ settled: 0, due: 35_000, status: "pending" });
    const story = await auditRows(park.tenant_id, `subject_id = '${sale_id}' AND event LIKE 'payment.%'`);
    expect(story.map(({ event }) => event)).toEqual(["payment.created", "payment.captured", "payment.failed"]);
    expect(story.at(-1)?.approver_id).toBe(park.employees.supervisor?.employee_id);
    expect(JSON.parse(story.at(-1)?.changes ?? "{}")).toEqual({
      payment_id,
      before: { status: "captured" },
      after: { status: "failed" },
      reason: "paid twice",
      reason_code: "guest_request",
    });
    for (const { event } of story)
      expect(await countRows("outbox", park.tenant_id, `type = '${event}' AND subject_id = '${sale_id}'`)).toBe(1);
  });

  test("[S4] a promised payment that fails gives the debt back and touches no drawer", async () => {
    const { sale_id } = await onAccount();
    const { payment_id } = (await pay(sale_id, 20_000, { method: "qr", status: "pending" })).data;
    const before = await rowCounts(park.tenant_id);
    expect((await change(payment_id, "failed", till)).data).toMatchObject({ status: "failed" });
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toMatchObject({ audits: 1 });
    expect(rowsAdded(before, await rowCounts(park.tenant_id)).drawer_entries).toBeUndefined();
    expect(await accountOf(sale_id)).toMatchObject({ settled: 0, due: 35_000 });
  });

  test("[A4] a refunded later payment is a refund of its sale: it shows on the sale, ends its tickets, and is in the open shift", async () => {
    const { sale_id } = await onAccount();
    const { payment_id } = (await pay(sale_id, 35_000)).data;
    const given = await undo(payment_id, "refunded", { reason: "rain" });
    expect([given.status, given.data]).toMatchObject([200, { payment_id, status: "refunded", refunded: 35_000 }]);
    expect((await till.get(`/payments/${payment_id}`)).data).toEqual(given.data);
    const sale = (await till.get(`/sales/${sale_id}`)).data;
    expect([sale.refunded_total, (await accountOf(sale_id)).due]).toEqual([35_000, 0]);
    const [told] = (await till.get(`/refunds?sale_id=${sale_id}`)).data;
    expect(told).toMatchObject({
      amount: 35_000,
      payments: [{ payment_no: 2, amount: 35_000 }],
      reason_code: "guest_request",
      reason_text: "rain",
      approved_by: park.employees.supervisor?.employee_id,
    });
    expect(await countRows("drawer_entries", park.tenant_id, `subject_id = '${sale_id}' AND cash = -35000`)).toBe(1);
  });

  test("[I6] a later payment refunded twice with the same key is refunded once, with the same answer", async () => {
    const { sale_id } = await onAccount();
    const { payment_id } = (await pay(sale_id, 35_000)).data;
    const approval_token = await grantFor(park, till, sale_id, 35_000);
    const body = { status: "refunded", approval_token, reason_code: "guest_request" };
    const once = key();
    const ask = () => till.call("PATCH", `/payments/${payment_id}`, body, keyed(once));
    const [first, second] = await Promise.all([ask(), ask()]);
    expect([first.status, second.data, (await ask()).data]).toEqual([200, first.data, first.data]);
    expect(await countRows("refunds", park.tenant_id, `sale_id = '${sale_id}'`)).toBe(1);
    const keyless = await till.call("PATCH", `/payments/${payment_id}`, body);
    expect(keyless.error?.code).toBe("E_IDEMPOTENCY_MISSING");
  });

  test.each(["failed", "refunded"])("[S4] a payment set to %s twice at once moves its money once", async (status) => {
    for (let round = 0; round < 5; round += 1) {
      const { sale_id } = await onAccount();
      const { payment_id } = (await pay(sale_id, 35_000, { method: "card" })).data;
      const both = await Promise.all([1, 2].map(() => undo(payment_id, status)));
      expect(both.map((reply) => reply.status).toSorted()).toEqual([200, 409]);
      const where = `subject_id = '${sale_id}' AND total = -35000`;
      expect(await countRows("drawer_entries", park.tenant_id, where)).toBe(1);
    }
  });

  test.each(["failed", "refunded"])("[A4] a payment made with its sale is never %s by hand", async (status) => {
    const { sale_id } = await sellBy([{ method: "cash", amount: 35_000 }]);
    const before = await rowCounts(park.tenant_id);
    const refused = await change(`${sale_id}-1`, status, supervisor, { reason_code: "guest_request" });
    expect([refused.status, refused.error?.code]).toEqual([409, "E_PAYMENT_STATE"]);
    expect(refused.error?.details).toEqual({ status: "captured", wanted: status });
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });

  test("[S2] a payment takes no other step, and the refusal names both statuses", async () => {
    const { sale_id } = await onAccount();
    const { payment_id } = (await pay(sale_id, 35_000, { method: "card", status: "pending" })).data;
    await change(payment_id, "failed");
    const dead = await undo(payment_id, "refunded");
    expect([dead.status, dead.error?.code]).toEqual([409, "E_PAYMENT_STATE"]);
    expect(dead.error?.details).toEqual({ status: "failed", wanted: "refunded" });
    const account = await change(`${(await onAccount()).sale_id}-1`, "captured");
    expect(account.error?.code).toBe("E_PAYMENT_STATE");
  });

  test.each(["failed", "refunded"])(
    "[A1] a payment is set to %s only with a grant for its sale and sum, and a reason",
    async (status) => {
      const { sale_id } = await onAccount();
      const { payment_id } = (await pay(sale_id, 35_000)).data;
      const before = await rowCounts(park.tenant_id);
      for (const by of [till, supervisor]) {
        const alone = await change(payment_id, status, by, { reason_code: "guest_request" });
        expect([alone.status, alone.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
      }
      expect((await undo(payment_id, status, { reason_code: undefined })).error?.code).toBe("E_REASON_REQUIRED");
      expect((await undo(payment_id, status, {}, 34_999)).error).toMatchObject({ details: { reason: "amount" } });
      const foreign = await grantFor(park, till, (await onAccount()).sale_id, 35_000);
      const wrong = await change(payment_id, status, till, { approval_token: foreign, reason_code: "guest_request" });
      expect(wrong.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "subject" } });
      const moved = rowsAdded(before, await rowCounts(park.tenant_id));
      expect([moved.refunds, moved.daily_counts, moved.approval_uses]).toEqual([undefined, undefined, undefined]);
      expect(await accountOf(sale_id)).toMatchObject({ due: 0 });
    },
  );

  test("[A8] a payment is set to failed only as often a day as the park lets a person refund", async () => {
    const other = await newPark();
    const owner = await other.person("owner");
    await owner.call("PUT", "/settings/keys/refunds.daily_cap_per_employee", { value: 1 });
    const at = { park: other, till: await other.till() };
    const statuses: (string | undefined)[] = [];
    for (const _ of [1, 2]) {
      const { sale_id } = await onAccount(at);
      const { payment_id } = (await pay(sale_id, 35_000, {}, at.till)).data;
      const approval_token = await grantFor(other, at.till, sale_id, 35_000);
      const failed = await change(payment_id, "failed", at.till, { approval_token, reason_code: "guest_request" });
      statuses.push(failed.error?.code);
    }
    expect(statuses).toEqual([undefined, "E_DAILY_CAP"]);
  });
});
