/** Pages of prices: rules with the calculator, price lists, taxes, and discounts that staff may give. */
import { IconDiscount, IconListNumbers, IconReceiptTax, IconRosetteDiscount } from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/pricing/rules",
    component: lazyRouteComponent(() => import("./RulesPage.tsx"), "RulesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/pricing/rules/$rule_id",
    component: lazyRouteComponent(() => import("./RulePage.tsx"), "RulePage"),
  }),
  createRoute({
    getParentRoute,
    path: "/pricing/lists",
    component: lazyRouteComponent(() => import("./ListsPage.tsx"), "ListsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/pricing/lists/$price_list_id",
    component: lazyRouteComponent(() => import("./ListPage.tsx"), "ListPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/pricing/taxes",
    component: lazyRouteComponent(() => import("./TaxesPage.tsx"), "TaxesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/pricing/discounts",
    component: lazyRouteComponent(() => import("./DiscountsPage.tsx"), "DiscountsPage"),
  }),
] as const;

const group = "items";

export const entries: readonly PageEntry[] = [
  { to: "/pricing/rules", group, title: "pricing:title", icon: IconDiscount, permission: "catalog_write" },
  { to: "/pricing/lists", group, title: "pricing:lists.title", icon: IconListNumbers, permission: "catalog_write" },
  {
    to: "/pricing/discounts",
    group,
    title: "pricing:discounts.title",
    icon: IconRosetteDiscount,
    permission: "settings_write",
    everywhere: true,
  },
  {
    to: "/pricing/taxes",
    group,
    title: "pricing:taxes.title",
    icon: IconReceiptTax,
    permission: "settings_write",
    everywhere: true,
  },
];

export const acts: readonly ActEntry[] = [
  { title: "pricing:add", to: "/pricing/rules/new", permission: "catalog_write", icon: IconDiscount },
  { title: "pricing:lists.add", to: "/pricing/lists/new", permission: "catalog_write", icon: IconListNumbers },
];
