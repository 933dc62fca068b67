/** A backup's content, its progress, and the checks of a manifest before a restore. */

import type { Head } from "../../../../shared/chain.ts";

export const BACKUP_STATUSES = ["running", "completed", "failed"] as const;
export type BackupStatus = (typeof BACKUP_STATUSES)[number];

export const FORMAT_VERSION = 1;

/** A table of the database: its columns in order, and its primary key. */
export interface TableShape {
  name: string;
  columns: string[];
  /** In the order of the primary key, `tenant_id` included where it is part of it. */
  key: string[];
  /** Columns that are not null. */
  filled: string[];
  /** Columns that have a default. */
  with_default: string[];
}

/**
 * Tables that are never copied: `replies` live for a week and are sealed by session keys, `csp_reports` belong to no
 * tenant, `backups` and `restores` describe files of this deployment, and `live_stores` its open sockets. Roll-ups of reports
 * are made from other rows; a tenant without them gets them by a rebuild.
 */
const LEFT_OUT = [
  ...["replies", "csp_reports", "backups", "restores", "live_stores"],
  ...["report_sums", "report_places", "report_rebuilds"],
];

/**
 * Tables that are read first. A consumer's cursor must not be older than the events that were copied; a later act has
 * an audit row that is read later, and every sale that was copied is in a span.
 */
const READ_FIRST = ["outbox_cursors"];
const READ_LAST = ["sale_spans", "outbox", "audits"];

