/** Routes of the provider, who looks after all tenants; the bootstrap route makes the first provider. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { employeeErrors } from "../../access/employees/index.ts";
import { type StandingAct, tenantErrors } from "../../access/tenants/index.ts";
import { bootstrapProvider } from "./service/bootstrap.ts";
import { resetOwnersPin } from "./service/owner-pin.ts";
import { changePark, getPark, listParks } from "./service/parks.ts";
import { provisionPark } from "./service/provision.ts";
import { changeStanding, closePark, endMaintenance, maintainPark } from "./service/standing.ts";
import * as wire from "./wire.ts";

const ofPark = { tag: "provider", permission: "provider", params: wire.TenantParams, reply: wire.Tenant } as const;

function provision(path: string) {
  return contract({
    method: "post",
    path,
    tag: "provider",
    summary: "Create a tenant with its stores and its owner",
    description: "It is ready to sell.",
    permission: "provider",
    step_up: true,
    rate: "sensitive",
    idempotency: "required",
    body: wire.ParkRequest,
    status: 201,
    reply: wire.ParkMade,
    errors: [errors.duplicate],
    handle: ({ ctx, body }) => provisionPark(ctx, body),
  });
}

function standing(path: string, act: StandingAct, summary: string) {
  return contract({
    ...ofPark,
    method: "post",
    path,
    summary,
    step_up: true,
    idempotency: "key",
    errors: [tenantErrors.tenant_status, errors.conflict],
    handle: ({ ctx, params }) => changeStanding(ctx, params.tenant_id, act),
  });
}

function maintenance(path: string) {
  return contract({
    ...ofPark,
    method: "post",
    path,
    summary: "Set a tenant's maintenance window",
    description: "During the window calls get 503.",
    step_up: true,
    idempotency: "key",
    body: wire.Maintenance,
    errors: [tenantErrors.tenant_status, errors.conflict],
    handle: ({ ctx, params, body }) => maintainPark(ctx, params.tenant_id, body),
  });
}

function closing(path: string) {
  return contract({
    ...ofPark,
    method: "post",
    path,
    summary: "Close a tenant",
    description: "Calls are refused at once. The records are deleted after 90 days, unless the tenant is restored.",
    step_up: true,
    idempotency: "key",
    body: wire.Closing,
    errors: [tenantErrors.tenant_status, errors.conflict],
    handle: ({ ctx, params, body }) => closePark(ctx, params.tenant_id, body.confirm),
  });
}

export const routes = [
  contract({
    method: "post",
    path: "/provider/bootstrap",
    tag: "provider",
    summary: "Create the first provider of a deployment",
    public: true,
    rate: "enrolment",
    idempotency: "natural",
    body: wire.BootstrapRequest,
    reply: wire.Bootstrap,
    errors: [errors.not_found, errors.unauthenticated, errors.duplicate, errors.conflict],
    handle: ({ ctx, body }) => bootstrapProvider(ctx, body),
  }),
  provision("/provider/tenants"),
  provision("/super/outlet"),
  contract({
    method: "get",
    path: "/provider/tenants",
    tag: "provider",
    summary: "List tenants",
    permission: "provider",
    query: wire.ParkQuery,
    reply: wire.Tenant,
    list: true,
    csv: wire.PARK_COLUMNS,
    handle: ({ ctx, query }) => listParks(ctx, query),
  }),
  contract({
    ...ofPark,
    method: "get",
    path: "/provider/tenants/:tenant_id",
    summary: "Read a tenant and its size",
    reply: wire.Park,
    handle: ({ ctx, params }) => getPark(ctx, params.tenant_id),
  }),
  contract({
    ...ofPark,
    method: "patch",
    path: "/provider/tenants/:tenant_id",
    summary: "Change a tenant's names or plan",
    idempotency: "key",
    body: wire.ParkChange,
    errors: [tenantErrors.tenant_status, errors.conflict],
    handle: ({ ctx, params, body }) => changePark(ctx, params.tenant_id, body),
  }),
  standing("/provider/tenants/:tenant_id/suspend", "suspend", "Suspend a tenant; its next request is refused"),
  standing("/provider/tenants/:tenant_id/resume", "resume", "Resume a suspended tenant"),
  standing("/provider/tenants/:tenant_id/restore", "restore", "Restore a closed tenant before its records are deleted"),
  standing("/admin/tenants/:tenant_id/restore", "restore", "Restore a closed tenant before its records are deleted"),
  maintenance("/provider/tenants/:tenant_id/maintenance"),
  maintenance("/outlets/:tenant_id/maintenance/schedule"),
  contract({
    ...ofPark,
    method: "delete",
    path: "/provider/tenants/:tenant_id/maintenance",
    summary: "End a tenant's maintenance",
    idempotency: "natural",
    errors: [errors.conflict],
    handle: ({ ctx, params }) => endMaintenance(ctx, params.tenant_id),
  }),
  contract({
    method: "post",
    path: "/provider/tenants/:tenant_id/owners/:employee_id/reset-pin",
    tag: "provider",
    summary: "Reset the PIN of a tenant's sole owner",
    description: "The new PIN counts after 24 hours. A login with the old PIN cancels it.",
    permission: "provider",
    step_up: true,
    rate: "sensitive",
    idempotency: "key",
    params: wire.OwnerParams,
    body: wire.OwnerPinRequest,
    status: 201,
    reply: wire.OwnerPin,
    errors: [employeeErrors.not_sole_owner],
    handle: ({ ctx, params, body }) => resetOwnersPin(ctx, params, body),
  }),
  closing("/provider/tenants/:tenant_id/close"),
  closing("/outlets/:tenant_id/close"),
];
