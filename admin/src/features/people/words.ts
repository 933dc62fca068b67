/** Names of roles and permissions; a role of the park's own and a new permission stand as they are written. */
import { useTranslation } from "react-i18next";
import type { Permission } from "#client";

export function useRoleName(): (role: string) => string {
  const { t, i18n } = useTranslation("people");
  return (role) => (i18n.exists(`role.${role}`, { ns: "people" }) ? t(`role.${role}`) : role);
}

export function usePermissionName(): (permission: string) => string {
  const { t, i18n } = useTranslation("people");
  return (permission) =>
    i18n.exists(`permission.${permission}`, { ns: "people" }) ? t(`permission.${permission}`) : permission;
}

/** The permissions of a counter or gate; all others, also later ones, are of the office. */
const COUNTER: readonly Permission[] = [
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
];

export interface Block {
  name: "counter" | "office";
  permissions: Permission[];
}

/** The API's permissions in two blocks. A park cannot give the provider's permission, so it is left out. */
export function blocksOf(permissions: readonly Permission[]): Block[] {
  const given = permissions.filter((permission) => permission !== "provider");
  return [
    { name: "counter", permissions: given.filter((permission) => COUNTER.includes(permission)) },
    { name: "office", permissions: given.filter((permission) => !COUNTER.includes(permission)) },
  ];
}

/** Events of the access log that a person looks for. */
export const ACCESS_EVENTS = [
  "employee.login",
  "employee.login_refused",
  "employee.logout",
  "employee.pin_changed",
  "employee.pin_reset",
  "employee.suspended",
  "employee.resumed",
  "employee.totp_confirmed",
  "employee.totp_removed",
  "employee.stepped_up",
] as const;

export function useAccessName(): (event: string) => string {
  const { t, i18n } = useTranslation("people");
  return (event) => (i18n.exists(`event.${event}`, { ns: "people" }) ? t(`event.${event}`) : event);
}
