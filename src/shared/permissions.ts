/** What a person or device may do, and the roles a tenant starts with. */

export const PERMISSIONS = [
  "sell",
  "redeem",
  "refund",
  "reprint",
  "manual_discount",
  "void",
  "price_override",
  "drawer_open",
  "shift_open",
  "shift_close",
  "settings_write",
  "catalog_write",
  "employee_manage",
  "device_manage",
  "reports_view",
  "audit_view",
  "webhook_manage",
  "approve",
  "provider",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const COUNTER = ["sell", "redeem", "shift_open", "shift_close", "drawer_open"] as const;
const FLOOR = [...COUNTER, "refund", "reprint", "manual_discount", "void", "approve"] as const;
const OFFICE = [...FLOOR, "price_override", "reports_view", "audit_view", "catalog_write", "device_manage"] as const;
const EVERYTHING_OF_A_TENANT = PERMISSIONS.filter((permission) => permission !== "provider");

/** The roles seeded into every tenant; a tenant may add its own. */
export const SEEDED_ROLES: Readonly<Record<string, readonly Permission[]>> = {
  owner: EVERYTHING_OF_A_TENANT,
  admin: EVERYTHING_OF_A_TENANT,
  manager: [...OFFICE, "employee_manage", "settings_write"],
  supervisor: FLOOR,
  cashier: COUNTER,
  gate: ["redeem"],
  provider_admin: ["provider"],
};
