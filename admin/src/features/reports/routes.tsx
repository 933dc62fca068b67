/** Pages of the six reports, of their rebuild, and of the rows that have no page of their own. */
import {
  IconAlertOctagon,
  IconCash,
  IconChartBar,
  IconDoorEnter,
  IconReceiptRefund,
  IconRefresh,
  IconTicket,
} from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/reports/sales",
    component: lazyRouteComponent(() => import("./SalesReportPage.tsx"), "SalesReportPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/reports/shifts",
    component: lazyRouteComponent(() => import("./ShiftReportPage.tsx"), "ShiftReportPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/reports/tickets",
    component: lazyRouteComponent(() => import("./TicketReportPage.tsx"), "TicketReportPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/reports/corrections",
    component: lazyRouteComponent(() => import("./CorrectionReportPage.tsx"), "CorrectionReportPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/reports/gate",
    component: lazyRouteComponent(() => import("./GateReportPage.tsx"), "GateReportPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/reports/fraud",
    component: lazyRouteComponent(() => import("./FraudPage.tsx"), "FraudPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/reports/rebuild",
    component: lazyRouteComponent(() => import("./RebuildPage.tsx"), "RebuildPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/rows/$list",
    component: lazyRouteComponent(() => import("./RowsPage.tsx"), "RowsPage"),
  }),
] as const;

const shared = { group: "reports", permission: "reports_view" } as const;

export const entries: readonly PageEntry[] = [
  { ...shared, to: "/reports/sales", title: "reports:sales", icon: IconChartBar, key: "r", bottom: 2 },
  { ...shared, to: "/reports/shifts", title: "reports:shifts", icon: IconCash },
  { ...shared, to: "/reports/tickets", title: "reports:tickets", icon: IconTicket },
  { ...shared, to: "/reports/corrections", title: "reports:corrections", icon: IconReceiptRefund },
  { ...shared, to: "/reports/gate", title: "reports:gate", icon: IconDoorEnter },
  { ...shared, to: "/reports/fraud", title: "reports:fraud", icon: IconAlertOctagon, key: "f" },
];

export const acts: readonly ActEntry[] = [
  { title: "reports:rebuild", to: "/reports/rebuild", permission: "settings_write", icon: IconRefresh },
];
