/** Tests of backups' domain: their content, when one is due, and which are kept, as tables of cases. */

import { describe, expect, test } from "vitest";
import {
  chunksOf,
  findNull,
  missingMaster,
  planRestore,
  rowsToKeep,
  rowsToRestore,
  type TableShape,
  tablesToCopy,
} from "../../../../src/modules/operations/backups/domain/manifest.ts";
import {
  type BackupDates,
  BY_SCHEDULE,
  expiredBackups,
  isDue,
  slotOf,
} from "../../../../src/modules/operations/backups/domain/schedule.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-06-30T20:00:00Z");

const shape = (name: string, more: Partial<TableShape> = {}): TableShape => {
  const key = ["tenant_id", `${name}_id`];
  return { name, columns: key, key, filled: key, with_default: [], ...more };
};

test("[U1] cursors are read before the events, and the audit last, so that every act in the copy has its record", () => {
  const names = [
    "audits",
    "backups",
    "csp_reports",
    "outbox",
    "outbox_cursors",
    "replies",
    "restores",
    "sales",
    "tenants",
  ];
  expect(tablesToCopy(names.map((name) => shape(name))).map(({ name }) => name)).toEqual([
    "outbox_cursors",
    "sales",
    "tenants",
    "outbox",
    "audits",
  ]);
});

test("[U2] rows that were linked after the pass began are stored without links, so that the copied chain has no gap", () => {
  const rows = [1, 2, 3].map((sequence) => ({ sequence, prev_hash: "p", hash: "h" }));
  const hashes = (kept: ReturnType<typeof rowsToKeep>) => kept.map(({ hash }) => hash);
  expect(hashes(rowsToKeep("audits", rows, { sequence: 2, hash: "h" }))).toEqual(["h", "h", null]);
  expect(hashes(rowsToKeep("audits", rows, null))).toEqual([null, null, null]);
  expect(hashes(rowsToKeep("sales", rows, null))).toEqual(["h", "h", "h"]);
});

test("rows are cut into chunks that one statement carries, and none is lost", () => {
  const rows = Array.from({ length: 300 }, (_, at) => ({ id: at, note: "ก".repeat(3_000), gone: null }));
  const { chunks, large } = chunksOf(rows, ["id", "note", "gone"]);
  expect(large).toEqual([]);
  expect(chunks.length).toBeGreaterThan(1);
  expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(600_000);
  expect(chunks.flatMap((chunk) => JSON.parse(chunk).map(([id]: [number]) => id))).toEqual(rows.map(({ id }) => id));
  expect(chunksOf([], ["id"])).toEqual({ chunks: [], large: [] });
});

describe("[U1] a backup of another release is matched by names", () => {
  const key = ["tenant_id", "sales_id"];
  const manifest = (tables: Record<string, string[]>) => ({
    tables: Object.entries({ tenants: ["tenant_id", "tenants_id"], ...tables }).map(([name, columns]) => ({
      name,
      columns,
      rows: 0,
    })),
  });
  const plan = (there: Record<string, string[]>, ...here: TableShape[]) => {
    const { shapes, ...rest } = planRestore(manifest(there), [shape("tenants"), ...here]);
    return { ...rest, columns: shapes.get("sales")?.columns };
  };
  const same = { left_out: [], defaulted: [], derived: [], missing: null };

  test("the same tables and columns fit in any order", () => {
    const here = [shape("sales", { columns: [...key, "a", "b"] }), shape("replies")];
    expect(plan({ sales: ["b", "a", ...key] }, ...here)).toEqual({ ...same, columns: [...key, "a", "b"] });
  });

  test("a column that the backup lacks gets its default or null, and one that this release lacks is left out", () => {
    const more = { columns: [...key, "note", "rate"], filled: [...key, "rate"], with_default: ["rate"] };
    expect(plan({ sales: [...key, "old"] }, shape("sales", more))).toEqual({
      left_out: ["sales.old"],
      defaulted: ["sales.note", "sales.rate"],
      derived: [],
      missing: null,
      columns: key,
    });
  });

  test("a table that the backup lacks stays empty, and one that this release lacks is left out", () => {
    expect(plan({ lockers: ["tenant_id"] }, shape("sales"))).toMatchObject({
      left_out: ["lockers"],
      defaulted: ["sales"],
      missing: null,
    });
  });

  test("a key column, a column without default and the tenant itself are required", () => {
    const must = shape("sales", { columns: [...key, "total"], filled: [...key, "total"] });
    expect(plan({ sales: key }, must).missing).toBe("sales.total");
    expect(plan({ sales: ["tenant_id"] }, shape("sales", { with_default: key })).missing).toBe("sales.sales_id");
    expect(planRestore({ tables: [] }, [shape("tenants")]).missing).toBe("tenants");
  });

  test("a null in a column that is now not null is named", () => {
    const here = shape("sales", { columns: [...key, "note"], filled: [...key, "note"] });
    expect(findNull(here, [{ tenant_id: "T", sales_id: "S", note: "" }])).toBeNull();
    expect(findNull(here, [{ tenant_id: "T", sales_id: "S", note: null }])).toBe("sales.note");
    expect(findNull({ ...here, columns: key }, [{ tenant_id: "T", sales_id: "S", note: null }])).toBeNull();
  });
});

