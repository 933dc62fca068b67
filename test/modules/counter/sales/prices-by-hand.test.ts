/** A price by hand needs the permission or a grant, and is never hidden (rules A1, P2, P8). */

import { beforeAll, describe, expect, test } from "vitest";
import { applyOfflineSale } from "../../../../src/modules/counter/sales/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { makePackage } from "../../../support/gate.ts";
import { offlineSale, operation } from "../../../support/outage.ts";
import { auditRows, type Client, newPark, type TestPark } from "../../../support/park.ts";

let park: TestPark;
let till: Client;
let manager: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  manager = await park.person("manager", "pos");
});

const items = (override_price: number, fields: object = {}) => [
  { package_id: park.packages.single, qty: 2, override_price, ...fields },
];
/** Two day tickets at a price of the till, paid in cash. */
const at = (override_price: number, fields: object = {}) => ({
  items: items(override_price),
  payments: [{ method: "cash", amount: 2 * override_price }],
  ...fields,
});
const sell = (body: object, seller = till) => seller.post("/sales", body, newId(Date.now()));

/** The manager's PIN at the till, for a cart. */
async function grant(amount: number, cart: object, sale_id = newId(Date.now())) {
  const { email: approver_email, pin } = park.employees.manager ?? {};
  const asked = { approver_email, pin, action: "price_override", subject_id: sale_id, amount, cart };
  const made = await till.post("/approvals/verify-pin", asked);
  return { ...made, sale: { sale_id, approval_token: made.data?.approval_token as string } };
}

