/** Pages of what the park sells: packages, categories, the zones that they admit to, and blank tickets. */
import { IconCategory, IconMapPin, IconPlus, IconStack2, IconTicket } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/packages",
    component: lazyRouteComponent(() => import("./PackagesPage.tsx"), "PackagesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/packages/$package_id",
    component: lazyRouteComponent(() => import("./PackagePage.tsx"), "PackagePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/categories",
    component: lazyRouteComponent(() => import("./CategoriesPage.tsx"), "CategoriesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/zones",
    component: lazyRouteComponent(() => import("./ZonesPage.tsx"), "ZonesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/lots",
    component: lazyRouteComponent(() => import("./LotsPage.tsx"), "LotsPage"),
  }),
] as const;

const group = "items";
const permission = "catalog_write";

export const entries: readonly PageEntry[] = [
  { to: "/packages", group, title: "items:title", icon: IconTicket, permission, key: "p" },
  { to: "/categories", group, title: "items:categories.title", icon: IconCategory, permission },
  { to: "/zones", group, title: "items:zones.title", icon: IconMapPin, permission },
  { to: "/lots", group, title: "items:lots.title", icon: IconStack2, permission: "void" },
];

export const acts: readonly ActEntry[] = [
  { title: "items:add", to: "/packages?add=yes", permission, icon: IconPlus },
  { title: "items:zones.add", to: "/zones?add=yes", permission, icon: IconPlus },
];
