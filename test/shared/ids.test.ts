/** Ids: bytes and numbers become characters for scanners and typists, and can be read back. */

import { describe, expect, test } from "vitest";
import { base32, base32Number, isUlid, parseBase32Number } from "../../src/shared/ids.ts";
import { fc } from "../support/properties.ts";

describe("base32", () => {
  test.each([
    [0, 0],
    [1, 2],
    [2, 4],
    [3, 5],
    [4, 7],
    [5, 8],
    [16, 26],
    [32, 52],
  ])("%d bytes make %d characters", (bytes, characters) => {
    expect(base32(new Uint8Array(bytes))).toHaveLength(characters);
  });

  test.each([
    ["zeros", [0, 0], "0000"],
    ["ones", [255, 255, 255, 255, 255], "ZZZZZZZZ"],
    ["the first bit first", [128], "G0"],
    ["the last bits filled up with zeros", [1], "04"],
    ["the letters of hello", [...Buffer.from("hello")], "D1JPRV3F"],
  ])("encodes %s", (_, bytes, text) => {
    expect(base32(Uint8Array.from(bytes))).toBe(text);
  });

  test("16 bytes are 26 characters without I, L, O and U, and different bytes are different characters", () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(base32(one)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
        expect(base32(one) === base32(other)).toBe(Buffer.from(one).equals(other));
      }),
    );
  });
});

describe("base32Number", () => {
  test.each([
    [0, 2, "00"],
    [1, 2, "01"],
    [31, 2, "0Z"],
    [32, 2, "10"],
    [1023, 2, "ZZ"],
  ])("writes %d in %d characters as %s", (value, width, text) => {
    expect(base32Number(value, width)).toBe(text);
  });

  test("what it wrote is read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 32 ** 4 - 1 }), (value) => {
        expect(parseBase32Number(base32Number(value, 4))).toBe(value);
      }),
    );
  });

  test.each(["0I", "0L", "0O", "0U", "-1", "0a", " 1", "ก1"])("%s is no number", (text) => {
    expect(parseBase32Number(text)).toBeUndefined();
  });
});

test.each([
  ["a ULID", "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH", true],
  ["the largest ULID", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", true],
  ["a time beyond 48 bits", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", false],
  ["lower case", "01k3zj8q4n7v0y2b5c6d8e9fgh", false],
  ["a look-alike letter", "01K3ZJ8Q4N7V0Y2B5C6D8E9FGI", false],
  ["25 characters", "01K3ZJ8Q4N7V0Y2B5C6D8E9FG", false],
  ["27 characters", "01K3ZJ8Q4N7V0Y2B5C6D8E9FGHJ", false],
  ["a line after it", "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH\n", false],
  ["nothing", "", false],
])("%s is a ULID: %s → %s", (_, text, verdict) => {
  expect(isUlid(text)).toBe(verdict);
});
