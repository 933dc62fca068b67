/** Recovery codes, which people copy by hand. */

export const RECOVERY_CODES = 10;

const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";

/** A recovery code of 80 bits, in groups that can be copied by hand: no I, L, O or U. */
export function recoveryCodeOf(bytes: Uint8Array): string {
  const letters = [...bytes.subarray(0, 16)].map((byte) => LETTERS[byte % 32]).join("");
  return letters.replaceAll(/(.{4})(?=.)/g, "$1-");
}

/** A recovery code as it was given out, however it is typed. */
export function readRecoveryCode(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return letters.replaceAll(/(.{4})(?=.)/g, "$1-");
}
