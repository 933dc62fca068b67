/** Pages of guests: the list, and one guest. */
import { IconUsers } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

export const routes = [
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/customers",
    component: lazyRouteComponent(() => import("./GuestsPage.tsx"), "GuestsPage"),
  }),
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/customers/$customer_id",
    component: lazyRouteComponent(() => import("./GuestPage.tsx"), "GuestPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/customers", group: "guests", title: "guests:title", icon: IconUsers, permission: "guests_read", key: "c" },
];
