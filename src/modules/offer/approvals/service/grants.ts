/** A grant is used up by the act it allows, in the act's own commit; every misuse is audited (rules A1, A2). */

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

/** What an act is, to the grant that may allow it; `amount` is satang. */
export type Act = Omit<GrantUse, "requester_id" | "requester_kind" | "now">;

/**
 * The part of a commit that uses up a grant, and who approved. Decide again when it is refused as `GRANT_USED`: a repeat then
 * finds what it did, and a misuse is audited.
 */
export interface ApprovalUse extends CommitPart {
  approver_id: string;
  approval_id: string;
}

/**
 * The grant that an act uses up, as the tenant and the store require one; null when none is needed and none was sent.
 * `permission_held` is whether the caller holds the act's permission there; what a device holds by itself permits no act that
 * takes a person. `counted` is what is held against the amount above which one is needed, where earlier acts count with this one.
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

/** Whether the tenant or the store requires a grant for an act; for what was done already, and is only flagged. */
export async function isApprovalNeeded(
  ctx: Context,
  { action, store_id, amount }: Pick<Act, "action" | "store_id" | "amount">,
  permission_held: boolean,
): Promise<boolean> {
  return needsApproval(await requirementFor(ctx, action, store_id), { amount, permission_held });
}

/**
 * Checks that a grant fits an act and gives the statement that uses it up inside the act's own commit.
 * Error: E_APPROVAL_REQUIRED, with what does not fit in details.reason.
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
 * Uses a grant up for an act that an object decides and no commit can hold: before the act, in a commit of its own. The
 * act bears an id, so that a repeat of it finds its own use. Answers who approved. Error: E_APPROVAL_REQUIRED.
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

/** A new grant's id and token; the token is told once and kept as its hash. */
export async function newGrantToken(ctx: Context) {
  const approval_id = ctx.newId();
  const approval_token = `ppa_${approval_id}.${randomSecret()}`;
  return { approval_id, approval_token, approval_token_hash: await hashSecret(approval_token) };
}

const looked_again = new WeakSet<Context>();

/**
 * A used grant may be used by this very act, done by an equal request at the same instant: its reply is sent, or the act is
 * looked for once more in this request, before the use is taken for a second one.
 */
async function lookAgain(ctx: Context, action: Act["action"]): Promise<void> {
  if (ctx.reply_key) await throwIfReplied(ctx, ctx.reply_key);
  if (looked_again.has(ctx)) return;
  looked_again.add(ctx);
  throw new LostRace(GRANT_USED, { action, reason: "used" });
}

/** The grant of a token, as `decideGrant` looks at it. */
async function genuineGrant(ctx: Context, approval_token: string, action: Action) {
  const approval_id = idOf(approval_token);
  const found = approval_id ? await findGrant(ctx.db, approval_id, neededToApprove(action)) : undefined;
  if (!found || !equalSecrets(await hashSecret(approval_token), found.approval_token_hash)) return undefined;
  return { ...found, cart_mark: found.cart && cartMark(found.cart.lines) };
}

function idOf(approval_token: string): string | undefined {
  return /^ppa_([0-9A-Z]{26})\./.exec(approval_token)?.[1];
}

/** Records a misuse; what repeats within a minute, by its count: of each grant, and of all tokens that are none. */
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
