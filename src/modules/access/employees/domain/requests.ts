/** Requests to a person's Durable Object, and their outcomes. */

import type { Permission } from "../../../../shared/permissions.ts";
import type { Counted } from "../../../../shared/rates.ts";
import type { AdmissionRefusal } from "../../../../shared/standing.ts";
import type { PinReset } from "./pin-reset.ts";

export interface Person {
  tenant_id: string;
  employee_id: string;
}

export interface EmployeeAdmission extends Person {
  epoch: number;
  /** Null: an API token of the person sends the request (rule T13). */
  session_id: string | null;
  /** Epoch ms of the world's clock. */
  arrived_at: number;
  /** The call that the object counts (rules L1, L2); null: none. */
  counted: Counted | null;
  /** The route is open to a person whose PIN is too weak, so that they can change it (rule A3). */
  with_weak_pin?: boolean;
  /** The route undoes something that stops the tenant; an owner may call it during maintenance too. */
  undoes?: boolean;
}

/** The PIN that opened a session. */
export interface SessionProof {
  pin_strong: boolean;
  pin_mark: string;
}

/** The proofs of a login. */
export interface Login extends SessionProof {
  second_factor: boolean;
}

/** A person's permissions and second factor, as their object knows them. */
export interface Standing {
  employee_id: string;
  name: string;
  epoch: number;
  roles: Record<string, string[]>;
  stores: Record<string, Permission[]>;
  owner: boolean;
  /** The person has a second factor; a console login requires it. */
  has_totp: boolean;
  /** When the second factor was confirmed, epoch ms; null without one. */
  totp_confirmed_at: number | null;
}

export type EmployeeVerdict = { clock_offset_s: number } & (
  | {
      ok: true;
      employee: {
        employee_id: string;
        name: string;
        stores: Record<string, Permission[]>;
        owner: boolean;
        stepped_up_until: number;
        second_factor: boolean;
      };
    }
  | { ok: false; refusal: AdmissionRefusal }
);

/** `locks`: this try locks the PIN. `shut`: too many wrong PINs, of any person, at this place or in the tenant. */
export type PinRefusal =
  | { result: "wrong"; tries_left: number; locks: boolean }
  | { result: "locked"; locked_until: number }
  | { result: "shut"; retry_after_s: number };

/** A try of a PIN. `now` is by the tenant's clock, `arrived_at` by the world's; epoch ms. */
export interface PinTry {
  /** Null when the tenant is unknown. */
  tenant_id: string | null;
  pin: string;
  place: string;
  now: number;
  arrived_at: number;
}

export type PinVerdict =
  | PinRefusal
  | {
      result: "right";
      standing: Standing;
      proof: SessionProof;
      needs_strong_pin: boolean;
      pin_reset: PinReset;
    }
  | { result: "suspended" }
  | { result: "unknown" };

/** A code of the authenticator, or a recovery code. */
export type Factor =
  | { totp_code: string; recovery_code?: undefined }
  | { recovery_code: string; totp_code?: undefined };

export type CodeVerdict =
  | { result: "right"; recovery_code_hash: string | null }
  | { result: "wrong"; tries_left: number }
  | { result: "locked"; locked_until: number }
  | { result: "unknown" };

/** A session as its person sees it; epoch ms of the world's clock. */
export interface OpenSession {
  session_id: string;
  device_id: string | null;
  opened_at: number;
  renewed_at: number;
}

/** The use of a refresh token; `now` is epoch ms of the world's clock. */
export interface SessionRenewal extends Person {
  session_id: string;
  generation: number;
  epoch: number;
  now: number;
}

export type RenewalOutcome =
  | { ok: true; generation: number; issued_at: number; second_factor: boolean }
  | { ok: false; refusal: "suspended" | "superseded" | "reused" | "unknown" };
