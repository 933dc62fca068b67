/** Codes of authenticators (RFC 6238): SHA-1, six digits, a step of 30 seconds, which is what every such app can do. */

import { Secret, TOTP } from "otpauth";

const ISSUER = "PlayPark";

/** A new secret as base32, as it is typed into an app. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that an app reads from a QR code. */
export function totpUri(secret: string, label: string): string {
  return totpOf(secret, label).toString();
}

/** The step whose code this is, of those at most `window` away from the moment's own, or null when it is none of them. */
export function stepOfCode(secret: string, code: string, now: number, window: number): number | null {
  const totp = totpOf(secret);
  const delta = totp.validate({ token: code, timestamp: now, window });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

/** The code of the moment. */
export function codeAt(secret: string, now: number): string {
  return totpOf(secret).generate({ timestamp: now });
}

function totpOf(secret: string, label = ""): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), period: 30 });
}
