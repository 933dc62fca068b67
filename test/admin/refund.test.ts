/** The amount that a refund dialog shows is made of the server's figures alone. */

import { expect, test } from "vitest";
import type { Refundable } from "../../admin/src/client/types.gen.ts";
import { amountOf, mostOf, NOTHING, partsOf } from "../../admin/src/features/sales/refund.ts";

const ticket = (ticket_id: string, amount_left: number) => ({
  ...{ ticket_id, amount_left, package_id: "P", status: "active" as const, used: false, places_left: null },
});
const line = {
  package_id: "P",
  name: "Day ticket",
  qty_paid: 3,
  amount_paid: 10_000,
  qty_left: 3,
  amount_left: 10_000,
};
const left = {
  ...{ sale_id: "S", store_id: "T", grand_total: 15_001, refunded_total: 0, amount_left: 15_001, surcharge_left: 99 },
  amount_here: 15_001,
  surcharges: "whole",
  ...{ refused: null, used_tickets: "with_approval" as const, payments: [] },
  lines: [
    { ...line, line_no: 1, units: [], tickets: [ticket("A", 3_333), ticket("B", 3_333), ticket("C", 3_334)] },
    { ...line, line_no: 2, qty_left: 2, amount_left: 5_001, units: [2_501, 2_500], tickets: [] },
  ],
} satisfies Refundable;

test("[A4] everything left goes with its surcharges, and names no part", () => {
  expect([amountOf(NOTHING, left), partsOf(NOTHING)]).toEqual([15_100, {}]);
});

test("[A4] tickets and units have the amounts that the server says, to the satang", () => {
  const choice = { ...NOTHING, way: "parts" as const, ticket_ids: new Set(["C", "A"]), units: new Map([[2, 1]]) };
  expect(amountOf(choice, left)).toBe(3_333 + 3_334 + 2_501);
  expect(partsOf({ ...choice, method: "qr" })).toEqual({
    ticket_ids: ["A", "C"],
    lines: [{ line_no: 2, qty: 1 }],
    method: "qr",
  });
  expect(amountOf({ ...choice, ticket_ids: new Set(), units: new Map() }, left)).toBeNull();
});

test("[A4] a typed sum is in baht, and more than what is left is no sum", () => {
  const typed = (baht: number | string) => amountOf({ ...NOTHING, way: "amount", baht }, left);
  expect([typed(150.01), typed("19.99"), typed(150.02), typed(0), typed(""), typed("x"), typed(-5)]).toEqual([
    ...[15_100, 1_999, null, null, null, null, null],
  ]);
});

test("[A1] [S2] an approver sees the surcharges that go back with the rest, and the most that go back with a part", () => {
  const amount = { ...NOTHING, way: "amount" as const };
  const in_proportion = { ...left, surcharges: "proportional" as const };
  expect(amountOf({ ...amount, baht: 150.01 }, left)).toBe(15_001 + 99);
  expect(amountOf({ ...amount, baht: 150 }, left)).toBe(15_000);
  expect(amountOf({ ...amount, baht: 150 }, in_proportion)).toBe(15_000 + 99);
  const all_parts = {
    ...NOTHING,
    way: "parts" as const,
    ticket_ids: new Set(["A", "B", "C"]),
    units: new Map([[2, 2]]),
  };
  expect(amountOf(all_parts, left)).toBe(15_001 + 99);
});

test("[S4] cash that does not go back from the office is no part of the most that does", () => {
  const payment = (payment_no: number, method: string, rest: number, refused: "no_till" | null) => {
    return { payment_no, method, amount: rest, refunded: 0, left: rest, owed: false, refused };
  };
  const payments = [payment(1, "cash", 5_001, "no_till"), payment(2, "qr", 4_000, null), payment(3, "qr", 6_000, null)];
  const mixed = { ...left, amount_here: 10_000, payments };
  expect(["qr", "cash", null].map((method) => mostOf({ method }, mixed))).toEqual([10_000, 0, 10_000]);
});
