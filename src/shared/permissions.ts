/** Permissions: their names, the roles of a new tenant, and the limits of each type of device. */

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
  "guests_read",
  "guests_write",
  "sales_read",
  "provider",
] as const;

export type Permission = (typeof PERMISSIONS)[number];

const COUNTER = ["sell", "redeem", "shift_open", "shift_close", "drawer_open", "guests_read", "sales_read"] as const;
const FLOOR = [...COUNTER, "guests_write", "refund", "reprint", "manual_discount", "void", "approve"] as const;
const OFFICE = [...FLOOR, "price_override", "reports_view", "audit_view", "catalog_write", "device_manage"] as const;
const EVERYTHING_OF_A_TENANT = PERMISSIONS.filter((permission) => permission !== "provider");

/** The roles of every new tenant; a tenant may add its own. */
export const SEEDED_ROLES: Readonly<Record<string, readonly Permission[]>> = {
  owner: EVERYTHING_OF_A_TENANT,
  admin: EVERYTHING_OF_A_TENANT,
  manager: [...OFFICE, "employee_manage", "settings_write"],
  supervisor: FLOOR,
  cashier: COUNTER,
  gate: ["redeem"],
  provider_admin: ["provider"],
};

export const DEVICE_TYPES = ["POS", "GATE", "KIOSK", "ADMIN"] as const;
export type DeviceType = (typeof DEVICE_TYPES)[number];

/** The most that anybody may do on a device of each type, whatever permissions they have (rule T7). */
export const DEVICE_BOUNDS: Readonly<Record<DeviceType, readonly Permission[]>> = {
  GATE: ["redeem", "approve"],
  KIOSK: ["sell"],
  POS: [
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
    "approve",
    "guests_read",
    "guests_write",
    "sales_read",
  ],
  ADMIN: PERMISSIONS,
};

/** Permissions that the caps of a device limit further: it sells and redeems, also for a person, only if its caps allow it. */
const NARROWED_BY_CAPS: readonly Permission[] = ["sell", "redeem"];

/**
 * Whether a person who has a permission may use it on a device. `permissions` are the device's own.
 * An ADMIN device is a till for a person who logged in without a second factor (rule T7).
 */
export function isWithinDevice(
  device: { type: DeviceType; permissions: readonly Permission[] },
  permission: Permission,
  second_factor: boolean,
): boolean {
  const type = device.type === "ADMIN" && !second_factor ? "POS" : device.type;
  const allowed = !NARROWED_BY_CAPS.includes(permission) || device.permissions.includes(permission);
  return allowed && DEVICE_BOUNDS[type].includes(permission);
}
