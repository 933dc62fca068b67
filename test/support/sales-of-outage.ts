/** Helpers of tests of held sales: a sale that a till hands in over HTTP, and its operations. */

import { newId } from "../../src/platform/http/context.ts";
import { iso } from "../../src/shared/time.ts";
import { handIn, type Op } from "./gate.ts";
import type { Client, TestPark } from "./park.ts";

export function operationOf(type: string, at: number, payload: unknown): Op {
  return { op_id: newId(Date.now()), type, ts: iso(at), payload };
}

/** An operation that sells one day ticket for `paid`, with the given fields. */
export function saleOp(park: TestPark, paid: number, fields: Record<string, unknown> = {}, at = Date.now()): Op {
  return operationOf("sale", at, {
    sale_id: newId(Date.now()),
    receipt_no: "paper",
    items: [{ package_id: park.packages.single, qty: 1 }],
    payments: paid === 0 ? [] : [{ method: "cash", amount: paid }],
    totals: { grand_total: paid },
    ...fields,
  });
}

/** Hands in operations and returns their results; fails if the batch was refused. */
export async function handedIn(client: Client, ops: Op[]) {
  const reply = await handIn(client, ops);
  if (reply.status !== 200) throw new Error(reply.text);
  return reply.data.results;
}
