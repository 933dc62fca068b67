/** Routes of those who look after all parks; the first of them is made without one. */

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
    summary: "Make a park that is ready to sell, with its stores and its owner",
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

export const routes = [
  contract({
    method: "post",
    path: "/provider/bootstrap",
    tag: "provider",
    summary: "Make the first provider of a deployment",
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
    summary: "List parks",
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
    summary: "Read a park and how big it is",
    reply: wire.Park,
    handle: ({ ctx, params }) => getPark(ctx, params.tenant_id),
  }),
  contract({
    ...ofPark,
    method: "patch",
    path: "/provider/tenants/:tenant_id",
    summary: "Change a park's names or its plan",
    idempotency: "key",
    body: wire.ParkChange,
    errors: [tenantErrors.tenant_status, errors.conflict],
    handle: ({ ctx, params, body }) => changePark(ctx, params.tenant_id, body),
  }),
  standing("/provider/tenants/:tenant_id/suspend", "suspend", "Refuse a park from the very next request"),
  standing("/provider/tenants/:tenant_id/resume", "resume", "Serve a suspended park again"),
  standing("/provider/tenants/:tenant_id/restore", "restore", "Open a closed park again, before its records are gone"),
  standing("/admin/tenants/:tenant_id/restore", "restore", "Open a closed park again, before its records are gone"),
  contract({
    ...ofPark,
    method: "post",
    path: "/provider/tenants/:tenant_id/maintenance",
    summary: "Set when a park is maintained: 503 until it is over",
    step_up: true,
    idempotency: "key",
    body: wire.Maintenance,
    errors: [tenantErrors.tenant_status, errors.conflict],
    handle: ({ ctx, params, body }) => maintainPark(ctx, params.tenant_id, body),
  }),
  contract({
    ...ofPark,
    method: "delete",
    path: "/provider/tenants/:tenant_id/maintenance",
    summary: "End a park's maintenance",
    idempotency: "natural",
    errors: [errors.conflict],
    handle: ({ ctx, params }) => endMaintenance(ctx, params.tenant_id),
  }),
  contract({
    method: "post",
    path: "/provider/tenants/:tenant_id/owners/:employee_id/reset-pin",
    tag: "provider",
    summary: "Give a park's only owner a new PIN that counts in 24 hours; a login with the old one cancels it",
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
  contract({
    ...ofPark,
    method: "post",
    path: "/provider/tenants/:tenant_id/close",
    summary: "Close a park: refused at once, deleted after 90 days unless restored",
    step_up: true,
    idempotency: "key",
    body: wire.Closing,
    errors: [tenantErrors.tenant_status, errors.conflict],
    handle: ({ ctx, params, body }) => closePark(ctx, params.tenant_id, body.confirm),
  }),
];
