/** Pages of people: employees, roles, the access log, timecards, and the person's own account. */
import { IconClock, IconKey, IconListCheck, IconUser, IconUserPlus, IconUsersGroup } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/employees",
    component: lazyRouteComponent(() => import("./PeoplePage.tsx"), "PeoplePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/employees/$employee_id",
    component: lazyRouteComponent(() => import("./PersonPage.tsx"), "PersonPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/roles",
    component: lazyRouteComponent(() => import("./RolesPage.tsx"), "RolesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/access-log",
    component: lazyRouteComponent(() => import("./AccessLogPage.tsx"), "AccessLogPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/timecards",
    component: lazyRouteComponent(() => import("./TimecardsPage.tsx"), "TimecardsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/timecards/hours",
    component: lazyRouteComponent(() => import("./HoursPage.tsx"), "HoursPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/account",
    component: lazyRouteComponent(() => import("./AccountPage.tsx"), "AccountPage"),
  }),
] as const;

const group = "people";
const permission = "employee_manage";

export const entries: readonly PageEntry[] = [
  { to: "/employees", group, title: "people:title", icon: IconUsersGroup, permission, key: "e" },
  { to: "/roles", group, title: "people:roles.title", icon: IconListCheck, permission },
  { to: "/timecards", group, title: "people:timecards.title", icon: IconClock, permission },
  { to: "/access-log", group, title: "people:access.title", icon: IconKey, permission },
  { to: "/account", group, title: "people:account.title", icon: IconUser },
];

export const acts: readonly ActEntry[] = [
  { title: "people:add", to: "/employees?add=yes", permission, icon: IconUserPlus },
  { title: "people:account.pin", to: "/account", icon: IconKey },
];
