/** Routes of a tenant's own status, and of its new stores. */

import { contract } from "../../../../platform/http/contract.ts";
import { errors } from "../../../../shared/errors.ts";
import { getTenant, tenantErrors } from "../../../access/tenants/index.ts";
import { changeOwn, openStore } from "../service/own.ts";
import { closeOwn, endOwnMaintenance, maintainOwn } from "../service/standing.ts";
import * as wire from "../wire.ts";

const ofTenant = { tag: "tenant", permission: "settings_write", reply: wire.Tenant } as const;

const MAINTENANCE_ERRORS = [errors.conflict, tenantErrors.tenant_provider, tenantErrors.maintenance_providers];

export const routes = [
  contract({
    ...ofTenant,
    method: "get",
    path: "/tenant",
    rate: "undo",
    summary: "Read your own tenant and its status",
    handle: ({ ctx }) => getTenant(ctx),
  }),
  contract({
    ...ofTenant,
    method: "patch",
    path: "/tenant",
    summary: "Change your tenant's names and time zone",
    idempotency: "key",
    body: wire.TenantChange,
    errors: [errors.conflict],
    handle: ({ ctx, body }) => changeOwn(ctx, body),
  }),
  contract({
    ...ofTenant,
    method: "post",
    path: "/tenant/maintenance",
    summary: "Set your tenant's maintenance window",
    description: "It ends at most 24 hours ahead. During the window calls get 503.",
    step_up: true,
    idempotency: "key",
    body: wire.Maintenance,
    errors: [...MAINTENANCE_ERRORS, tenantErrors.tenant_status],
    handle: ({ ctx, body }) => maintainOwn(ctx, body),
  }),
  contract({
    ...ofTenant,
    method: "delete",
    path: "/tenant/maintenance",
    summary: "End your tenant's maintenance",
    description: "An owner can do this during the maintenance.",
    rate: "undo",
    idempotency: "natural",
    errors: MAINTENANCE_ERRORS,
    handle: ({ ctx }) => endOwnMaintenance(ctx),
  }),
  contract({
    ...ofTenant,
    method: "post",
    path: "/tenant/close",
    summary: "Close your tenant, as its owner",
    description:
      "Calls are refused at once. The records are deleted after 90 days, unless the provider restores the tenant.",
    step_up: true,
    idempotency: "natural",
    body: wire.Closing,
    errors: [tenantErrors.tenant_status, errors.conflict, tenantErrors.tenant_provider],
    handle: ({ ctx, body }) => closeOwn(ctx, body.confirm),
  }),
  contract({
    method: "post",
    path: "/stores",
    tag: "stores",
    summary: "Create a store",
    permission: "settings_write",
    step_up: true,
    idempotency: "key",
    body: wire.NewStore,
    status: 201,
    reply: wire.StoreMade,
    handle: ({ ctx, body }) => openStore(ctx, body),
  }),
];
