/** Numbers and names have one form, however people write them. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fold,
  gramsOf,
  gramsOfCustomer,
  isFoundBy,
  maskEmail,
  maskPhone,
  normalizePhone,
  normalizePhonePrefix,
  pointsFor,
} from "../../../src/modules/customers/domain.ts";

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

describe("a part of a name", () => {
  test.each([
    ["  Somchai   DEE ", "somchai dee"],
    ["คำ\u00a0ดี", "ค\u0e4d\u0e32 ดี"],
    ["ＳＯＭ", "som"],
    ["Cafe\u0301", "café"],
  ])("[I8] is sought in one form: %j as %j", (written, sought) => {
    expect(fold(written)).toBe(sought);
  });

  test.each([
    ["สมชาย", ["สมช", "มชา", "ชาย"]],
    ["aaaa", ["aaa"]],
    ["🎟🎟🎟a", ["🎟🎟🎟", "🎟🎟a"]],
    ["jo", []],
    ["", []],
  ])("[I8] %j has the grams %j", (folded, grams) => {
    expect(gramsOf(folded)).toEqual(grams);
  });

  test("[I8] that a guest's name or address holds has all its grams among the guest's", () => {
    const names = fc.string({ unit: fc.constantFrom(..."สมชยใา ดีAbC@.é"), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(names, fc.option(names), fc.nat(30), fc.nat(30), (name, email, from, length) => {
        const sought = fold([...fold(email ?? name)].slice(from, from + length).join(""));
        expect(isFoundBy({ name, email }, sought)).toBe(true);
        expect(gramsOfCustomer({ name, email })).toEqual(expect.arrayContaining(gramsOf(sought)));
      }),
    );
  });
});

test.each([
  [35_000, 2_500, 14],
  [34_999, 2_500, 13],
  [2_499, 2_500, 0],
  [35_000, 0, 0],
  [0, 2_500, 0],
  [-35_000, 2_500, 0],
])("[R3] a purchase of %i satang at %i for a point earns %i", (spend, satang_per_point, points) => {
  expect(pointsFor(spend, satang_per_point)).toBe(points);
});

test.each([
  ["+66812345678", "08x-xxx-5678"],
  ["+6621234567", "02x-xx-4567"],
  ["+4915112345678", "+4x-xxxxxxx-5678"],
  ["+1234567", "+1x-x-4567"],
])("[T7] the number %s is masked as %s, which is none", (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
  expect(normalizePhone(masked)).toBeUndefined();
});

test("[T7] an address is masked to its first letter and its domain, also one with signs of its own", () => {
  expect(maskEmail("wilai@guests.test")).toBe("w•••@guests.test");
  expect(maskEmail('"a@b"@guests.test')).toBe('"•••@guests.test');
});
