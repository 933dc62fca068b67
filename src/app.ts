/** The whole API as one list of contracts, mounted with its documentation. */

import { Hono } from "hono";
import type { Env } from "./env.ts";
import { routes as approvals } from "./modules/approvals/routes.ts";
import { routes as audits } from "./modules/audits/routes.ts";
import { routes as backups } from "./modules/backups/routes.ts";
import { routes as catalog } from "./modules/catalog/routes.ts";
import { routes as csp } from "./modules/csp/routes.ts";
import { routes as customers } from "./modules/customers/routes.ts";
import { routes as devices } from "./modules/devices/routes.ts";
import { routes as employees } from "./modules/employees/routes.ts";
import { routes as gate } from "./modules/gate/routes.ts";
import { routes as health } from "./modules/health/routes.ts";
import { routes as payments } from "./modules/payments/routes.ts";
import { routes as pricing } from "./modules/pricing/routes.ts";
import { routes as privacy } from "./modules/privacy/routes.ts";
import { routes as ownTenant } from "./modules/provider/routes/own.ts";
import { routes as provider } from "./modules/provider/routes.ts";
import { routes as receipts } from "./modules/receipts/routes.ts";
import { routes as refunds } from "./modules/refunds/routes.ts";
import { routes as reprints } from "./modules/reprints/routes.ts";
import { routes as openTickets } from "./modules/sales/routes/open-tickets.ts";
import { routes as sales } from "./modules/sales/routes.ts";
import { routes as sandbox } from "./modules/sandbox/routes.ts";
import { routes as secrets } from "./modules/secrets/routes.ts";
import { routes as settings } from "./modules/settings/routes.ts";
import { routes as dayCloses } from "./modules/shifts/routes/day-closes.ts";
import { routes as shifts } from "./modules/shifts/routes.ts";
import { routes as sync } from "./modules/sync/routes.ts";
import { routes as tenants } from "./modules/tenants/routes.ts";
import { routes as ticketHistory } from "./modules/tickets/routes/history.ts";
import { routes as tickets } from "./modules/tickets/routes.ts";
import { routes as timecards } from "./modules/timecards/routes.ts";
import { routes as usage } from "./modules/usage/routes.ts";
import type { Contract } from "./platform/http/contract.ts";
import { docsPage } from "./platform/http/docs.ts";
import { examples } from "./platform/http/examples.ts";
import { secured } from "./platform/http/headers.ts";
import { mount, unknownRefuser } from "./platform/http/mount.ts";
import { openApiDocument } from "./platform/http/openapi.ts";

export const contracts: readonly Contract[] = [
  ...health,
  ...csp,
  ...tenants,
  ...ownTenant,
  ...settings,
  ...secrets,
  ...sandbox,
  ...employees,
  ...devices,
  ...customers,
  ...catalog,
  ...pricing,
  ...approvals,
  ...shifts,
  ...dayCloses,
  ...timecards,
  ...tickets,
  ...ticketHistory,
  ...payments,
  ...sales,
  ...openTickets,
  ...reprints,
  ...receipts,
  ...refunds,
  ...gate,
  ...sync,
  ...backups,
  ...privacy,
  ...audits,
  ...usage,
  ...provider,
];

/** The document of the whole API. */
export function describeApi() {
  return openApiDocument(contracts, examples);
}

let document: string | undefined;

export function createApp(): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>({ strict: false });
  mount(app, contracts);
  app.get("/openapi.json", (c) => {
    document ??= JSON.stringify(describeApi());
    return secured(c.body(document, 200, { "content-type": "application/json; charset=utf-8" }));
  });
  app.get("/docs", () => secured(docsPage()));
  app.get("/docs/*", async (c) => {
    const asset = await c.env.ASSETS.fetch(c.req.raw);
    return secured(new Response(asset.body, asset));
  });
  app.get("/", (c) => c.redirect("/docs"));
  const refuseUnknown = unknownRefuser(contracts, ["/openapi.json", "/docs", ""]);
  app.notFound((c) => refuseUnknown(c.req.raw));
  return app;
}
