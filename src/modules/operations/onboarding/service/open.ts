/** Access to sign-ups: whether anybody may begin one, and how one is found again by its id and its token. */

import type { Env } from "../../../../env.ts";
import { settingsOf } from "../../../../env.ts";
import { openDatabase } from "../../../../platform/db/session.ts";
import type { PublicContext } from "../../../../platform/http/context.ts";
import { mailWayOf } from "../../../../platform/mail/mail.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { DRAFT_LIFE_MS } from "../domain/codes.ts";
import { onboardingErrors } from "../domain/errors.ts";
import { missingOf, progressOf } from "../domain/steps.ts";
import { type Draft, findDraft } from "../store.ts";
import { holdsToken } from "./codes.ts";

/** Why nobody can sign up; null where anybody can. */
export function closedBecause(env: Env): "closed" | "no_mailer" | null {
  const { environment } = settingsOf(env);
  const open = env.ONBOARDING ? env.ONBOARDING === "open" : environment !== "production";
  if (!open) return "closed";
  return mailWayOf(env) === "none" ? "no_mailer" : null;
}

/** Error: E_ONBOARDING_CLOSED. */
export function requireOpen({ env }: Pick<PublicContext, "env">): void {
  const reason = closedBecause(env);
  if (reason) throw new AppError(onboardingErrors.closed, { reason });
}

/** A sign-up that has not expired. Errors: E_ONBOARDING_CLOSED, E_NOT_FOUND. */
export async function requireDraft(base: PublicContext, onboarding_id: string): Promise<Draft> {
  requireOpen(base);
  const draft = await findDraft(openDatabase(base.env, onboarding_id));
  if (!draft || draft.created_at + DRAFT_LIFE_MS <= base.arrived_at) throw new AppError(errors.not_found);
  return draft;
}

/**
 * A sign-up whose token the caller has. A wrong token is answered as an unknown sign-up, so that nobody learns which ones
 * there are. Errors: E_ONBOARDING_CLOSED, E_NOT_FOUND.
 */
export async function requireOwnDraft(base: PublicContext, onboarding_id: string): Promise<Draft> {
  const draft = await requireDraft(base, onboarding_id);
  if (!(await holdsToken(draft, base.authorization))) throw new AppError(errors.not_found);
  return draft;
}

/** A sign-up as its person sees it: with its progress, and without the PIN. */
export function shown({ tenant_id, email, language, created_at, done, ...parts }: Draft) {
  const { profile, tax, tables, payments } = parts;
  return {
    onboarding_id: tenant_id,
    email,
    language,
    status: done ? ("finished" as const) : ("open" as const),
    created_at,
    expires_at: created_at + DRAFT_LIFE_MS,
    steps: progressOf(parts),
    missing: missingOf(parts),
    profile: profile && {
      ...profile,
      languages: [...profile.languages],
      owner: { name: profile.owner.name, pin_chosen: true },
    },
    tax,
    tables: tables && { tables: [...tables.tables] },
    payments: payments && { ...payments, types: [...payments.types] },
    done,
  };
}
