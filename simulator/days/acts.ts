/** Acts of seeded days: each is a moment with the rows that it writes and their audit; one after another they are a day. */

import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { base32Number } from "../../src/shared/ids.ts";
import type { Random } from "../random.ts";

/** A new row. A day's close gets the head of the audit chain when it is written. */
export interface Insert<Table extends SQLiteTable = SQLiteTable> {
  table: Table;
  row: Table["$inferInsert"];
  with_head?: true;
}

/** New values of columns of one row, by its key. */
export interface Change<Table extends SQLiteTable = SQLiteTable> {
  table: Table;
  where: Partial<Table["$inferInsert"]>;
  set: Partial<Table["$inferInsert"]>;
}

export type Write = Insert | Change;

export interface SeededAudit {
  event: string;
  actor_id: string;
  actor_kind?: "employee" | "device" | "system";
  approver_id?: string | null;
  device_id?: string | null;
  subject: readonly [kind: string, id: string];
  changes: Record<string, unknown>;
}

export interface Act {
  /** Epoch ms. */
  at: number;
  writes: Write[];
  audits: SeededAudit[];
}

export function insertOf<Table extends SQLiteTable>(table: Table, row: Table["$inferInsert"]): Insert {
  return { table, row } as Insert;
}

export function changeOf<Table extends SQLiteTable>(
  table: Table,
  where: Partial<Table["$inferInsert"]>,
  set: Partial<Table["$inferInsert"]>,
): Change {
  return { table, where, set } as Change;
}

const TIME_CHARS = 10;

/** A ULID of a moment (epoch ms), whose other part comes from the seed. */
export function seededId(at: number, random: Random): string {
  const part = () => base32Number(Math.floor(random.next() * 2 ** 30), 6);
  return base32Number(at, TIME_CHARS) + (part() + part() + part()).slice(2);
}
