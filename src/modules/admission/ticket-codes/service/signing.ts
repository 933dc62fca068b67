/** Signatures of ticket codes: by a key of tenant and version, derived from a master that is never in D1 (rule G14). */

import { type Env, settingsOf } from "../../../../env.ts";
import { deriveHmacKey } from "../../../../platform/crypto/keys.ts";
import { base64url, equalSecrets, sha256 } from "../../../../platform/crypto/secrets.ts";
import { macText, type ParsedCode, parseQrToken, qrToken, signedPart } from "../domain/codes.ts";
import { readCode } from "../domain/reading.ts";

const encoder = new TextEncoder();

/** The QR payload of a ticket. `master_id`: the master that its key version is derived from. */
export async function signTicket(
  env: Env,
  tenant_id: string,
  { ticket_id, key_version }: CodeSource,
  master_id: string,
): Promise<string> {
  return qrToken(ticket_id, key_version, await macOf(env, tenant_id, { ticket_id, key_version }, master_id));
}

/** A ticket and the version of the key that signs its code. */
export interface CodeSource {
  ticket_id: string;
  key_version: number;
}

/** A code whose signature was verified: its ticket, its key version, and the printed form. */
export interface VerifiedCode extends CodeSource {
  code: string;
}

/**
 * Reads the ticket's code in a scanner's text; undefined when the text has no code that this tenant signed. A text may
 * read as several codes (rule G13); the signature decides.
 */
export async function readTicketCode(env: Env, tenant_id: string, raw: string): Promise<VerifiedCode | undefined> {
  for (const code of readCode(raw).tokens) {
    const signed = parseQrToken(code);
    if (signed && (await isSigned(env, tenant_id, signed))) return { ...signed, code };
  }
  return undefined;
}

/** A code does not name its master, so each is tried, the newest first. */
async function isSigned(env: Env, tenant_id: string, parsed: ParsedCode): Promise<boolean> {
  for (const master_id of [...settingsOf(env).ticket_masters.keys()].reverse()) {
    const mac = await macOf(env, tenant_id, parsed, master_id);
    if (equalSecrets(macText(mac), parsed.mac_text)) return true;
  }
  return false;
}

/** The hash that is stored in place of a code: the first 16 bytes of its SHA-256. */
export async function hashCode(code: string): Promise<string> {
  return base64url((await sha256(code)).subarray(0, 16));
}

async function macOf(env: Env, tenant_id: string, { ticket_id, key_version }: CodeSource, master_id: string) {
  const master = settingsOf(env).ticket_masters.get(master_id);
  if (!master) throw new Error(`TICKET_KEYS has no master ${master_id}`);
  const key = await deriveHmacKey(master, `ticket-master:${master_id}`, tenant_id, `ticket:${key_version}`);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(signedPart(ticket_id, key_version))));
}