/** The tables of a backup, in the order in which they are read. */
export function tablesToCopy(shapes: readonly TableShape[]): TableShape[] {
  const place = ({ name }: TableShape) => READ_LAST.indexOf(name) - (READ_FIRST.includes(name) ? 1 : 0);
  return shapes
    .filter(({ name }) => !LEFT_OUT.includes(name))
    .toSorted((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
}

export interface BackupFile {
  /** The name below the backup's prefix. */
  name: string;
  table: string;
  rows: number;
  bytes: number;
  /** The SHA-256 of the stored file, in hex. */
  sha256: string;
}

/** Sums that a person can compare with the tenant's reports; money in satang. */
export interface Sums {
  sales: { count: number; total: number };
  tickets: Record<string, number>;
}

export type Row = Record<string, string | number | null>;

export const NO_SUMS: Sums = { sales: { count: 0, total: 0 }, tickets: {} };

/** The sums plus the rows of a table. */
export function addToSums(sums: Sums, table: string, rows: readonly Row[]): Sums {
  if (table === "sales") {
    const total = rows.reduce((sum, { grand_total }) => sum + Number(grand_total), sums.sales.total);
    return { ...sums, sales: { count: sums.sales.count + rows.length, total } };
  }
  if (table !== "tickets") return sums;
  const tickets = { ...sums.tickets };
  for (const { status } of rows) tickets[String(status)] = (tickets[String(status)] ?? 0) + 1;
  return { ...sums, tickets };
}

/** The progress of a backup. */
export interface Progress {
  stage: "copying" | "closing";
  /** The hash of the tables' shapes: a pass starts again when a release changed them. */
  schema: string;
  pass: number;
  /** The last row of the audit when the pass began. */
  from_sequence: number;
  /** The last row of the audit when the pass ended. */
  through_sequence: number;
  /** The last linked row when the pass began. */
  head: Head | null;
  /** The table that is being read; null after the last. */
  table: string | null;
  after: (string | number | null)[] | null;
  files: BackupFile[];
  sums: Sums;
  /** Failures in a row. */
  failures: number;
}

export const NOTHING_COPIED: Progress = {
  stage: "copying",
  schema: "",
  pass: 0,
  from_sequence: 0,
  through_sequence: 0,
  head: null,
  table: null,
  after: null,
  files: [],
  sums: NO_SUMS,
  failures: 0,
};

/** The most passes over a busy tenant; the last one is kept with `exact: false`. */
export const MOST_PASSES = 3;
/** Failures in a row after which a backup has failed. */
export const MOST_FAILURES = 5;

/** The progress after a page of a table was written to a file. `next` is the table after it. */
export function pageCopied(
  progress: Progress,
  page: { shape: TableShape; rows: readonly Row[]; file: BackupFile; whole: boolean; next: string | null },
): Progress {
  const { shape, rows, file, whole, next } = page;
  const last = rows.at(-1) ?? {};
  return {
    ...progress,
    table: whole ? next : shape.name,
    after: whole ? null : pagingKey(shape).map((column) => last[column] ?? null),
    files: [...progress.files, file],
    sums: addToSums(progress.sums, shape.name, rows),
    failures: 0,
  };
}

/** The columns that identify a table's rows within a tenant. */
export function pagingKey({ key }: TableShape): string[] {
  return key.filter((column) => column !== "tenant_id");
}

/**
 * Rows as they are stored. Audit rows that were linked after the pass began are stored without links: pages are read
 * one after another, and a chain with a gap would be worthless. The sealer gives the same hashes again.
 */
export function rowsToKeep(table: string, rows: readonly Row[], head: Head | null): Row[] {
  const sealed_through = head?.sequence ?? 0;
  if (table !== "audits") return [...rows];
  return rows.map((row) => (Number(row.sequence) > sealed_through ? { ...row, prev_hash: null, hash: null } : row));
}

/**
 * Rows as a restored tenant gets them: a delivery that waited becomes a dead letter, because the lost tenant may have sent
 * it since, an endpoint gets only new events for the same reason, every API token is revoked, because it may have been
 * since, and no device counts as silent before it was heard here.
 * `silence` is the type of alerts of silent devices, and `newest` the number of the newest restored event.
 */
export function rowsToRestore(
  table: string,
  rows: readonly Row[],
  { silence, now, newest }: { silence: string; now: number; newest: number },
): Row[] {
  if (table === "api_tokens")
    return rows.map((row) => (row.revoked_at === null ? { ...row, revoked_at: now, revoked_by: "system" } : row));
  if (table === "webhooks") return rows.map((row) => ({ ...row, from_sequence: newest }));
  if (table === "webhook_deliveries")
    return rows.map((row) =>
      row.status === "pending"
        ? { ...row, status: "dead", next_attempt_at: null, ended_at: now, error: "restored" }
        : row,
    );
  if (table !== "alerts") return [...rows];
  return rows.map((row) => {
    if (row.type !== silence || row.cleared_at !== null) return row;
    const { resolved_at, resolved_by } = row;
    const resolved = { resolved_at: resolved_at ?? now, resolved_by: resolved_by ?? "system" };
    return { ...row, status: "resolved", ...resolved, cleared_at: now };
  });
}

/** The number of rows of each table in the files. */
export function rowsOfTables(files: readonly BackupFile[]): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const file of files) rows[file.table] = (rows[file.table] ?? 0) + file.rows;
  return rows;
}

/** Fingerprints of the master keys that open sealed and check hashed values, by setting and key id. */
export type MasterChecks = Record<string, Record<string, string>>;

export interface Manifest {
  format_version: number;
  tenant_id: string;
  backup_id: string;
  /** ISO 8601. */
  made_at: string;
  /** True: nothing changed between the first page and the last. */
  exact: boolean;
  /** If not exact, acts after the first of these audit rows may be copied in part. */
  audit: { from_sequence: number; through_sequence: number };
  audit_head: Head | null;
  masters: MasterChecks;
  tables: { name: string; columns: string[]; rows: number }[];
  files: BackupFile[];
  sums: Sums;
}

/** The table whose row makes the tenant accessible; it is restored last. */
export const DOOR = "tenants";
/** Tables that are restored last, in one commit: endpoints begin after the newest of all restored events. */
export const RESTORED_LAST: readonly string[] = ["webhooks", DOOR];

