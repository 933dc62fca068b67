/** Which tickets may be printed again: those that still let somebody in (rule A5). */

/** A ticket as far as its paper is concerned; `valid_to` is the last moment at which it admits (epoch ms), `remaining` what is left in its unit. */
export interface Printable {
  status: string;
  valid_to: number | null;
  remaining: number;
}

/** Why a ticket is not printed again: its status, that its time is over, or that nothing is left of it; null when it is. */
export function refuseReprint({ status, valid_to, remaining }: Printable, now: number): string | null {
  if (status !== "active") return status;
  if (valid_to !== null && now > valid_to) return "expired";
  return remaining === 0 ? "used_up" : null;
}
