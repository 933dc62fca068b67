/** Routes of other people's sessions, PIN locks and second factors, for their managers. */

import { contract } from "../../../../platform/http/contract.ts";
import { employeeErrors } from "../../employees/index.ts";
import { liftPinLocks, listPinLocks } from "../service/pin-locks.ts";
import { endSessionsOf, listSessions } from "../service/sessions.ts";
import { readTotpOf, removeTotpOf } from "../service/totp.ts";
import * as wire from "../wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/employees/:employee_id/pin-locks",
    tag: "employees",
    summary: "List the locks of an employee's PIN",
    permission: "employee_manage",
    params: wire.EmployeeParams,
    reply: wire.PinLock,
    list: true,
    handle: async ({ ctx, params }) => {
      const items = await listPinLocks(ctx, params.employee_id);
      return { items, next_cursor: null, has_more: false };
    },
  }),
  contract({
    method: "delete",
    path: "/employees/:employee_id/pin-locks",
    tag: "employees",
    summary: "Lift the locks of an employee's PIN",
    description: "The PIN stays the same.",
    permission: "employee_manage",
    step_up: true,
    idempotency: "natural",
    params: wire.EmployeeParams,
    reply: wire.LiftedPinLocks,
    handle: ({ ctx, params }) => liftPinLocks(ctx, params.employee_id),
  }),
  contract({
    method: "get",
    path: "/employees/:employee_id/sessions",
    tag: "employees",
    summary: "List an employee's sessions",
    permission: "employee_manage",
    params: wire.EmployeeParams,
    reply: wire.Session,
    list: true,
    handle: async ({ ctx, params }) => {
      const items = await listSessions(ctx, params.employee_id);
      return { items, next_cursor: null, has_more: false };
    },
  }),
  contract({
    method: "delete",
    path: "/employees/:employee_id/sessions",
    tag: "employees",
    summary: "End all sessions of an employee",
    permission: "employee_manage",
    idempotency: "natural",
    params: wire.EmployeeParams,
    reply: wire.EndedSessions,
    handle: ({ ctx, params }) => endSessionsOf(ctx, params.employee_id),
  }),
  contract({
    method: "get",
    path: "/employees/:employee_id/totp",
    tag: "employees",
    summary: "Read the state of an employee's second factor",
    permission: "employee_manage",
    params: wire.EmployeeParams,
    reply: wire.TotpState,
    handle: ({ ctx, params }) => readTotpOf(ctx, params.employee_id),
  }),
  contract({
    method: "delete",
    path: "/employees/:employee_id/totp",
    tag: "employees",
    summary: "Remove the second factor of an employee who lost it",
    permission: "employee_manage",
    step_up: true,
    idempotency: "natural",
    params: wire.EmployeeParams,
    reply: wire.RemovedTotp,
    errors: [employeeErrors.totp_required],
    handle: ({ ctx, params }) => removeTotpOf(ctx, params.employee_id),
  }),
];
