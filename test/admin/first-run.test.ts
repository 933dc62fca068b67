/** Tests of the first steps: what stands is reckoned from what the park has. */

import { expect, test } from "vitest";
import { has, hasDefaultTax, sellable, sellerAmong, sellerOf } from "../../admin/src/features/first-run/standing.ts";

const ROLES = [
  { role: "cashier", permissions: ["sell" as const] },
  { role: "gate", permissions: ["redeem" as const] },
];
const person = (employee_id: string, role: string) => ({
  employee_id,
  memberships: [{ store_id: "s", roles: [role] }],
});

test("a person for the counter is somebody else than the owner, with a role that sells", () => {
  expect(sellerAmong([person("me", "cashier")], ROLES, "me")).toBe(false);
  expect(sellerAmong([person("me", "cashier"), person("a", "gate")], ROLES, "me")).toBe(false);
  expect(sellerAmong([person("me", "cashier"), person("a", "cashier")], ROLES, "me")).toBe(true);
});

test("a ticket stands with a price and a zone, because one of them alone neither earns nor admits", () => {
  const zones = [{ zone_id: "z", credits: null }] as never;
  expect(sellable([{ price: 0, zones }])).toBe(false);
  expect(sellable([{ price: 35_000, zones: [] }])).toBe(false);
  expect(sellable([{ price: 35_000, zones }])).toBe(true);
});

test("a till stands once it is active: one that waits for its approval sells nothing", () => {
  expect(has([{ type: "POS", status: "pending" }], "POS")).toBe(false);
  expect(has([{ type: "GATE", status: "active" }], "POS")).toBe(false);
  expect(has([{ type: "POS", status: "active" }], "POS")).toBe(true);
});

test("the tax stands when packages without one get it", () => {
  expect(hasDefaultTax([{ is_default: false }])).toBe(false);
  expect(hasDefaultTax([{ is_default: false }, { is_default: true }])).toBe(true);
});

test("the seller is what receipts print: settings that are not there are empty", () => {
  expect(sellerOf([{ key: "tax.seller_name", value: "Some Park Co., Ltd." }])).toEqual({
    name: "Some Park Co., Ltd.",
    address: "",
  });
});
