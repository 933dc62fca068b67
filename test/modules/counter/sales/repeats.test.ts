/** A sale sent again answers its sale, whatever changed since. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { type Client, cashSale, newPark, type TestPark } from "../../../support/park.ts";

const changes: [what: string, change: (park: TestPark, till: Client) => Promise<unknown>][] = [
  ["its shift was closed", (_, till) => till.post("/shifts/close", { cash_counted: 0 })],
  [
    "its price was raised",
    (park) => env.DB.prepare("UPDATE packages SET price = 99000 WHERE tenant_id = ?").bind(park.tenant_id).run(),
  ],
  [
    "its package was taken off sale",
    (park) => env.DB.prepare("UPDATE packages SET active = 0 WHERE tenant_id = ?").bind(park.tenant_id).run(),
  ],
];

test.each(changes)("[I7] a sale_id sent again with the same body answers its sale after %s", async (_, change) => {
  const park = await newPark();
  const till = await park.till();
  const body = { ...cashSale(park.packages.single, 1, 35_000), sale_id: newId(Date.now()), expected_total: 35_000 };
  const first = await till.post("/sales", body, "first");
  await change(park, till);
  const again = await till.post("/sales", body, "second");
  expect([again.status, again.error?.code]).toEqual([201, undefined]);
  expect(again.data).toEqual(first.data);
});

test("[I7] a discounted sale_id sent again after its grant expired answers its sale", async () => {
  const park = await newPark();
  const till = await park.till();
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const item = { package_id: park.packages.single, qty: 1, discount: { kind: "amount", value: 5_000 } };
  const sale_id = newId(Date.now());
  const asked = { action: "manual_discount", subject_id: sale_id, amount: 5_000, cart: { items: [item] } };
  const grant = await till.post("/approvals/verify-pin", { approver_id, pin, ...asked });
  const body = {
    sale_id,
    items: [item],
    payments: [{ method: "cash", amount: 30_000 }],
    approval_token: grant.data.approval_token,
  };
  const first = await till.post("/sales", body, "first");
  await env.DB.prepare("UPDATE approvals SET expires_at = 1 WHERE tenant_id = ?").bind(park.tenant_id).run();
  const again = await till.post("/sales", body, "second");
  expect([first.status, again.status, again.data?.sale_id]).toEqual([201, 201, body.sale_id]);
});
