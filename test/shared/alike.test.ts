/** Comparison of texts: equal-looking texts are equal, however they were typed. */

import { describe, expect, test } from "vitest";
import { plainDigits, readAlike } from "../../src/shared/alike.ts";
import { fc } from "../support/properties.ts";

describe("Thai reads the same", () => {
  test.each([
    ["เเดง", "แดง"],
    ["เ\u200bเดง", "แดง"],
    ["น\u0e4d\u0e49า", "น้ำ"],
    ["น\u0e49\u0e4dา", "น้ำ"],
    ["น\u0e4dา\u0e49", "น้ำ"],
    ["นำ\u0e49", "น้ำ"],
    ["นา\u0e4d\u0e49", "น้ำ"],
    ["ท\u0e48\u0e35", "ที่"],
    ["ท\u0e35\u0e48\u0e48", "ที่"],
    ["จะ\u0e4a", "จ๊ะ"],
    ["ฤา", "ฤๅ"],
    ["ศักด\u0e4c\u0e34", "ศักดิ์"],
    ["ก\u0e49\u0e38ง", "กุ้ง"],
    ["สม\u200bชาย", "สมชาย"],
    ["\ufeffสมชาย\u200e", "สมชาย"],
    ["สม\u00adชาย\u2060", "สมชาย"],
    ["ลด๑๐", "ลด10"],
  ])("[C2] typed as %j as %j", (typed, text) => {
    expect(readAlike(typed)).toBe(readAlike(text));
  });

  test("[C2] whatever the order in which the marks of a consonant were typed", () => {
    const consonant = fc.constantFrom(..."กขนมที");
    const marks = fc.uniqueArray(fc.constantFrom("\u0e34", "\u0e38", "\u0e48", "\u0e4c", "\u0e4d"), { maxLength: 4 });
    fc.assert(
      fc.property(consonant, marks, fc.constantFrom("", "า"), fc.nat(), (letter, typed, vowel, turn) => {
        const from = turn % Math.max(1, typed.length);
        const turned = [...typed.slice(from), ...typed.slice(0, from)].join("");
        expect(readAlike(letter + turned + vowel)).toBe(readAlike(letter + typed.join("") + vowel));
      }),
    );
  });

  test.each(["น้ำ", "ที่", "กุ้ง", "แม่", "ศักดิ์", "ปั๊ม", "เก้าอี้", "ก๋วยเตี๋ยว"])(
    "[C2] and %s, typed in order, keeps the form that it has in Unicode",
    (text) => expect(readAlike(text)).toBe(text.normalize("NFKC")),
  );

  test.each([
    ["ใจ", "ไจ"],
    ["แก้ว", "แก้้วว"],
    ["มา", "ม่า"],
  ])("[C2] but %s is not %s", (one, other) => expect(readAlike(one)).not.toBe(readAlike(other)));
});

describe("other texts read the same", () => {
  test.each([
    ["Anne–Marie", "Anne-Marie"],
    ["O’Brien", "O'Brien"],
    ["O´Brien", "O'Brien"],
    ["ＳＵＭＭＥＲ　２４", "SUMMER 24"],
    ["  Somchai \u00a0\t Dee ", "Somchai Dee"],
    ["Cafe\u0301", "Café"],
    ["٢٠% off", "20% off"],
  ])("[C2] typed as %j as %j", (typed, text) => {
    expect(readAlike(typed)).toBe(readAlike(text));
  });

  test("[C2] whether read once or twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."กเแา\u0e33\u0e34\u0e48\u0e4dะ\u200b –’๑a 1") }), (text) => {
        const once = readAlike(text);
        expect(readAlike(once)).toBe(once);
      }),
    );
  });
});

test("digits of any script are 0 to 9, and everything else stays", () => {
  expect(plainDigits("๐๑๒๓๔๕๖๗๘๙ ٠١٢ ०१२ 345 ก x½")).toBe("0123456789 012 012 345 ก x½");
});
