/** Sealed cookie values: only the console's origin reads and makes them, and a value opens only in the cookie that it was made for. */

/** Bytes of a key, before base64. */
const KEY_BYTES = 32;
const IV_BYTES = 12;

export interface Seal {
  /** Seals a text for a named place. */
  seal(place: string, text: string): Promise<string>;
  /** The text; null for a value that was made elsewhere, or for another place. */
  open(place: string, sealed: string | null): Promise<string | null>;
}

let made: { secret: string; seal: Promise<Seal> } | undefined;

/** The seal of a secret (base64 of 32 bytes or more), made once in an isolate; null for a missing or short one. */
export function sealOf(secret: string | undefined): Promise<Seal> | null {
  const bytes = secret === undefined ? null : fromBase64(secret);
  if (secret === undefined || !bytes || bytes.length < KEY_BYTES) return null;
  if (made?.secret !== secret) made = { secret, seal: makeSeal(bytes) };
  return made.seal;
}

async function makeSeal(secret: Uint8Array<ArrayBuffer>): Promise<Seal> {
  const digest = await crypto.subtle.digest("SHA-256", secret);
  const key = await crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
  const parameters = (place: string, iv: Uint8Array<ArrayBuffer>) => ({
    name: "AES-GCM",
    iv,
    additionalData: new TextEncoder().encode(place),
  });
  return {
    async seal(place, text) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(parameters(place, iv), key, new TextEncoder().encode(text));
      return toBase64(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
    },
    async open(place, sealed) {
      const bytes = sealed === null ? null : fromBase64(sealed);
      if (!bytes || bytes.length <= IV_BYTES) return null;
      const [iv, body] = [bytes.slice(0, IV_BYTES), bytes.slice(IV_BYTES)];
      return crypto.subtle.decrypt(parameters(place, iv), key, body).then(
        (text) => new TextDecoder().decode(text),
        () => null,
      );
    },
  };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
