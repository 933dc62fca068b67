/** Tickets by the hundred thousand, each like one that was sold, but for its id and its two codes. */

import type { Env } from "../src/env.ts";
import { codesOf } from "../src/modules/tickets/service/codes.ts";
import { asTenant } from "../src/platform/http/context.ts";
import { seedContext } from "../tools/park.ts";
import type { Sold } from "./bench-park.ts";

const CHUNK = 50_000;
const ID_STEM_CHARS = 16;
const SHORT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const SHORT_CHARS = 8;
/** From one short code to the next: a million of them in the order of their index, so that it is made fast. */
const STEP = 852_891;

/** A valid short code from the number `n`, with its check character. */
function shortCodeSql(): string {
  const base = SHORT_ALPHABET.length;
  const digit = (place: number) => `(n * ${STEP} / ${base ** (SHORT_CHARS - 1 - place)} % ${base})`;
  const char = (value: string) => `substr('${SHORT_ALPHABET}', 1 + ${value}, 1)`;
  const places = Array.from({ length: SHORT_CHARS }, (_, place) => place);
  const check = `((${places.map((place) => `${digit(place)} * ${place + 2}`).join(" + ")}) % ${base})`;
  return [...places.map(digit), check].map(char).join(" || ");
}

/** Copies a ticket's row so many times; D1 does it all, and nothing but a few statements goes there. */
export async function fillTickets(db: D1Database, tenant_id: string, like: Sold, count: number): Promise<void> {
  const model = "SELECT * FROM tickets WHERE tenant_id = ? AND ticket_id = ?";
  const row = await db.prepare(model).bind(tenant_id, like.ticket_id).first<Record<string, unknown>>();
  const own: Record<string, string> = {
    ticket_id: `substr(ticket_id, 1, ${ID_STEM_CHARS}) || printf('%010d', n)`,
    short_code: shortCodeSql(),
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

/** The tickets from number `first` on, as their buyers would hold them. */
export async function filledTickets(
  env: Env,
  tenant_id: string,
  like: Sold,
  { first, count }: { first: number; count: number },
): Promise<Sold[]> {
  const find = `SELECT ticket_id, short_code, key_version FROM tickets WHERE tenant_id = ? AND ticket_id >= ?
    ORDER BY ticket_id LIMIT ?`;
  const from = like.ticket_id.slice(0, ID_STEM_CHARS) + String(first).padStart(10, "0");
  const { results } = await env.DB.prepare(find).bind(tenant_id, from, count).all<Found>();
  const codes = await codesOf(asTenant(seedContext(env), tenant_id), results);
  return results.map((ticket, index) => ({ ...ticket, qr_token: codes[index] ?? "" }));
}

type Found = Omit<Sold, "qr_token"> & { key_version: number };
