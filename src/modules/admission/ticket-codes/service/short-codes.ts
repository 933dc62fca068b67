/** Short codes: derived from the ticket's id. D1 has a keyed hash to find a ticket by, and no code (rules G15, T5). */

import { type Env, settingsOf } from "../../../../env.ts";
import { deriveHmacKey } from "../../../../platform/crypto/keys.ts";
import { base64url } from "../../../../platform/crypto/secrets.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { shortCode, shortCodeSource } from "../domain/codes.ts";

const encoder = new TextEncoder();

/** A ticket with the number of its short code. */
export interface ShortCoded {
  ticket_id: string;
  short_code_no: number;
}

/** The printed short code of a ticket. */
export async function shortCodeOf(
  { env, tenant_id }: Pick<Context, "env" | "tenant_id">,
  { ticket_id, short_code_no }: ShortCoded,
): Promise<string> {
  return shortCode(await macOf(env, tenant_id, "short-code", shortCodeSource(ticket_id, short_code_no)));
}

/** The keyed hash of a short code, for D1. An attacker could reverse a plain hash by trying all codes. */
export async function hashShortCode(
  { env, tenant_id }: Pick<Context, "env" | "tenant_id">,
  short_code: string,
): Promise<string> {
  return base64url((await macOf(env, tenant_id, "short-code-hash", short_code)).subarray(0, 16));
}

/** The short code in a ticket's row: its number and keyed hash. */
export interface FreeShortCode {
  short_code_no: number;
  short_code_hash: string;
}

/** Adds the hash of its short code to a ticket. */
export async function withShortCodeHash<Ticket extends ShortCoded>(
  ctx: Context,
  ticket: Ticket,
): Promise<Ticket & FreeShortCode> {
  return { ...ticket, short_code_hash: await hashShortCode(ctx, await shortCodeOf(ctx, ticket)) };
}

async function macOf(env: Env, tenant_id: string, purpose: string, text: string): Promise<Uint8Array> {
  const key = await deriveHmacKey(settingsOf(env).pin_pepper, "pepper", tenant_id, purpose);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text)));
}
