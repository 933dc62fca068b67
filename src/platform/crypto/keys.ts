/** Derived keys: HKDF-SHA256 makes a separate key for each purpose from a master secret. */

/** Keeps keys, not promises: the promises of a request end with it. */
const derived = new Map<string, CryptoKey>();
const encoder = new TextEncoder();

/** An HMAC-SHA256 key for one purpose (RFC 5869). Kept for the isolate's life; `cache_id` must name the master. */
export function deriveHmacKey(master: Uint8Array, cache_id: string, salt: string, info: string): Promise<CryptoKey> {
  return derive(master, cache_id, salt, info, { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign", "verify"]);
}

/** An AES-256-GCM key for one purpose. */
export function deriveAesKey(master: Uint8Array, cache_id: string, salt: string, info: string): Promise<CryptoKey> {
  return derive(master, cache_id, salt, info, { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]);
}

async function derive(
  master: Uint8Array,
  cache_id: string,
  salt: string,
  info: string,
  algorithm: { name: string; hash?: string; length: number },
  usages: string[],
): Promise<CryptoKey> {
  const name = JSON.stringify([cache_id, salt, info]);
  const known = derived.get(name);
  if (known) return known;
  const base = await crypto.subtle.importKey("raw", master as BufferSource, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: encoder.encode(salt), info: encoder.encode(info) },
    base,
    algorithm,
    false,
    usages,
  );
  if (derived.size > 10_000) derived.clear();
  derived.set(name, key);
  return key;
}
