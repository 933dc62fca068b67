/** The shapes of employees and logins on the wire. */

import { z } from "zod";
import { id, pin, time } from "../../platform/http/fields.ts";
import { PERMISSIONS } from "../../shared/permissions.ts";
import { EMPLOYEE_STATUSES } from "./domain.ts";

const permissions = z.array(z.enum(PERMISSIONS));

export const LoginRequest = z
  .strictObject({ email: z.email().max(254), pin, store_id: id.optional() })
  .meta({ id: "LoginRequest" });

const tokens = {
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number().int().describe("seconds"),
};

export const Login = z
  .object({
    ...tokens,
    employee: z.object({
      employee_id: id,
      name: z.string(),
      roles: z.array(z.string()),
      permissions,
      store_id: id.nullable(),
    }),
  })
  .meta({ id: "Login" });

export const RefreshRequest = z
  .strictObject({ refresh_token: z.string().min(1).max(4000) })
  .meta({ id: "RefreshRequest" });
export const Refreshed = z.object(tokens).meta({ id: "Refreshed" });

const employeeFields = {
  employee_id: id,
  name: z.string(),
  email: z.string(),
  status: z.enum(EMPLOYEE_STATUSES),
  created_at: time,
};

export const Employee = z.object(employeeFields).meta({ id: "Employee" });

export const OwnEmployee = z
  .object({
    ...employeeFields,
    store_id: id.nullable(),
    roles: z.array(z.string()),
    permissions,
    stores: z.array(z.object({ store_id: id, roles: z.array(z.string()), permissions })),
  })
  .meta({ id: "OwnEmployee" });

export const EmployeeParams = z.object({ employee_id: id });
