/** Replies: a list is complete as CSV, and content that the client has is not sent again (rule I8). */

import { parse } from "papaparse";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import { type Column, csvBody, csvPart } from "../../src/platform/http/csv.ts";
import { localTime } from "../../src/shared/time.ts";
import { type Client, cashSale, newPark, type TestPark } from "../support/park.ts";
import { fc } from "../support/properties.ts";

const texts = (...paths: string[]): Column[] => paths.map((path) => ({ path, kind: "text" }));
const zoneOf = (store_id: unknown) => (store_id === "tokyo" ? "Asia/Tokyo" : "Asia/Bangkok");

/** A reader of the pages of a list with these items. */
function pagesOfItems<Item>(items: readonly Item[], page_size = 200) {
  return async ({ cursor }: { cursor: string | undefined }) => {
    const from = Number(cursor ?? 0);
    const next = from + page_size < items.length ? String(from + page_size) : null;
    return { items: items.slice(from, from + page_size), has_more: next !== null, next_cursor: next };
  };
}

/** The CSV file of a list with these items. */
async function csvOf(
  items: readonly unknown[],
  columns: readonly (string | Column)[],
  page_size = 200,
): Promise<string> {
  const kinds = columns.flatMap((column) => (typeof column === "string" ? texts(column) : [column]));
  const bytes = await new Response(await csvBody(pagesOfItems(items, page_size), kinds, zoneOf)).arrayBuffer();
  return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes);
}

/** Whether some spreadsheet could take a cell, or a line of it, for a formula. */
function isFormula(cell: string): boolean {
  const lines = cell.split(/[\n\r\v\f\u0085\u2028\u2029]/);
  const seen = lines.map((line) => line.replaceAll(/[\p{C}\p{Zs}\u2800\u3164\uFFA0]/gu, ""));
  return /^[\t\r]/.test(cell) || cell.includes("\0") || seen.some((line) => /^[=+\-@＝＋－＠]/u.test(line));
}

const HOSTILE = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "\tplain",
  "\rplain",
  "＝1",
  "＋1",
  "－1",
  "＠x",
  " =1",
  "\u3000=1",
  "\u00A0=1",
  "\uFEFF=1",
  "\u200B=1",
  "\u2060\u200D=1",
  "\0=1",
  "a\0=1",
  'ok\n=HYPERLINK("http://x")',
  "ok\r\n\u200B=1",
  "ok\r＝1",
  "ok\u2028=1",
  "ok\u0085@x",
  "ok\v=1",
  '"=1"',
  '";=1',
  "'=1",
  "\u202E=1",
];

describe("a cell", () => {
  test.each(HOSTILE)("[I8] of %j is no formula when the file is read", async (hostile) => {
    const text = await csvOf([{ a: hostile, b: -5, c: { d: hostile } }], ["a", "b", "c"]);
    const { data, errors } = parse<string[]>(text.replace("\uFEFF", ""));
    expect([errors, data.length]).toEqual([[], 2]);
    const [a = "", b, c = ""] = data[1] ?? [];
    expect([isFormula(a), isFormula(c), b]).toEqual([false, false, "-5"]);
    expect(a.replaceAll("'", "")).toBe(hostile.replaceAll("\0", "\uFFFD").replaceAll("'", ""));
  });

  test("[I8] of any text is no formula, and numbers stay numbers in every row", async () => {
    const piece = fc.oneof(
      fc.constantFrom(..."=+-@＝＋－＠\t\r\n\0 ,;\"'\u200B\uFEFF\u2028"),
      fc.string({ unit: "grapheme" }),
    );
    const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    const rows = fc.array(fc.record({ a: cell, n: fc.integer(), b: cell }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, async (items) => {
        const text = await csvOf(items, ["a", "n", "b"], 2);
        const { data } = parse<string[]>(text.replace("\uFEFF", ""), { delimiter: ",", newline: "\r\n" });
        expect(data.length).toBe(items.length + 1);
        for (const [index, [a = "", n, b = ""]] of data.slice(1).entries())
          expect([isFormula(a), isFormula(b), Number(n)]).toEqual([false, false, items[index]?.n]);
      }),
      { numRuns: 500 },
    );
  });
});

