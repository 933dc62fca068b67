/** Faults of D1: refusals, late answers and lost answers. */

import { env } from "cloudflare:workers";

/** Makes every use of D1 fail while `work` runs, for the Worker and its objects alike. */
export async function whileD1Refuses<Value>(work: () => Promise<Value>): Promise<Value> {
  const d1 = Object.getPrototypeOf(env.DB) as { withSession: unknown };
  const { withSession } = d1;
  d1.withSession = () => ({
    prepare: () => {
      throw new Error("D1_ERROR: the network connection was lost");
    },
    batch: () => Promise.reject(new Error("D1_ERROR: the network connection was lost")),
    getBookmark: () => null,
  });
  try {
    return await work();
  } finally {
    d1.withSession = withSession;
  }
}
/**
 * Holds the answer to the next query of D1 with this in its text or values until it is released. `read` resolves when
 * the query was run. Other queries are answered meanwhile.
 */
export function holdNextReading(named: string): { read: Promise<void>; release(): void } {
  const session = Object.getPrototypeOf(env.DB.withSession()) as D1DatabaseSession;
  const { prepare } = session;
  const [read, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  session.prepare = function (query) {
    const statement = prepare.call(this, query);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values) => {
      const bound = bind(...values);
      if (session.prepare === prepare || !(query.includes(named) || values.includes(named))) return bound;
      session.prepare = prepare;
      const all = bound.all.bind(bound);
      bound.all = async <Row>() => {
        const result = await all<Row>();
        read.resolve();
        await released.promise;
        return result;
      };
      return bound;
    };
    return statement;
  };
  return { read: read.promise, release: released.resolve };
}

/** Lets the next batch that inserts into a table run, and holds its answer until it is released. */
export function holdNextBatch(table: string): { landed: Promise<void>; release(): void } {
  const session = Object.getPrototypeOf(env.DB.withSession()) as D1DatabaseSession;
  const { prepare, batch } = session;
  const [landed, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ours = new WeakSet<object>();
  session.prepare = function (query) {
    const statement = prepare.call(this, query);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values) => {
      const bound = bind(...values);
      if (new RegExp(`^\\s*INSERT INTO "?${table}\\b`).test(query)) ours.add(bound);
      return bound;
    };
    return statement;
  };
  session.batch = async function (statements) {
    const results = await batch.call(this, statements);
    if (!statements.some((statement) => ours.has(statement))) return results as never;
    Object.assign(session, { prepare, batch });
    landed.resolve();
    await released.promise;
    return results as never;
  };
  return { landed: landed.promise, release: released.resolve };
}

/** Makes the n-th use of D1 during `work` fail like a broken connection; `reached` says whether there was an n-th. */
export async function failingAtStatement<Reply>(
  n: number,
  work: () => Promise<Reply>,
): Promise<{ reply: Reply; reached: boolean }> {
  const session = Object.getPrototypeOf(env.DB.withSession()) as D1DatabaseSession;
  const { prepare, batch } = session;
  let uses = 0;
  const broken = () => {
    uses += 1;
    return uses === n;
  };
  session.prepare = function (query) {
    if (broken()) throw new Error("D1_ERROR: the network connection was lost");
    return prepare.call(this, query);
  };
  session.batch = function (statements) {
    if (broken()) return Promise.reject(new Error("D1_ERROR: the network connection was lost"));
    return batch.call(this, statements) as never;
  };
  try {
    const reply = await work();
    return { reply, reached: uses >= n };
  } finally {
    Object.assign(session, { prepare, batch });
  }
}

/**
 * Ends `work` at its n-th write to one of these tables (from 0), before the write or before its answer: D1 answers nothing
 * afterwards. Returns whether there was an n-th.
 */
export async function dieAtWrite(
  { n, lands, tables }: { n: number; lands: boolean; tables: readonly string[] },
  work: () => Promise<unknown>,
): Promise<boolean> {
  const session = Object.getPrototypeOf(env.DB.withSession()) as D1DatabaseSession;
  const { prepare, batch } = session;
  const counted = new RegExp(`^\\s*(INSERT INTO|UPDATE) (${tables.join("|")})\\b`);
  const ours = new WeakSet<object>();
  const lost = () => new Error("D1_ERROR: the network connection was lost");
  let writes = 0;
  let dead = false;
  session.prepare = function (query) {
    if (dead) throw lost();
    const statement = prepare.call(this, query);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values) => {
      const bound = bind(...values);
      if (counted.test(query)) ours.add(bound);
      return bound;
    };
    return statement;
  };
  session.batch = async function (statements) {
    if (dead) throw lost();
    if (statements.some((statement) => ours.has(statement))) writes += 1;
    if (writes <= n) return batch.call(this, statements) as never;
    dead = true;
    if (lands) await batch.call(this, statements);
    throw lost();
  };
  try {
    await work();
    return dead;
  } finally {
    Object.assign(session, { prepare, batch });
  }
}
