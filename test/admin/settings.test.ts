/** Tests of the console's settings: each key of the API has a name and a tab, and each value has a field. */

import { expect, test } from "vitest";
import { draftOf, lookOf, moved, NEW } from "../../admin/src/features/settings/look.ts";
import { TABS, tabOf } from "../../admin/src/features/settings/tabs.ts";
import { DEFINITIONS } from "../../src/modules/access/settings/domain/keys.ts";
import { readTexts } from "./texts.ts";

const keys = Object.keys(DEFINITIONS);

test.each(["en", "th"] as const)("each setting has a name in the console: %s", (language) => {
  const texts = readTexts(language).settings ?? {};
  expect(keys.length).toBeGreaterThan(30);
  expect(keys.filter((key) => texts[`name.${key}`] === undefined)).toEqual([]);
});

test("each setting stands under one tab, and an unknown one under More", () => {
  expect(keys.every((key) => TABS.includes(tabOf(key)))).toBe(true);
  expect(keys.filter((key) => tabOf(key) === "more")).toEqual([]);
  expect(tabOf("weather.rain")).toBe("more");
});

test("a receipt's draft keeps its look, and its blocks move within their list", () => {
  const look = lookOf({ ...NEW, header: "สวัสดี\nWelcome ", logo_url: " " });
  expect(look).toMatchObject({ header_lines: ["สวัสดี", "Welcome"], footer_lines: [], logo_url: null });
  const saved = { receipt_template_id: "x", store_id: null, name: "A", active: true, created_at: "" };
  const template = { ...saved, ...look, logo_url: null, paper_width_mm: 58, header_lines: ["a"], footer_lines: [] };
  expect(draftOf({ ...template, blocks: ["lines", "totals"] })).toMatchObject({ header: "a", paper_width_mm: 58 });
  expect(moved(["lines", "totals"], "totals", -1)).toEqual(["totals", "lines"]);
  expect(moved(["lines", "totals"], "totals", 1)).toEqual(["lines", "totals"]);
});
