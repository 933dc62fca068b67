/** Requests to a device's object, and their outcomes. */

import type { DevicePrincipal, ScanBinding } from "../../../../shared/principals.ts";
import type { Allowance, Counted } from "../../../../shared/rates.ts";
import type { AdmissionRefusal } from "../../../../shared/standing.ts";
import type { PendingCommand } from "./commands.ts";
import type { Command, LastHeartbeat } from "./heartbeat.ts";

export interface DeviceName {
  tenant_id: string;
  device_id: string;
}

export interface DeviceAdmission extends DeviceName {
  epoch: number;
  /** Epoch ms of the world's clock. */
  arrived_at: number;
  binding: ScanBinding | null;
  /** The route only takes what a device recorded (rule O9). */
  upload_only: boolean;
  /** The route is open also to an app that is too old. */
  any_version?: boolean;
  /** The server asks on its own account, so this is no sign of life of the device. */
  unseen?: boolean;
  /** The call is counted here (rules L1, L2). */
  counted: Counted | null;
}

export type DeviceVerdict = { clock_offset_s: number } & (
  | { ok: true; device: DevicePrincipal; allowance: Allowance }
  | { ok: false; refusal: AdmissionRefusal }
);

/** What a heartbeat is answered. */
export interface Pulse {
  offset_ms: number;
  commands: Command[];
}

/** A command that a person sends to a device. */
export interface CommandOrder extends DeviceName {
  command: PendingCommand;
}

export interface SignsOfLife {
  /** Epoch ms by the tenant's clock; null for never. */
  last_seen_at: number | null;
  last_heartbeat: LastHeartbeat | null;
}
