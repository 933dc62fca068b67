/** Sessions of the database: every read names its tenant, counts its rows and distinguishes an outage from a mistake. */

import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Env } from "../../env.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { logTrouble } from "../log/log.ts";
import { decodeRow, type Statement } from "./sql.ts";
import { letOthersBeHeard } from "./turns.ts";

export interface Database {
  readonly tenant_id: string;
  /** The rows that D1 counted for this request, which are billed. */
  readonly rows: { read: number; written: number };
  /** The statements of this request (D1 allows 1,000), its calls, and whether D1 left one unanswered. */
  readonly queries: { sent: number; calls: number; late: boolean };
  /** All rows of a query as SQLite gives them. */
  all<Row>(statement: Statement): Promise<Row[]>;
  /** All rows of a table's query, decoded to the table's types. */
  rowsOf<Table extends SQLiteTable>(table: Table, statement: Statement): Promise<Table["$inferSelect"][]>;
  /** The first row of a table's query, or undefined. */
  rowOf<Table extends SQLiteTable>(table: Table, statement: Statement): Promise<Table["$inferSelect"] | undefined>;
  /** The place in D1's log after this request's reads and writes. A client sends it back to read its own writes. */
  bookmark(): string | null;
  /** Only for `commit()`. */
  connection(): D1DatabaseSession;
}

/** Replaces a tenant's id in the few queries over all tenants. */
export const EVERY_TENANT = "*";

/** Opens the database of this tenant. `bookmark` allows a replica that is at least as new. */
export function openDatabase(env: Env, tenant_id: string, bookmark?: string): Database {
  // Opened at first use: a scan of a known ticket never needs it.
  let session: D1DatabaseSession | undefined;
  function connection(): D1DatabaseSession {
    session ??= env.DB.withSession(bookmark ?? "first-primary");
    return session;
  }
  const rows = { read: 0, written: 0 };
  const queries = { sent: 0, calls: 0, late: false };
  async function all<Row>({ text, params }: Statement): Promise<Row[]> {
    queries.sent += 1;
    const result = await guardOutage(queries, async () => {
      const prepared = connection().prepare(text);
      return prepared.bind(...params).all<Row>();
    });
    rows.read += result.meta.rows_read;
    rows.written += result.meta.rows_written;
    return result.results;
  }
  async function rowsOf<Table extends SQLiteTable>(table: Table, statement: Statement) {
    return (await all<Record<string, unknown>>(statement)).map((row) => decodeRow(table, row));
  }
  return {
    tenant_id,
    rows,
    queries,
    connection,
    all,
    rowsOf,
    rowOf: async (table, statement) => (await rowsOf(table, statement))[0],
    bookmark: () => session?.getBookmark() ?? null,
  };
}

/** SQLite's messages for a value, row or statement that is too large. */
const TOO_BIG = /SQLITE_TOOBIG|string or blob too big|statement too long/;

/** How long a request waits for D1. */
const DEADLINE_MS = 10_000;

/** A request pauses after this many calls in a row. */
const CALLS_IN_A_ROW = 20;

/** D1 did not answer in time. Whether a write took place is unknown: a repeat finds it by its key, or makes it. */
export class LateError extends AppError {
  constructor() {
    super(errors.unavailable, undefined, 2);
  }
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError()), DEADLINE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Turns an unreachable D1, or one that is silent for ten seconds, into 503, and data too large for D1 into 413. A mistake
 * in our SQL stays an unexpected error.
 */
export async function guardOutage<Value>(queries: Database["queries"], work: () => Promise<Value>): Promise<Value> {
  queries.calls += 1;
  if (queries.calls % CALLS_IN_A_ROW === 0) await letOthersBeHeard();
  try {
    return await inTime(work());
  } catch (error) {
    if (error instanceof LateError) {
      queries.late = true;
      logTrouble("error", "database late", error);
      throw error;
    }
    if (String(error).includes("E_TENANT_RESTORING")) throw new AppError(errors.unavailable, undefined, 60);
    if (TOO_BIG.test(String(error))) throw new AppError(errors.too_large);
    if (/SQLITE_(?!BUSY|NOMEM|FULL|IOERR)|constraint failed|no such|syntax error/.test(String(error))) throw error;
    logTrouble("error", "database unavailable", error);
    throw new AppError(errors.unavailable, undefined, 1);
  }
}
