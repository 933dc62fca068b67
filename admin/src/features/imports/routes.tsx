/** Pages of moving in: files of other systems, what became of them, and exports in the same shapes. */
import { IconFileImport } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";
import { KINDS } from "./kinds.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/imports",
    component: lazyRouteComponent(() => import("./ImportsPage.tsx"), "ImportsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/imports/$import_id",
    component: lazyRouteComponent(() => import("./ImportPage.tsx"), "ImportPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  {
    to: "/imports",
    group: "settings",
    title: "imports:title",
    icon: IconFileImport,
    permission: ["guests_write", "catalog_write", "settings_write"],
  },
];

export const acts: readonly ActEntry[] = KINDS.map(({ kind, act, permission }) => ({
  title: act,
  to: `/imports?kind=${kind}`,
  permission,
  icon: IconFileImport,
}));
