/** Versions of a tenant's key: new tickets have the newest; a ticket verifies until its version is revoked (G14). */

/** The version is two base32 characters of a code. */
export const MAX_KEY_VERSION = 1023;

/** True when a code's version is on the list of revoked versions that the gate has. */
export function isRevokedVersion(key_version: number, revoked: readonly number[]): boolean {
  return revoked.includes(key_version);
}
