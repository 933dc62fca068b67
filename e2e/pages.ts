/** The pages that are looked at, each with the API paths whose data it shows. */
import type { Stage } from "./park.ts";

export interface PageOfConsole {
  name: string;
  /** Its address below /admin; of one thing where the stage names it. */
  path: string | ((stage: Stage) => string);
  /** The beginning of the API's path that fails or waits in its states. */
  data: string;
  /** An address at which it has nothing to show; absent where it always has something. */
  empty?: string;
  /** The page is one of the provider's people. */
  provider?: true;
}

const LONG_AGO = "from=2020-01-01&to=2020-01-02";

/** Where the data of a tab of settings comes from; the others show keys. */
const DATA_OF: Readonly<Record<string, string>> = {
  features: "/v1/settings/feature-flags",
  billing: "/v1/tenant",
  payments: "/v1/payment-types",
  printers: "/v1/printers",
  zones: "/v1/catalog/zones",
  approvals: "/v1/approvals/requirements",
};

const TABS = [
  "features",
  "billing",
  "payments",
  "taxes",
  "receipt",
  "printers",
  "zones",
  "gate",
  "shifts",
  "refunds",
  "approvals",
  "privacy",
  "limits",
  "more",
];

export const PAGES: readonly PageOfConsole[] = [
  { name: "support", path: "/support", data: "/v1/tenant" },
  { name: "sandbox-clock", path: "/support/clock", data: "/v1/sandbox/clock" },
  { name: "dashboard", path: "/", data: "/v1/reports/dashboard" },
  { name: "first-run", path: "/first-run", data: "/v1/settings" },
  { name: "shifts", path: "/shifts", data: "/v1/shifts", empty: `/shifts?${LONG_AGO}` },
  { name: "days", path: "/days", data: "/v1/day_closes", empty: `/days?${LONG_AGO}` },
  { name: "approvals", path: "/approvals", data: "/v1/approvals/pending" },
  {
    name: "approvals-decided",
    path: "/approvals/decided",
    data: "/v1/approvals",
    empty: `/approvals/decided?${LONG_AGO}`,
  },
  { name: "audit", path: "/audit", data: "/v1/audits", empty: `/audit?${LONG_AGO}` },
  { name: "audit-chain", path: "/audit/chain", data: "/v1/audits/heads" },
  {
    name: "report-sales",
    path: "/reports/sales?compare=previous",
    data: "/v1/reports/sales",
    empty: `/reports/sales?${LONG_AGO}`,
  },
  {
    name: "report-shifts",
    path: "/reports/shifts?by=person",
    data: "/v1/reports/shifts",
    empty: `/reports/shifts?${LONG_AGO}`,
  },
  {
    name: "report-tickets",
    path: "/reports/tickets?by=package",
    data: "/v1/reports/tickets",
    empty: `/reports/tickets?${LONG_AGO}`,
  },
  {
    name: "report-corrections",
    path: "/reports/corrections",
    data: "/v1/reports/reprints-refunds",
    empty: `/reports/corrections?${LONG_AGO}`,
  },
  {
    name: "report-gate",
    path: "/reports/gate?by=zone",
    data: "/v1/reports/gate-throughput",
    empty: `/reports/gate?${LONG_AGO}`,
  },
  {
    name: "report-fraud",
    path: "/reports/fraud",
    data: "/v1/reports/fraud-watch",
    empty: `/reports/fraud?${LONG_AGO}`,
  },
  { name: "rows-scans", path: "/rows/redemptions", data: "/v1/redemptions", empty: `/rows/redemptions?${LONG_AGO}` },
  { name: "rows-payments", path: "/rows/payments", data: "/v1/payments", empty: `/rows/payments?${LONG_AGO}` },
  { name: "rows-refunds", path: "/rows/refunds", data: "/v1/refunds", empty: `/rows/refunds?${LONG_AGO}` },
  { name: "rows-reprints", path: "/rows/reprints", data: "/v1/reprints", empty: `/rows/reprints?${LONG_AGO}` },
  { name: "rows-conflicts", path: "/rows/redemptions-conflicts", data: "/v1/redemptions/conflicts" },
  { name: "sales", path: "/sales", data: "/v1/sales", empty: `/sales?${LONG_AGO}` },
  { name: "tickets", path: "/tickets", data: "/v1/tickets" },
  { name: "sale", path: ({ fresh }) => `/sales/${fresh.sale_id}`, data: "/v1/sales" },
  { name: "ticket", path: ({ fresh }) => `/tickets/${fresh.tickets[0]?.ticket_id}`, data: "/v1/tickets" },
  { name: "guests", path: "/customers", data: "/v1/customers" },
  { name: "guests-top", path: "/customers?by=spend", data: "/v1/customers/top/spenders" },
  { name: "people", path: "/employees", data: "/v1/employees" },
  {
    name: "person",
    path: ({ park }) => `/employees/${park.employees.cashier?.employee_id}`,
    data: "/v1/employees/",
  },
  { name: "account", path: "/account", data: "/v1/employees/me/totp" },
  { name: "roles", path: "/roles", data: "/v1/roles" },
  {
    name: "access-log",
    path: "/access-log",
    data: "/v1/employees/access-log",
    empty: `/access-log?${LONG_AGO}`,
  },
  { name: "timecards", path: "/timecards", data: "/v1/timecards", empty: `/timecards?${LONG_AGO}` },
  ...TABS.map((tab) => ({
    name: `settings-${tab}`,
    path: `/settings/${tab}`,
    data: DATA_OF[tab] ?? "/v1/settings/keys",
  })),
  {
    ...{ name: "provider-parks", path: "/provider/parks", data: "/v1/provider/tenants", provider: true },
    empty: "/provider/parks?status=closed",
  },
  {
    ...{ name: "provider-park", data: "/v1/provider/tenants/", provider: true },
    path: ({ park }) => `/provider/parks/${park.tenant_id}`,
  },
  { name: "provider-usage", path: "/provider/usage", data: "/v1/provider/tenants/usage", provider: true },
  { name: "provider-restore", path: "/provider/restore", data: "/v1/employees/me", provider: true },
  { name: "backups", path: "/backups", data: "/v1/backups" },
  { name: "audit-archives", path: "/audit/archives", data: "/v1/audits" },
  { name: "audit-fleet", path: "/audit/fleet", data: "/v1/provider/audit-trail", empty: `/audit/fleet?${LONG_AGO}` },
  { name: "fleet", path: "/fleet", data: "/v1/provider/overview" },
  { name: "fleet-days", path: "/fleet/days", data: "/v1/provider/metrics/daily", empty: `/fleet/days?${LONG_AGO}` },
  { name: "alerts", path: "/alerts", data: "/v1/provider/alerts", empty: "/alerts?status=acknowledged" },
  { name: "report-rebuild", path: "/reports/rebuild", data: "/v1/reports/rebuild" },
  { name: "lots", path: "/lots", data: "/v1/lots" },
  { name: "stores", path: "/stores", data: "/v1/stores" },
  { name: "store", path: ({ park }) => `/stores/${park.store_id}`, data: "/v1/stores/" },
  { name: "company", path: "/company", data: "/v1/tenant" },
  { name: "payment-types", path: "/payment-types", data: "/v1/payment-types" },
  { name: "printers", path: "/printers", data: "/v1/printers" },
  { name: "tokens", path: "/tokens", data: "/v1/tokens" },
  { name: "secrets", path: "/secrets", data: "/v1/secrets" },
  { name: "webhooks", path: "/webhooks", data: "/v1/webhooks" },
  { name: "dead-letters", path: "/dead-letters", data: "/v1/dlq" },
  { name: "imports", path: "/imports", data: "/v1/imports" },
  { name: "alert-rules", path: "/alert-rules", data: "/v1/alert-rules" },
  { name: "receipts", path: "/receipts", data: "/v1/receipt-templates" },
  { name: "receipt-editor", path: "/receipts/new", data: "/v1/receipt-templates/preview" },
  { name: "hours", path: "/timecards/hours", data: "/v1/timecards/summaries" },
  { name: "packages", path: "/packages", data: "/v1/catalog/packages", empty: "/packages?status=inactive" },
  {
    name: "package",
    path: ({ park }) => `/packages/${park.packages.single}`,
    data: "/v1/catalog/packages/",
  },
  { name: "categories", path: "/categories", data: "/v1/catalog/categories" },
  { name: "zones", path: "/zones", data: "/v1/catalog/zones" },
  { name: "devices", path: "/devices", data: "/v1/devices", empty: "/devices?status=revoked" },
  {
    name: "device",
    path: ({ park }) => `/devices/${park.devices.pos?.device_id}`,
    data: "/v1/devices/",
  },
  { name: "pairings", path: "/pairings", data: "/v1/pairings" },
  { name: "price-rules", path: "/pricing/rules", data: "/v1/pricing/rules", empty: "/pricing/rules?kind=cart_amount" },
  { name: "price-rule-new", path: "/pricing/rules/new", data: "/v1/catalog/packages" },
  {
    name: "price-lists",
    path: "/pricing/lists",
    data: "/v1/pricing/price-lists",
    empty: "/pricing/lists?active=false",
  },
  { name: "price-list-new", path: "/pricing/lists/new", data: "/v1/catalog/packages" },
  { name: "taxes", path: "/pricing/taxes", data: "/v1/taxes" },
  { name: "discounts", path: "/pricing/discounts", data: "/v1/discounts" },
];
