/** Requests to a token's Durable Object, and their outcomes. */

import type { TokenPrincipal } from "../../../../shared/api-tokens.ts";
import type { Allowance, Counted } from "../../../../shared/rates.ts";
import type { AdmissionRefusal } from "../../../../shared/standing.ts";

export interface TokenName {
  tenant_id: string;
  token_id: string;
}

export interface TokenAdmission extends TokenName {
  /** The hash of the secret that was sent. */
  secret_hash: string;
  /** Epoch ms of the world's clock. */
  arrived_at: number;
  /** The call that the object counts (rules L1, L2); null: none. */
  counted: Counted | null;
}

/** An admitted token: its name, its scopes, and the person whose token it is. */
export interface AdmittedToken extends TokenPrincipal {
  name: string;
  store_ids: readonly string[];
  person: { employee_id: string; epoch: number } | null;
}

export type TokenVerdict = { clock_offset_s: number } & (
  | { ok: true; token: AdmittedToken; allowance: Allowance }
  | { ok: false; refusal: AdmissionRefusal }
);
