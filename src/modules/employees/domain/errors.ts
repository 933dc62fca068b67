/** What can go wrong with people, their roles and their logins. */

import { defineErrors } from "../../../shared/errors.ts";

export const employeeErrors = defineErrors({
  credentials: {
    code: "E_CREDENTIALS",
    status: 401,
    message: "The e-mail address and PIN do not belong together. If you work for two companies, send company_id too.",
  },
  pin_locked: {
    code: "E_PIN_LOCKED",
    status: 429,
    message: "Too many wrong PINs. This PIN is locked; try again after the time in Retry-After.",
  },
  pin_wrong: { code: "E_PIN_WRONG", status: 401, message: "This is not your PIN." },
  pin_same: { code: "E_PIN_SAME", status: 409, message: "This is the PIN that you have. Choose another one." },
  pin_required: {
    code: "E_PIN_REQUIRED",
    status: 401,
    message: "Send your PIN as pin. A second factor alone is enough only after its first 24 hours.",
  },
  approver_pin: {
    code: "E_APPROVER_PIN",
    status: 403,
    message: "The approver and PIN do not belong together. Ask the approver to enter it again.",
  },
  approver: {
    code: "E_APPROVER",
    status: 403,
    message:
      "The approver must be another person who may approve this here. People whom you hired or gave a PIN or rights in the last seven days do not count.",
  },
  refresh: {
    code: "E_REFRESH",
    status: 401,
    message: "This refresh token is no longer good. Log in again.",
  },
  oneself: {
    code: "E_ONESELF",
    status: 409,
    message: "Nobody suspends their own account. Ask another manager.",
  },
  last_owner: {
    code: "E_LAST_OWNER",
    status: 409,
    message: "This is the last active owner. Make somebody else an owner first.",
  },
  employee_changed: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed this employee at the same moment. Look again, then repeat.",
  },
  not_sole_owner: {
    code: "E_NOT_SOLE_OWNER",
    status: 409,
    message: "This person is not the park's only active owner. Ask an owner of the park to give them a new PIN.",
  },
  role_fixed: { code: "E_ROLE_FIXED", status: 409, message: "What an owner may do cannot be changed." },
  role_seeded: {
    code: "E_ROLE_SEEDED",
    status: 409,
    message: "This role is one that every park has. It can be changed, but not deleted.",
  },
  role_held: {
    code: "E_ROLE_HELD",
    status: 409,
    message: "Somebody holds this role. Give them another one first.",
  },
  role_changed: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed roles at the same moment. Look again, then repeat.",
  },
  totp_required: {
    code: "E_TOTP_REQUIRED",
    status: 401,
    message: "This person has a second factor. Send totp_code from the authenticator, or a recovery_code.",
  },
  totp_code: {
    code: "E_TOTP_CODE",
    status: 401,
    message: "This code is wrong, too old, or was used before.",
  },
  totp_locked: {
    code: "E_TOTP_LOCKED",
    status: 429,
    message: "Too many wrong codes. Codes are locked; try again after the time in Retry-After.",
  },
  totp_active: {
    code: "E_TOTP_ACTIVE",
    status: 409,
    message: "A second factor is in use. Take it off first, with a code of its own.",
  },
  totp_absent: {
    code: "E_TOTP_ABSENT",
    status: 409,
    message: "No second factor waits for its first code. Enrol one first.",
  },
});
