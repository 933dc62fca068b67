/** Fills the database with many tickets, each a copy of a sold one with its own id and two codes. */

import { seedContext } from "../local/park.ts";
import type { Env } from "../src/env.ts";
import { codesOf } from "../src/modules/admission/ticket-codes/service/codes.ts";
import {
  type ShortCoded,
  shortCodeOf,
  withShortCodeHash,
} from "../src/modules/admission/ticket-codes/service/short-codes.ts";
import { asTenant } from "../src/platform/http/context.ts";
import type { SoldTicket } from "./bench-park.ts";

const CHUNK = 50_000;
const ID_STEM_CHARS = 16;
/** The step between hashes: a million of them in index order, so that the index is built fast. */
const STEP = 852_891;

/** Copies a ticket's row `count` times inside D1, with only a few statements. */
export async function fillTickets(db: D1Database, tenant_id: string, like: SoldTicket, count: number): Promise<void> {
  const model = "SELECT * FROM tickets WHERE tenant_id = ? AND ticket_id = ?";
  const row = await db.prepare(model).bind(tenant_id, like.ticket_id).first<Record<string, unknown>>();
  const own: Record<string, string> = {
    ticket_id: `substr(ticket_id, 1, ${ID_STEM_CHARS}) || printf('%010d', n)`,
    short_code_hash: `printf('%022d', n * ${STEP})`,
  };
  const columns = Object.keys(row ?? {});
  const copy = `INSERT INTO tickets (${columns.join(", ")})
    WITH RECURSIVE numbers (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
    SELECT ${columns.map((name) => own[name] ?? name).join(", ")} FROM (${model}), numbers`;
  for (let first = 1; first <= count; first += CHUNK) {
    const last = Math.min(first + CHUNK - 1, count);
    await db.prepare(copy).bind(first, last, tenant_id, like.ticket_id).run();
  }
}

/** The filled tickets from number `first` on, with their codes; from now on their short codes work. */
export async function filledTickets(
  env: Env,
  tenant_id: string,
  like: SoldTicket,
  { first, count }: { first: number; count: number },
): Promise<SoldTicket[]> {
  const find = `SELECT ticket_id, short_code_no, key_version FROM tickets WHERE tenant_id = ? AND ticket_id >= ?
    ORDER BY ticket_id LIMIT ?`;
  const from = like.ticket_id.slice(0, ID_STEM_CHARS) + String(first).padStart(10, "0");
  const { results } = await env.DB.prepare(find).bind(tenant_id, from, count).all<Found>();
  const ctx = asTenant(seedContext(env), tenant_id);
  const hashed = await Promise.all(results.map((ticket) => withShortCodeHash(ctx, ticket)));
  await env.DB.prepare(
    `UPDATE tickets SET short_code_hash = own.value ->> '$.short_code_hash' FROM json_each(?) own
     WHERE tenant_id = ? AND ticket_id = own.value ->> '$.ticket_id'`,
  )
    .bind(JSON.stringify(hashed), tenant_id)
    .run();
  const codes = await codesOf(ctx, results);
  return Promise.all(
    results.map(async (ticket, index) => ({
      ...ticket,
      short_code: await shortCodeOf(ctx, ticket),
      qr_token: codes[index] ?? "",
    })),
  );
}

type Found = ShortCoded & Omit<SoldTicket, "qr_token" | "short_code"> & { key_version: number };
