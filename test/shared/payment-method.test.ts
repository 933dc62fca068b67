/** Payment methods of sales: one word for all payments. */

import { expect, test } from "vitest";
import { paymentMethodOf } from "../../src/shared/payment-method.ts";

const by = (...methods: string[]) => methods.map((method) => ({ method }));

test.each([
  [[], null],
  [by("cash"), "cash"],
  [by("cash", "cash"), "cash"],
  [by("cash", "card"), "mixed"],
  [[{ method: "account" }, { method: "cash", settles_no: 1 }], "account"],
  [[{ method: "cash", settles_no: null }], "cash"],
])("[S2] payments %j are paid by %j", (payments, method) => {
  expect(paymentMethodOf(payments)).toBe(method);
});
