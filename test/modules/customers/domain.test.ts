/** A telephone number has one form, however people write it. */

import { describe, expect, test } from "vitest";
import { normalizePhone, normalizePhonePrefix } from "../../../src/modules/customers/domain.ts";

describe("a telephone number", () => {
  const cases: [written: string, kept: string | undefined][] = [
    ["081-234-5678", "+66812345678"],
    ["0812345678", "+66812345678"],
    [" 081 234 5678 ", "+66812345678"],
    ["(02) 123.4567", "+6621234567"],
    ["๐๘๑-๒๓๔-๕๖๗๘", "+66812345678"],
    ["+66 81 234 5678", "+66812345678"],
    ["+66 (0)81 234 5678", "+66812345678"],
    ["0066812345678", "+66812345678"],
    ["66812345678", "+66812345678"],
    ["+1 415 555 2671", "+14155552671"],
    ["0044 20 7946 0958", "+442079460958"],
    ["081-234-567", "+6681234567"],
    ["081-234-56", undefined],
    ["081-234-56789", undefined],
    ["0012", undefined],
    ["+0812345678", undefined],
    ["+1234567890123456", undefined],
    ["812345678", undefined],
    ["081-234-567x", undefined],
    ["D1-17", undefined],
    ["", undefined],
  ];
  test.each(cases)("[I8] written as %j is kept as %j", (written, kept) => {
    expect(normalizePhone(written)).toBe(kept);
  });

  test("[I8] that is kept is kept again as it is", () => {
    for (const [, kept] of cases) if (kept) expect(normalizePhone(kept)).toBe(kept);
  });
});

test.each([
  ["081", "+6681"],
  ["081-2", "+66812"],
  ["+66 8", undefined],
  ["08", undefined],
  ["+1415", "+1415"],
  ["?!", undefined],
])("[I8] the beginning %j of a number looks for %j", (written, sought) => {
  expect(normalizePhonePrefix(written)).toBe(sought);
});
