/** Events of employees and their roles. */

import * as z from "zod";
import { defineEvent, id, SAMPLE, time } from "../../../platform/events/define.ts";
import { EMPLOYEE_STATUSES } from "./domain/standing.ts";

const employee_id = SAMPLE.employee_id;
const Employee = z.object({ employee_id: id });
const Standing = Employee.extend({ status: z.enum(EMPLOYEE_STATUSES) });

/** An event that has only the employee's id. */
function about<Type extends string>(type: Type, summary: string) {
  return defineEvent(type, summary, Employee, { employee_id });
}

export const EMPLOYEE_EVENTS = {
  created: about("employee.created", "An employee was created"),
  changed: about("employee.changed", "An employee's name or e-mail address was changed"),
  suspended: defineEvent("employee.suspended", "An employee was suspended", Standing, {
    employee_id,
    status: "suspended",
  }),
  resumed: defineEvent("employee.resumed", "A suspended employee was resumed", Standing, {
    employee_id,
    status: "active",
  }),
  membership_changed: about("employee.membership_changed", "An employee's roles at a store were changed"),
  pin_reset: about("employee.pin_reset", "An employee's PIN was reset"),
  pin_changed: about("employee.pin_changed", "An employee changed their own PIN"),
  pin_locks_lifted: defineEvent(
    "employee.pin_locks_lifted",
    "The locks of an employee's PIN were lifted",
    Employee.extend({ lifted: z.number().int().describe("number of locks that were lifted") }),
    { employee_id, lifted: 1 },
  ),
  pins_attacked: defineEvent(
    "employee.pins_attacked",
    "Many PINs were locked within minutes; the event names the last employee",
    Employee.extend({ locks: z.number().int(), window_s: z.number().int() }),
    { employee_id, locks: 5, window_s: 600 },
  ),
  pin_reset_asked: defineEvent(
    "employee.pin_reset_asked",
    "The provider requested a PIN reset for a sole owner",
    Employee.extend({ in_force_at: time }),
    { employee_id, in_force_at: SAMPLE.at },
  ),
  pin_reset_cancelled: about("employee.pin_reset_cancelled", "A requested PIN reset was cancelled"),
  sessions_ended: defineEvent(
    "employee.sessions_ended",
    "Sessions of an employee ended",
    Employee.extend({ session_ids: z.array(z.string()) }),
    { employee_id, session_ids: [SAMPLE.id] },
  ),
  totp_enrolled: about("employee.totp_enrolled", "An employee began to enrol a second factor"),
  totp_confirmed: about("employee.totp_confirmed", "An employee confirmed their second factor"),
  totp_removed: about("employee.totp_removed", "An employee's second factor was removed"),
  totp_resealed: about("employee.totp_resealed", "An employee's second factor was sealed with the newest key"),
  recovery_code_used: about("employee.recovery_code_used", "An employee used a recovery code"),
} as const;

const Role = z.object({ role: z.string() });

export const ROLE_EVENTS = {
  changed: defineEvent("role.changed", "A role was created or changed", Role, { role: "shift_lead" }),
  deleted: defineEvent("role.deleted", "A role was deleted", Role, { role: "shift_lead" }),
} as const;
