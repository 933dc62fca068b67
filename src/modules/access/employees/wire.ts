/** The shapes of employees, logins and roles on the wire. */

import * as z from "zod";
import { atLeastOneOf, id, paging, pin, text, time } from "../../../platform/http/fields.ts";
import { PERMISSIONS } from "../../../shared/permissions.ts";
import { EMPLOYEE_STATUSES } from "./domain/standing.ts";

const permissions = z.array(z.enum(PERMISSIONS).meta({ id: "Permission" }));
const role = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be the name of a role")
  .max(40)
  .meta({ examples: ["cashier"] });
const email = z.email().max(254);
const totp_code = z
  .string()
  .regex(/^\d{6}$/, "must be six digits")
  .meta({ examples: ["492039"] });
const recovery_code = z
  .string()
  .min(16)
  .max(30)
  .meta({ examples: ["7KQ2-MX4D-9RWT-0BHZ"] });

export const LoginRequest = z
  .strictObject({
    email,
    pin,
    store_id: id.optional(),
    company_id: id
      .optional()
      .describe("the tenant_id, as in GET /tenant; needed in the console when two tenants use the e-mail address"),
    totp_code: totp_code.optional(),
    recovery_code: recovery_code.optional(),
  })
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

export const StepUpRequest = z
  .strictObject({ pin: pin.optional(), totp_code: totp_code.optional() })
  .refine((proof) => proof.pin !== undefined || proof.totp_code !== undefined, "send pin, totp_code, or both")
  .meta({ id: "StepUpRequest", ...atLeastOneOf("pin", "totp_code") });
export const SteppedUp = z.object({ stepped_up_until: time }).meta({ id: "SteppedUp" });

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

export const PinChangeRequest = z
  .strictObject({
    pin: pin.describe("your present PIN"),
    new_pin: pin,
    totp_code: totp_code
      .optional()
      .describe("a code of your second factor, or a recovery code; needed if you have a second factor"),
    recovery_code: recovery_code.optional(),
  })
  .meta({ id: "PinChangeRequest" });
export const ChangedPin = z.object({ employee_id: id, changed: z.literal(true) }).meta({ id: "ChangedPin" });

export const PinLock = z
  .object({
    scope: z
      .enum(["everywhere", "device", "network"])
      .describe("everywhere: all devices except those where the employee logged in within 30 days"),
    device_id: id.nullable(),
    network: z.string().nullable(),
    locked_until: time,
  })
  .meta({ id: "PinLock" });
export const LiftedPinLocks = z.object({ employee_id: id, lifted: z.number().int() }).meta({ id: "LiftedPinLocks" });

export const MembershipParams = z.object({ employee_id: id, store_id: id });
export const MembershipRequest = z.strictObject({ roles }).meta({ id: "MembershipRequest" });

const shownRole = { role: z.string(), permissions, holders: z.number().int(), seeded: z.boolean() };

export const Role = z.object(shownRole).meta({ id: "Role" });
export const RoleMatrix = z.object({ permissions, roles: z.array(z.object(shownRole)) }).meta({ id: "RoleMatrix" });
export const RoleParams = z.object({ role: z.string() });
export const RoleRequest = z.strictObject({ permissions }).meta({ id: "RoleRequest" });
export const DeletedRole = z.object({ role: z.string(), deleted: z.literal(true) }).meta({ id: "DeletedRole" });

export const Session = z
  .object({
    session_id: id,
    device_id: id.nullable(),
    opened_at: time,
    renewed_at: time,
    current: z.boolean(),
  })
  .meta({ id: "Session" });
export const SessionParams = z.object({ session_id: id });
export const EndedSessions = z.object({ ended: z.array(id) }).meta({ id: "EndedSessions" });

export const TotpEnrolment = z.strictObject({ pin: pin.describe("your own PIN") }).meta({ id: "TotpEnrolment" });
export const NewTotp = z
  .object({ secret: z.string(), otpauth_uri: z.string(), qr_svg: z.string() })
  .meta({ id: "NewTotp" });
export const TotpVerification = z.strictObject({ totp_code }).meta({ id: "TotpVerification" });
export const ConfirmedTotp = z
  .object({ confirmed_at: time, recovery_codes: z.array(z.string()) })
  .meta({ id: "ConfirmedTotp" });
export const TotpRemoval = z
  .strictObject({
    pin: pin.optional().describe("needed during the first 24 hours of the second factor"),
    totp_code: totp_code.optional(),
    recovery_code: recovery_code.optional(),
  })
  .meta({ id: "TotpRemoval" });
export const RemovedTotp = z.object({ enrolled: z.literal(false) }).meta({ id: "RemovedTotp" });

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
