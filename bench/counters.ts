/** Counts billed rows: those that D1 reports, and each put and alarm of an object as one row. */

export type Place = "request" | "object" | "queue" | "chain";

export interface PlaceCount {
  rows_read: number;
  rows_written: number;
  /** The part of them that are entries of indexes. */
  index_rows_written: number;
  /** Batches that write; each is one commit. */
  commits: number;
  /** Round trips that read. */
  queries: number;
}

export interface Counts {
  d1: Record<Place, PlaceCount>;
  /** Rows of objects' own storage, without the sealer's. */
  object_rows_written: number;
  /** Rows that serve many operations: the sealer's own, and those of counted calls. */
  shared_rows_written: number;
}

const none = (): PlaceCount => ({ rows_read: 0, rows_written: 0, index_rows_written: 0, commits: 0, queries: 0 });
const nothing = (): Counts => ({
  d1: { request: none(), object: none(), queue: none(), chain: none() },
  object_rows_written: 0,
  shared_rows_written: 0,
});

let counts = nothing();

/** Returns the counts since the last call. */
export function takeCounts(): Counts {
  const taken = counts;
  counts = nothing();
  return taken;
}

interface CountedStatement {
  raw: D1PreparedStatement;
  of_calls: boolean;
  bind(...values: unknown[]): CountedStatement;
  all(): Promise<D1Result>;
}

/** A database that reports the rows of each answer to the counters. */
export function countDatabase(database: D1Database, place: Place): D1Database {
  function add(results: D1Result[], of_calls: boolean): void {
    const count = counts.d1[place];
    const written = results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
    if (of_calls) {
      counts.shared_rows_written += written;
      return;
    }
    count.rows_read += results.reduce((sum, { meta }) => sum + meta.rows_read, 0);
    count.rows_written += written;
    count.index_rows_written += written - results.reduce((sum, { meta }) => sum + meta.changes, 0);
    if (written > 0) count.commits += 1;
    else count.queries += 1;
  }
  function wrap(raw: D1PreparedStatement, of_calls: boolean): CountedStatement {
    return {
      raw,
      of_calls,
      bind: (...values) => wrap(raw.bind(...values), of_calls),
      async all() {
        const result = await raw.all();
        add([result], of_calls);
        return result;
      },
    };
  }
  const withSession = (bookmark?: string) => {
    const session = database.withSession(bookmark);
    return {
      prepare: (text: string) => wrap(session.prepare(text), text.startsWith("INSERT INTO usage_counters")),
      getBookmark: () => session.getBookmark(),
      async batch(statements: CountedStatement[]) {
        const results = await session.batch(statements.map(({ raw }) => raw));
        add(
          results,
          statements.every(({ of_calls }) => of_calls),
        );
        return results;
      },
    };
  };
  return { withSession } as unknown as D1Database;
}

let counting = false;
/** Storages of which each row serves many operations. */
const shared = new WeakSet<object>();

export function countSharedStorage(state: DurableObjectState): DurableObjectState {
  shared.add(state.storage).add(state.storage.kv);
  return countStorage(state);
}

/** Objects of one isolate share the prototypes of their storage, so these are changed once. */
export function countStorage(state: DurableObjectState): DurableObjectState {
  if (counting) return state;
  counting = true;
  const { storage } = state;
  countCalls(storage.kv, ["put", "delete"]);
  countCalls(storage, ["put", "delete", "setAlarm", "deleteAll"]);
  const { exec } = storage.sql;
  Object.getPrototypeOf(storage.sql).exec = function (this: SqlStorage, ...args: Parameters<typeof exec>) {
    const cursor = exec.apply(this, args);
    counts.object_rows_written += cursor.rowsWritten;
    return cursor;
  };
  return state;
}

function countCalls(target: object, names: string[]): void {
  const prototype = Object.getPrototypeOf(target);
  for (const name of names) {
    const original = prototype[name];
    prototype[name] = function (this: object, ...args: unknown[]) {
      const of_calls = args[0] === "calls" || (args[1] as DurableObjectSetAlarmOptions)?.allowUnconfirmed === true;
      counts[of_calls || shared.has(this) ? "shared_rows_written" : "object_rows_written"] += 1;
      return original.apply(this, args);
    };
  }
}
