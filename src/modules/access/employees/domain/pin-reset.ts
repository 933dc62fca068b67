/** A sole owner who forgot their PIN gets another from the provider; it takes force late, so that a forged plea is seen (rule T7). */

import { DAY_MS } from "../../../../shared/time.ts";

/** The PIN that waits; epoch ms of the world's clock. */
export interface NextPin {
  pin_hash: string;
  in_force_at: number;
}

const TAKES_FORCE_AFTER_MS = DAY_MS;

export function inForceAt(asked_at: number): number {
  return asked_at + TAKES_FORCE_AFTER_MS;
}

/** What the right PIN does to one that waits: it was the new one, or it was the old one and the new never comes. */
export type PinReset = "taken" | "cancelled" | null;

/** The PIN that counts at a moment, and what it means for the one that waits. Nothing has to come for it to change. */
export function pinInForce(
  { pin_hash, next_pin }: { pin_hash: string; next_pin: NextPin | null },
  now: number,
): { pin_hash: string; pin_reset: PinReset } {
  if (!next_pin) return { pin_hash, pin_reset: null };
  if (now < next_pin.in_force_at) return { pin_hash, pin_reset: "cancelled" };
  return { pin_hash: next_pin.pin_hash, pin_reset: "taken" };
}
