/** The page of the first steps, from an empty park to its first guest. */
import { IconListCheck } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

export const routes = [
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/first-run",
    component: lazyRouteComponent(() => import("./FirstRunPage.tsx"), "FirstRunPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  {
    to: "/first-run",
    group: "day",
    title: "first-run:title",
    icon: IconListCheck,
    permission: "settings_write",
    until: "first_guest",
  },
];
