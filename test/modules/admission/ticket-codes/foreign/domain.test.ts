/** Old codes in their one form, as the guide for gates explains it (rules M7, M8). */

import { expect, test } from "vitest";
import { readForeignCodes } from "../../../../../src/modules/admission/ticket-codes/domain/foreign.ts";
import { readDate } from "../../../../../src/modules/operations/imports/domain/dates.ts";
import { endOfCode, isRounded, normalizeForeignCode } from "../../../../../src/shared/foreign-codes.ts";

test.each([
  ["card-๐๐๐17", "CARD-00017"],
  [" ＡＢ１２ \r\n", "AB12"],
  ["\u200eab\u00a0cd\u0000", "ABCD"],
  ["abc", undefined],
  ["----", undefined],
  ["🎟️🎟️🎟️🎟️", undefined],
  ["x".repeat(201), undefined],
  ["x".repeat(100_000), undefined],
])("[M8] %j is read as %j", (sent, code) => {
  expect(normalizeForeignCode(sent)).toBe(code);
});

test("[M8] the guide's example of a hash is right", async () => {
  const key = await crypto.subtle.importKey(
    "raw",
    Uint8Array.from({ length: 32 }, (_, byte) => byte),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const [code = ""] = readForeignCodes("card-๐๐๐17");
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(code)));
  expect(Buffer.from(mac.subarray(0, 16)).toString("base64url")).toBe("bL9Rar9z4GHTJecmrEi2Yw");
});

test("[M8] a text of a Thai keyboard has a second reading, and a Thai code only its own", () => {
  // The keys A, B, C, hyphen and 7.
  expect(readForeignCodes("ฟิแขึ")).toEqual(["ฟิแขึ", "ABC-7"]);
  expect(readForeignCodes("ABC1")).toEqual(["ABC1"]);
});

test("[M7] at most a third and at most four characters of a code are kept", () => {
  expect(["ABCD", "ABCDEF", "ABCDEFGHIJKLMNOP"].map(endOfCode)).toEqual(["D", "EF", "MNOP"]);
});

test("[M7] a number that a spreadsheet rounded is no code", () => {
  expect(["1.23457E+11", "8E+12", "1,5E+9", "E12345", "12345"].map(isRounded)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test.each([
  ["2026-12-31", "2026-12-31"],
  ["31/12/2026", "2026-12-31"],
  ["๓๑/๑๒/๒๕๖๙", "2026-12-31"],
  ["2569-12-31 18:05:00", "2026-12-31T18:05"],
  ["1.2.2027 9:30", "2027-02-01T09:30"],
  ["2026-12-31T23:59:59.999Z", "2026-12-31T23:59:59.999Z"],
  ["29/02/2027", null],
  ["12/31/2026", null],
  ["31/12/26", null],
  ["46022", null],
  ["2026-12-31 25:00", null],
  ["never", null],
])("[M7] the date %s is read as %s", (text, value) => {
  expect(readDate(text)).toEqual(value === null ? { problem: "date" } : { value });
});
