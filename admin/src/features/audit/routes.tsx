/** Pages of the audit: its rows, the story of one thing, the check of the chain, its archives, and the trail of the fleet. */
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
  createRoute({
    getParentRoute,
    path: "/audit/archives",
    component: lazyRouteComponent(() => import("./ArchivesPage.tsx"), "ArchivesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/audit/fleet",
    component: lazyRouteComponent(() => import("./TrailPage.tsx"), "TrailPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/audit", group: "control", title: "audit:title", icon: IconShieldCheck, permission: "audit_view", key: "u" },
];

export const acts: readonly ActEntry[] = [
  { title: "audit:chain.act", to: "/audit/chain", permission: "audit_view", icon: IconShieldCheck },
  { title: "audit:archives.title", to: "/audit/archives", permission: "audit_view", icon: IconShieldCheck },
];
