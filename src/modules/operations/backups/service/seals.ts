/**
 * Signs manifests: only one with the mark of our master key counts, so that a foreign file in the bucket restores
 * nothing.
 */

import { type Env, settingsOf } from "../../../../env.ts";
import { deriveHmacKey } from "../../../../platform/crypto/keys.ts";
import { base64url, equalSecrets } from "../../../../platform/crypto/secrets.ts";
import type { Manifest, MasterChecks } from "../domain/manifest.ts";

/** Fingerprints of the master keys that a tenant's records need. They open nothing, and only tell keys apart. */
export async function mastersOf(env: Env): Promise<MasterChecks> {
  const { pin_pepper, ticket_masters, secret_masters } = settingsOf(env);
  const settings: [string, ReadonlyMap<string, Uint8Array>][] = [
    ["PIN_PEPPER", new Map([["pepper", pin_pepper]])],
    ["TICKET_KEYS", ticket_masters],
    ["SECRET_KEYS", secret_masters],
  ];
  const checks: MasterChecks = {};
  for (const [setting, masters] of settings) {
    const fingerprints: Record<string, string> = {};
    for (const [id, master] of masters)
      fingerprints[id] = (await sign(master, `${setting}:${id}`, "", "backup-master", setting)).slice(0, 16);
    checks[setting] = fingerprints;
  }
  return checks;
}

/** The manifest as text, marked for this tenant with the newest master key. */
export async function signManifest(env: Env, manifest: Manifest): Promise<string> {
  const [id, master] = [...settingsOf(env).secret_masters].at(-1) ?? [];
  if (id === undefined || !master) throw new Error("SECRET_KEYS is empty");
  return textOf({ ...manifest, mark: `${id}.${await markOf(manifest, id, master)}` });
}

/** The manifest of a text that `signManifest` made for this tenant, or undefined when any byte differs. */
export async function verifyManifest(env: Env, tenant_id: string, text: string): Promise<Manifest | undefined> {
  let marked: Manifest & { mark?: string };
  try {
    marked = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { mark, ...manifest } = marked;
  const [id = "", signature = ""] = String(mark).split(".");
  const master = settingsOf(env).secret_masters.get(id);
  if (!master || text !== textOf(marked) || manifest.tenant_id !== tenant_id) return undefined;
  return equalSecrets(signature, await markOf(manifest, id, master)) ? manifest : undefined;
}

function textOf(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function markOf(manifest: Manifest, id: string, master: Uint8Array): Promise<string> {
  return sign(master, `SECRET_KEYS:${id}`, manifest.tenant_id, "backup-manifest", JSON.stringify(manifest));
}

async function sign(master: Uint8Array, cache_id: string, salt: string, info: string, text: string): Promise<string> {
  const key = await deriveHmacKey(master, cache_id, salt, info);
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text))));
}
