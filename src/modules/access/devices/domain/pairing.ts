/** Decides whether a site key pairs a device: one device of its type, within its time (rule D1). */

import type { DeviceType } from "../../../../shared/permissions.ts";

export interface PairingFacts {
  type: DeviceType;
  expires_at: number;
  revoked_at: number | null;
  used_at: number | null;
}

export type PairingRefusal = "pairing_used" | "pairing_revoked" | "pairing_expired" | "pairing_type";

/** The reason why a site key does not pair a device of that type, or null (rule D1). */
export function decidePairing(pairing: PairingFacts, type: DeviceType, now: number): PairingRefusal | null {
  if (pairing.used_at !== null) return "pairing_used";
  if (pairing.revoked_at !== null) return "pairing_revoked";
  if (now > pairing.expires_at) return "pairing_expired";
  return pairing.type === type ? null : "pairing_type";
}
