/** One transfer slip pays one sale, also at two tills at once; in an outage a doubled slip is taken and flagged. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { type Client, newPark, type TestPark } from "../../../support/park.ts";
import { newKey } from "../../../support/refunds.ts";
import { handedIn, saleOp } from "../../../support/sales-of-outage.ts";

let park: TestPark;
let till: Client;
let manager: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  manager = await park.person("manager");
  const labels = { label_en: "Transfer", label_th: "โอน" };
  const terms = { requires_reference: true, unique_reference: "ever" };
  const made = await manager.post("/payment-types", { method: "transfer", ...labels, ...terms });
  expect([made.status, made.data]).toMatchObject([201, terms]);
});

let slips = 0;
const slip = () => {
  slips += 1;
  return `0150 ab${slips}`;
};
const sell = (reference: string | undefined, by = till) => {
  const payments = [{ method: "transfer", amount: 35_000, reference }];
  return by.post("/sales", { items: [{ package_id: park.packages.single, qty: 1 }], payments }, newKey());
};

const outageSale = (reference: string | undefined) =>
  saleOp(park, 35_000, { payments: [{ method: "transfer", amount: 35_000, reference }] });
const flagsOf = ({ data }: { data: { flags: { references: unknown[] } } }) => data.flags.references;

describe("a payment type with unique references", () => {
  test("[S2] a type with unique references refuses a payment without one, names the field, and is not cash, account or points", async () => {
    const none = await sell(undefined);
    const fields = [{ path: "payments.0.reference" }];
    expect([none.status, none.error]).toMatchObject([422, { code: "E_PAYMENT", details: { fields } }]);
    const cash = { label_en: "Cash", label_th: "เงินสด", unique_reference: "ever" };
    expect((await manager.call("PUT", "/payment-types/cash", cash)).status).toBe(422);
  });

  test("[S2] a type with unique references refuses another sale's slip in any spelling, and names that payment and sale", async () => {
    const reference = slip();
    const first = await sell(reference);
    expect(first.status, first.text).toBe(201);
    const details = { sale_id: first.data.sale_id, payment_id: `${first.data.sale_id}-1` };
    const plain = reference.toUpperCase().replace(" ", "");
    const wide = plain.replaceAll(/[0-9]/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    for (const other of [` ${plain} `, wide, `${plain.slice(0, 4)}\u2013${plain.slice(4)}\u200b`]) {
      const again = await sell(other);
      expect([again.status, again.error]).toMatchObject([409, { code: "E_REFERENCE_USED", details }]);
    }
    const found = await manager.get(`/payments?reference=${encodeURIComponent(reference.toUpperCase())}`);
    expect(found.data.map(({ payment_id }: { payment_id: string }) => payment_id)).toEqual([details.payment_id]);
    expect((await manager.get("/payments?reference=nobody")).data).toEqual([]);
  });

  test("[S2] a slip is taken once from two tills at once, and again after a void", async () => {
    const reference = slip();
    const other = await park.addTill();
    const replies = await Promise.all([
      sell(reference),
      sell(reference, other),
      sell(reference),
      sell(reference, other),
    ]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    for (const { status, error } of replies) if (status === 409) expect(error?.code).toBe("E_REFERENCE_USED");
    const sale_id = replies.find(({ status }) => status === 201)?.data.sale_id;
    const supervisor = await park.person("supervisor", "pos");
    const voided = await supervisor.post(`/sales/${sale_id}/void`, { reason_code: "cashier_error" });
    expect(voided.status, voided.text).toBe(200);
    expect((await sell(reference)).status).toBe(201);
  });

  test("[S2] one slip named twice in one sale is refused, and a repeat of the request answers the same sale", async () => {
    const reference = slip();
    const items = [{ package_id: park.packages.single, qty: 1 }];
    const halves = [1, 2].map(() => ({ method: "transfer", amount: 17_500, reference }));
    const twice = await till.post("/sales", { items, payments: halves }, newKey());
    expect([twice.status, twice.error?.code]).toEqual([409, "E_REFERENCE_USED"]);
    const key = newKey();
    const body = { items, payments: [{ method: "transfer", amount: 35_000, reference }] };
    const [first, again] = [await till.post("/sales", body, key), await till.post("/sales", body, key)];
    expect([first.status, again.status, again.data.sale_id]).toEqual([201, 201, first.data.sale_id]);
  });

  test("[O7] a doubled or missing reference of an outage is taken and flagged, and the first payment keeps it", async () => {
    const reference = slip();
    const first = await sell(reference);
    const results = await handedIn(till, [outageSale(reference), outageSale(undefined)]);
    expect(results.map(flagsOf)).toEqual([
      [{ payment_no: 1, reason: "used", payment_id: `${first.data.sale_id}-1` }],
      [{ payment_no: 1, reason: "missing" }],
    ]);
    const found = await manager.get(`/payments?reference=${encodeURIComponent(reference)}`);
    expect(found.data).toHaveLength(2);
  });

  test("[O7] one slip in the outages of two tills, handed in at once, pays both sales, and one of them is flagged", async () => {
    const reference = slip();
    const other = await park.addTill();
    const handed = await Promise.all([till, other].map((by) => handedIn(by, [outageSale(reference)])));
    const flags = handed.flat().map(flagsOf);
    expect(handed.flat().map(({ status }: { status: string }) => status)).toEqual(["applied", "applied"]);
    expect(flags.flat()).toMatchObject([{ reason: "used" }]);
    expect((await sell(reference)).error?.code).toBe("E_REFERENCE_USED");
  });

  test("[S2] a slip pays a debt once too: a promise may get it later, and a failed payment frees it", async () => {
    const used = slip();
    expect((await sell(used)).status).toBe(201);
    const items = [{ package_id: park.packages.single, qty: 1 }];
    const owed = await till.post("/sales", { items, payments: [{ method: "account", amount: 35_000 }] }, newKey());
    const { sale_id } = owed.data;
    const pay = (terms: object) =>
      till.post("/payments", { sale_id, method: "transfer", amount: 10_000, ...terms }, newKey());
    expect((await pay({})).status).toBe(422);
    expect((await pay({ reference: used })).error?.code).toBe("E_REFERENCE_USED");
    const promised = await pay({ status: "pending" });
    expect(promised.status, promised.text).toBe(201);
    const move = (payment_id: string, terms: object) =>
      till.call("PATCH", `/payments/${payment_id}`, terms, { headers: { "idempotency-key": newKey() } });
    const captured = (terms: object) => move(promised.data.payment_id, { status: "captured", ...terms });
    expect((await captured({})).status).toBe(422);
    expect((await captured({ reference: used })).error?.code).toBe("E_REFERENCE_USED");
    expect((await captured({ reference: slip() })).status).toBe(200);
    const fails = await pay({ status: "pending", reference: `${used}x` });
    expect((await pay({ reference: `${used}X` })).error?.code).toBe("E_REFERENCE_USED");
    expect((await move(fails.data.payment_id, { status: "failed" })).status).toBe(200);
    expect((await pay({ reference: `${used}X` })).status).toBe(201);
  });

  test("[S2] payments are found by their reference through its index", async () => {
    const plan = await env.DB.prepare(
      `EXPLAIN QUERY PLAN SELECT * FROM payments WHERE tenant_id = ? AND store_id IN ('a') AND reference_key = ?
       ORDER BY sale_id DESC, payment_no LIMIT 10`,
    )
      .bind(park.tenant_id, "A1")
      .all<{ detail: string }>();
    expect(plan.results.map(({ detail }) => detail).join()).toContain("payments_reference");
  });
});
