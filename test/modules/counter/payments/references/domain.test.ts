/** References are compared in one form, and one slip pays once where the type requires it (rule S2). */

import { expect, test } from "vitest";
import {
  type Known,
  problemWith,
  type ReferenceTerms,
  referenceKey,
  type UniqueReference,
  uniqueReferenceOf,
} from "../../../../../src/modules/counter/payments/domain/references.ts";

test.each([
  ["0150 2211 abcd", "01502211ABCD"],
  [" 01502211abcd\u200b", "01502211ABCD"],
  ["０１５０２２１１ＡＢＣＤ", "01502211ABCD"],
  ["0150\t2211\u00a0AbCd", "01502211ABCD"],
  ["0150-2211\u2013ab.cd/", "01502211ABCD"],
  ["\u0e50\u0e51\u0e55\u0e50 2211abcd", "01502211ABCD"],
  ["--", null],
  [" \u200e ", null],
  ["", null],
])("[S2] the reference %j is compared as %j", (sent, key) => {
  expect(referenceKey(sent)).toBe(key);
});

const type = (unique_reference: ReferenceTerms["unique_reference"], requires_reference = false): ReferenceTerms => {
  return { method: "transfer", requires_reference, unique_reference };
};
const MADE = { payment_id: "new-1", business_date: "2026-08-04" };
const unique = (of: ReferenceTerms, reference: string | null) => uniqueReferenceOf(of, { ...MADE, reference });
const known = (fields: Partial<Known> & UniqueReference): Known[] => [
  { payment_id: "old-1", method: "transfer", status: "captured", business_date: "2026-08-04", ...fields },
];

test("[S2] a reference is unique for ever, on its business date, or not at all", () => {
  expect(unique(type("ever"), "a 1")).toEqual({ reference_key: "A1", reference_scope: "" });
  expect(unique(type("day"), "a 1")).toEqual({ reference_key: "A1", reference_scope: "2026-08-04" });
  expect(unique(type("none"), "a 1")).toEqual({ reference_key: "A1", reference_scope: "new-1" });
  expect(unique(type("ever"), " ")).toEqual({ reference_key: null, reference_scope: null });
});

test("[S2] a second payment with a reference names the first, by any method that requires it; a freed reference names none", () => {
  const used = { reason: "used", payment_id: "old-1" };
  const judge = (terms: ReferenceTerms, rows: Known[]) => problemWith(terms, unique(terms, "A1"), MADE, rows);
  const held = known({ reference_key: "A1", reference_scope: "" });
  expect(judge(type("ever"), held)).toEqual(used);
  expect(
    judge(
      type("ever"),
      held.map((one) => ({ ...one, method: "wallet" })),
    ),
  ).toEqual(used);
  expect(judge(type("none"), held)).toBeNull();
  // Payments of the same method from before the type required it count, on the day or for ever.
  const older = known({ reference_key: "A1", reference_scope: "old-1", business_date: "2026-08-03" });
  expect(judge(type("ever"), older)).toEqual(used);
  expect(judge(type("day"), older)).toBeNull();
  expect(
    judge(
      type("ever"),
      older.map((one) => ({ ...one, method: "card" })),
    ),
  ).toBeNull();
  expect(
    judge(
      type("ever"),
      older.map((one) => ({ ...one, status: "failed" })),
    ),
  ).toBeNull();
  expect(problemWith(type("ever", true), unique(type("ever"), null), MADE, [])).toEqual({ reason: "missing" });
  expect(problemWith(type("ever"), unique(type("ever"), null), MADE, [])).toBeNull();
});
