/** What the world hears of employees and their roles. */

export const EMPLOYEE_EVENTS = {
  created: "employee.created",
  changed: "employee.changed",
  suspended: "employee.suspended",
  resumed: "employee.resumed",
  membership_changed: "employee.membership_changed",
  pin_reset: "employee.pin_reset",
  pin_changed: "employee.pin_changed",
  pin_locks_lifted: "employee.pin_locks_lifted",
  /** Many PINs were locked within minutes; told with whose was the last. */
  pins_attacked: "employee.pins_attacked",
  pin_reset_asked: "employee.pin_reset_asked",
  pin_reset_cancelled: "employee.pin_reset_cancelled",
  sessions_ended: "employee.sessions_ended",
  totp_enrolled: "employee.totp_enrolled",
  totp_confirmed: "employee.totp_confirmed",
  totp_removed: "employee.totp_removed",
  totp_resealed: "employee.totp_resealed",
  recovery_code_used: "employee.recovery_code_used",
} as const;

export const ROLE_EVENTS = {
  changed: "role.changed",
  deleted: "role.deleted",
} as const;
