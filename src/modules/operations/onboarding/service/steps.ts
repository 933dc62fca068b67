/** The steps of a sign-up: each replaces its part, as often as its person likes, until the park is made (rule Z6). */

import { settingsOf } from "../../../../env.ts";
import { hashPin } from "../../../../platform/crypto/secrets.ts";
import { bookkeep } from "../../../../platform/db/commit.ts";
import { openDatabase } from "../../../../platform/db/session.ts";
import type { PublicContext } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { PERMISSIONS } from "../../../../shared/permissions.ts";
import { requireStrongPin } from "../../../access/employees/index.ts";
import { onboardingErrors } from "../domain/errors.ts";
import type { Parts, Profile, Step } from "../domain/steps.ts";
import { type Draft, replacePart } from "../store.ts";
import { requireOwnDraft, shown } from "./open.ts";

/** A sign-up with its progress and what is missing. Errors: E_ONBOARDING_CLOSED, E_NOT_FOUND. */
export async function readOnboarding(base: PublicContext, onboarding_id: string) {
  return shown(await requireOwnDraft(base, onboarding_id));
}

/**
 * Replaces the part of one step. Errors: E_ONBOARDING_CLOSED, E_NOT_FOUND, E_ONBOARDING_FINISHED.
 */
export async function putStep<Name extends Step>(
  base: PublicContext,
  onboarding_id: string,
  step: Name,
  part: NonNullable<Parts[Name]>,
) {
  return put(base, await requireOwnDraft(base, onboarding_id), step, part);
}

/**
 * Replaces the profile. The owner's PIN is kept as a hash only; without one, the PIN that was chosen earlier stays.
 * Errors: also E_VALIDATION naming `owner.pin`, when it is weak or was never chosen.
 */
export async function putProfile(
  base: PublicContext,
  onboarding_id: string,
  { owner, ...profile }: Omit<Profile, "owner"> & { owner: { name: string; pin?: string | undefined } },
) {
  const draft = await requireOwnDraft(base, onboarding_id);
  const { pin, name } = owner;
  if (pin !== undefined) requireStrongPin(pin, PERMISSIONS, "owner.pin");
  const pin_hash = pin === undefined ? draft.profile?.owner.pin_hash : await hashOf(base, pin);
  if (pin_hash === undefined)
    throw new AppError(errors.validation, { fields: [{ path: "owner.pin", message: "choose a PIN for the owner" }] });
  return put(base, draft, "profile", { ...profile, owner: { name, pin_hash } });
}

function hashOf({ env }: PublicContext, pin: string): Promise<string> {
  return hashPin(pin, settingsOf(env).pin_pepper);
}

async function put<Name extends Step>(base: PublicContext, draft: Draft, step: Name, part: NonNullable<Parts[Name]>) {
  const { env, arrived_at } = base;
  const { tenant_id } = draft;
  const [changed] = await bookkeep(openDatabase(env, tenant_id), [replacePart(draft, step, part, arrived_at)]);
  if (changed === 0) throw new AppError(onboardingErrors.finished);
  return readOnboarding(base, tenant_id);
}
