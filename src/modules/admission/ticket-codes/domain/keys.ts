/** Versions of a tenant's key: new tickets bear the newest, old ones verify for as long as theirs is not revoked (rule G14). */

/** Two base32 characters of a code tell the version. */
export const MAX_KEY_VERSION = 1023;

/** Whether a code's version was withdrawn, as the gate's own standing tells. */
export function isRevokedVersion(key_version: number, revoked: readonly number[]): boolean {
  return revoked.includes(key_version);
}
