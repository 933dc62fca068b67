/** The links of the audit chain, and the first row that does not follow the row before (rule U2). */

import { hashOf } from "../../src/platform/db/chain.ts";
import type { ChainRow, Finding, Head, Reason } from "../../src/shared/chain.ts";
import type { Link } from "./storage.ts";

/** Links rows from a head on: to the last one, or to one that does not follow the row before. */
export async function linkRows(
  head: Head,
  rows: readonly ChainRow[],
): Promise<{ links: Link[]; reached: Head; broken: Finding | null }> {
  const links: Link[] = [];
  let reached = head;
  const stop = (first_bad: number, reason: Reason) => ({ links, reached, broken: { first_bad, reason } });
  for (const row of rows) {
    const { sequence, prev_hash } = row;
    if (sequence === head.sequence) {
      if (row.hash !== head.hash) return stop(sequence, row.hash === null ? "unsealed" : "rebuilt");
      continue;
    }
    if (sequence !== reached.sequence + 1) return stop(reached.sequence + 1, "missing");
    const hash = await hashOf(reached.hash, row);
    if (row.hash === null) links.push([sequence, reached.hash, hash]);
    else if (prev_hash !== reached.hash) return stop(sequence, "out_of_order");
    else if (row.hash !== hash) return stop(sequence, "edited");
    reached = { sequence, hash };
  }
  return { links, reached, broken: null };
}
