/** Wire shapes of logins, sessions, PIN locks and second factors. */

import * as z from "zod";
import { atLeastOneOf, id, pin, time } from "../../../platform/http/fields.ts";
import { email, permissions } from "../employees/wire.ts";

export { EmployeeParams } from "../employees/wire.ts";

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
export const TotpState = z
  .object({
    enrolled: z.boolean(),
    confirmed_at: time.nullable(),
    recovery_codes_left: z.number().int().min(0),
  })
  .meta({ id: "TotpState" });
export const RemovedTotp = z.object({ enrolled: z.literal(false) }).meta({ id: "RemovedTotp" });
