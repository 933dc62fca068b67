/** The features: one line each gives its pages to the router, and its entries to menu, search and shortcuts. */
import type { ActEntry, PageEntry } from "#kit/pages.ts";
import * as approvals from "./approvals/routes.tsx";
import * as audit from "./audit/routes.tsx";
import * as backups from "./backups/routes.tsx";
import * as dashboard from "./dashboard/routes.tsx";
import * as devices from "./devices/routes.tsx";
import * as firstRun from "./first-run/routes.tsx";
import * as fleet from "./fleet/routes.tsx";
import * as guests from "./guests/routes.tsx";
import * as imports from "./imports/routes.tsx";
import * as integrations from "./integrations/routes.tsx";
import * as items from "./items/routes.tsx";
import * as people from "./people/routes.tsx";
import * as pricing from "./pricing/routes.tsx";
import * as provider from "./provider/routes.tsx";
import * as reports from "./reports/routes.tsx";
import * as sales from "./sales/routes.tsx";
import * as settings from "./settings/routes.tsx";
import * as shifts from "./shifts/routes.tsx";
import * as stores from "./stores/routes.tsx";
import * as support from "./support/routes.tsx";
import * as tickets from "./tickets/routes.tsx";

export const features = [
  dashboard,
  firstRun,
  sales,
  tickets,
  guests,
  shifts,
  reports,
  approvals,
  audit,
  people,
  items,
  devices,
  pricing,
  settings,
  integrations,
  imports,
  stores,
  provider,
  backups,
  fleet,
  support,
] as const;

/** The exports of a feature's routes.tsx besides its routes. */
interface Named {
  entries: readonly PageEntry[];
  acts?: readonly ActEntry[];
}

const named: readonly Named[] = features;
export const entries: readonly PageEntry[] = named.flatMap((feature) => feature.entries);
export const acts: readonly ActEntry[] = named.flatMap((feature) => feature.acts ?? []);
