/** Routes of employees: login, tokens, standing. */

import { contract } from "../../platform/http/contract.ts";
import { type EmployeeStatus, employeeErrors } from "./domain.ts";
import * as service from "./service.ts";
import * as wire from "./wire.ts";

function standing(action: string, status: EmployeeStatus, summary: string) {
  return contract({
    method: "post",
    path: `/employees/:employee_id/${action}`,
    tag: "employees",
    summary,
    permission: "employee_manage",
    idempotency: "key",
    params: wire.EmployeeParams,
    reply: wire.Employee,
    errors: [employeeErrors.oneself, employeeErrors.last_owner, employeeErrors.employee_changed],
    handle: ({ ctx, params }) => service.changeEmployeeStatus(ctx, params.employee_id, status),
  });
}

export const routes = [
  contract({
    method: "post",
    path: "/employees/login",
    tag: "auth",
    summary: "Log in with PIN, on a device when its token is sent, else to the console",
    public: true,
    rate: "login",
    idempotency: "natural",
    body: wire.LoginRequest,
    reply: wire.Login,
    errors: [employeeErrors.credentials, employeeErrors.pin_locked],
    handle: ({ ctx, body }) => service.loginEmployee(ctx, body),
  }),
  contract({
    method: "post",
    path: "/auth/refresh",
    tag: "auth",
    summary: "Trade a refresh token for a new pair; each is good once",
    public: true,
    rate: "login",
    idempotency: "natural",
    body: wire.RefreshRequest,
    reply: wire.Refreshed,
    errors: [employeeErrors.refresh],
    handle: ({ ctx, body }) => service.refreshTokens(ctx, body.refresh_token),
  }),
  contract({
    method: "get",
    path: "/employees/me",
    tag: "employees",
    summary: "Read the calling employee with roles and permissions per store",
    permission: "authenticated",
    reply: wire.OwnEmployee,
    handle: ({ ctx }) => service.getOwnEmployee(ctx),
  }),
  standing("suspend", "suspended", "Refuse an employee from the very next request"),
  standing("resume", "active", "Let a suspended employee work again"),
];
