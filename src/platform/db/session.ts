/** The one way to a tenant's records: every read names its tenant, counts its rows and tells outage from mistake. */

import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Env } from "../../env.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { logTrouble } from "../log/log.ts";
import { decodeRow, type Statement } from "./sql.ts";
import { letOthersBeHeard } from "./turns.ts";

export interface Database {
  readonly tenant_id: string;
  /** Rows that D1 counted for this request; what the bill is made of. */
  readonly rows: { read: number; written: number };
  /** Statements that this request has sent, D1 takes 1,000 of one request; in how many calls; and whether D1 left one unanswered. */
  readonly queries: { sent: number; calls: number; late: boolean };
  /** All rows of a query as SQLite gives them. */
  all<Row>(statement: Statement): Promise<Row[]>;
  /** All rows of a table's query, decoded to the table's types. */
  rowsOf<Table extends SQLiteTable>(table: Table, statement: Statement): Promise<Table["$inferSelect"][]>;
  /** The first row of a table's query, or undefined. */
  rowOf<Table extends SQLiteTable>(table: Table, statement: Statement): Promise<Table["$inferSelect"] | undefined>;
  /** The place in the log after this request's reads and writes; a client sends it back to read its own writes. */
  bookmark(): string | null;
  /** For `commit()` alone. */
  connection(): D1DatabaseSession;
}

/** Stands where a tenant's id would, for the few questions that machinery asks of all tenants. */
export const EVERY_TENANT = "*";

/** Opens the database that holds this tenant. `bookmark` allows a replica that has seen at least that much. */
export function openDatabase(env: Env, tenant_id: string, bookmark?: string): Database {
  // Opened when first used: a scan of a known ticket never does.
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

/** How SQLite says that a value, a row or a statement is larger than it takes. */
const TOO_BIG = /SQLITE_TOOBIG|string or blob too big|statement too long/;

/** How long an answer of D1 is waited for. */
const DEADLINE_MS = 10_000;

/** After so many calls in a row a request pauses. */
const CALLS_IN_A_ROW = 20;

/** D1 has not answered in time. Whether a write landed is unknown: its repeat finds it by its key, or makes it. */
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
 * Turns D1 being out of reach, or silent for ten seconds, into 503, and what is too large for it into 413; a mistake in
 * our SQL stays an unexpected error.
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
