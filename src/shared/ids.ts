/** Ids: ULIDs of 26 characters in Crockford base32; the first ten are the time. */

export const ULID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

export function isUlid(text: string): boolean {
  return ULID_PATTERN.test(text);
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Bytes as Crockford base32 without padding: 16 bytes make 26 characters, all of the QR alphanumeric set. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let carry = 0;
  let carry_bits = 0;
  for (const byte of bytes) {
    carry = (carry << 8) | byte;
    carry_bits += 8;
    while (carry_bits >= 5) {
      carry_bits -= 5;
      text += CROCKFORD[(carry >> carry_bits) & 31];
      carry &= (1 << carry_bits) - 1;
    }
  }
  return carry_bits === 0 ? text : text + CROCKFORD[(carry << (5 - carry_bits)) & 31];
}

/** A number in base32 of fixed width, for key versions in ticket codes. */
export function base32Number(value: number, width: number): string {
  let text = "";
  for (let rest = value, i = 0; i < width; i++, rest = Math.floor(rest / 32)) text = CROCKFORD[rest % 32] + text;
  return text;
}

/** The number that `base32Number` wrote, or undefined when a character is not of the alphabet. */
export function parseBase32Number(text: string): number | undefined {
  let value = 0;
  for (const char of text) {
    const digit = CROCKFORD.indexOf(char);
    if (digit < 0) return undefined;
    value = value * 32 + digit;
  }
  return value;
}

const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

/** The time of an id, epoch ms. */
export function timeOfId(id: string): number {
  return parseBase32Number(id.slice(0, TIME_CHARS)) ?? 0;
}

/** The lowest ULID of a millisecond. */
export function firstIdOf(epoch_ms: number): string {
  return base32Number(Math.max(0, epoch_ms), TIME_CHARS) + "0".repeat(RANDOM_CHARS);
}
