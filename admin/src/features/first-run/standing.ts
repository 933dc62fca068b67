/** The first steps and the data that each needs to be done, pure. */
import type { Package, PlacedEmployee, Role, SeenDevice, Setting, Tax } from "#client";

/** What receipts print of the seller. */
export const sellerOf = (settings: readonly Pick<Setting, "key" | "value">[]) => {
  const text = (key: Setting["key"]) => String(settings.find((setting) => setting.key === key)?.value ?? "");
  return { name: text("tax.seller_name"), address: text("tax.seller_address") };
};

/** A package that gates can admit, for a price. */
export const sellable = (packages: readonly Pick<Package, "price" | "zones">[]) =>
  packages.some(({ price, zones }) => price > 0 && zones.length > 0);

export const hasDefaultTax = (taxes: readonly Pick<Tax, "is_default">[]) => taxes.some(({ is_default }) => is_default);

/** Somebody besides the person who sets up, with a role that sells. */
export function sellerAmong(
  people: readonly Pick<PlacedEmployee, "employee_id" | "memberships">[],
  roles: readonly Pick<Role, "role" | "permissions">[],
  me: string,
): boolean {
  const selling = new Set(roles.filter(({ permissions }) => permissions.includes("sell")).map(({ role }) => role));
  return people.some(
    ({ employee_id, memberships }) =>
      employee_id !== me && memberships.some((held) => held.roles.some((role) => selling.has(role))),
  );
}

export const has = (devices: readonly Pick<SeenDevice, "type" | "status">[], type: SeenDevice["type"]) =>
  devices.some((device) => device.type === type && device.status === "active");
