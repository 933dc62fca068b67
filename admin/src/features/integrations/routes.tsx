/** Pages of integrations: payment types, webhooks, API tokens, secrets, dead letters, alert rules and printers. */
import {
  IconApi,
  IconBellCog,
  IconCreditCard,
  IconLock,
  IconMailX,
  IconPrinter,
  IconShieldX,
  IconWebhook,
} from "@tabler/icons-react";
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import { createRoute, lazyRouteComponent, officeRoute } from "#kit/router.ts";

const getParentRoute = () => officeRoute;

export const routes = [
  createRoute({
    getParentRoute,
    path: "/payment-types",
    component: lazyRouteComponent(() => import("./PaymentTypesPage.tsx"), "PaymentTypesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/webhooks",
    component: lazyRouteComponent(() => import("./WebhooksPage.tsx"), "WebhooksPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/webhooks/$webhook_id",
    component: lazyRouteComponent(() => import("./WebhookPage.tsx"), "WebhookPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/dead-letters",
    component: lazyRouteComponent(() => import("./DeadLettersPage.tsx"), "DeadLettersPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/alert-rules",
    component: lazyRouteComponent(() => import("./AlertRulesPage.tsx"), "AlertRulesPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/secrets",
    component: lazyRouteComponent(() => import("./SecretsPage.tsx"), "SecretsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/parks/dead-letters",
    component: lazyRouteComponent(() => import("./ParksDeadLettersPage.tsx"), "ParksDeadLettersPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/browser-reports",
    component: lazyRouteComponent(() => import("./CspReportsPage.tsx"), "CspReportsPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/tokens",
    component: lazyRouteComponent(() => import("./TokensPage.tsx"), "TokensPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/printers",
    component: lazyRouteComponent(() => import("./PrintersPage.tsx"), "PrintersPage"),
  }),
] as const;

const group = "integrations";

export const entries: readonly PageEntry[] = [
  {
    to: "/payment-types",
    group,
    title: "integrations:types.title",
    icon: IconCreditCard,
    permission: "settings_write",
    everywhere: true,
  },
  { to: "/printers", group, title: "integrations:printers.title", icon: IconPrinter, permission: "settings_write" },
  {
    to: "/webhooks",
    group,
    title: "integrations:hooks.title",
    icon: IconWebhook,
    permission: "webhook_manage",
    everywhere: true,
  },
  {
    to: "/dead-letters",
    group,
    title: "integrations:dead.title",
    icon: IconMailX,
    permission: "webhook_manage",
    everywhere: true,
  },
  { to: "/webhooks", group, title: "integrations:hooks.title", icon: IconWebhook, permission: "webhook_manage" },
  { to: "/tokens", group, title: "kit:token.title", icon: IconApi, permission: "webhook_manage" },
  { to: "/secrets", group, title: "integrations:secrets.title", icon: IconLock, permission: "settings_write" },
  { to: "/dead-letters", group, title: "integrations:dead.title", icon: IconMailX, permission: "webhook_manage" },
  { to: "/parks/dead-letters", group, title: "integrations:parks_dead.title", icon: IconMailX, permission: "provider" },
  { to: "/browser-reports", group, title: "integrations:csp.title", icon: IconShieldX, permission: "provider" },
  { to: "/alert-rules", group, title: "integrations:rules.title", icon: IconBellCog, permission: "device_manage" },
];

export const acts: readonly ActEntry[] = [
  {
    title: "integrations:types.add",
    to: "/payment-types?add=yes",
    permission: "settings_write",
    everywhere: true,
    icon: IconCreditCard,
  },
  { title: "integrations:printers.add", to: "/printers?add=yes", permission: "settings_write", icon: IconPrinter },
  {
    title: "integrations:hooks.add",
    to: "/webhooks?add=yes",
    permission: "webhook_manage",
    everywhere: true,
    icon: IconWebhook,
  },
  { title: "integrations:hooks.add", to: "/webhooks?add=yes", permission: "webhook_manage", icon: IconWebhook },
  { title: "kit:token.add", to: "/tokens?add=yes", permission: "webhook_manage", icon: IconApi },
];
