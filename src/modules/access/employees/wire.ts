/** Wire shapes of employees and roles. */

import * as z from "zod";
import { atLeastOneOf, id, paging, pin, text, time } from "../../../platform/http/fields.ts";
import { PERMISSIONS } from "../../../shared/permissions.ts";
import { EMPLOYEE_STATUSES } from "./domain/standing.ts";

export const permissions = z.array(z.enum(PERMISSIONS).meta({ id: "Permission" }));
const role = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be the name of a role")
  .max(40)
  .meta({ examples: ["cashier"] });
export const email = z.email().max(254);
const employeeFields = {
  employee_id: id,
  name: z.string(),
  email: z.string(),
  status: z.enum(EMPLOYEE_STATUSES),
  created_at: time,
};

export const Employee = z.object(employeeFields).meta({ id: "Employee" });

export const PlacedEmployee = z
  .object({ ...employeeFields, memberships: z.array(z.object({ store_id: id, roles: z.array(z.string()) })) })
  .meta({ id: "PlacedEmployee" });

const drawn_pin = pin.optional().describe("shown once, and only when the request had none");

export const NewEmployee = PlacedEmployee.extend({ pin: drawn_pin }).meta({ id: "NewEmployee" });

export const PinReset = Employee.extend({ pin: drawn_pin }).meta({ id: "PinReset" });

export const OwnEmployee = z
  .object({
    ...employeeFields,
    store_id: id.nullable(),
    roles: z.array(z.string()),
    permissions,
    everywhere: permissions.describe("held in every store"),
    stores: z.array(z.object({ store_id: id, roles: z.array(z.string()), permissions })),
  })
  .meta({ id: "OwnEmployee" });

export const EmployeeParams = z.object({ employee_id: id });

export const EmployeeQuery = z.strictObject({
  q: z.string().trim().min(1).max(100).optional().describe("part of a name or an e-mail address"),
  store_id: id.optional(),
  role: role.optional(),
  status: z.enum(EMPLOYEE_STATUSES).optional(),
  ...paging,
});

const roles = z
  .array(role)
  .min(1)
  .max(20)
  .refine((names) => new Set(names).size === names.length, "names a role twice")
  .meta({ uniqueItems: true });

export const EmployeeRequest = z
  .strictObject({
    name: text(100),
    email,
    pin: pin.optional(),
    memberships: z
      .array(z.strictObject({ store_id: id, roles }))
      .min(1)
      .max(50)
      .refine((list) => new Set(list.map(({ store_id }) => store_id)).size === list.length, "names a store twice"),
  })
  .meta({ id: "EmployeeRequest" });

export const EmployeeChange = z
  .strictObject({ name: text(100).optional(), email: email.optional() })
  .refine(({ name, email }) => name !== undefined || email !== undefined, "send name or email")
  .meta({ id: "EmployeeChange", ...atLeastOneOf("name", "email") });

export const PinResetRequest = z.strictObject({ pin: pin.optional() }).meta({ id: "PinResetRequest" });

export const MembershipParams = z.object({ employee_id: id, store_id: id });
export const MembershipRequest = z.strictObject({ roles }).meta({ id: "MembershipRequest" });

const shownRole = { role: z.string(), permissions, holders: z.number().int(), seeded: z.boolean() };

export const Role = z.object(shownRole).meta({ id: "Role" });
export const RoleMatrix = z.object({ permissions, roles: z.array(z.object(shownRole)) }).meta({ id: "RoleMatrix" });
export const RoleParams = z.object({ role: z.string() });
export const RoleRequest = z.strictObject({ permissions }).meta({ id: "RoleRequest" });
export const DeletedRole = z.object({ role: z.string(), deleted: z.literal(true) }).meta({ id: "DeletedRole" });

export const AccessQuery = z.strictObject({
  employee_id: id.optional(),
  device_id: id.optional(),
  event: z
    .string()
    .regex(/^[a-z_]+\.[a-z_]+$/, "must be the name of an event")
    .max(60)
    .optional()
    .meta({ examples: ["employee.login_refused"] }),
  from: time.optional(),
  to: time.optional(),
  ...paging,
});

export const AccessEntry = z
  .object({
    sequence: z.number().int(),
    at: time,
    event: z.string(),
    employee_id: id,
    employee_name: z.string().nullable(),
    actor_id: z.string(),
    device_id: id.nullable(),
    store_id: id.nullable(),
    ip: z.string().nullable(),
    changes: z.record(z.string(), z.unknown()),
    request_id: z.string(),
  })
  .meta({ id: "AccessEntry" });
