/** Telephone numbers: each has one form, however people write it. */

import { getCountries } from "libphonenumber-js/min";
import { describe, expect, test } from "vitest";
import { PHONE_REGIONS, type PhoneRegion } from "../../src/platform/text/phone-regions.ts";
import { normalizePhone, readPhonePart } from "../../src/platform/text/phones.ts";

describe("a telephone number", () => {
  const cases: [written: string, kept: string | undefined][] = [
    ["081-234-5678", "+66812345678"],
    ["0812345678", "+66812345678"],
    [" 081 234 5678 ", "+66812345678"],
    ["812345678", "+66812345678"],
    ["81 234 5678", "+66812345678"],
    ["081.234.5678", "+66812345678"],
    ["081/234/5678", "+66812345678"],
    ["081\u2013234\u20135678", "+66812345678"],
    ["081\u2212234\u22125678", "+66812345678"],
    ["081\u2011234\u20115678", "+66812345678"],
    ["０８１２３４５６７８", "+66812345678"],
    ["（０８１）２３４−５６７８", "+66812345678"],
    ["\u202a+66 81 234 5678\u202c", "+66812345678"],
    ["\u200e081-234-5678\ufeff", "+66812345678"],
    ["081\u00a0234\u20025678", "+66812345678"],
    ["๐๘๑-๒๓๔-๕๖๗๘", "+66812345678"],
    ["tel:+66812345678", "+66812345678"],
    ["(02) 123.4567", "+6621234567"],
    ["+66 81 234 5678", "+66812345678"],
    ["＋66 81 234 5678", "+66812345678"],
    ["+66 (0)81 234 5678", "+66812345678"],
    ["+660812345678", "+66812345678"],
    ["0066812345678", "+66812345678"],
    ["001 66 81 234 5678", "+66812345678"],
    ["66812345678", "+66812345678"],
    ["+1 415 555 2671", "+14155552671"],
    ["0044 20 7946 0958", "+442079460958"],
    // A number of an unknown range needs a valid length and a country code.
    ["+6681234567", "+6681234567"],
    ["081-234-567", undefined],
    ["081-234-56", undefined],
    ["081-234-56789", undefined],
    ["02-123-4567 ext 12", undefined],
    ["0012", undefined],
    ["1669", undefined],
    ["+0812345678", undefined],
    ["+1234567890123456", undefined],
    ["081-234-567x", undefined],
    ["0812345678 Somchai", undefined],
    ["4111 1111 1111 1111", undefined],
    ["D1-17", undefined],
    ["", undefined],
  ];
  test.each(cases)("[C2] written as %j in a Thai store is stored as %j", (written, kept) => {
    expect(normalizePhone(written, "TH")).toBe(kept);
  });

  test.each<[PhoneRegion, string, string | undefined]>([
    ["GB", "020 7946 0958", "+442079460958"],
    ["IT", "06 1234 5678", "+390612345678"],
    ["US", "(415) 555-2671", "+14155552671"],
    ["JP", "090-1234-5678", "+819012345678"],
    ["GB", "081-234-5678", undefined],
  ])("[C2] written in a store of %s as %s is kept as %s", (region, written, kept) => {
    expect(normalizePhone(written, region)).toBe(kept);
  });

  test("[C2] in stored form stays unchanged in any store", () => {
    for (const [, kept] of cases)
      if (kept) for (const region of ["TH", "GB", "US"] as const) expect(normalizePhone(kept, region)).toBe(kept);
  });
});

test.each<[string, string[], string?]>([
  ["081", ["+6681"]],
  ["081-2", ["+66812"], "0812"],
  ["81 23", ["+668123", "+8123"], "8123"],
  ["66812", ["+66812", "+6666812"], "66812"],
  ["+66 8", []],
  ["08", []],
  ["+1415", ["+1415"]],
  ["00668123", ["+668123"]],
  ["5678", ["+665678", "+5678"], "5678"],
  ["\u202a๕๖๗๘\u202c", ["+665678", "+5678"], "5678"],
  ["?!", []],
  ["D1-17", []],
  ["Jo 5678", []],
])("[C2] the part %j of a number is looked for as %j and at the end as %j", (written, prefixes, tail) => {
  expect(readPhonePart(written, "TH")).toEqual({ prefixes, tail });
});

test("[C2] of each country that a store may name can be read", () => {
  expect([...PHONE_REGIONS]).toEqual(getCountries());
});
