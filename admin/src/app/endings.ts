/** Refusals that end a session. A wrong PIN or code is answered with 401 too, and ends nothing. */

const ENDINGS = ["E_UNAUTHENTICATED", "E_TOKEN_EXPIRED", "E_REFRESH", "CONSOLE_SIGNED_OUT"];

export function endsSession(code: string): boolean {
  return ENDINGS.includes(code);
}
