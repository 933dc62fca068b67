/** Entries of the frame: a feature names its pages here in words, icons and permissions; the frame builds menu, search and shortcuts. */
import type { Icon } from "@tabler/icons-react";
import type { Permission } from "#client";

export const NAV_GROUPS = [
  "day",
  "control",
  "provider",
  "reports",
  "items",
  "guests",
  "people",
  "integrations",
  "settings",
  "devices",
] as const;
export type NavGroup = (typeof NAV_GROUPS)[number];

export interface PageEntry {
  /** The page's address below /admin, such as `/sales`. */
  to: string;
  group: NavGroup;
  /** The key of its name: `sales:title`. */
  title: string;
  icon: Icon;
  /** A person without it, or with none of them, does not see the page. Absent: everybody does. */
  permission?: Permission | readonly [Permission, ...Permission[]];
  /** The page is of all stores: a person who lacks the permission in one of them does not see it. */
  everywhere?: true;
  /** The second key after `g`, such as `s`. */
  key?: string;
  /** Its place on a phone's bottom bar; absent: under “More”. */
  bottom?: 1 | 2 | 4;
  /** The part of the live feed that counts its badge, by name. */
  badge?: "approvals";
  /** The menu has it only until then; its address and the search have it always. */
  until?: "first_guest";
}

/** An act that the search box offers by name. */
export interface ActEntry {
  /** The key of its name: `shifts:open`. */
  title: string;
  /** The address that begins the act, below /admin. */
  to: string;
  permission?: Permission;
  /** The act is of all stores, as its page. */
  everywhere?: true;
  icon: Icon;
}