/** Texts that spreadsheets change: to another number, a date, a time, a boolean. */
const VALUES = [
  ...[
    "622058590719860308",
    "007",
    "12",
    "1,000.50",
    "1.000,50",
    "1'000",
    ".5",
    "5.",
    "1.234.567.890",
    "1E5",
    "1e-5",
    "50%",
    "(5)",
  ],
  ...[
    "3-4",
    "3/4",
    "1 1/2",
    "2026-11-30",
    "30.11.2026",
    "2026/11/30 12:30",
    "2026-11-30T12:30:00Z",
    "12:30",
    "1:30 pm",
  ],
  ...[
    "3 Apr",
    "Apr 3",
    "MAR1",
    "SEPT-2",
    "1-Jan-26",
    "December 25, 2026",
    "3 เม.ย.",
    "21 พฤศจิกายน 2569",
    "TRUE",
    "false",
  ],
  ...["฿500", "$5", "€ 1,000", "๐๐๗", "００７", "\u00a0007", "007 ", "1,5 €"],
];
const WORDS = [
  ...[
    "D1-17",
    "E1-17",
    "MARCO 1",
    "ABC-234-XY7",
    "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
    "5 tickets",
    "Table 12",
    "May",
    "truth",
  ],
  ...["2 × ตั๋ว", "1 ครอบครัว", "x", "-", "ม.ค.", "a@b.test", "203.0.113.30", "12h", "3rd"],
];

describe("a text", () => {
  test.each(VALUES)("[I8] %j that a spreadsheet would take for a value is kept as text", async (text) => {
    const { data } = parse<string[]>((await csvOf([{ a: text }], ["a"])).replace("\uFEFF", ""));
    expect(data[1]).toEqual([`'${text}`]);
  });

  test.each(WORDS)("[I8] %j that is no value is unchanged", async (text) => {
    const { data } = parse<string[]>((await csvOf([{ a: text }], ["a"])).replace("\uFEFF", ""));
    expect(data[1]?.[0]?.replace(/^'(?=-)/, "")).toBe(text);
  });

  test("[I8] that looks like a value and a formula has one apostrophe", async () => {
    expect(await csvOf([{ a: "+66812345678", b: "-5" }], ["a", "b"])).toBe(`\uFEFFa,b\r\n"'+66812345678","'-5"`);
  });
});

test("[I5] a time is shown in UTC and on the clock of the row's store, and a date is unchanged", async () => {
  const columns: Column[] = [
    { path: "at", kind: "time" },
    { path: "day", kind: "date" },
  ];
  const rows = [
    { at: "2026-11-30T17:30:05.123Z", day: "2026-12-01", store_id: "tokyo" },
    { at: "2026-11-30T17:30:05.999Z", day: null, store_id: null },
    { at: null, day: "2026-12-01" },
  ];
  expect((await csvOf(rows, columns)).split("\r\n")).toEqual([
    "\uFEFFat,at_local,day",
    "2026-11-30T17:30:05.123Z,2026-12-01 02:30:05,2026-12-01",
    "2026-11-30T17:30:05.999Z,2026-12-01 00:30:05,",
    ",,2026-12-01",
  ]);
});

describe("a table", () => {
  test.each([
    ["a number as a number, below zero too", { a: -5 }, ["a"], "a\r\n-5"],
    ["text that a spreadsheet would take for a formula as text", { a: "=1+1" }, ["a"], 'a\r\n"\'=1+1"'],
    ["text with a comma, a quote and a line break in quotes", { a: 'x, "y"\nz' }, ["a"], 'a\r\n"x, ""y""\nz"'],
    ["Thai as it is", { a: "ตั๋วหนึ่งวัน" }, ["a"], "a\r\nตั๋วหนึ่งวัน"],
    ["what lies inside by its path", { a: [{ b: 7 }] }, ["a.0.b"], "a.0.b\r\n7"],
    ["what is missing or null as nothing", { a: null }, ["a", "b"], "a,b\r\n,"],
  ])("[I8] tells %s", async (_, item, columns, text) => {
    expect(await csvOf([item], columns)).toBe(`\uFEFF${text}`);
  });
});

describe("a set", () => {
  const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));

  test("[I8] is read to its end", async () => {
    const lines = (await csvOf(numbered(950), ["n"])).trim().split("\r\n");
    expect(lines).toEqual(["n", ...numbered(950).map(({ n }) => String(n))]);
    expect((await csvOf(numbered(10_000), ["n"])).split("\r\n").length).toBe(10_001);
  });

  test("[I8] that is too large is refused and not cut", async () => {
    await expect(csvOf(numbered(10_001), ["n"])).rejects.toMatchObject({ spec: { code: "E_VALIDATION" } });
  });

  test("[I8] [T9] in parts has every row once, the names once, and a bound for each part", async () => {
    const items = numbered(12_345);
    const parts: string[] = [];
    let from: string | undefined;
    do {
      const part = await csvPart(pagesOfItems(items), texts("n"), zoneOf, from);
      parts.push(part.text);
      from = part.next ?? undefined;
    } while (from !== undefined);
    expect(parts.map((text) => text.split("\r\n").length - 1)).toEqual([5_000, 5_000, 2_345]);
    expect(parts.join("").slice(1).split("\r\n")).toEqual(["n", ...items.map(({ n }) => String(n))]);
    const large = items.map(() => ({ n: "x".repeat(100_000) }));
    const heavy = await csvPart(pagesOfItems(large), texts("n"), zoneOf, undefined);
    expect([heavy.next, heavy.text.length < 25_000_000]).toEqual(["200", true]);
  });

  test("[I8] [T9] of large rows is streamed: only a few pages are read ahead of the receiver", async () => {
    const large = "x".repeat(1_000_000);
    let read = 0;
    const readPage = async () => {
      read += 1;
      const next_cursor = read < 60 ? String(read) : null;
      return { items: [{ a: large }], has_more: next_cursor !== null, next_cursor };
    };
    const reader = new Response(await csvBody(readPage, texts("a"), zoneOf)).body?.getReader();
    await reader?.read();
    expect(read).toBeLessThan(10);
    let bytes = 0;
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) bytes += part.value.length;
    expect([read, bytes > 55_000_000]).toEqual([60, true]);
  });

  test("[I8] that proves too large after part of it was sent breaks off, and is not taken for the whole", async () => {
    const items = numbered(10_001).map(({ n }) => ({ n, note: "x".repeat(1_000) }));
    const body = await csvBody(
      async ({ limit, cursor }) => {
        const from = Number(cursor ?? 0);
        return { items: items.slice(from, from + limit), has_more: true, next_cursor: String(from + limit) };
      },
      texts("n", "note"),
      zoneOf,
    );
    await expect(new Response(body).text()).rejects.toThrow();
  });
});

