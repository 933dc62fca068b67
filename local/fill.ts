/** The filling of a database with seeded days: rows go straight into D1's file while no server runs, triggers on. */

import { hash } from "node:crypto";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { getTableColumns, getTableName, type SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Insert, SeededAudit, Write } from "../simulator/days/acts.ts";
import { kindOfDay } from "../simulator/days/calendar.ts";
import { datesOf, playDays, type Stretch } from "../simulator/days/days.ts";
import type { SeededPark } from "../simulator/days/park.ts";
import { redemptions, tickets } from "../src/modules/admission/tickets/tables.ts";
import { sales } from "../src/modules/counter/sales/tables.ts";
import { audits } from "../src/platform/db/tables.ts";
import { type ChainRow, GENESIS, type Head, linkText } from "../src/shared/chain.ts";
import { openFileD1 } from "./file-d1.ts";

/** Hashes a ticket's codes: the typed one, and the one that scanners read. */
export interface CodeHashes {
  ofShortCode(ticket_id: string, short_code_no: number): string;
  ofCode(ticket_id: string): string;
}

export interface Filling {
  park: SeededPark;
  stretch: Stretch;
  hashes: CodeHashes;
  /** Leaves the audit of the seeded days out, so that the chain has only the park's own rows. */
  without_audit?: boolean;
  /** Further work on the database after the last day, as making the reports' sums. */
  finish?(DB: D1Database): Promise<void>;
  /** Called now and then. */
  progress?(done: Progress): void;
}

export interface Progress {
  /** The day that is being written. */
  date: string;
  /** The sales so far. */
  sales: number;
  /** The share of all sales that is expected before this day. */
  share: number;
}

/** The rows of this many acts are written between two looks at signals. */
const ACTS_AT_ONCE = 2_000;
const CACHE_KIB = 262_144;

