/** A list is told whole as CSV, and content that the client holds is not sent again (rule I8). */

import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import { csvText, readWhole } from "../../src/platform/http/csv.ts";
import { type Client, cashSale, newPark, type TestPark } from "../support/park.ts";

describe("a table", () => {
  test.each([
    ["a number as a number, below zero too", { a: -5 }, ["a"], "a\r\n-5"],
    ["text that a spreadsheet would take for a formula as text", { a: "=1+1" }, ["a"], 'a\r\n"\'=1+1"'],
    ["text with a comma, a quote and a line break in quotes", { a: 'x, "y"\nz' }, ["a"], 'a\r\n"x, ""y""\nz"'],
    ["Thai as it is", { a: "ตั๋วหนึ่งวัน" }, ["a"], "a\r\nตั๋วหนึ่งวัน"],
    ["what lies inside by its path", { a: [{ b: 7 }] }, ["a.0.b"], "a.0.b\r\n7"],
    ["what is missing or null as nothing", { a: null }, ["a", "b"], "a,b\r\n,"],
  ])("[I8] tells %s", (_, item, columns, text) => {
    expect(csvText([item], columns)).toBe(`\uFEFF${text}`);
  });
});

describe("a set", () => {
  const pages = (count: number) => (place: { limit: number; cursor: string | undefined }) => {
    const from = Number(place.cursor ?? 0);
    const items = Array.from({ length: Math.min(place.limit, count - from) }, (_, index) => from + index);
    const next = from + items.length;
    return Promise.resolve({ items, has_more: next < count, next_cursor: next < count ? String(next) : null });
  };

  test("[I8] is read to its end", async () => {
    expect(await readWhole(pages(950))).toEqual(Array.from({ length: 950 }, (_, index) => index));
    expect((await readWhole(pages(10_000))).length).toBe(10_000);
  });

  test("[I8] that is too large is refused and not cut", async () => {
    await expect(readWhole(pages(10_001))).rejects.toMatchObject({ spec: { code: "E_VALIDATION" } });
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
    const json = await till.get("/sales?limit=200");
    const csv = await till.get("/sales?format=csv&limit=1");
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head = "", ...lines] = csv.text.replace("\uFEFF", "").split("\r\n");
    const column = head.split(",").indexOf("grand_total");
    expect(lines.map((line) => Number(line.split(",")[column]))).toEqual(
      json.data.map(({ grand_total }: { grand_total: number }) => grand_total),
    );
  });

  test("[I8] another format is refused, and so is one of a list that has none", async () => {
    expect((await till.get("/sales?format=xml")).error?.details).toMatchObject({ fields: [{ path: "format" }] });
    expect((await till.get("/tickets?format=csv")).status).toBe(422);
  });

  test("[I3] content that the client holds is 304, until it changes", async () => {
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
