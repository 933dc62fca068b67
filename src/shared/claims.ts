/** Claims of access tokens about their holder: apps use them to decide what to show; the server never relies on them (rules T3, T4). */

import { PERMISSIONS, type Permission } from "./permissions.ts";

type Scope = "sales" | "tickets" | "reports";

const LEVELS = ["read", "write", "admin"] as const;
type Level = (typeof LEVELS)[number];

export interface HolderClaims {
  roles: string[];
  scopes: Scope[];
  permissions: Level[];
}

/** The scope and level of each permission. */
const TOLD_AS: Record<Permission, readonly [Scope | null, Level]> = {
  sell: ["sales", "write"],
  redeem: ["tickets", "write"],
  refund: ["sales", "write"],
  reprint: ["tickets", "write"],
  manual_discount: ["sales", "write"],
  void: ["sales", "write"],
  price_override: ["sales", "write"],
  drawer_open: ["sales", "write"],
  shift_open: ["sales", "write"],
  shift_close: ["sales", "write"],
  settings_write: [null, "admin"],
  catalog_write: [null, "admin"],
  employee_manage: [null, "admin"],
  device_manage: [null, "admin"],
  reports_view: ["reports", "read"],
  audit_view: ["reports", "read"],
  webhook_manage: [null, "admin"],
  approve: [null, "write"],
  guests_read: [null, "read"],
  guests_write: [null, "write"],
  sales_read: ["sales", "read"],
  provider: [null, "admin"],
};

/** The most roles in a token, which must stay small; further roles are left out. */
const ROLES_TOLD = 8;

/** The roles, scopes and levels of a holder of these permissions. A level includes the lower ones. */
export function holderClaims(roles: readonly string[], permissions: readonly Permission[]): HolderClaims {
  const told = PERMISSIONS.filter((permission) => permissions.includes(permission)).map((each) => TOLD_AS[each]);
  const scopes = new Set(told.flatMap(([scope]) => scope ?? []));
  const highest = Math.max(-1, ...told.map(([, level]) => LEVELS.indexOf(level)));
  return {
    roles: [...new Set(roles)].slice(0, ROLES_TOLD),
    scopes: [...scopes].sort(),
    permissions: LEVELS.slice(0, highest + 1),
  };
}
