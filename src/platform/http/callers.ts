/** The kinds of callers that a route takes, decided by its contract (rules T4, T7, T13). */

import { isGrantable } from "../../shared/api-tokens.ts";
import type { Contract } from "./contract.ts";

/** Permissions that a device may have without a person; all others are for people. */
const OF_DEVICES: readonly string[] = ["authenticated", "sell", "redeem"];

export type CallerKind = "device" | "employee" | "token";

/** The kinds of tokens that an operation takes: a device's, an employee's in the console or on a device, an API token. */
export function tokensOf(contract: Contract): CallerKind[] {
  const { access } = contract;
  if (access.public) return access.device_token ? ["device"] : [];
  if (access.device_only) return ["device"];
  const by_device = access.own_records || OF_DEVICES.includes(access.permission);
  const alone = by_device && !access.step_up && !access.people_only;
  return [...(alone ? (["device"] as const) : []), "employee", ...(takesTokens(contract) ? (["token"] as const) : [])];
}

/**
 * Whether API tokens may call a route: one with a permission that a token may have, or a read that needs none. What needs a
 * person, a step-up or a socket is closed to them, and so is what gives money or tickets away (rate class `sensitive`).
 */
function takesTokens({ access, method, upgrade, personal }: Contract): boolean {
  if (access.public || access.step_up || access.people_only || personal || upgrade) return false;
  if (access.rate === "sensitive") return false;
  return access.permission === "authenticated" ? method === "get" : isGrantable(access.permission);
}
