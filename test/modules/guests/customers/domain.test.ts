/** Numbers and names have one form, in any spelling. */

import { describe, expect, test } from "vitest";
import {
  fold,
  gramsOf,
  isFoundBy,
  keysOfCustomer,
  maskEmail,
  maskPhone,
  pointsFor,
} from "../../../../src/modules/guests/customers/domain.ts";
import { normalizePhone } from "../../../../src/platform/text/phones.ts";
import { fc } from "../../../support/properties.ts";

describe("a part of a name", () => {
  test.each([
    ["  Somchai   DEE ", "somchai dee"],
    ["คำ\u00a0ดี", "ค\u0e4d\u0e32 ดี"],
    ["ＳＯＭ", "som"],
    ["Cafe\u0301", "café"],
  ])("[C2] a part of a name is searched in one form: %j as %j", (written, sought) => {
    expect(fold(written)).toBe(sought);
  });

  test.each([
    ["สมชาย", ["สมช", "มชา", "ชาย"]],
    ["aaaa", ["aaa"]],
    ["🎟🎟🎟a", ["🎟🎟🎟", "🎟🎟a"]],
    ["jo", []],
    ["", []],
  ])("[C2] %j has the grams %j", (folded, grams) => {
    expect(gramsOf(folded)).toEqual(grams);
  });

  test("[C2] a text that is part of a name or address has all its grams among the customer's", () => {
    const names = fc.string({ unit: fc.constantFrom(..."สมชยใา ดีAbC@.é"), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(names, fc.option(names), fc.nat(30), fc.nat(30), (name, email, from, length) => {
        const sought = fold([...fold(email ?? name)].slice(from, from + length).join(""));
        expect(isFoundBy({ name, email }, sought)).toBe(true);
        expect(keysOfCustomer({ name, email, phone: null })).toEqual(expect.arrayContaining(gramsOf(sought)));
      }),
    );
  });
});

test("[C2] a customer has a key of the last four digits, which no part of a name equals", () => {
  const guest = { name: "Jo", email: null, phone: "+66812345678" };
  expect(keysOfCustomer(guest)).toEqual(["#5678"]);
  expect(gramsOf(fold("#5678"))).not.toContain("#5678");
});

test.each([
  [35_000, 2_500, 14],
  [34_999, 2_500, 13],
  [2_499, 2_500, 0],
  [35_000, 0, 0],
  [0, 2_500, 0],
  [-35_000, 2_500, 0],
])("[C1] a purchase of %i satang at %i for a point earns %i", (spend, satang_per_point, points) => {
  expect(pointsFor(spend, satang_per_point)).toBe(points);
});

test.each([
  ["+66812345678", "08x-xxx-5678"],
  ["+6621234567", "02x-xx-4567"],
  ["+4915112345678", "+4x-xxxxxxx-5678"],
  ["+1234567", "+1x-x-4567"],
])("[T7] the number %s is masked as %s, which is no number", (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
  expect(normalizePhone(masked, "TH")).toBeUndefined();
});

test("[T7] an address is masked to its first letter and its domain, also one with unusual signs", () => {
  expect(maskEmail("wilai@guests.test")).toBe("w•••@guests.test");
  expect(maskEmail('"a@b"@guests.test')).toBe('"•••@guests.test');
});
