/** Recovery codes: people copy them by hand, so they have no look-alikes. */

export const RECOVERY_CODES = 10;

const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";

/** A recovery code of 80 bits, in groups of four, without I, L, O and U. */
export function recoveryCodeOf(bytes: Uint8Array): string {
  const letters = [...bytes.subarray(0, 16)].map((byte) => LETTERS[byte % 32]).join("");
  return letters.replaceAll(/(.{4})(?=.)/g, "$1-");
}

/** A typed recovery code in the form in which it was issued. */
export function readRecoveryCode(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return letters.replaceAll(/(.{4})(?=.)/g, "$1-");
}
