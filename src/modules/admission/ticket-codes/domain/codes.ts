/** A ticket's two codes as text: the QR payload (rule G14) and the typed short code (rule G15). */

import { base32, base32Number, isUlid, parseBase32Number } from "../../../../shared/ids.ts";

const PREFIX = "PP1";
const VERSION_CHARS = 2;
const ID_CHARS = 26;
const MAC_CHARS = 26;
const MAC_BYTES = 16;

/** The part that the signature covers: all before it, so that nobody can exchange version or ticket. */
export function signedPart(ticket_id: string, key_version: number): string {
  return PREFIX + base32Number(key_version, VERSION_CHARS) + ticket_id;
}

/** The QR payload: 57 characters of the QR alphanumeric set, a version 3 symbol at level M. */
export function qrToken(ticket_id: string, key_version: number, mac: Uint8Array): string {
  return signedPart(ticket_id, key_version) + macText(mac);
}

/** The first 128 bits of an HMAC as text. */
export function macText(mac: Uint8Array): string {
  return base32(mac.subarray(0, MAC_BYTES));
}

export interface ParsedCode {
  ticket_id: string;
  key_version: number;
  mac_text: string;
}

/** Splits a printed code into its parts; undefined for a text without the shape of our codes. */
export function parseQrToken(code: string): ParsedCode | undefined {
  if (code.length !== PREFIX.length + VERSION_CHARS + ID_CHARS + MAC_CHARS || !code.startsWith(PREFIX))
    return undefined;
  const id_at = PREFIX.length + VERSION_CHARS;
  const key_version = parseBase32Number(code.slice(PREFIX.length, id_at));
  const ticket_id = code.slice(id_at, id_at + ID_CHARS);
  if (key_version === undefined || !isUlid(ticket_id)) return undefined;
  return { ticket_id, key_version, mac_text: code.slice(id_at + ID_CHARS) };
}

/**
 * No 0, O, 1, I or L. 31 is a prime number, so the check character catches one wrong character and two swapped
 * neighbours.
 */
const SHORT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const SHORT_CHARS = 8;
/** The largest multiple of 31 below 256. Bytes from here up would favour some characters, so they are skipped. */
const FAIR_BYTES = 248;

/**
 * Makes a short code from an HMAC of 32 bytes: eight characters and a check character. One HMAC in 10²⁸ has fewer than
 * eight fair bytes; then unfair bytes fill the rest.
 */
export function shortCode(mac: Uint8Array): string {
  const fair = mac.filter((byte) => byte < FAIR_BYTES);
  const body = [...fair, ...mac].slice(0, SHORT_CHARS).map((byte) => byte % SHORT_ALPHABET.length);
  return [...body, checkDigit(body)].map((digit) => SHORT_ALPHABET[digit]).join("");
}

/** The text that a short code is derived from. `short_code_no` counts its codes that other tickets had. */
export function shortCodeSource(ticket_id: string, short_code_no: number): string {
  return `${ticket_id}:${short_code_no}`;
}

/** True for a short code in its stored form: nine characters of the alphabet with a right check character. */
export function isShortCode(code: string): boolean {
  const digits = [...code].map((char) => SHORT_ALPHABET.indexOf(char));
  if (digits.length !== SHORT_CHARS + 1 || digits.includes(-1)) return false;
  return checkDigit(digits.slice(0, SHORT_CHARS)) === digits[SHORT_CHARS];
}

/** Weighted sum modulo a prime: catches any one wrong character and any two swapped neighbours. */
function checkDigit(digits: readonly number[]): number {
  return digits.reduce((sum, digit, index) => sum + digit * (index + 2), 0) % SHORT_ALPHABET.length;
}
