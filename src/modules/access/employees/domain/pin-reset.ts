/**
 * PIN resets by the provider for a sole owner: they take effect after a day, so that a forged request is noticed
 * (rule T7).
 */

import { DAY_MS } from "../../../../shared/time.ts";

/** The PIN that waits to take effect; epoch ms of the world's clock. */
export interface NextPin {
  pin_hash: string;
  in_force_at: number;
}

const IN_FORCE_AFTER_MS = DAY_MS;

/** When a PIN reset takes effect; epoch ms of the world's clock. */
export function inForceAt(asked_at: number): number {
  return asked_at + IN_FORCE_AFTER_MS;
}

/** The effect of a login on the PIN that waits: `taken` with the new PIN, `cancelled` with the old one. */
export type PinReset = "taken" | "cancelled" | null;

/** The PIN that is valid at a moment, and its effect on the PIN that waits. No alarm or job is needed for the change. */
export function pinInForce(
  { pin_hash, next_pin }: { pin_hash: string; next_pin: NextPin | null },
  now: number,
): { pin_hash: string; pin_reset: PinReset } {
  if (!next_pin) return { pin_hash, pin_reset: null };
  if (now < next_pin.in_force_at) return { pin_hash, pin_reset: "cancelled" };
  return { pin_hash: next_pin.pin_hash, pin_reset: "taken" };
}
