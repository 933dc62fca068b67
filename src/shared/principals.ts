/** A device as its requests have it, and the binding of a scan id to its code. */

import type { DeviceType, Permission } from "./permissions.ts";

/** An id that a device may use for one subject only, checked in the admission call itself. */
export interface ScanBinding {
  id: string;
  subject: string;
  /** The tickets that the subject may name; exactly one if the code is valid. */
  ticket_ids: readonly string[];
}

/** The calling device, as its object stores it. */
export interface DevicePrincipal {
  device_id: string;
  store_id: string;
  name: string;
  type: DeviceType;
  zone: { zone_id: string; name: string } | null;
  receipt_prefix: string;
  /** What the device may do without a person. */
  permissions: readonly Permission[];
  /** The epoch of the request's token. */
  epoch: number;
  /** The device is revoked and may only hand in earlier records (rule O9). */
  upload_only: boolean;
  /** Epoch ms; the earlier of two where a sandbox's clock was moved. */
  paired_at: number;
  /** Epoch ms, or null. */
  revoked_at: number | null;
  /** The tenant's key versions whose codes are void (rule G14). */
  revoked_key_versions: readonly number[];
  /** The tenant has tickets that were sold elsewhere, so a code that is none of ours is looked up (rule M8). */
  foreign_codes: boolean;
  /** The zones of its store, as its object stores them. */
  zones: readonly { zone_id: string; name: string; max_people: number | null }[];
  /** The zones that it had, in order, each with its start (epoch ms); empty if it was never moved. */
  zone_history: readonly { zone_id: string | null; since: number }[];
  /** The last contact before the current hand-in, epoch ms; null for none (rule O4). */
  contact_before: number | null;
  /** If the scan is of one of these tickets, the device's object keeps it and writes it to D1 (rule G2). */
  kept_tickets: readonly string[];
}
