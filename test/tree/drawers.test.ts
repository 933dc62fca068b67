/** Entries of drawers: they are written only in listed places, whose acts are tested for their approvals (rule S4). */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WRITERS } from "../support/cash-out.ts";
import { blank } from "./source.ts";

const ROOT = join(import.meta.dirname, "../../src/modules");

const filesThat = (match: RegExp) =>
  readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && match.test(blank(readFileSync(join(ROOT, name), "utf8"))))
    .toSorted();

test("[S4] every writer of drawer entries is listed with its acts, which are tested for their approvals", () => {
  const door = "counter/shifts/service/entries.ts";
  expect(filesThat(/\b(?:recordEntry|commitByHand)\s*\(/)).toEqual([...Object.keys(WRITERS), door].toSorted());
  expect(filesThat(/\binsert(?:Late)?Entry\s*\(/)).toEqual([door, "counter/shifts/store.ts"]);
  expect(filesThat(/\b(?:drawer|late)_entries\b/)).toEqual(["counter/shifts/store.ts", "counter/shifts/tables.ts"]);
});
