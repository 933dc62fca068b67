/** Ticket codes are signed with a key of the tenant and version, derived from a master that is nowhere in D1 (rule G14). */

import { type Env, settingsOf } from "../../../env.ts";
import { deriveHmacKey } from "../../../platform/crypto/keys.ts";
import { base64url, equalSecrets, sha256 } from "../../../platform/crypto/secrets.ts";
import { macText, parseQrToken, qrToken, signedPart } from "../domain/codes.ts";

const encoder = new TextEncoder();

/** The QR payload of a ticket. */
export async function signTicket(env: Env, tenant_id: string, ticket_id: string, key_version: number): Promise<string> {
  return qrToken(ticket_id, key_version, await macOf(env, tenant_id, ticket_id, key_version));
}

/** The ticket that a normalised code names, or undefined when the code is not one that this tenant signed. */
export async function readTicketCode(env: Env, tenant_id: string, code: string): Promise<string | undefined> {
  const parsed = parseQrToken(code);
  if (!parsed) return undefined;
  const mac = await macOf(env, tenant_id, parsed.ticket_id, parsed.key_version);
  return equalSecrets(macText(mac), parsed.mac_text) ? parsed.ticket_id : undefined;
}

/** What is kept of a code instead of the code: the first 16 bytes of its SHA-256. */
export async function hashCode(code: string): Promise<string> {
  return base64url((await sha256(code)).subarray(0, 16));
}

async function macOf(env: Env, tenant_id: string, ticket_id: string, key_version: number): Promise<Uint8Array> {
  const key = await deriveHmacKey(settingsOf(env).ticket_master, "ticket-master", tenant_id, `ticket:${key_version}`);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(signedPart(ticket_id, key_version))));
}