test("[T5] a missing or different master key is named; an additional one does not matter", () => {
  const there = { PIN_PEPPER: { pepper: "a" }, SECRET_KEYS: { s1: "b" } };
  expect(missingMaster(there, { ...there, SECRET_KEYS: { s1: "b", s2: "c" } })).toBeNull();
  expect(missingMaster(there, { ...there, SECRET_KEYS: { s2: "c" } })).toBe("SECRET_KEYS.s1");
  expect(missingMaster(there, { ...there, PIN_PEPPER: { pepper: "x" } })).toBe("PIN_PEPPER.pepper");
});

describe("the daily backup", () => {
  test("the daily backup is due for two hours from its own minute, at night in Bangkok", () => {
    const ids = Array.from({ length: 400 }, (_, at) => `01K3ZJ8Q4N7V0Y2B5C6D8E${String(at).padStart(4, "0")}`);
    const slots = ids.map((id) => slotOf(id, NOW));
    expect(Math.min(...slots)).toBeGreaterThanOrEqual(Date.parse("2026-06-30T18:30:00Z"));
    expect(Math.max(...slots)).toBeLessThan(Date.parse("2026-06-30T21:30:00Z"));
    expect(new Set(slots).size).toBeGreaterThan(100);
    const [id = "", slot = 0] = [ids[0], slots[0]];
    const moments = [slot - 1, slot, slot + 7_199_999, slot + 7_200_000];
    expect(moments.map((now) => isDue(id, now))).toEqual([false, true, true, false]);
  });

  const backup = (days_ago: number, over: Partial<BackupDates> = {}): BackupDates => ({
    backup_id: `${days_ago}${over.status ?? ""}${over.started_by ?? ""}`,
    status: "completed",
    started_by: BY_SCHEDULE,
    started_at: NOW - days_ago * DAY_MS,
    ...over,
  });

  test("a backup is kept for seven days, and the last of its week for four weeks", () => {
    const all = Array.from({ length: 60 }, (_, days_ago) => backup(days_ago));
    const gone = new Set(expiredBackups(all, NOW));
    const kept = all.filter((one) => !gone.has(one)).map(({ started_at }) => Math.round((NOW - started_at) / DAY_MS));
    expect(kept.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(kept.length).toBeGreaterThanOrEqual(9);
    expect(kept.length).toBeLessThanOrEqual(10);
    expect(Math.max(...kept)).toBeGreaterThan(14);
    expect(Math.max(...kept)).toBeLessThan(28);
  });

  test("running backups stay, and so do requested and failed ones of the last 30 days", () => {
    const person = { started_by: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH" };
    const all = [
      backup(90, { status: "running" }),
      backup(29, person),
      backup(31, person),
      backup(29, { status: "failed" }),
      backup(31, { status: "failed" }),
    ];
    expect(expiredBackups(all, NOW)).toEqual([all[2], all[4]]);
  });
});

test("[E4] [D3] a restored tenant sends nothing that waited in the lost one, and no device is silent before it was heard", () => {
  const about = { silence: "device.offline", now: NOW, newest: 40 };
  const pending = { tenant_id: "T", sequence: 1, status: "pending", next_attempt_at: 0, ended_at: null, error: null };
  const delivered = { ...pending, sequence: 2, status: "delivered", next_attempt_at: null, ended_at: 5 };
  expect(rowsToRestore("webhook_deliveries", [pending, delivered], about)).toEqual([
    { ...pending, status: "dead", next_attempt_at: null, ended_at: NOW, error: "restored" },
    delivered,
  ]);
  const endpoint = { tenant_id: "T", webhook_id: "W", from_sequence: 7, status: "enabled" };
  expect(rowsToRestore("webhooks", [endpoint], about)).toEqual([{ ...endpoint, from_sequence: 40 }]);
  const silent = { type: "device.offline", status: "open", resolved_at: null, resolved_by: null, cleared_at: null };
  const seen = { ...silent, status: "resolved", resolved_at: 3, resolved_by: "E" };
  const other = { ...silent, type: "webhook.disabled" };
  expect(rowsToRestore("alerts", [silent, seen, other], about)).toEqual([
    { ...silent, status: "resolved", resolved_at: NOW, resolved_by: "system", cleared_at: NOW },
    { ...seen, cleared_at: NOW },
    other,
  ]);
  expect(rowsToRestore("sales", [pending], about)).toEqual([pending]);
});

test("[T14] a restored tenant has no API token in force, because one may have been revoked since the backup", () => {
  const about = { silence: "device.offline", now: NOW, newest: 40 };
  const live = { token_id: "A", revoked_at: null, revoked_by: null };
  const ended = { token_id: "B", revoked_at: 3, revoked_by: "E" };
  expect(rowsToRestore("api_tokens", [live, ended], about)).toEqual([
    { ...live, revoked_at: NOW, revoked_by: "system" },
    ended,
  ]);
});
