/** Pages of approvals: the requests that wait, and those that were decided. */
import { IconChecks } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/approvals",
    component: lazyRouteComponent(() => import("./ApprovalsPage.tsx"), "ApprovalsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/approvals/decided",
    component: lazyRouteComponent(() => import("./DecidedPage.tsx"), "DecidedPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  {
    to: "/approvals",
    group: "control",
    title: "approvals:title",
    icon: IconChecks,
    permission: "approve",
    key: "a",
    bottom: 4,
    badge: "approvals",
  },
];
