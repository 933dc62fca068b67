/** Requests to a person's object, and their outcomes. */

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
  session_id: string;
  /** Epoch ms of the world's clock. */
  arrived_at: number;
  /** The call is counted here (rules L1, L2). */
  counted: Counted | null;
  /** The route is open also to who must first set a stronger PIN (rule A3). */
  with_weak_pin?: boolean;
  /** It undoes what stops the tenant, which an owner may do also while it is maintained. */
  undoes?: boolean;
}

/** The PIN that opens a session. */
export interface SessionProof {
  pin_strong: boolean;
  pin_mark: string;
}

/** What a login proved. */
export interface Login extends SessionProof {
  second_factor: boolean;
}

export interface Standing {
  employee_id: string;
  name: string;
  epoch: number;
  roles: Record<string, string[]>;
  stores: Record<string, Permission[]>;
  owner: boolean;
  /** Has a second factor that a login to the console asks for. */
  has_totp: boolean;
  /** Since when, epoch ms; null where there is none. */
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

/** `locks`: with this one the PIN is locked. `shut`: too many wrong PINs, of whomever, at this place or in the tenant. */
export type PinRefusal =
  | { result: "wrong"; tries_left: number; locks: boolean }
  | { result: "locked"; locked_until: number }
  | { result: "shut"; retry_after_s: number };

/** A PIN as it is tried. `now` is by the tenant's clock, `arrived_at` by the world's; epoch ms. */
export interface PinTry {
  /** Null where none is known. */
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

/** A code of the authenticator, or one of those that were given out in case it is lost. */
export type Factor =
  | { totp_code: string; recovery_code?: undefined }
  | { recovery_code: string; totp_code?: undefined };

export type CodeVerdict =
  | { result: "right"; recovery_code_hash: string | null }
  | { result: "wrong"; tries_left: number }
  | { result: "locked"; locked_until: number }
  | { result: "unknown" };

/** A session as its person sees it; moments of the world's clock. */
export interface OpenSession {
  session_id: string;
  device_id: string | null;
  opened_at: number;
  renewed_at: number;
}

/** A refresh token that is turned over; `now` by the world's clock. */
export interface SessionRenewal extends Person {
  session_id: string;
  generation: number;
  epoch: number;
  now: number;
}

export type RenewalOutcome =
  | { ok: true; generation: number; issued_at: number; second_factor: boolean }
  | { ok: false; refusal: "suspended" | "superseded" | "reused" | "unknown" };
