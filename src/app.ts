/** The API: one list of all contracts, mounted with its documentation. */

import { Hono } from "hono";
import type { Env } from "./env.ts";
import { routes as apiTokens } from "./modules/access/api-tokens/routes.ts";
import { routes as devices } from "./modules/access/devices/routes.ts";
import { routes as employees } from "./modules/access/employees/routes.ts";
import { routes as sandbox } from "./modules/access/sandbox/routes.ts";
import { routes as secrets } from "./modules/access/secrets/routes.ts";
import { routes as sessionsOfOthers } from "./modules/access/sessions/routes/of-others.ts";
import { routes as ownSessions } from "./modules/access/sessions/routes/own.ts";
import { routes as settings } from "./modules/access/settings/routes.ts";
import { routes as tenants } from "./modules/access/tenants/routes.ts";
import { routes as gate } from "./modules/admission/gate/routes.ts";
import { routes as lots } from "./modules/admission/lots/routes.ts";
import { routes as gateStats } from "./modules/admission/scans/routes/stats.ts";
import { routes as scans } from "./modules/admission/scans/routes.ts";
import { routes as tickets } from "./modules/admission/tickets/routes.ts";
import { routes as openTickets } from "./modules/counter/open-tickets/routes.ts";
import { routes as payments } from "./modules/counter/payments/routes.ts";
import { routes as receipts } from "./modules/counter/receipts/routes.ts";
import { routes as approvalRequests } from "./modules/counter/refunds/routes/approvals.ts";
import { routes as refunds } from "./modules/counter/refunds/routes.ts";
import { routes as reprints } from "./modules/counter/reprints/routes.ts";
import { routes as cartsForSale } from "./modules/counter/sales/routes/open-tickets.ts";
import { routes as sales } from "./modules/counter/sales/routes.ts";
import { routes as dayCloses } from "./modules/counter/shifts/routes/day-closes.ts";
import { routes as shifts } from "./modules/counter/shifts/routes.ts";
import { routes as timecards } from "./modules/counter/timecards/routes.ts";
import { routes as customers } from "./modules/guests/customers/routes.ts";
import { routes as approvals } from "./modules/offer/approvals/routes.ts";
import { routes as catalog } from "./modules/offer/catalog/routes.ts";
import { routes as pictures } from "./modules/offer/pictures/routes.ts";
import { routes as pricing } from "./modules/offer/pricing/routes.ts";
import { routes as audits } from "./modules/operations/audits/routes.ts";
import { routes as backups } from "./modules/operations/backups/routes.ts";
import { routes as csp } from "./modules/operations/csp/routes.ts";
import { routes as events } from "./modules/operations/events/routes.ts";
import { routes as fleet } from "./modules/operations/fleet/routes.ts";
import { routes as health } from "./modules/operations/health/routes.ts";
import { routes as help } from "./modules/operations/help/routes.ts";
import { routes as imports } from "./modules/operations/imports/routes.ts";
import { routes as live } from "./modules/operations/live/routes.ts";
import { routes as metrics } from "./modules/operations/metrics/routes.ts";
import { routes as names } from "./modules/operations/names/routes.ts";
import { routes as onboarding } from "./modules/operations/onboarding/routes.ts";
import { routes as privacy } from "./modules/operations/privacy/routes.ts";
import { routes as ownTenant } from "./modules/operations/provider/routes/own.ts";
import { routes as providersParks } from "./modules/operations/provider/routes/parks.ts";
import { routes as provider } from "./modules/operations/provider/routes.ts";
import { routes as watchReports } from "./modules/operations/reports/routes/watch.ts";
import { routes as reports } from "./modules/operations/reports/routes.ts";
import { routes as search } from "./modules/operations/search/routes.ts";
import { routes as status } from "./modules/operations/status/routes.ts";
import { routes as support } from "./modules/operations/support/routes.ts";
import { routes as sync } from "./modules/operations/sync/routes.ts";
import { routes as ticketHistory } from "./modules/operations/ticket-history/routes.ts";
import { routes as usage } from "./modules/operations/usage/routes.ts";
import { routes as webhooks } from "./modules/operations/webhooks/routes.ts";
import type { Contract } from "./platform/http/contract.ts";
import { docsPage, redocPage } from "./platform/http/docs.ts";
import { secured } from "./platform/http/headers.ts";
import { mount, unknownRefuser } from "./platform/http/mount.ts";

export const contracts: readonly Contract[] = [
  ...health,
  ...status,
  ...help,
  ...csp,
  ...tenants,
  ...ownTenant,
  ...settings,
  ...secrets,
  ...sandbox,
  ...ownSessions,
  ...apiTokens,
  ...employees,
  ...sessionsOfOthers,
  ...devices,
  ...gate,
  ...customers,
  ...catalog,
  ...pictures,
  ...pricing,
  ...approvals,
  ...approvalRequests,
  ...shifts,
  ...dayCloses,
  ...timecards,
  ...tickets,
  ...scans,
  ...lots,
  ...ticketHistory,
  ...names,
  ...gateStats,
  ...payments,
  ...sales,
  ...openTickets,
  ...cartsForSale,
  ...reprints,
  ...receipts,
  ...refunds,
  ...sync,
  ...backups,
  ...privacy,
  ...provider,
  ...onboarding,
  ...audits,
  ...usage,
  ...providersParks,
  ...events,
  ...fleet,
  ...imports,
  ...support,
  ...webhooks,
  ...live,
  ...metrics,
  ...search,
  ...reports,
  ...watchReports,
];

/** The OpenAPI document of the whole API. */
export async function describeApi() {
  const { examples } = await import("./platform/http/examples.ts");
  const { openApiDocument } = await import("./platform/http/openapi.ts");
  return openApiDocument(contracts, examples);
}

let document: string | undefined;

export function createApp(): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>({ strict: false });
  mount(app, contracts);
  app.get("/openapi.json", async (c) => {
    document ??= JSON.stringify(await describeApi());
    return secured(c.body(document, 200, { "content-type": "application/json; charset=utf-8" }));
  });
  app.get("/docs", () => secured(docsPage()));
  app.get("/redoc", () => secured(redocPage()));
  for (const path of ["/docs/*", "/fonts/*"])
    app.get(path, async (c) => {
      const asset = await c.env.ASSETS.fetch(c.req.raw);
      return secured(new Response(asset.body, asset));
    });
  app.get("/", (c) => c.redirect("/docs"));
  const refuseUnknown = unknownRefuser(contracts, ["/openapi.json", "/docs", "/redoc", ""]);
  app.notFound((c) => refuseUnknown(c.req.raw));
  return app;
}
