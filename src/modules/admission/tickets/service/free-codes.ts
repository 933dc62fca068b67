/** Short codes of new tickets: no other ticket of the tenant has them (rule G15). */

import type { Context } from "../../../../platform/http/context.ts";
import { type FreeShortCode, withShortCodeHash } from "../../ticket-codes/index.ts";
import { findTakenShortCodes } from "../store/tickets.ts";

/** For each new ticket, its first short code that no ticket of the tenant has, by ticket id. */
export async function freeShortCodes(ctx: Context, ticket_ids: readonly string[]): Promise<Map<string, FreeShortCode>> {
  const free = new Map<string, FreeShortCode>();
  let candidates = ticket_ids.map((ticket_id) => ({ ticket_id, short_code_no: 0 }));
  while (candidates.length > 0) {
    const found = await Promise.all(candidates.map((ticket) => withShortCodeHash(ctx, ticket)));
    const hashes = found.map(({ short_code_hash }) => short_code_hash);
    const taken = await findTakenShortCodes(ctx.db, hashes);
    for (const { ticket_id, ...code } of found) if (!taken.has(code.short_code_hash)) free.set(ticket_id, code);
    candidates = found
      .filter(({ short_code_hash }) => taken.has(short_code_hash))
      .map(({ ticket_id, short_code_no }) => ({ ticket_id, short_code_no: short_code_no + 1 }));
  }
  return free;
}
