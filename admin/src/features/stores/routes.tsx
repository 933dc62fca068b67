/** Pages of the company and its stores. */
import { IconBuilding, IconBuildingStore, IconPlus } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/stores",
    component: lazyRouteComponent(() => import("./StoresPage.tsx"), "StoresPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/stores/$store_id",
    component: lazyRouteComponent(() => import("./StorePage.tsx"), "StorePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/company",
    component: lazyRouteComponent(() => import("./CompanyPage.tsx"), "CompanyPage"),
  }),
] as const;

const permission = "settings_write";

export const entries: readonly PageEntry[] = [
  { to: "/company", group: "settings", title: "stores:company", icon: IconBuilding, permission },
  { to: "/stores", group: "devices", title: "stores:title", icon: IconBuildingStore, permission },
];

export const acts: readonly ActEntry[] = [{ title: "stores:add", to: "/stores?add=yes", permission, icon: IconPlus }];