describe("over HTTP", () => {
  let park: TestPark;
  let till: Client;
  beforeAll(async () => {
    park = await newPark();
    till = await park.till();
  });

  test("[I8] a list of sales as CSV has every sale and the sums of the JSON", async () => {
    for (const qty of [1, 2, 3])
      await till.post("/sales", cashSale(park.packages.single, qty, 35_000), newId(Date.now()));
    await till.post("/shifts/close", { cash_counted: 0 });
    const json = await till.get("/sales?limit=200");
    const csv = await till.get("/sales?format=csv&limit=1");
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head = "", ...lines] = csv.text.replace("\uFEFF", "").split("\r\n");
    const column = head.split(",").indexOf("grand_total");
    expect(lines.map((line) => Number(line.split(",")[column]))).toEqual(
      json.data.map(({ grand_total }: { grand_total: number }) => grand_total),
    );
    const [at, local] = ["sold_at", "sold_at_local"].map((name) => head.split(",").indexOf(name));
    const [first = ""] = lines;
    const sold = localTime(Date.parse(first.split(",")[at ?? -1] ?? ""), "Asia/Bangkok");
    expect(first.split(",")[local ?? -1]).toMatch(new RegExp(`^${sold.date} ${sold.clock}:\\d\\d$`));
  });

  test("[I8] a list in parts is the whole list, and X-Cursor names the next part", async () => {
    const whole = await till.get("/sales?format=csv");
    const part = await till.get("/sales?format=csv_part");
    expect([part.text, part.headers.get("x-cursor")]).toEqual([whole.text, null]);
    const { page } = JSON.parse((await till.get("/sales?limit=1")).text);
    const rest = await till.get(`/sales?format=csv_part&cursor=${encodeURIComponent(page.next_cursor)}`);
    const [, , ...after_first] = whole.text.split("\r\n");
    expect(rest.text).toBe(after_first.map((line) => `\r\n${line}`).join(""));
  });

  test("[I8] an unknown format is refused, and so is CSV of a list without it", async () => {
    expect((await till.get("/sales?format=xml")).error?.details).toMatchObject({ fields: [{ path: "format" }] });
    expect((await till.get("/tickets?format=csv")).status).toBe(422);
  });

  test("[I3] content that the client has is 304 until it changes", async () => {
    const first = await till.get("/catalog/packages");
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await till.call("GET", "/catalog/packages", undefined, { headers: { "if-none-match": `W/${etag}` } });
    expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", etag]);
    const owner = await park.person("owner");
    const { store_id } = park;
    await owner.post("/catalog/packages", { store_id, name: "New", type: "single", price: 100 });
    const changed = await till.call("GET", "/catalog/packages", undefined, { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });
});
