/** The shapes of sign-ups on the wire. */

import * as z from "zod";
import { id, optionalText, pin, text, time, timeZone } from "../../../platform/http/fields.ts";
import { plainDigits } from "../../../shared/alike.ts";
import { isThaiTaxId } from "../../../shared/thai-ids.ts";
import { readPromptPay } from "./domain/promptpay.ts";
import { LANGUAGES, STEPS, TENDER_CHOICES } from "./domain/steps.ts";

const language = z.enum(LANGUAGES);

/** Typed text as one line: a line break in it would be printed, or begin a field elsewhere. */
function line(max: number) {
  return text(max).refine(...isLine);
}

const isLine = [(value: string | undefined) => !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(value ?? ""), "must be one line"] as const;

/** The digits of a typed number, in any script, without blanks and dashes. */
function digitsOf(typed: string): string {
  return plainDigits(typed.normalize("NFKC").replaceAll(/[\s\p{Cf}\p{Pd}]/gu, ""));
}

/** A typed number that may be left out; empty and null count as left out. */
function typedNumber(check: (digits: string) => boolean, message: string) {
  return z
    .string()
    .max(60)
    .nullish()
    .transform((typed) => digitsOf(typed ?? "") || undefined)
    .refine((digits) => digits === undefined || check(digits), message)
    .optional();
}

const email = z.string().trim().toLowerCase().pipe(z.email("must be an e-mail address in Latin letters").max(254));

export const OnboardingState = z
  .object({
    open: z.boolean(),
    reason: z.enum(["closed", "no_mailer"]).nullable().describe("no_mailer: the server cannot send mail yet"),
  })
  .meta({ id: "OnboardingState" });

export const OnboardingStart = z.strictObject({ email, language }).meta({ id: "OnboardingStart" });

export const CodeSent = z
  .object({ onboarding_id: id, email: z.string(), code_expires_at: time, resend_at: time })
  .meta({ id: "CodeSent" });

export const Params = z.object({ onboarding_id: id });

export const Confirmation = z
  .strictObject({ code: z.string().max(60).describe("the six digits of the mail; blanks and Thai digits are fine") })
  .meta({ id: "OnboardingConfirmation" });

const tax_id = typedNumber(isThaiTaxId, "must be a Thai tax id: 13 digits with a correct last check digit");
const branch_code = typedNumber((digits) => /^\d{5}$/.test(digits), "must be 5 digits; 00000 is the head office");
const rate_bps = z.number().int().min(0).max(3_000).describe("basis points: 700 is 7 %");
const mode = z.enum(["inclusive", "exclusive"]).describe("whether prices hold the tax");
const label = line(40);
const seats = z.number().int().min(1).max(200);

/** Names and addresses of an owner are short enough for a receipt. */
export const Profile = z
  .strictObject({
    name: line(120),
    legal_name: optionalText(120).refine(...isLine),
    store_name: line(120),
    address: z
      .string()
      .max(400)
      .overwrite((typed) => typed.replaceAll(/\s+/g, " ").trim())
      .pipe(z.union([z.literal(""), line(300)]))
      .nullish()
      .describe("line breaks become blanks"),
    phone: optionalText(40).refine(...isLine),
    time_zone: timeZone.default("Asia/Bangkok"),
    languages: z.array(language).min(1).max(LANGUAGES.length).describe("of receipts"),
    owner: z.strictObject({
      name: line(200),
      pin: pin.optional().describe("required once; later the earlier one stays without it"),
    }),
  })
  .meta({ id: "OnboardingProfileRequest" });

export const Tax = z
  .strictObject({
    vat_registered: z.boolean(),
    tax_id: tax_id.describe("required if registered for VAT"),
    branch_code,
    mode: mode.optional(),
    rate_bps: rate_bps.optional(),
  })
  .refine(({ vat_registered, tax_id }) => !vat_registered || tax_id !== undefined, {
    path: ["tax_id"],
    message: "is required if registered for VAT",
  })
  .refine(({ vat_registered, tax_id }) => vat_registered || tax_id === undefined, {
    path: ["tax_id"],
    message: "is only for a seller who is registered for VAT: leave it out",
  })
  .meta({ id: "OnboardingTaxRequest" });

export const Tables = z
  .strictObject({
    tables: z
      .array(z.strictObject({ label, seats: seats.optional() }))
      .max(200)
      .refine(
        (tables) => new Set(tables.map((table) => table.label)).size === tables.length,
        "must have each label once",
      ),
  })
  .meta({ id: "OnboardingTablesRequest" });

export const Payments = z
  .strictObject({
    types: z
      .array(z.enum(TENDER_CHOICES))
      .min(1)
      .max(TENDER_CHOICES.length)
      .refine((types) => new Set(types).size === types.length, "must have each type once"),
    promptpay_id: optionalText(60).describe("only with qr: a mobile number, a tax or citizen id, or an e-wallet id"),
  })
  .refine(({ promptpay_id }) => promptpay_id === undefined || readPromptPay(promptpay_id) !== undefined, {
    path: ["promptpay_id"],
    message: "must be a Thai mobile number, a tax or citizen id of 13 digits, or an e-wallet id of 15 digits",
  })
  .refine(({ types, promptpay_id }) => promptpay_id === undefined || types.includes("qr"), {
    path: ["promptpay_id"],
    message: "is only for qr: add qr to types, or leave it out",
  })
  .meta({ id: "OnboardingPaymentsRequest" });

export const Done = z
  .object({
    tenant_id: id,
    store_id: id,
    employee_id: id,
    name: z.string(),
    store_name: z.string(),
    email: z.string(),
    finished_at: time,
  })
  .meta({ id: "OnboardingDone" });

const given = z.string().nullable();
const step = z.enum(STEPS);

export const Onboarding = z
  .object({
    onboarding_id: id.describe("the id that the park will have"),
    email: z.string(),
    language,
    status: z.enum(["open", "finished"]),
    created_at: time,
    expires_at: time,
    steps: z.array(z.object({ step, required: z.boolean(), done: z.boolean() })),
    missing: z.array(step).describe("steps without which it cannot be finished"),
    profile: z
      .object({
        name: z.string(),
        legal_name: given,
        store_name: z.string(),
        address: given,
        phone: given,
        time_zone: z.string(),
        languages: z.array(language),
        owner: z.object({ name: z.string(), pin_chosen: z.boolean() }),
      })
      .nullable(),
    tax: z
      .object({ vat_registered: z.boolean(), tax_id: given, branch_code: z.string(), mode, rate_bps: z.number().int() })
      .nullable(),
    tables: z
      .object({ tables: z.array(z.object({ label: z.string(), seats: z.number().int().nullable() })) })
      .nullable(),
    payments: z.object({ types: z.array(z.enum(TENDER_CHOICES)), promptpay_id: given }).nullable(),
    done: Done.nullable(),
  })
  .meta({ id: "Onboarding" });

export const Confirmed = z
  .object({
    onboarding_id: id.describe("another than the one sent, where an earlier sign-up of the address goes on"),
    onboarding_token: z.string().describe("the bearer token of the steps"),
    onboarding: Onboarding,
  })
  .meta({ id: "OnboardingConfirmed" });
