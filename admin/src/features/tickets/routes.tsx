/** Pages of tickets: finding and listing them, and one ticket with its history. */
import { IconTicket } from "@tabler/icons-react";
import type { PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

export const routes = [
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/tickets",
    component: lazyRouteComponent(() => import("./TicketsPage.tsx"), "TicketsPage"),
  }),
  createRoute({
    getParentRoute: () => officeRoute,
    path: "/tickets/$ticket_id",
    component: lazyRouteComponent(() => import("./TicketPage.tsx"), "TicketPage"),
  }),
] as const;

export const entries: readonly PageEntry[] = [
  { to: "/tickets", group: "day", title: "tickets:title", icon: IconTicket, permission: "redeem", key: "t" },
];
