/** Pages of help and support: the support bundle, a sandbox's clock, and the provider's word on the system. */
import { IconClock, IconLifebuoy } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/support",
    component: lazyRouteComponent(() => import("./SupportPage.tsx"), "SupportPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/support/clock",
    component: lazyRouteComponent(() => import("./ClockPage.tsx"), "ClockPage"),
  }),
] as const;

const permission = "settings_write";

export const entries: readonly PageEntry[] = [
  { to: "/support", group: "settings", title: "support:title", icon: IconLifebuoy, permission },
];

export const acts: readonly ActEntry[] = [
  { title: "support:clock.act", to: "/support/clock", permission, icon: IconClock },
];
