/** Secrets at rest: each is a hash or sealed, and comparisons take the same time whatever they find (rule T5). */

import { deriveAesKey, deriveHmacKey } from "./keys.ts";

const encoder = new TextEncoder();

/** Cloudflare refuses more than 100,000 iterations, and only in production. */
export const PIN_ITERATIONS = 100_000;

export function base64url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** A new secret of 256 random bits, as text. */
export function randomSecret(): string {
  return base64url(randomBytes(32));
}

export async function sha256(data: string | ArrayBuffer): Promise<Uint8Array> {
  const bytes = typeof data === "string" ? encoder.encode(data) : data;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The hash that is stored for a high-entropy secret (a token, a site key). */
export async function hashSecret(secret: string): Promise<string> {
  return base64url(await sha256(secret));
}

/** Whether two texts are equal, in time that depends only on their lengths. */
export function equalSecrets(a: string, b: string): boolean {
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  return difference === 0;
}

/** Hashes a PIN for storage as `pbkdf2-sha256:iterations:salt:hash`, with the pepper mixed in first. */
export async function hashPin(pin: string, pepper: Uint8Array): Promise<string> {
  const salt = randomBytes(16);
  const hash = await stretchPin(pin, pepper, salt, PIN_ITERATIONS);
  return `pbkdf2-sha256:${PIN_ITERATIONS}:${base64url(salt)}:${base64url(hash)}`;
}

/** Whether a PIN matches a stored hash. A malformed hash matches nothing. */
export async function pinMatches(pin: string, pepper: Uint8Array, stored: string): Promise<boolean> {
  const [algorithm, iterations, salt, hash] = stored.split(":");
  if (algorithm !== "pbkdf2-sha256" || !iterations || !salt || !hash) return false;
  const found = await stretchPin(pin, pepper, fromBase64url(salt), Number(iterations));
  return equalSecrets(base64url(found), hash);
}

async function stretchPin(pin: string, pepper: Uint8Array, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  const key = await deriveHmacKey(pepper, "pepper", "", "pin");
  const peppered = await crypto.subtle.sign("HMAC", key, encoder.encode(pin));
  const base = await crypto.subtle.importKey("raw", peppered, "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: salt as BufferSource, iterations },
    base,
    256,
  );
  return new Uint8Array(bits);
}

/** Secrets by id, the newest last; text that was sealed with an older one still opens. */
export type KeyRing = ReadonlyMap<string, Uint8Array>;

/** Seals text for storage with AES-256-GCM. The key is derived from the newest secret for the purpose and tenant. */
export async function seal(text: string, ring: KeyRing, tenant_id: string, purpose: string): Promise<string> {
  const [kid, master] = [...ring].at(-1) ?? [];
  if (kid === undefined || !master) throw new Error("the key ring is empty");
  const key = await deriveAesKey(master, `${purpose}:${kid}`, tenant_id, purpose);
  return `${kid}.${await encrypt(key, text, "")}`;
}

/** Opens text that `seal` made. Throws when it was altered, its secret is gone, or another tenant or purpose was named. */
export async function unseal(sealed: string, ring: KeyRing, tenant_id: string, purpose: string): Promise<string> {
  const [kid = ""] = sealed.split(".", 1);
  const master = ring.get(kid);
  if (!master) throw new Error(`no secret ${kid} to open a sealed text with`);
  const key = await deriveAesKey(master, `${purpose}:${kid}`, tenant_id, purpose);
  return decrypt(key, sealed.slice(kid.length + 1), "");
}

/**
 * Seals text with AES-256-GCM under a given key. `context` names its owner and kind. It is not stored with the text, and
 * the text opens only with the same context.
 */
export async function sealWith(key: Uint8Array, text: string, context: string): Promise<string> {
  return encrypt(await aesKey(key), text, context);
}

/** Opens text that `sealWith` made. Throws when it was altered, or sealed with another key or context. */
export async function unsealWith(key: Uint8Array, sealed: string, context: string): Promise<string> {
  return decrypt(await aesKey(key), sealed, context);
}

async function encrypt(key: CryptoKey, text: string, context: string): Promise<string> {
  const iv = randomBytes(12);
  const sealed = await crypto.subtle.encrypt(gcm(iv, context), key, encoder.encode(text));
  return [base64url(iv), base64url(new Uint8Array(sealed))].join(".");
}

async function decrypt(key: CryptoKey, sealed: string, context: string): Promise<string> {
  const [iv = "", body = ""] = sealed.split(".");
  const opened = await crypto.subtle.decrypt(gcm(fromBase64url(iv), context), key, fromBase64url(body) as BufferSource);
  return new TextDecoder().decode(opened);
}

function gcm(iv: Uint8Array, context: string) {
  return { name: "AES-GCM", iv: iv as BufferSource, additionalData: encoder.encode(context) };
}

function aesKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key as BufferSource, "AES-GCM", false, ["encrypt", "decrypt"]);
}
