/** What a person's object is asked, and what it answers. */

import type { PinReset } from "../../src/modules/access/employees/domain/pin-reset.ts";
import type { Permission } from "../../src/shared/permissions.ts";
import type { Counted } from "../../src/shared/rates.ts";
import type { AdmissionRefusal } from "../../src/shared/standing.ts";
import type { PinRefusal } from "./guesses.ts";

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
