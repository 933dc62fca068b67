/** New tickets get short codes that no ticket of their tenant has (rule G15). */

import type { Context } from "../../../../platform/http/context.ts";
import { type FreeShortCode, withShortCodeHash } from "../../ticket-codes/index.ts";
import { findTakenShortCodes } from "../store/tickets.ts";

/** The first short code of each of these new tickets that no ticket of the tenant has, by ticket id. */
export async function freeShortCodes(ctx: Context, ticket_ids: readonly string[]): Promise<Map<string, FreeShortCode>> {
  const free = new Map<string, FreeShortCode>();
  let asked = ticket_ids.map((ticket_id) => ({ ticket_id, short_code_no: 0 }));
  while (asked.length > 0) {
    const found = await Promise.all(asked.map((ticket) => withShortCodeHash(ctx, ticket)));
    const hashes = found.map(({ short_code_hash }) => short_code_hash);
    const taken = await findTakenShortCodes(ctx.db, hashes);
    for (const { ticket_id, ...code } of found) if (!taken.has(code.short_code_hash)) free.set(ticket_id, code);
    asked = found
      .filter(({ short_code_hash }) => taken.has(short_code_hash))
      .map(({ ticket_id, short_code_no }) => ({ ticket_id, short_code_no: short_code_no + 1 }));
  }
  return free;
}
