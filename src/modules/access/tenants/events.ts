/** Events of tenants and stores. */

import * as z from "zod";
import { defineEvent, id, SAMPLE, time } from "../../../platform/events/define.ts";
import { MAINTAINERS, TENANT_STATUSES, type TenantStatus } from "../../../shared/standing.ts";

const tenant_id = SAMPLE.id;
const Tenant = z.object({ tenant_id: id });

export const CLOCK_MOVED = defineEvent(
  "sandbox.clock_moved",
  "The clock of a sandbox was moved",
  z.object({ offset_seconds: z.number().int() }),
  { offset_seconds: 86_400 },
);

const Standing = Tenant.extend({
  status: z.enum(TENANT_STATUSES),
  closed_at: time.nullable(),
  purge_at: time.nullable().describe("when the records of a closed tenant are deleted"),
});

function standing<Type extends string>(type: Type, summary: string, status: TenantStatus, closed = false) {
  const ends = { closed_at: closed ? SAMPLE.at : null, purge_at: closed ? SAMPLE.later : null };
  return defineEvent(type, summary, Standing, { tenant_id, status, ...ends });
}

const Maintenance = Tenant.extend({
  maintenance_from: time.nullable(),
  maintenance_until: time.nullable(),
  maintenance_note: z.string().nullable(),
  maintenance_by: z.enum(MAINTAINERS).nullable(),
});

/** An event for the audit only; consumers do not get it. */
export const TENANT_CREATED = "tenant.created";

export const TENANT_EVENTS = {
  changed: defineEvent(
    "tenant.changed",
    "A tenant's names, plan or time zone were changed",
    Tenant.extend({
      name: z.string().optional(),
      legal_name: z.string().nullable().optional(),
      billing_plan: z.string().optional(),
      time_zone: z.string().optional(),
    }).describe("what was given"),
    { tenant_id, name: "Jungle Park" },
  ),
  suspended: standing("tenant.suspended", "A tenant was suspended", "suspended"),
  resumed: standing("tenant.resumed", "A suspended tenant was resumed", "active"),
  closed: standing("tenant.closed", "A tenant was closed", "closed", true),
  restored: standing("tenant.restored", "A closed tenant was restored", "active"),
  maintenance_set: defineEvent("tenant.maintenance_set", "A tenant's maintenance was set", Maintenance, {
    ...{ tenant_id, maintenance_from: SAMPLE.at, maintenance_until: SAMPLE.later },
    ...{ maintenance_note: "new tills", maintenance_by: "tenant" },
  }),
  maintenance_ended: defineEvent("tenant.maintenance_ended", "A tenant's maintenance ended", Maintenance, {
    ...{ tenant_id, maintenance_from: null, maintenance_until: null },
    ...{ maintenance_note: null, maintenance_by: null },
  }),
  purged: defineEvent("tenant.purged", "The records of a closed tenant were deleted", Tenant, { tenant_id }),
} as const;

const Store = z.object({ store_id: id });

export const STORE_EVENTS = {
  created: defineEvent("store.created", "A store was created", Store, { store_id: SAMPLE.store_id }),
  changed: defineEvent("store.changed", "A store was changed", Store, { store_id: SAMPLE.store_id }),
} as const;
