/** Codes of authenticator apps (RFC 6238): SHA-1, six digits and steps of 30 seconds, which every app supports. */

import { Secret, TOTP } from "otpauth";

const ISSUER = "PlayPark";

/** A new secret in base32, which people can type into an app. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The URI that an app reads from a QR code. */
export function totpUri(secret: string, label: string): string {
  return totpOf(secret, label).toString();
}

/** The step of a code, at most `window` steps from the current one; null when no such step has this code. */
export function stepOfCode(secret: string, code: string, now: number, window: number): number | null {
  const totp = totpOf(secret);
  const delta = totp.validate({ token: code, timestamp: now, window });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** The code at a moment. */
export function codeAt(secret: string, now: number): string {
  return totpOf(secret).generate({ timestamp: now });
}

function totpOf(secret: string, label = ""): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: 30 });
}