describe("a price by hand", () => {
  test("[P2] a price by hand with the permission is on the line, in the audit and on the receipt, beside the park's price", async () => {
    const sold = await sell(at(20_000), manager);
    expect([sold.status, sold.data]).toMatchObject([
      201,
      {
        grand_total: 40_000,
        lines: [{ unit_price: 20_000, listed_price: 35_000, price_source: { kind: "override" } }],
      },
    ]);
    const { sale_id } = sold.data;
    const [row] = await auditRows(park.tenant_id, `event = 'sale.created' AND subject_id = '${sale_id}'`);
    const overrides = [
      { line_no: 1, package_id: park.packages.single, qty: 2, listed_price: 35_000, unit_price: 20_000 },
    ];
    expect(JSON.parse(row?.changes ?? "{}")).toMatchObject({ overrides });
    const receipt = await till.get(`/receipts/${sale_id}?format=json&lang=en`);
    expect(JSON.stringify(receipt.data)).toContain("Price changed from 350.00");
  });

  test("[A1] a price by hand without the permission needs a grant for this cart and exactly the difference, once", async () => {
    const refused = await sell(at(20_000));
    expect([refused.status, refused.error?.code, refused.error?.details]).toMatchObject([
      403,
      "E_APPROVAL_REQUIRED",
      { action: "price_override", reason: "missing" },
    ]);
    const wrong = await grant(29_999, { items: items(20_000) });
    expect([wrong.status, wrong.error?.details]).toMatchObject([422, { fields: [{ path: "amount" }] }]);
    const { sale } = await grant(30_000, { items: items(20_000) });
    const other = await sell(at(20_001, sale));
    expect([other.status, other.error?.details?.reason]).toEqual([403, "cart"]);
    const sold = await sell(at(20_000, sale));
    expect([sold.status, sold.data.approver_id]).toEqual([201, park.employees.manager?.employee_id]);
    const again = await sell(at(20_000, { ...sale, sale_id: newId(Date.now()) }));
    expect([again.status, again.error?.details?.reason]).toEqual([403, "used"]);
  });

  test("[A1] a price above the park's needs a grant too, and the park's own price needs none", async () => {
    expect((await sell(at(40_000))).error?.code).toBe("E_APPROVAL_REQUIRED");
    const { sale } = await grant(10_000, { items: items(40_000) });
    expect((await sell(at(40_000, sale))).data).toMatchObject({ grand_total: 80_000 });
    const same = await sell(at(35_000));
    expect(same.status).toBe(201);
    expect(same.data.lines[0]).not.toHaveProperty("listed_price");
    expect(same.data.lines[0].price_source.kind).toBe("package");
  });

  test("[A1] a price by hand together with a discount takes one grant, and the discount needs the permission", async () => {
    const discount = { kind: "amount", value: 1_000 };
    const cart = { items: items(20_000, { discount }) };
    const sale_of = (sale: object) => ({ ...cart, payments: [{ method: "cash", amount: 39_000 }], ...sale });
    const { sale } = await grant(30_000, cart);
    const refused = await sell(sale_of(sale));
    expect(refused.error?.details).toMatchObject({ action: "manual_discount", reason: "missing" });
    expect((await sell(sale_of({}), manager)).data).toMatchObject({ grand_total: 39_000, discount_total: 1_000 });
  });

  test("[A1] a price by hand is not for a device without a person, is never below zero, and no other field sets a price", async () => {
    const alone = await sell(at(20_000), await park.device("pos"));
    expect([alone.status, alone.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    expect((await sell({ ...at(0), items: items(-1) }, manager)).status).toBe(422);
    const crafted = { ...at(0), items: [{ package_id: park.packages.single, qty: 2, unit_price: 1 }] };
    expect([(await sell(crafted, manager)).status, (await sell(at(0), manager)).status]).toEqual([422, 201]);
  });

  test("[S6] a price by hand in a parked cart is checked against its seller", async () => {
    const parked = await till.post("/open_tickets", { items: items(20_000) });
    expect([parked.status, parked.data.grand_total]).toEqual([201, 40_000]);
    const path = `/open_tickets/${parked.data.open_ticket_id}/checkout`;
    const payments = [{ method: "cash", amount: 40_000 }];
    const refused = await till.post(path, { payments }, newId(Date.now()));
    expect(refused.error?.code).toBe("E_APPROVAL_REQUIRED");
    const { sale } = await grant(30_000, { items: items(20_000) }, parked.data.open_ticket_id);
    const { approval_token } = sale;
    expect((await till.post(path, { payments, approval_token }, newId(Date.now()))).status).toBe(201);
  });

  test("[O7] an unapproved price of an outage is kept as paid, flagged, and held if it is far below the park's", async () => {
    const own = await newPark();
    const sale = offlineSale(own, {
      items: [{ package_id: own.packages.single, qty: 1, override_price: 10_000 }],
      payments: [{ method: "cash", amount: 10_000 }],
      totals: { grand_total: 10_000 },
    });
    const sold = await applyOfflineSale(await operation(own), sale);
    expect(sold).toMatchObject({
      grand_total: 10_000,
      price_mismatch: null,
      flags: { unapproved_overrides: 1, unapproved_discounts: 0, held: ["price_gap"] },
    });
  });
});

describe("a package of open price", () => {
  const donation = (fields: object = {}) =>
    makePackage(park, { name: "Donation", price: 0, open_price: true, min_price: 1_000, max_price: 50_000, ...fields });

  test("[P2] a package of open price is sold by anybody at the till's price, within its bounds", async () => {
    const package_id = await donation();
    const give = (override_price?: number, seller = till) =>
      sell(
        {
          items: [{ package_id, qty: 1, override_price }],
          payments: [{ method: "cash", amount: override_price ?? 0 }],
        },
        seller,
      );
    for (const price of [undefined, 999, 50_001]) {
      const refused = await give(price);
      expect([refused.status, refused.error?.code, refused.error?.details]).toMatchObject([
        422,
        "E_OPEN_PRICE",
        { fields: [{ path: "items.0.override_price" }] },
      ]);
    }
    for (const price of [1_000, 12_345, 50_000]) {
      const sold = await give(price);
      expect([sold.status, sold.data.lines[0]]).toMatchObject([
        201,
        { unit_price: price, price_source: { kind: "open_price" } },
      ]);
      expect(sold.data.lines[0]).not.toHaveProperty("listed_price");
    }
    expect((await give(2_000, await park.device("pos"))).status).toBe(201);
    const preview = await till.post("/pricing/preview", { items: [{ package_id, qty: 1 }] });
    expect(preview.error?.code).toBe("E_OPEN_PRICE");
  });

  test("[S9] a package has bounds in order, and only if its price is open", async () => {
    const office = await park.office("manager");
    const make = (fields: object) =>
      office.post("/catalog/packages", { name: "Donation", type: "single", price: 0, ...fields });
    const crossed = await make({ open_price: true, min_price: 2, max_price: 1 });
    expect(crossed.error?.details?.fields).toMatchObject([{ path: "max_price" }]);
    expect((await make({ min_price: 2 })).error?.details?.fields).toMatchObject([{ path: "open_price" }]);
    const package_id = await donation();
    const { data } = await till.get("/catalog/packages");
    const told = data.find((each: { package_id: string }) => each.package_id === package_id);
    expect(told).toMatchObject({ open_price: true, min_price: 1_000, max_price: 50_000 });
    const terms = { name: "Donation", price: 500, quota_or_minutes: 1 };
    const closed = await office.call("PUT", `/catalog/packages/${package_id}`, terms);
    expect(closed.data).toMatchObject({ open_price: false, min_price: null, max_price: null });
  });
});
