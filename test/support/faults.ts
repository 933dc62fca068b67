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
