/** Proof by a second factor, as a person types it in one field. */

/** Six digits are a code of the app; anything longer is a recovery code. */
export function proofOf(code: string): { totp_code?: string; recovery_code?: string } {
  if (code === "") return {};
  return /^\d{6}$/.test(code) ? { totp_code: code } : { recovery_code: code };
}
