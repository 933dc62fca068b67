/** What a device may do and how its standing changes (rules D1, D2, T3). */

import { defineErrors } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";
import { accept, type Result, refuse } from "../../shared/result.ts";

export const DEVICE_TYPES = ["POS", "GATE", "KIOSK", "ADMIN"] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

export const DEVICE_STATUSES = ["pending", "active", "suspended", "revoked"] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

export interface Caps {
  can_sell: boolean;
  can_redeem: boolean;
  kiosk_mode: boolean;
  /** How many sales a till may hold while offline. */
  offline_cap: number;
}

/** What a device of each type can do unless its pairing says otherwise. */
export const DEFAULT_CAPS: Record<DeviceType, Caps> = {
  POS: { can_sell: true, can_redeem: true, kiosk_mode: false, offline_cap: 500 },
  GATE: { can_sell: false, can_redeem: true, kiosk_mode: false, offline_cap: 0 },
  KIOSK: { can_sell: true, can_redeem: false, kiosk_mode: true, offline_cap: 0 },
  ADMIN: { can_sell: false, can_redeem: false, kiosk_mode: false, offline_cap: 0 },
};

/** What a device may do by itself, and the bound of what an employee may do on it. */
export function devicePermissions(caps: Caps): Permission[] {
  const held: Permission[] = [];
  if (caps.can_redeem) held.push("redeem");
  if (caps.can_sell) held.push("sell");
  return held;
}

export type StandingAction = "approve" | "suspend" | "resume" | "revoke" | "rotate";

/** From which standing each action leads where. An action missing for a standing is refused. */
const NEXT_STATUS: Record<StandingAction, Partial<Record<DeviceStatus, DeviceStatus>>> = {
  approve: { pending: "active" },
  suspend: { active: "suspended" },
  resume: { suspended: "active" },
  revoke: { pending: "revoked", active: "revoked", suspended: "revoked" },
  rotate: { pending: "pending", active: "active", suspended: "suspended" },
};

/** The standing after an action, or a refusal that names the standing it cannot start from. */
export function decideStanding(status: DeviceStatus, action: StandingAction): Result<DeviceStatus, DeviceStatus> {
  const next = NEXT_STATUS[action][status];
  return next ? accept(next) : refuse(status);
}

/** A token's epoch that is older than the device's ended with a rotation or revocation. */
export function decideAdmission(
  facts: { status: DeviceStatus; epoch: number },
  epoch: number,
): "pending" | "suspended" | "revoked" | "superseded" | null {
  if (facts.status !== "active") return facts.status;
  return facts.epoch === epoch ? null : "superseded";
}

export interface PairingFacts {
  type: DeviceType;
  expires_at: number;
  revoked_at: number | null;
  used_at: number | null;
}

export type PairingRefusal = "pairing_used" | "pairing_revoked" | "pairing_expired" | "pairing_type";

/** Whether a site key still pairs a device of that type (rule D1). */
export function decidePairing(pairing: PairingFacts, type: DeviceType, now: number): PairingRefusal | null {
  if (pairing.used_at !== null) return "pairing_used";
  if (pairing.revoked_at !== null) return "pairing_revoked";
  if (now > pairing.expires_at) return "pairing_expired";
  return pairing.type === type ? null : "pairing_type";
}

export const deviceErrors = defineErrors({
  pairing_unknown: {
    code: "E_PAIRING_UNKNOWN",
    status: 401,
    message: "This site key is not known. Scan it again or ask for a new one.",
  },
  pairing_used: {
    code: "E_PAIRING_USED",
    status: 409,
    message: "This site key has paired a device already. Ask for a new one.",
  },
  pairing_revoked: {
    code: "E_PAIRING_REVOKED",
    status: 409,
    message: "This site key was withdrawn. Ask for a new one.",
  },
  pairing_expired: {
    code: "E_PAIRING_EXPIRED",
    status: 409,
    message: "This site key is older than 24 hours. Ask for a new one.",
  },
  pairing_type: {
    code: "E_PAIRING_TYPE",
    status: 409,
    message: "This site key is for another type of device.",
  },
  zone_unknown: {
    code: "E_ZONE_UNKNOWN",
    status: 422,
    message: "This zone is not one of the store's zones.",
  },
  device_state: {
    code: "E_DEVICE_STATE",
    status: 409,
    message: "The device's standing does not allow this; details.status says what it is.",
  },
  device_changed: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed this device at the same moment. Look again, then repeat.",
  },
  credentials: {
    code: "E_CREDENTIALS",
    status: 401,
    message: "The device id and token do not belong together. Pair the device again.",
  },
});
