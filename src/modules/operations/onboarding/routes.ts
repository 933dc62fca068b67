/** Routes of sign-ups: whoever has no park yet makes one, step by step. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { onboardingErrors } from "./domain/errors.ts";
import { readPromptPay } from "./domain/promptpay.ts";
import { finishOnboarding } from "./service/finish.ts";
import { closedBecause } from "./service/open.ts";
import { confirmCode, resendCode, startOnboarding } from "./service/prove.ts";
import { putProfile, putStep, readOnboarding } from "./service/steps.ts";
import * as wire from "./wire.ts";

const { closed, full, mail_unsent, code, code_over, finished, incomplete } = onboardingErrors;

const ofAnybody = { tag: "onboarding" } as const;
const ofStep = {
  ...ofAnybody,
  onboarding_token: true,
  params: wire.Params,
  reply: wire.Onboarding,
} as const;
const aStep = {
  ...ofStep,
  method: "post",
  idempotency: "natural",
  errors: [closed, errors.not_found, finished],
} as const;

/** The longest list of tables. */
const MAX_BYTES = 40_000;

export const routes = [
  contract({
    ...ofAnybody,
    public: true,
    method: "get",
    path: "/onboarding",
    summary: "Read whether anybody can sign up a park",
    rate: "onboarding",
    reply: wire.OnboardingState,
    handle: async ({ ctx }) => {
      const reason = closedBecause(ctx.env);
      return { open: reason === null, reason };
    },
  }),
  contract({
    ...ofAnybody,
    public: true,
    method: "post",
    path: "/onboarding/start",
    summary: "Sign up: get a code by mail",
    description: "The answer is the same for every address.",
    rate: "onboarding_start",
    idempotency: "natural",
    max_bytes: 4_000,
    body: wire.OnboardingStart,
    status: 201,
    reply: wire.CodeSent,
    errors: [closed, full, mail_unsent],
    handle: ({ ctx, body }) => startOnboarding(ctx, body),
  }),
  contract({
    ...ofAnybody,
    public: true,
    method: "post",
    path: "/onboarding/:onboarding_id/resend",
    summary: "Get another code by mail",
    description: "It ends the code before.",
    rate: "onboarding_start",
    idempotency: "natural",
    params: wire.Params,
    reply: wire.CodeSent,
    errors: [closed, errors.not_found, finished, mail_unsent],
    handle: ({ ctx, params }) => resendCode(ctx, params.onboarding_id),
  }),
  contract({
    ...ofAnybody,
    public: true,
    method: "post",
    path: "/onboarding/:onboarding_id/confirm",
    summary: "Prove the e-mail address by its code",
    description: "The same code gives the same token; the token of a later code ends it.",
    rate: "onboarding",
    idempotency: "natural",
    max_bytes: 4_000,
    params: wire.Params,
    body: wire.Confirmation,
    reply: wire.Confirmed,
    errors: [closed, errors.not_found, code, code_over],
    handle: ({ ctx, params, body }) => confirmCode(ctx, params.onboarding_id, body.code),
  }),
  contract({
    ...ofStep,
    public: true,
    rate: "onboarding",
    method: "get",
    path: "/onboarding/:onboarding_id",
    summary: "Read a sign-up, its progress and what is missing",
    errors: [closed, errors.not_found],
    handle: ({ ctx, params }) => readOnboarding(ctx, params.onboarding_id),
  }),
  contract({
    ...aStep,
    public: true,
    rate: "onboarding",
    path: "/onboarding/:onboarding_id/profile",
    summary: "Replace the park, its first store and its owner",
    max_bytes: MAX_BYTES,
    body: wire.Profile,
    handle: ({ ctx, params, body }) => {
      const { legal_name = null, phone = null, address, ...profile } = body;
      const languages = [...new Set(profile.languages)];
      return putProfile(ctx, params.onboarding_id, {
        ...profile,
        languages,
        legal_name,
        phone,
        address: address || null,
      });
    },
  }),
  contract({
    ...aStep,
    public: true,
    rate: "onboarding",
    path: "/onboarding/:onboarding_id/tax",
    summary: "Replace how the park is taxed",
    max_bytes: MAX_BYTES,
    body: wire.Tax,
    handle: ({ ctx, params, body }) => {
      const { vat_registered, tax_id = null, branch_code = "00000", mode = "inclusive", rate_bps = 700 } = body;
      return putStep(ctx, params.onboarding_id, "tax", { vat_registered, tax_id, branch_code, mode, rate_bps });
    },
  }),
  contract({
    ...aStep,
    public: true,
    rate: "onboarding",
    path: "/onboarding/:onboarding_id/tables",
    summary: "Replace the tables of the café",
    description: "They are kept; nothing is made of them yet.",
    max_bytes: MAX_BYTES,
    body: wire.Tables,
    handle: ({ ctx, params, body }) => {
      const tables = body.tables.map(({ label, seats = null }) => ({ label, seats }));
      return putStep(ctx, params.onboarding_id, "tables", { tables });
    },
  }),
  contract({
    ...aStep,
    public: true,
    rate: "onboarding",
    path: "/onboarding/:onboarding_id/payments",
    summary: "Replace what guests can pay with",
    max_bytes: MAX_BYTES,
    body: wire.Payments,
    handle: ({ ctx, params, body }) => {
      const promptpay_id = readPromptPay(body.promptpay_id ?? "") ?? null;
      return putStep(ctx, params.onboarding_id, "payments", { types: body.types, promptpay_id });
    },
  }),
  contract({
    ...aStep,
    public: true,
    rate: "onboarding",
    path: "/onboarding/:onboarding_id/finish",
    summary: "Make the park",
    description: "Then its owner signs in with the e-mail address and the chosen PIN. A repeat answers the same.",
    reply: wire.Done,
    errors: [closed, errors.not_found, incomplete, errors.duplicate, errors.conflict],
    handle: ({ ctx, params }) => finishOnboarding(ctx, params.onboarding_id),
  }),
];
