/** The shapes of tenants on the wire, for their provider and for themselves. */

import * as z from "zod";
import { clearableText, id, optionalText, paging, pin, text, time, timeZone } from "../../../platform/http/fields.ts";
import { MAINTAINERS, TENANT_STATUSES } from "../../../shared/standing.ts";
import { TENANT_KINDS, TENANT_MODES } from "../../access/tenants/index.ts";

const tenantFields = {
  tenant_id: id,
  name: z.string(),
  legal_name: z.string().nullable(),
  kind: z.enum(TENANT_KINDS),
  mode: z.enum(TENANT_MODES),
  billing_plan: z.string(),
  time_zone: z.string().describe("the time zone of a new store"),
  currency: z.string(),
  status: z.enum(TENANT_STATUSES),
  maintenance_from: time
    .nullable()
    .describe("real time, not the sandbox clock; so are all times of the tenant's status"),
  maintenance_until: time.nullable().describe("a past window stays until the next is set"),
  maintenance_note: z.string().nullable(),
  maintenance_by: z
    .enum(MAINTAINERS)
    .nullable()
    .describe("the side that set it; a tenant cannot change its provider's window"),
  closed_at: time.nullable(),
  purge_at: time.nullable().describe("when a closed tenant's records are deleted"),
  created_at: time,
  version: z.number().int(),
};

export const Tenant = z.object(tenantFields).meta({ id: "Tenant" });

const count = z.number().int();

const OutboxLag = z
  .object({
    consumer: z.string().nullable().describe("the slowest; null: none is behind"),
    events: count,
    seconds: count.describe("more than 300 needs a look"),
  })
  .meta({ id: "OutboxLag" });

export const Park = z
  .object({
    ...tenantFields,
    counts: z.object({ stores: count, devices: count, employees: count }),
    outbox_lag: OutboxLag,
    owner_ids: z.array(id).describe("its active owners; the PIN of a sole one can be reset"),
  })
  .meta({ id: "Park" });

export const PARK_COLUMNS = [
  "tenant_id",
  "name",
  "legal_name",
  "mode",
  "billing_plan",
  "time_zone",
  "currency",
  "status",
  "maintenance_from",
  "maintenance_until",
  "closed_at",
  "purge_at",
  "created_at",
];

export const TenantParams = z.object({ tenant_id: id });

export const OwnerParams = z.object({ tenant_id: id, employee_id: id });
export const OwnerPinRequest = z
  .strictObject({
    reason: text(500).describe("how you verified that the owner asked"),
    pin: pin.optional().describe("default: drawn at random"),
  })
  .meta({ id: "OwnerPinRequest" });
export const OwnerPin = z
  .object({
    employee_id: id,
    in_force_at: time.describe("the old PIN is valid until then, and a login with it cancels the reset"),
    pin: pin.optional().describe("shown once, and only when the request had none"),
  })
  .meta({ id: "OwnerPin" });

export const ParkQuery = z.strictObject({
  ...paging,
  status: z.enum(TENANT_STATUSES).optional(),
  q: optionalText(100).describe("part of the name, the legal name or the id"),
});

const email = z.email().max(254);
const billing_plan = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, "must be a short name in lower case");
const owner = { name: text(200), email };

export const ParkRequest = z
  .strictObject({
    name: text(200),
    legal_name: optionalText(200),
    time_zone: timeZone.optional(),
    mode: z.enum(TENANT_MODES),
    billing_plan: billing_plan.optional(),
    stores: z
      .array(z.strictObject({ name: text(200), time_zone: timeZone.optional() }))
      .min(1)
      .max(50),
    owner: z.strictObject({ ...owner, pin: pin.optional().describe("default: drawn at random") }),
  })
  .meta({ id: "ParkRequest" });

export const ParkMade = z
  .object({
    tenant_id: id,
    name: z.string(),
    mode: z.enum(TENANT_MODES),
    stores: z.array(z.object({ store_id: id, name: z.string() })),
    owner: z.object({ employee_id: id, email: z.string(), pin: z.string().describe("shown only once") }),
  })
  .meta({ id: "ParkMade" });

export const ParkChange = z
  .strictObject({
    name: text(200).optional(),
    legal_name: clearableText(200).optional(),
    billing_plan: billing_plan.optional(),
    time_zone: timeZone.optional(),
  })
  .meta({ id: "ParkChange" });

export const TenantChange = z
  .strictObject({
    name: text(200).optional(),
    legal_name: clearableText(200).optional(),
    time_zone: timeZone.optional().describe("the time zone of new stores; existing stores keep theirs"),
  })
  .meta({ id: "TenantChange" });

export const Maintenance = z
  .strictObject({
    from: time.optional().describe("default: now"),
    until: time,
    note: optionalText(500),
  })
  .meta({ id: "Maintenance" });

export const Closing = z
  .strictObject({ confirm: z.string().max(200).describe("the tenant's exact name") })
  .meta({ id: "Closing" });

export const BootstrapRequest = z
  .strictObject({
    bootstrap_token: z.string().min(1).max(500).describe("the deployment's BOOTSTRAP_TOKEN"),
    name: text(200),
    owner: z.strictObject({ ...owner, pin }),
  })
  .meta({ id: "BootstrapRequest" });

export const Bootstrap = z
  .object({ tenant_id: id, created: z.boolean().describe("false: a provider existed already, and nothing changed") })
  .meta({ id: "ProviderBootstrap" });

export const NewStore = z
  .strictObject({
    name: text(200),
    time_zone: timeZone.optional(),
    cutoff_hour: z.number().int().min(0).max(23).optional().describe("the hour at which a business date begins"),
  })
  .meta({ id: "NewStore" });

export const StoreMade = z
  .object({ store_id: id, name: z.string(), time_zone: z.string(), cutoff_hour: z.number().int() })
  .meta({ id: "StoreMade" });