/** Fills the database file, a day in each transaction; returns the number of sales. */
export async function fillDatabase(file: string, filling: Filling): Promise<{ sales: number }> {
  // Loaded only here, because Node warns about it, and most starts fill nothing.
  const sqlite = await import("node:sqlite");
  const db = new sqlite.DatabaseSync(file);
  try {
    // The folder counts as unfinished until all is written, so that no single write need wait for the disk.
    db.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`);
    const done = await writeDays(new RowWriter(db), filling);
    await filling.finish?.(openFileD1(db));
    db.exec("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
    return done;
  } finally {
    db.close();
  }
}

async function writeDays(writer: RowWriter, { park, stretch, hashes, without_audit, progress }: Filling) {
  const { tenant_id, facts } = park;
  const chain = without_audit ? undefined : new ChainWriter(writer, tenant_id, facts.store.store_id);
  const dates = datesOf(stretch, facts.store);
  const weights = dates.map((date) => kindOfDay(date).share);
  const weightOf = (some: readonly number[]) => some.reduce((sum, weight) => sum + weight, 0);
  const shareBefore = (date: string) => weightOf(weights.slice(0, dates.indexOf(date))) / weightOf(weights);
  let sold = 0;
  for (const day of playDays(park, stretch)) {
    await setImmediate();
    if (!day) continue;
    const { date, acts } = day;
    writer.begin();
    for (const [index, act] of acts.entries()) {
      for (const write of act.writes) {
        if (isInsert(write) && write.table === sales) sold += 1;
        if (isInsert(write) && (write.table === tickets || write.table === redemptions))
          writeCoded(writer, write, hashes);
        else writer.write(isInsert(write) && write.with_head ? withHead(write, chain?.head) : write);
      }
      for (const audit of act.audits) chain?.add(act.at, audit, `seed-${date}`);
      if (index % ACTS_AT_ONCE === ACTS_AT_ONCE - 1) {
        progress?.({ date, sales: sold, share: shareBefore(date) });
        await setImmediate();
      }
    }
    writer.commit();
    progress?.({ date, sales: sold, share: shareBefore(date) });
  }
  return { sales: sold };
}

/** Writes a ticket or a scan with its hash; a ticket whose short code another one has gets its next one. */
function writeCoded(writer: RowWriter, write: Insert, hashes: CodeHashes): void {
  for (;;) {
    fillInCodes(write, hashes);
    try {
      writer.write(write);
      return;
    } catch (error) {
      if (!String(error).includes("tickets.short_code_hash")) throw error;
      const ticket = write.row as typeof tickets.$inferInsert;
      ticket.short_code_no = (ticket.short_code_no ?? 0) + 1;
    }
  }
}

/** Gives new tickets the hash of their short code, and scans the hash of the code that they read. */
function fillInCodes({ table, row }: Insert, hashes: CodeHashes): void {
  if (table === tickets) {
    const ticket = row as typeof tickets.$inferInsert;
    ticket.short_code_hash = hashes.ofShortCode(ticket.ticket_id, ticket.short_code_no ?? 0);
  } else if (table === redemptions) {
    const scan = row as typeof redemptions.$inferInsert;
    if (scan.ticket_id) scan.code_hash = hashes.ofCode(scan.ticket_id);
  }
}

function isInsert(write: Write): write is Insert {
  return "row" in write;
}

function withHead({ table, row }: Insert, head: Head | undefined): Insert {
  return { table, row: { ...row, audit_head: head ?? null } };
}

/** Writes rows by their tables' columns, each form of statement prepared once. */
export class RowWriter {
  private readonly db: DatabaseSync;
  private readonly prepared = new Map<string, StatementSync>();
  private readonly inserts = new Map<SQLiteTable, { columns: [string, SQLiteColumn][]; statement: StatementSync }>();

  constructor(db: DatabaseSync) {
    this.db = db;
  }

  begin(): void {
    this.db.exec("BEGIN IMMEDIATE");
  }

  commit(): void {
    this.db.exec("COMMIT");
  }

  write(write: Write): void {
    if (isInsert(write)) this.insert(write);
    else this.change(write);
  }

  private insert({ table, row }: Insert): void {
    const { columns, statement } = this.insertOf(table);
    const given = row as Record<string, unknown>;
    statement.run(...columns.map(([key, column]) => bound(column, key in given ? given[key] : undefined)));
  }

  private insertOf(table: SQLiteTable) {
    const known = this.inserts.get(table);
    if (known) return known;
    const columns = Object.entries(getTableColumns(table));
    const names = columns.map(([, { name }]) => name).join(", ");
    const text = `INSERT INTO ${getTableName(table)} (${names}) VALUES (${columns.map(() => "?").join(", ")})`;
    const made = { columns, statement: this.db.prepare(text) };
    this.inserts.set(table, made);
    return made;
  }

  private change({ table, where, set }: Exclude<Write, Insert>): void {
    const columns: Record<string, SQLiteColumn> = getTableColumns(table);
    const assign = (part: object, by: string) =>
      Object.keys(part)
        .map((key) => `${columns[key]?.name} = ?`)
        .join(by);
    const text = `UPDATE ${getTableName(table)} SET ${assign(set, ", ")} WHERE ${assign(where, " AND ")}`;
    const values = [...Object.entries(set), ...Object.entries(where)];
    const { changes } = this.prepare(text).run(...values.map(([key, value]) => bound(columns[key], value)));
    if (changes !== 1) throw new Error(`a seeded change of ${getTableName(table)} found ${changes} rows`);
  }

  prepare(text: string): StatementSync {
    const known = this.prepared.get(text) ?? this.db.prepare(text);
    this.prepared.set(text, known);
    return known;
  }
}

/** A value as SQLite stores it; an absent one is the column's default. */
function bound(column: SQLiteColumn | undefined, value: unknown): SQLInputValue {
  const given = value === undefined && column?.hasDefault ? (column.default as SQL | unknown) : value;
  return given === null || given === undefined ? null : (column?.mapToDriverValue(given) as SQLInputValue);
}

/** Appends audit rows to a tenant's chain: each is inserted without its link, as a commit does it, and linked as the sealer does it. */
class ChainWriter {
  head: Head = { sequence: 0, hash: GENESIS };
  private readonly writer: RowWriter;
  private readonly tenant_id: string;
  private readonly store_id: string;

  constructor(writer: RowWriter, tenant_id: string, store_id: string) {
    this.writer = writer;
    this.tenant_id = tenant_id;
    this.store_id = store_id;
    const rows = writer.prepare("SELECT * FROM audits WHERE tenant_id = ? ORDER BY sequence").all(tenant_id);
    for (const row of rows as unknown as ChainRow[]) this.link(row);
  }

  add(at: number, audit: SeededAudit, request_id: string): void {
    const { event, actor_id, actor_kind = "employee", approver_id = null, device_id = null, subject, changes } = audit;
    const row: ChainRow = {
      tenant_id: this.tenant_id,
      sequence: this.head.sequence + 1,
      at,
      event,
      actor_kind,
      actor_id,
      approver_id,
      device_id,
      store_id: this.store_id,
      ip: null,
      subject_kind: subject[0],
      subject_id: subject[1],
      changes: JSON.stringify(changes),
      request_id,
      canonical_version: 1,
      prev_hash: null,
      hash: null,
    };
    this.writer.write({ table: audits, row: { ...row, changes } } as unknown as Insert);
    this.link(row);
  }

  private link(row: ChainRow): void {
    const linked = hash("sha256", linkText(this.head.hash, row), "hex");
    if (row.hash === null)
      this.writer
        .prepare("UPDATE audits SET prev_hash = ?, hash = ? WHERE tenant_id = ? AND sequence = ?")
        .run(this.head.hash, linked, row.tenant_id, row.sequence);
    this.head = { sequence: row.sequence, hash: row.hash ?? linked };
  }
}
