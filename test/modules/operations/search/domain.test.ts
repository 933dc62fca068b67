/** A searched text is read in every way it may be meant, and the best match comes first. */

import { expect, test } from "vitest";
import {
  bestOf,
  type Candidate,
  type FoundKind,
  readSought,
} from "../../../../src/modules/operations/search/domain.ts";

const candidate = (kind: FoundKind, title: string, more: Partial<Candidate> = {}): Candidate => ({
  found: { kind, id: title, title, subtitle: null, status: null, store_id: null, at: null },
  names: [title],
  ...more,
});
const titlesOf = (candidates: Candidate[], q: string, limit = 20) =>
  bestOf(candidates, readSought(q), limit).map(({ title }) => title);

test.each([
  ["081-234 5678", true],
  ["๐๘๑๒๓๔", true],
  ["＋６６ ８１", true],
  ["12", false],
  ["Gate 2", false],
  ["D1-100", false],
])("[C2] whether %j is sought as a guest's number first: %s", (q, is_number) => {
  expect(readSought(q).is_number).toBe(is_number);
});

test("[C2] a whole name comes before its beginning, the beginning of a word, and a part", () => {
  const candidates = ["Old gate", "Floodgate", "Gate 2", "GATE"].map((name) => candidate("device", name));
  expect(titlesOf(candidates, "gate")).toEqual(["GATE", "Gate 2", "Old gate", "Floodgate"]);
  expect(titlesOf(candidates, "gate", 2)).toEqual(["GATE", "Gate 2"]);
});

test("[C2] Thai names match in any spelling that looks alike, and one letter matches nothing", () => {
  const candidates = [candidate("employee", "เเก้ว น\u0e4d\u0e49า"), candidate("package", "บัตรเด็ก")];
  expect(titlesOf(candidates, "แก้ว น้ำ")).toEqual(["เเก้ว น\u0e4d\u0e49า"]);
  expect(titlesOf(candidates, "บ")).toEqual([]);
});

test("[C2] a guest whom a number found stays, although the name does not have it", () => {
  expect(titlesOf([candidate("customer", "Somsri", { is_matched: true })], "5678")).toEqual(["Somsri"]);
});

test("[G17] an id finds only the thing that has it", () => {
  const id = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";
  const other = candidate("device", `called ${id}`);
  const own = { ...candidate("employee", "Malee"), found: { ...candidate("employee", "Malee").found, id } };
  expect(titlesOf([other, own], ` ${id.toLowerCase()} `)).toEqual(["Malee"]);
});

test("[G13] a long text is a code and no name", () => {
  expect(readSought("x".repeat(101)).name).toBe("");
});
