/** Decides what an API token is good for: its state, its life and its scopes (rules T13, T14). */

import type { Grantable } from "../../../../shared/api-tokens.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { DAY_MS } from "../../../../shared/time.ts";

/** The longest life of a token, and its life unless another is chosen. */
export const MOST_DAYS = 365;
/** The most tokens that are not revoked: of one person, and of a tenant's integrations. The triggers have the same numbers. */
export const MOST_TOKENS = { personal: 10, integration: 50 } as const;
/** An ended token is listed for so long; then its row leaves. */
export const KEPT_MS = 90 * DAY_MS;

export const TOKEN_STATES = ["active", "expired", "revoked", "void"] as const;
export type TokenState = (typeof TOKEN_STATES)[number];

/** The fields that decide a token's state; epoch ms of the world's clock. */
export interface TokenLife {
  expires_at: number;
  revoked_at: number | null;
}

/** The reason why a token is not served at a moment of the world's clock, or null. */
export function decideToken(
  { expires_at, revoked_at }: TokenLife,
  now: number,
): "token_revoked" | "token_expired" | null {
  if (revoked_at !== null) return "token_revoked";
  return now >= expires_at ? "token_expired" : null;
}

/**
 * The state that a list shows. `person_epoch`: the epoch of the token's person now; a suspension or a new PIN has made it
 * another than the token's.
 */
export function stateOf(
  token: TokenLife & { employee_epoch: number | null },
  person_epoch: number | null,
  now: number,
): TokenState {
  const ended = decideToken(token, now);
  if (ended) return ended === "token_revoked" ? "revoked" : "expired";
  return token.employee_epoch === person_epoch ? "active" : "void";
}

/** When a token of so many days ends; epoch ms. */
export function expiryAfter(days: number, now: number): number {
  return now + days * DAY_MS;
}

/** The first permission and store of a wished token that its maker does not hold there; undefined: they hold all. */
export function missingGrant(
  { permissions, store_ids }: { permissions: readonly Grantable[]; store_ids: readonly string[] },
  holds: (permission: Permission, store_id: string) => boolean,
): { permission: Permission; store_id: string } | undefined {
  return store_ids
    .flatMap((store_id) => permissions.map((permission) => ({ permission, store_id })))
    .find(({ permission, store_id }) => !holds(permission, store_id));
}
