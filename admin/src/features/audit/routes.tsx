/** Pages of the audit: its rows, the story of one thing, and the check of the chain. */
import { IconShieldCheck } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/audit",
    component: lazyRouteComponent(() => import("./AuditPage.tsx"), "AuditPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/audit/chain",
    component: lazyRouteComponent(() => import("./ChainPage.tsx"), "ChainPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/audit/story/$kind/$id",
    component: lazyRouteComponent(() => import("./StoryPage.tsx"), "StoryPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/audit", group: "control", title: "audit:title", icon: IconShieldCheck, permission: "audit_view", key: "u" },
];

export const acts: readonly ActEntry[] = [
  { title: "audit:chain.act", to: "/audit/chain", permission: "audit_view", icon: IconShieldCheck },
];
