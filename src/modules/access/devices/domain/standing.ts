/** Decides a device's permissions, changes of its standing, and whether its request is admitted (rules D2, T3, O9). */

import { DEVICE_BOUNDS, type DeviceType, type Permission } from "../../../../shared/permissions.ts";
import { accept, type Result, refuse } from "../../../../shared/result.ts";

export const DEVICE_STATUSES = ["pending", "active", "suspended", "revoked"] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

export interface Caps {
  can_sell: boolean;
  can_redeem: boolean;
  kiosk_mode: boolean;
  /** The most unsold blanks that it may hold for offline sale (rule O8); 0: it sells no tickets offline. */
  offline_cap: number;
}

/** The capabilities of each type of device, unless its pairing changes them. */
export const DEFAULT_CAPS: Record<DeviceType, Caps> = {
  POS: { can_sell: true, can_redeem: true, kiosk_mode: false, offline_cap: 500 },
  GATE: { can_sell: false, can_redeem: true, kiosk_mode: false, offline_cap: 0 },
  KIOSK: { can_sell: true, can_redeem: false, kiosk_mode: true, offline_cap: 0 },
  ADMIN: { can_sell: false, can_redeem: false, kiosk_mode: false, offline_cap: 0 },
};

/** The permissions of a device alone: those of its caps, within those of its type (rule T7). */
export function devicePermissions(type: DeviceType, caps: Caps): Permission[] {
  const held: Permission[] = [];
  if (caps.can_redeem) held.push("redeem");
  if (caps.can_sell) held.push("sell");
  return held.filter((permission) => DEVICE_BOUNDS[type].includes(permission));
}

export type StandingAction = "approve" | "suspend" | "resume" | "revoke" | "rotate";

/** The status after each action. An action that is missing for a status is refused. */
const NEXT_STATUS: Record<StandingAction, Partial<Record<DeviceStatus, DeviceStatus>>> = {
  approve: { pending: "active" },
  suspend: { active: "suspended" },
  resume: { suspended: "active" },
  revoke: { pending: "revoked", active: "revoked", suspended: "revoked" },
  rotate: { pending: "pending", active: "active", suspended: "suspended" },
};

/** The status after an action, or a refusal with the present status. */
export function decideStanding(status: DeviceStatus, action: StandingAction): Result<DeviceStatus, DeviceStatus> {
  const next = NEXT_STATUS[action][status];
  return next ? accept(next) : refuse(status);
}

/** How long a revoked device may still hand in its earlier records (rule O9). */
export const UPLOAD_GRACE_MS = 7 * 86_400_000;

export interface Standing {
  status: DeviceStatus;
  epoch: number;
  /** When a device that had worked was revoked; null for one that never worked, which has nothing to hand in. */
  revoked_at: number | null;
}

/**
 * Whether a token of that epoch admits the device. A rotation or revocation ends the tokens of older epochs.
 * `upload_at` is the time of a request that only hands in: within the grace after a revocation, the last token from
 * before is admitted as well (rule O9).
 */
export function decideAdmission(
  device: Standing,
  epoch: number,
  upload_at: number | null,
): "pending" | "suspended" | "revoked" | "superseded" | null {
  if (device.status === "active") return device.epoch === epoch ? null : "superseded";
  if (device.status !== "revoked" || upload_at === null || device.revoked_at === null) return device.status;
  if (upload_at - device.revoked_at > UPLOAD_GRACE_MS) return "revoked";
  return epoch === device.epoch || epoch === device.epoch - 1 ? null : "superseded";
}
