/** Codes of tickets that were sold elsewhere: hashed with the tenant's key, and looked up within a limit (rules M7, M8). */

import { settingsOf } from "../../../../env.ts";
import { deriveHmacKey } from "../../../../platform/crypto/keys.ts";
import { base64url } from "../../../../platform/crypto/secrets.ts";
import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { giveBack, takeTries } from "../../../../platform/http/rates.ts";
import { readForeignCodes } from "../domain/foreign.ts";
import { type ForeignCode, findForeignCodes, insertForeignCodes, updateForeignDigests } from "../store.ts";

type Keyed = Pick<Context, "env" | "tenant_id">;

const encoder = new TextEncoder();
const keys = new Map<string, CryptoKey>();
const KEYS_KEPT = 10_000;

/** The tenant's key for hashes of foreign codes. A gate gets it, because it must find a scanned code on its list. */
export async function foreignKeyOf({ env, tenant_id }: Keyed): Promise<Uint8Array> {
  const master = await deriveHmacKey(settingsOf(env).pin_pepper, "pepper", tenant_id, "foreign-code");
  return new Uint8Array(await crypto.subtle.sign("HMAC", master, encoder.encode("key 1")));
}

/** The hash of a code in its one form: the first 16 bytes of its HMAC. */
export async function hashForeignCode(ctx: Keyed, code: string): Promise<string> {
  const key = keys.get(ctx.tenant_id) ?? (await importKey(ctx));
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(code))).subarray(0, 16));
}

async function importKey(ctx: Keyed): Promise<CryptoKey> {
  const raw = (await foreignKeyOf(ctx)) as BufferSource;
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  if (keys.size > KEYS_KEPT) keys.clear();
  keys.set(ctx.tenant_id, key);
  return key;
}

/** The ticket that has a scanned or typed code; not limited. */
export async function findForeignTicket(ctx: Context, sent: string): Promise<{ ticket_id: string } | undefined> {
  const hashes = await hashesOf(ctx, sent);
  return hashes.length > 0 ? (await findForeignCodes(ctx.db, hashes))[0] : undefined;
}

function hashesOf(ctx: Keyed, sent: string): Promise<string[]> {
  return Promise.all(readForeignCodes(sent).map((code) => hashForeignCode(ctx, code)));
}

/** What codes lead to: a ticket by text. `over`: the texts that were not looked up. */
export interface ForeignTickets {
  found: ReadonlyMap<string, string>;
  over: ReadonlySet<string>;
  retry_after_s: number;
}

/** The most codes that one query finds. */
const AT_ONCE = 30;

/**
 * Finds tickets by codes that `who` scanned or typed. A try counts before the look-up, and a code that a ticket has is given back, so
 * that a gate admits any number of old tickets but guesses only as often as short codes.
 */
export async function findForeignTickets(ctx: Context, who: string, texts: Iterable<string>): Promise<ForeignTickets> {
  const found = new Map<string, string>();
  const hashed = await Promise.all([...new Set(texts)].map(async (text) => [text, await hashesOf(ctx, text)] as const));
  let left = hashed.filter(([, hashes]) => hashes.length > 0);
  while (left.length > 0) {
    const asked = { count: Math.min(left.length, AT_ONCE), now: ctx.arrived_at };
    const { granted, retry_after_s } = await takeTries(ctx.env, who, "foreign_code", asked);
    if (granted === 0) return { found, over: new Set(left.map(([text]) => text)), retry_after_s };
    const tried = left.slice(0, granted);
    left = left.slice(granted);
    const rows = await findForeignCodes(
      ctx.db,
      tried.flatMap(([, hashes]) => hashes),
    );
    const ticket_of = new Map(rows.map(({ code_hash, ticket_id }) => [code_hash, ticket_id]));
    const hits = tried.flatMap(([text, hashes]) => {
      const ticket_id = hashes.map((hash) => ticket_of.get(hash)).find((id) => id !== undefined);
      return ticket_id === undefined ? [] : [[text, ticket_id] as const];
    });
    for (const [text, ticket_id] of hits) found.set(text, ticket_id);
    await giveBack(ctx.env, who, "foreign_code", { count: hits.length, now: ctx.arrived_at });
  }
  return { found, over: new Set(), retry_after_s: 0 };
}

/** Writes codes of new tickets, and the digests of rows that came again. */
export function recordForeignCodes(
  ctx: Context,
  created: readonly ForeignCode[],
  changed: readonly ForeignCode[],
): CommitPart {
  return { writes: [...insertForeignCodes(created), ...updateForeignDigests(ctx, changed)] };
}
