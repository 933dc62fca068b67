/** Tests of the sign-up's wizard: the step that comes next, and what a person may type. */

import { expect, test } from "vitest";
import { digitsOf, nextOf, stepOf, tablesOf } from "../../admin/src/app/onboarding/progress.ts";

const steps = (...done: string[]) =>
  (["profile", "tax", "tables", "payments"] as const).map((step) => ({
    ...{ step, required: step !== "tables", done: done.includes(step) },
  }));

test("who comes back goes on at the first step that is not done", () => {
  expect(stepOf(steps(), undefined)).toBe("profile");
  expect(stepOf(steps("profile", "tax"), undefined)).toBe("tables");
  expect(stepOf(steps("profile", "tax", "tables", "payments"), undefined)).toBe("summary");
});

test("the address may name a step, so that the browser's way back leads to the step before; another word is none", () => {
  expect(stepOf(steps("profile", "tax"), "profile")).toBe("profile");
  expect(stepOf(steps("profile", "tax"), "finish")).toBe("tables");
});

test("who corrects a step of a complete sign-up comes back to the summary", () => {
  expect(nextOf("profile", steps())).toBe("tax");
  expect(nextOf("payments", steps("profile", "tax", "tables"))).toBe("summary");
  expect(nextOf("profile", steps("profile", "tax", "tables", "payments"))).toBe("summary");
});

test.each([
  ["๑๒๓ ๔๕๖", "123456"],
  ["123-456", "123456"],
  ["  12 34 56\n", "123456"],
  ["code", ""],
])("a code may have Thai digits, blanks and dashes: %j", (typed, digits) => {
  expect(digitsOf(typed)).toBe(digits);
});

test("tables are numbered from one", () => {
  expect(tablesOf("T", 2)).toEqual([{ label: "T1" }, { label: "T2" }]);
  expect(tablesOf("T", 0)).toEqual([]);
});