/** Tables that are made from the rows of others, so that a backup without them gets them, too. */
const DERIVED = ["sale_spans"];
/** Columns whose default is wrong for old rows: what went back of a surcharge could go back again. */
const NEVER_DEFAULTED: Record<string, readonly string[]> = { payments: ["surcharge_refunded"] };

/** How the rows of a backup fit the present tables: columns are matched by name. */
export interface RestorePlan {
  /** The tables that both have, by name, each with the columns that both have. */
  shapes: Map<string, TableShape>;
  /** Tables, and columns as `sales.note`, of the backup that this release lacks: they are left out. */
  left_out: string[];
  /** Tables and columns of this release that the backup lacks: tables stay empty, columns get their default. */
  defaulted: string[];
  /** Tables that the backup lacks, and that are made from its other rows. */
  derived: string[];
  /** A required table or column that the backup lacks; null when all can be restored. */
  missing: string | null;
}

/** Matches the tables of a backup with the present ones. */
export function planRestore({ tables }: Pick<Manifest, "tables">, here: readonly TableShape[]): RestorePlan {
  const there = new Map(tables.map(({ name, columns }) => [name, columns]));
  const plan: RestorePlan = { shapes: new Map(), left_out: [], defaulted: [], derived: [], missing: null };
  for (const shape of tablesToCopy(here)) {
    const { name, columns, key, filled, with_default } = shape;
    const held = there.get(name);
    there.delete(name);
    if (!held) {
      (DERIVED.includes(name) ? plan.derived : plan.defaulted).push(name);
      if (name === DOOR) plan.missing ??= name;
      continue;
    }
    const lacking = columns.filter((column) => !held.includes(column));
    const needed = lacking.find(
      (column) =>
        key.includes(column) ||
        (filled.includes(column) && !with_default.includes(column)) ||
        NEVER_DEFAULTED[name]?.includes(column),
    );
    if (needed) plan.missing ??= `${name}.${needed}`;
    plan.shapes.set(name, { ...shape, columns: columns.filter((column) => held.includes(column)) });
    plan.defaulted.push(...lacking.map((column) => `${name}.${column}`));
    plan.left_out.push(...held.filter((column) => !columns.includes(column)).map((column) => `${name}.${column}`));
  }
  plan.left_out.push(...there.keys());
  return plan;
}

/** A column, as `sales.note`, that must not be null here but is null in a row; or null. */
export function findNull({ name, columns, filled }: TableShape, rows: readonly Row[]): string | null {
  const wanted = columns.filter((column) => filled.includes(column));
  const empty = wanted.find((column) => rows.some((row) => (row[column] ?? null) === null));
  return empty ? `${name}.${empty}` : null;
}

/** The first master key of a backup that is missing here, as `TICKET_KEYS.1`, or null. */
export function missingMaster(there: MasterChecks, here: MasterChecks): string | null {
  for (const [setting, checks] of Object.entries(there))
    for (const [id, check] of Object.entries(checks)) if (here[setting]?.[id] !== check) return `${setting}.${id}`;
  return null;
}

/** Characters of one statement's rows: D1 takes two megabytes in one value, and a character has at most three bytes. */
const CHUNK_CHARS = 500_000;

/**
 * Rows as lists of values, in chunks that fit one statement, and the rows that are larger than a chunk: their list
 * would be too large for one value.
 */
export function chunksOf(rows: readonly Row[], columns: readonly string[]): { chunks: string[]; large: Row[] } {
  const chunks: string[] = [];
  const large: Row[] = [];
  let chunk: string[] = [];
  let chars = 0;
  for (const row of rows) {
    const values = JSON.stringify(columns.map((column) => row[column] ?? null));
    if (values.length > CHUNK_CHARS) {
      large.push(row);
      continue;
    }
    if (chunk.length > 0 && chars + values.length > CHUNK_CHARS) {
      chunks.push(`[${chunk.join(",")}]`);
      chunk = [];
      chars = 0;
    }
    chunk.push(values);
    chars += values.length;
  }
  if (chunk.length > 0) chunks.push(`[${chunk.join(",")}]`);
  return { chunks, large };
}
