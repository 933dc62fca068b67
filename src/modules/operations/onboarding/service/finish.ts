/** Makes the park of a finished sign-up, in one commit, as the provider does; a request that dies leaves nothing (rule Z8). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import { recordEmployee } from "../../../access/employees/index.ts";
import { recordSettings } from "../../../access/settings/index.ts";
import { planPark } from "../../provider/index.ts";
import { DRAFT_MOVED, onboardingErrors } from "../domain/errors.ts";
import { firstSettings, firstTax, missingOf } from "../domain/steps.ts";
import { TENANT_ONBOARDED } from "../events.ts";
import { finishDraft } from "../store.ts";
import type { Done } from "../tables.ts";
import { requireOwnDraft } from "./open.ts";

/**
 * Makes a live park of a sign-up: tenant, store, roles, tax, payment types, reasons, first settings, and its owner with the
 * chosen PIN. Tables and the PromptPay id make nothing yet: what
 * uses them comes later, and the finished row keeps them as long as the tenant lives. A repeat, also at
 * the same time or after a lost answer, answers the same.
 * Errors: E_ONBOARDING_CLOSED, E_NOT_FOUND, E_ONBOARDING_INCOMPLETE, E_DUPLICATE for an address that signs in elsewhere.
 */
export function finishOnboarding(base: PublicContext, onboarding_id: string): Promise<Done> {
  return decideAgain([DRAFT_MOVED], () => finish(base, onboarding_id));
}

async function finish(base: PublicContext, onboarding_id: string): Promise<Done> {
  const draft = await requireOwnDraft(base, onboarding_id);
  const { email, done: earlier, profile, tax, payments } = draft;
  if (earlier) return earlier;
  if (!profile || !tax || !payments) throw new AppError(onboardingErrors.incomplete, { missing: missingOf(draft) });

  const { name, legal_name, store_name, time_zone, address, phone, owner } = profile;
  const own = asTenant(base, onboarding_id);
  const { store_ids, work } = planPark(
    own,
    { name, mode: "live", time_zone, ...(legal_name && { legal_name }) },
    [{ name: store_name, address, phone }],
    { tax: firstTax(tax), tenders: payments.types },
  );
  const [store_id = ""] = store_ids;
  const { employee_id, part } = await recordEmployee(own, {
    name: owner.name,
    email,
    pin: { hash: owner.pin_hash },
    roles: { [store_id]: ["owner"] },
  });
  const done = {
    tenant_id: onboarding_id,
    store_id,
    employee_id,
    name,
    store_name,
    email,
    finished_at: base.arrived_at,
  };
  const ctx = asTenant(base, onboarding_id, { actor: { kind: "employee", id: employee_id }, db: own.db });
  const subject = ["tenant", onboarding_id] as const;
  const { created_at, confirmed_at, tables } = draft;
  const facts = { email, created_at, confirmed_at, tables: tables?.tables.length ?? 0 };
  await commit(ctx, {
    writes: [finishDraft(draft, done)],
    parts: [work, ...work.parts, part, recordSettings(ctx, firstSettings(profile, tax))],
    audit: [{ event: TENANT_ONBOARDED.type, subject, changes: facts, store_id: null }],
    events: [
      TENANT_ONBOARDED.of(subject, { tenant_id: onboarding_id, store_id, employee_id, name }, { store_id: null }),
    ],
    reply: done,
    refusals: [
      ["onboardings.version", DRAFT_MOVED],
      ["tenants.tenant_id", DRAFT_MOVED],
    ],
  });
  return done;
}
