/** Versions of a tenant's key: new tickets bear the newest, old ones verify for as long as theirs is not revoked (rule G14). */

import { defineErrors } from "../../../shared/errors.ts";

/** Two base32 characters of a code tell the version. */
export const MAX_KEY_VERSION = 1023;

/** Whether a code's version was withdrawn, as the gate's own standing tells. */
export function isRevokedVersion(key_version: number, revoked: readonly number[]): boolean {
  return revoked.includes(key_version);
}

export const keyErrors = defineErrors({
  key_current: {
    code: "E_KEY_CURRENT",
    status: 409,
    message: "New tickets bear this version. Rotate first, then revoke it.",
  },
  rotated_meanwhile: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody rotated the key at the same moment. Look again before you rotate once more.",
  },
  versions_used_up: {
    code: "E_KEY_VERSIONS",
    status: 409,
    message: "A ticket's code has room for 1,023 versions, and all of them are used.",
  },
});
