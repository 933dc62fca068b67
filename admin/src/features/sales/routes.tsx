/** Pages of sales: the list with its totals, and one sale. */
import { IconReceipt } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

export const routes = [
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/sales",
    component: lazyRouteComponent(() => import("./SalesPage.tsx"), "SalesPage"),
  }),
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/sales/$sale_id",
    component: lazyRouteComponent(() => import("./SalePage.tsx"), "SalePage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/sales", group: "day", title: "sales:title", icon: IconReceipt, permission: "sales_read", key: "s" },
];
