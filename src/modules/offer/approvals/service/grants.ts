/** Uses a grant in the commit of the act that it allows, and audits every misuse (rules A1, A2). */

import { equalSecrets, hashSecret, randomSecret } from "../../../../platform/crypto/secrets.ts";
import { type AuditEntry, type CommitPart, commit, throwIfReplied } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { auditRefused, keeperOf } from "../../../../platform/db/refusals.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, LostRace } from "../../../../shared/errors.ts";
import { cartMark } from "../../carts/index.ts";
import { type Action, hasFirstPerson } from "../domain/actions.ts";
import { approvalErrors, GRANT_USED } from "../domain/errors.ts";
import { decideGrant, type GrantUse, neededToApprove } from "../domain/grants.ts";
import { needsApproval } from "../domain/requirements.ts";
import { findGrant, insertGrantUse } from "../store/grants.ts";
import { requirementFor } from "./requirements.ts";

/** An act, as its grant sees it; `amount` is satang. */
export type Act = Omit<GrantUse, "requester_id" | "requester_kind" | "now">;

/**
 * The part of a commit that uses up a grant, with its approver. Decide again when it fails as `GRANT_USED`: a repeat
 * then finds its result, and a misuse is audited.
 */
export interface ApprovalUse extends CommitPart {
  approver_id: string;
  approval_id: string;
}

/**
 * The use of a grant for an act, if the tenant or the store requires one; null when none is required and none was sent.
 * `permission_held`: the caller has the act's permission there; a device's own permission does not suffice for an act
 * that needs a person. `counted`: the sum that is compared with the limit, when earlier acts count together with this
 * one.
 * Error: E_APPROVAL_REQUIRED (rules A1, A6).
 */
export async function requireApproval(
  ctx: Context,
  approval_token: string | undefined,
  act: Act,
  permission_held: boolean,
  counted: number = act.amount,
): Promise<ApprovalUse | null> {
  const permitted = permission_held && hasFirstPerson(act.action, ctx.actor.kind);
  const needed = approval_token !== undefined || (await isApprovalNeeded(ctx, { ...act, amount: counted }, permitted));
  return needed ? useApproval(ctx, approval_token, act) : null;
}

/** Whether the tenant or the store requires a grant for an act; for acts that already happened and are only flagged. */
export async function isApprovalNeeded(
  ctx: Context,
  { action, store_id, amount }: Pick<Act, "action" | "store_id" | "amount">,
  permission_held: boolean,
): Promise<boolean> {
  return needsApproval(await requirementFor(ctx, action, store_id), { amount, permission_held });
}

/**
 * Checks that a grant fits an act, and returns the statement that uses it up in the act's own commit.
 * Error: E_APPROVAL_REQUIRED, with the mismatch in details.reason.
 */
export async function useApproval(
  ctx: Context,
  approval_token: string | undefined,
  act: Act,
  used_for: string = act.subject_id,
): Promise<ApprovalUse> {
  const { action } = act;
  if (approval_token === undefined) throw new AppError(approvalErrors.required, { action, reason: "missing" });
  const grant = await genuineGrant(ctx, approval_token, action);
  const { id: requester_id, kind: requester_kind } = ctx.actor;
  const reason = decideGrant(grant, { ...act, requester_id, requester_kind, now: ctx.now });
  if (reason === "used") await lookAgain(ctx, action);
  if (!grant || reason) {
    await auditMisuse(
      ctx,
      { approval_id: idOf(approval_token), genuine: grant !== undefined },
      act,
      reason ?? "unknown",
    );
    throw new AppError(approvalErrors.required, { action, reason });
  }
  const { tenant_id, approval_id, approver_id } = grant;
  return {
    writes: [
      insertGrantUse({ tenant_id, approval_id, subject_id: used_for, used_at: ctx.now }, neededToApprove(action)),
    ],
    refusals: [["approval_uses.", GRANT_USED]],
    approver_id,
    approval_id,
  };
}

/**
 * Uses up a grant for an act that an object decides, outside a commit: before the act, in its own commit. The act has
 * an id, so that its repeat finds its own use. Returns the approver.
 * Error: E_APPROVAL_REQUIRED.
 */
export async function spendApproval(
  ctx: Context,
  approval_token: string,
  act: Act,
  { id, audit }: { id: string; audit: Omit<AuditEntry, "approver_id"> },
): Promise<string> {
  return decideAgain([GRANT_USED], async () => {
    const spent = await genuineGrant(ctx, approval_token, act.action);
    if (spent?.used_for === id) return spent.approver_id;
    const approval = await useApproval(ctx, approval_token, act, id);
    const { approver_id } = approval;
    await commit(ctx, { writes: [], parts: [approval], audit: [{ ...audit, approver_id }] });
    return approver_id;
  });
}

/** A new grant's id and token; the token is shown once and stored as its hash. */
export async function newGrantToken(ctx: Context) {
  const approval_id = ctx.newId();
  const approval_token = `ppa_${approval_id}.${randomSecret()}`;
  return { approval_id, approval_token, approval_token_hash: await hashSecret(approval_token) };
}

const looked_again = new WeakSet<Context>();

/**
 * A used grant may have been used by this very act in an equal request at the same moment. Then that request's reply is
 * sent, or the act is decided once more in this request, before it counts as misuse.
 */
async function lookAgain(ctx: Context, action: Act["action"]): Promise<void> {
  if (ctx.reply_key) await throwIfReplied(ctx, ctx.reply_key);
  if (looked_again.has(ctx)) return;
  looked_again.add(ctx);
  throw new LostRace(GRANT_USED, { action, reason: "used" });
}

/** The grant of a token, in the form for `decideGrant`. */
async function genuineGrant(ctx: Context, approval_token: string, action: Action) {
  const approval_id = idOf(approval_token);
  const found = approval_id ? await findGrant(ctx.db, approval_id, neededToApprove(action)) : undefined;
  if (!found || !equalSecrets(await hashSecret(approval_token), found.approval_token_hash)) return undefined;
  return { ...found, cart_mark: found.cart && cartMark(found.cart.lines) };
}

function idOf(approval_token: string): string | undefined {
  return /^ppa_([0-9A-Z]{26})\./.exec(approval_token)?.[1];
}

/** Audits a misuse. Repeats within a minute only raise a count: one for each grant, and one for all unknown tokens. */
async function auditMisuse(
  ctx: Context,
  { approval_id, genuine }: { approval_id: string | undefined; genuine: boolean },
  act: Act,
  reason: string,
): Promise<void> {
  const { store_id, cart_mark: _, ...told } = act;
  const subject = ["approval", approval_id ?? "unknown"] as const;
  await auditRefused(ctx, keeperOf(ctx), {
    event: "approval.misused",
    subject,
    changes: { ...told, reason },
    store_id,
    by_subject: genuine,
  });
}
