/** Pages of lists: a list continues exactly after the last row, and other text is no cursor. */

import { describe, expect, test } from "vitest";
import { decodeCursor, type Page, pageOf } from "../../src/shared/page.ts";
import { fc } from "../support/properties.ts";

interface Row {
  at: number;
  id: string;
}

const keyOf = ({ at, id }: Row) => [at, id];
const rows: Row[] = Array.from({ length: 7 }, (_, index) => ({ at: 1_770_000_000_000 - index, id: `R${index}` }));

describe("pageOf", () => {
  test.each([
    ["more rows than fit", 3, 4, true],
    ["just as many rows as fit", 3, 3, false],
    ["fewer rows than fit", 3, 2, false],
    ["no rows", 3, 0, false],
  ])("with %s: limit %d, read %d, more %s", (_, limit, read, has_more) => {
    const page = pageOf(rows.slice(0, read), limit, keyOf);
    expect(page.items).toEqual(rows.slice(0, Math.min(limit, read)));
    expect(page.has_more).toBe(has_more);
    expect(page.next_cursor !== null).toBe(has_more);
  });

  test("the cursor names the last row of the page, not the one read after it", () => {
    const { next_cursor } = pageOf(rows.slice(0, 4), 3, keyOf);
    expect(decodeCursor(next_cursor ?? "", 2)).toEqual([1_770_000_000_000 - 2, "R2"]);
  });

  test("reading page after page gives every row once, and ends", () => {
    const met: Row[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 10; pages++) {
      const last: unknown = cursor === null ? undefined : decodeCursor(cursor, 2)?.[1];
      const from = rows.findIndex(({ id }) => id === last) + 1;
      const page: Page<Row> = pageOf(rows.slice(from, from + 3), 2, keyOf);
      met.push(...page.items);
      cursor = page.next_cursor;
      if (cursor === null) break;
    }
    expect(cursor).toBeNull();
    expect(met).toEqual(rows);
  });
});

describe("decodeCursor", () => {
  const part = fc.oneof(fc.integer(), fc.string({ unit: "binary-ascii" }));

  test("a cursor gives back its key, and needs no escaping in a URL", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (key) => {
        const { next_cursor } = pageOf(rows, 1, () => key);
        expect(next_cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(next_cursor ?? "", key.length)).toEqual(key.map((each) => (each === 0 ? 0 : each)));
      }),
    );
  });

  test.each([
    ["nothing", ""],
    ["junk", "not a cursor!"],
    ["base64 of no JSON", btoa("hello")],
    ["a key of another length", btoa('["a"]')],
    ["no list", btoa('{"0":"a","1":"b","length":2}')],
    ["a text of two letters", btoa('"ab"')],
    ["null", btoa("null")],
    ["a key with null", btoa('["a",null]')],
    ["a key with a list", btoa('["a",["b"]]')],
    ["a key with true", btoa('["a",true]')],
    ["ten thousand characters", "A".repeat(10_000)],
  ])("%s is no cursor of a list with two parts", (_, cursor) => {
    expect(decodeCursor(cursor, 2)).toBeUndefined();
  });

  test("it throws for no text", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void decodeCursor(text, 1)));
  });
});
