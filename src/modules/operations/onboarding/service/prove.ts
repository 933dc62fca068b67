/** A sign-up begins, and its person proves the e-mail address by a code (rule Z7). */

import { hashSecret } from "../../../../platform/crypto/secrets.ts";
import { bookkeep } from "../../../../platform/db/commit.ts";
import { openDatabase } from "../../../../platform/db/session.ts";
import type { PublicContext } from "../../../../platform/http/context.ts";
import { throttle } from "../../../../platform/http/rates.ts";
import { sendMail } from "../../../../platform/mail/mail.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { DAY_MS } from "../../../../shared/time.ts";
import { findLogin } from "../../../access/employees/index.ts";
import { CODE_LIFE_MS, CODE_TRIES, DRAFT_LIFE_MS, RESEND_AFTER_MS, readCode, resendWait } from "../domain/codes.ts";
import { onboardingErrors } from "../domain/errors.ts";
import { codeMail, knownMail } from "../domain/mails.ts";
import type { Language } from "../domain/steps.ts";
import { beginTry, confirmDraft, findDraft, findEarlier, insertDraft, replaceCode } from "../store.ts";
import { isCode, newCode, tokenOf } from "./codes.ts";
import { requireDraft, requireOpen, shown } from "./open.ts";

/** The most sign-ups that begin in a day, at the whole deployment. */
export const MOST_A_DAY = 200;

/**
 * Begins a sign-up, and mails a code. The answer is the same for every address: one that signs in already gets a mail that
 * says so instead. Errors: E_ONBOARDING_CLOSED, E_RATE_LIMIT, E_ONBOARDING_FULL, E_MAIL_UNSENT.
 */
export async function startOnboarding(base: PublicContext, { email, language }: { email: string; language: Language }) {
  requireOpen(base);
  const { env, arrived_at: now } = base;
  await countMail(base, email);
  const tenant_id = base.newId();
  const { code, ...kept } = await newCode(env, tenant_id);
  const limit = { most: MOST_A_DAY, since: now - DAY_MS };
  const statement = insertDraft({ tenant_id, email, language, ...kept }, now, limit);
  const [begun] = await bookkeep(openDatabase(env, tenant_id), [statement]);
  if (begun === 0) throw new AppError(onboardingErrors.full, undefined, 3_600);
  await mailCode(base, { email, language, code });
  return sentTo(tenant_id, email, now);
}

/**
 * Mails another code, which ends the one before. Errors: E_ONBOARDING_CLOSED, E_NOT_FOUND, E_ONBOARDING_FINISHED,
 * E_RATE_LIMIT, E_MAIL_UNSENT.
 */
export async function resendCode(base: PublicContext, onboarding_id: string) {
  const { env, arrived_at: now } = base;
  const { tenant_id, email, language, code_sent_at, done } = await requireDraft(base, onboarding_id);
  if (done) throw new AppError(onboardingErrors.finished);
  const wait = resendWait(code_sent_at, now);
  if (wait > 0) throw new AppError(errors.rate_limit, undefined, wait);
  await countMail(base, email);
  const { code, ...kept } = await newCode(env, tenant_id);
  const replaced = replaceCode(tenant_id, kept, now, now - RESEND_AFTER_MS);
  const [changed] = await bookkeep(openDatabase(env, tenant_id), [replaced]);
  if (changed === 0) throw new AppError(errors.rate_limit, undefined, RESEND_AFTER_MS / 1000);
  await mailCode(base, { email, language, code });
  return sentTo(tenant_id, email, now);
}

/**
 * Proves the address by its code, and gives the token of the sign-up that goes on: the latest one of the address that was
 * proven earlier, else this one. The same code gives the same token again.
 * Errors: E_ONBOARDING_CLOSED, E_NOT_FOUND, E_ONBOARDING_CODE, E_ONBOARDING_CODE_OVER.
 */
export async function confirmCode(base: PublicContext, onboarding_id: string, typed: string) {
  const { env, arrived_at: now } = base;
  const draft = await requireDraft(base, onboarding_id);
  const db = openDatabase(env, onboarding_id);
  if (now >= draft.code_sent_at + CODE_LIFE_MS) throw new AppError(onboardingErrors.code_over);
  const code = readCode(typed);
  if (code === undefined) throw new AppError(onboardingErrors.code, { tries_left: CODE_TRIES - draft.code_tries });
  const [counted] = await bookkeep(db, [beginTry(draft, CODE_TRIES)]);
  if (counted === 0) throw new AppError(onboardingErrors.code_over);
  if (!(await isCode(env, draft, code))) {
    const tries = (await findDraft(db))?.code_tries ?? CODE_TRIES;
    throw new AppError(onboardingErrors.code, { tries_left: Math.max(0, CODE_TRIES - tries) });
  }
  const earlier = draft.confirmed_at === null ? await findEarlier(env, draft.email, now - DRAFT_LIFE_MS) : undefined;
  const going_on = earlier ?? draft.continues_id ?? onboarding_id;
  const onboarding_token = await tokenOf(env, going_on, draft);
  await bookkeep(db, confirmDraft(draft, going_on, await hashSecret(onboarding_token), now));
  return { onboarding_id: going_on, onboarding_token, onboarding: shown(await requireDraft(base, going_on)) };
}

/** Counts a mail to an address, by its hash: an object's name is no place for an address. Error: E_RATE_LIMIT. */
async function countMail({ env, arrived_at }: PublicContext, email: string): Promise<void> {
  await throttle(env, `mail:${await hashSecret(email)}`, "onboarding_mail", arrived_at);
}

async function mailCode(base: PublicContext, to: { email: string; language: Language; code: string }): Promise<void> {
  const { email, language, code } = to;
  const known = await findLogin(base.env, email);
  const sent = await sendMail(base.env, { to: email, ...(known ? knownMail(language) : codeMail(language, code)) });
  if (!sent) throw new AppError(onboardingErrors.mail_unsent, undefined, RESEND_AFTER_MS / 1000);
}

function sentTo(onboarding_id: string, email: string, now: number) {
  return { onboarding_id, email, code_expires_at: now + CODE_LIFE_MS, resend_at: now + RESEND_AFTER_MS };
}
