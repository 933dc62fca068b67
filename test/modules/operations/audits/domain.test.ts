/** Tests of the audit's domain: the frozen form of a row, the content of a file, the subjects of a story. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { problemWith } from "../../../../src/modules/access/settings/domain/merge.ts";
import {
  archiveKey,
  FILE_ROWS,
  keptFrom,
  LEAST_KEPT_DAYS,
  rowsOfFile,
  sumDays,
} from "../../../../src/modules/operations/audits/domain/archive.ts";
import { namedIn } from "../../../../src/modules/operations/audits/domain/story.ts";
import {
  beginAt,
  judgeEnd,
  judgePlace,
  publishedHeads,
} from "../../../../src/modules/operations/audits/domain/walk.ts";
import { type ChainRow, GENESIS, linkText } from "../../../../src/shared/chain.ts";

const id = (last: string) => `01K3ZJ8Q4N7V0Y2B5C6D8E9FG${last}`;

/** The row of the README's example. */
const ROW: ChainRow = {
  tenant_id: id("H"),
  sequence: 1,
  at: 1_767_225_600_000,
  event: "sale.voided",
  actor_kind: "employee",
  actor_id: id("J"),
  approver_id: id("K"),
  device_id: null,
  store_id: id("M"),
  ip: "203.0.113.7",
  subject_kind: "sale",
  subject_id: id("N"),
  changes: '{"reason_code":"guest_request","note":"ฝนตก"}',
  request_id: "req-1",
  canonical_version: 1,
  prev_hash: GENESIS,
  hash: null,
};

describe("the canonical form", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../../../src/modules/operations/audits/README.md"), "utf8");
  const [, prev = "", row = "", hash] = /^prev=(\w+)\nrow='(.+)'\nprintf .+\n# (\w+) {2}-$/m.exec(readme) ?? [];
  const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

  test("[U2] the canonical form is that of the README, with the hash that sha256sum gives", () => {
    expect(linkText(GENESIS, ROW)).toBe(`${prev}\n${row}`);
    expect(sha256(`${prev}\n${row}`)).toBe(hash);
  });

  test("[U2] the canonical form never changes: version 1 of the example keeps its hash", () => {
    expect(sha256(linkText(GENESIS, ROW))).toBe("f4e00ab06a1f8c2175fc122a3d2f853ad086f37b1f89ce50973269455c3f41b9");
  });

  test("[U2] the canonical form separates every field: two different rows never have the same text", () => {
    const fields = Object.keys(ROW).filter((name) => !["canonical_version", "prev_hash", "hash"].includes(name));
    const texts = fields.flatMap((name) => {
      const value = ROW[name as keyof ChainRow];
      const others = typeof value === "number" ? [value + 1] : [`${value}x`, "null", ""];
      return others.map((other) => linkText(GENESIS, { ...ROW, [name]: other }));
    });
    expect(new Set([...texts, linkText(GENESIS, ROW)]).size).toBe(texts.length + 1);
  });
});

test("[T9] no tenant keeps audit rows or events for fewer days than the jobs look for", () => {
  for (const key of ["audit.raw_days", "events.kept_days"] as const) {
    expect(problemWith(key, LEAST_KEPT_DAYS, "tenant"), key).toBeNull();
    expect(problemWith(key, LEAST_KEPT_DAYS - 1, "tenant"), key).toMatchObject({ path: "value" });
  }
});

test("[U2] a published head agrees with its row, differs from it, or is after the end", () => {
  const told = publishedHeads([
    { sequence: 3, hash: "c" },
    { sequence: 3, hash: "c" },
    { sequence: 9, hash: "i" },
  ]);
  expect(judgePlace(beginAt({ sequence: 3, hash: "c" }), told)).toBeNull();
  expect(judgePlace(beginAt({ sequence: 4, hash: "x" }), told)).toBeNull();
  expect(judgePlace(beginAt({ sequence: 3, hash: "x" }), told)).toEqual({ first_bad: 3, reason: "rebuilt" });
  expect(judgeEnd({ sequence: 5, hash: "e" }, told)).toEqual({ first_bad: 6, reason: "cut" });
  expect(judgeEnd({ sequence: 9, hash: "i" }, told)).toBeNull();
});

describe("an archive file", () => {
  const DAY_MS = 86_400_000;
  const noon = Date.parse("2026-03-01T12:00:00Z");
  const rowAt = (sequence: number, at: number, event = "a"): ChainRow => ({ ...ROW, sequence, at, event });

  test("[U2] a file holds the rows of a day in order, late ones beside their neighbours", () => {
    const rows = [rowAt(1, noon), rowAt(2, noon - DAY_MS), rowAt(3, noon + 1), rowAt(4, noon + DAY_MS), rowAt(5, noon)];
    expect(rowsOfFile(rows, "2026-03-05").map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  test("[U2] a file holds no row of a kept day, and at most 10,000 rows", () => {
    expect(rowsOfFile([rowAt(1, noon)], "2026-03-01")).toEqual([]);
    expect(rowsOfFile([], "2026-03-01")).toEqual([]);
    const rows = Array.from({ length: FILE_ROWS + 5 }, (_, index) => rowAt(index + 1, noon));
    expect(rowsOfFile(rows, "2026-03-02")).toHaveLength(FILE_ROWS);
  });

  test("[U2] names of files sort as their sequences do", () => {
    expect(archiveKey("T", 1, 10_000)).toBe("audit-archives/T/000000000001-000000010000.ndjson.gz");
    expect(keptFrom(noon, 90)).toBe("2025-12-01");
  });

  test("[U1] a file's rows are counted by day and event", () => {
    const rows = [rowAt(1, noon), rowAt(2, noon, "b"), rowAt(3, noon), rowAt(4, noon + DAY_MS)];
    expect(sumDays(rows)).toEqual([
      { date: "2026-03-01", event: "a", count: 2 },
      { date: "2026-03-01", event: "b", count: 1 },
      { date: "2026-03-02", event: "a", count: 1 },
    ]);
  });
});

test("[U3] a ticket's story continues in its replacement and its approvals, a sale's in all of its tickets", () => {
  const rows = [{ changes: { ticket_ids: ["T1", "T2"], approval_id: "A", replaced_by: null, amount: 3 } }];
  expect(namedIn("ticket", rows)).toEqual([["approval", "A"]]);
  expect(namedIn("sale", rows)).toEqual([
    ["approval", "A"],
    ["ticket", "T1"],
    ["ticket", "T2"],
  ]);
});
