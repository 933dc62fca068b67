/** Faults at the edge of the house: D1 that refuses, as in an outage. */

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
/** Holds the answer to the next query of D1 until it is released; `read` tells that the query was run. */
export function holdNextReading(): { read: Promise<void>; release(): void } {
  const d1 = Object.getPrototypeOf(env.DB) as { withSession(constraint?: string): D1DatabaseSession };
  const { withSession } = d1;
  const [read, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  d1.withSession = function (this: D1Database, constraint) {
    d1.withSession = withSession;
    const session = withSession.call(this, constraint);
    const held = async (query: string, values: unknown[]) => {
      const result = await session
        .prepare(query)
        .bind(...values)
        .all();
      read.resolve();
      await released.promise;
      return result;
    };
    return {
      prepare: (query: string) => ({ bind: (...values: unknown[]) => ({ all: () => held(query, values) }) }),
      getBookmark: () => session.getBookmark(),
    } as unknown as D1DatabaseSession;
  };
  return { read: read.promise, release: released.resolve };
}
