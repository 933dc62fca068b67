/** Use-cases of approvals: a supervisor's PIN becomes a grant, and a grant is used up by the act it allows. */

import { equalSecrets, hashSecret, randomSecret } from "../../platform/crypto/secrets.ts";
import { type AuditEntry, commit } from "../../platform/db/commit.ts";
import type { Statement } from "../../platform/db/sql.ts";
import { type Context, storeFor } from "../../platform/http/context.ts";
import { AppError, type ErrorSpec } from "../../shared/errors.ts";
import { findPerson, provePin } from "../employees/index.ts";
import { type Action, approvalErrors, canApprove, decideGrant, GRANT_LIFE_MS, type GrantUse } from "./domain.ts";
import { APPROVAL_GRANTED } from "./events.ts";
import {
  type Approval,
  findApproval,
  findApprovalUse,
  insertApproval,
  insertApprovalUse,
  insertReasonCodes,
  listReasonCodeRows,
  type ReasonCode,
} from "./store.ts";

export interface PinApproval {
  approver_email?: string;
  approver_id?: string;
  pin: string;
  action: Action;
  subject_id?: string;
  amount?: number;
}

/**
 * Makes a grant from an approver's PIN (rule A1). The token is shown once.
 * Errors: E_APPROVER_PIN, E_PIN_LOCKED, E_EMPLOYEE_SUSPENDED, E_APPROVER.
 */
export async function grantByPin(ctx: Context, input: PinApproval) {
  const store_id = storeFor(ctx, null);
  const person = await findPerson(ctx, { email: input.approver_email, employee_id: input.approver_id });
  if (!person) throw new AppError(approvalErrors.approver_pin);
  const standing = await provePin(ctx, person.employee_id, input.pin, "approval.refused", approvalErrors.approver_pin);
  const approver = { employee_id: person.employee_id, held: standing.stores[store_id] ?? [] };
  if (!canApprove(approver, input.action, ctx.actor.id)) throw new AppError(approvalErrors.approver);

  const approval_id = ctx.newId();
  const approval_token = `ppa_${approval_id}.${randomSecret()}`;
  const grant = {
    tenant_id: ctx.tenant_id,
    approval_id,
    store_id,
    action: input.action,
    subject_id: input.subject_id ?? null,
    amount: input.amount ?? null,
    requester_id: ctx.actor.id,
    approver_id: person.employee_id,
    created_at: ctx.now,
    expires_at: ctx.now + GRANT_LIFE_MS,
  };
  const reply = { ...grant, approval_token };
  const { action, subject_id, amount, approver_id } = grant;
  await commit(ctx, {
    writes: [insertApproval({ ...grant, approval_token_hash: await hashSecret(approval_token) })],
    audit: [
      {
        event: APPROVAL_GRANTED,
        subject: ["approval", approval_id],
        changes: { action, subject_id, amount },
        approver_id,
      },
    ],
    events: [
      {
        type: APPROVAL_GRANTED,
        subject: ["approval", approval_id],
        data: { approval_id, action, subject_id, amount, approver_id },
      },
    ],
    reply,
  });
  return reply;
}

/** What a commit must hold to use up a grant: the write, who approved, and what a second use means. */
export interface ApprovalUse {
  write: Statement;
  approver_id: string;
  refusal: readonly [string, ErrorSpec];
}

/**
 * Checks that a grant fits an act and gives the statement that uses it up inside the act's own commit.
 * Error: E_APPROVAL_REQUIRED, with what does not fit in details.reason.
 */
export async function useApproval(
  ctx: Context,
  approval_token: string | undefined,
  use: Omit<GrantUse, "requester_id" | "now">,
  used_for: string = use.subject_id,
): Promise<ApprovalUse> {
  const approval_id = idOf(approval_token);
  const found = approval_id ? await findApproval(ctx.db, approval_id) : undefined;
  const genuine = found && equalSecrets(await hashSecret(approval_token ?? ""), found.approval_token_hash);
  const grant = genuine ? found : undefined;
  const reason = decideGrant(grant, { ...use, requester_id: ctx.actor.id, now: ctx.now });
  if (!grant || reason) {
    if (approval_token) await auditMisuse(ctx, approval_id, use, reason ?? "unknown");
    throw new AppError(approvalErrors.required, { action: use.action, reason: approval_token ? reason : "missing" });
  }
  return {
    write: insertApprovalUse({ tenant_id: ctx.tenant_id, approval_id, subject_id: used_for, used_at: ctx.now }),
    approver_id: grant.approver_id,
    refusal: ["approval_uses.approval_id", approvalErrors.required],
  };
}

/**
 * Uses a grant up for an act that an object decides and no commit can hold: before the act, in a commit of its own. The
 * act bears an id, so that a repeat of it finds its own use. Answers who approved. Error: E_APPROVAL_REQUIRED.
 */
export async function spendApproval(
  ctx: Context,
  approval_token: string,
  use: Omit<GrantUse, "requester_id" | "now">,
  act: { id: string; audit: Omit<AuditEntry, "approver_id"> },
): Promise<string> {
  const spent = await findSpent(ctx, approval_token, act.id);
  if (spent) return spent.approver_id;
  const { write, approver_id, refusal } = await useApproval(ctx, approval_token, use, act.id);
  try {
    await commit(ctx, { writes: [write], audit: [{ ...act.audit, approver_id }], refusals: [refusal] });
  } catch (error) {
    if (!(error instanceof AppError) || !(await findSpent(ctx, approval_token, act.id))) throw error;
  }
  return approver_id;
}

/** The grant, when it was used up for this very act. */
async function findSpent(ctx: Context, approval_token: string, act_id: string): Promise<Approval | undefined> {
  const found = await findApproval(ctx.db, idOf(approval_token));
  const genuine = found && equalSecrets(await hashSecret(approval_token), found.approval_token_hash);
  return genuine && (await findApprovalUse(ctx.db, found.approval_id))?.subject_id === act_id ? found : undefined;
}

function idOf(approval_token: string | undefined): string {
  return /^ppa_([0-9A-Z]{26})\./.exec(approval_token ?? "")?.[1] ?? "";
}

async function auditMisuse(
  ctx: Context,
  approval_id: string,
  use: Omit<GrantUse, "requester_id" | "now">,
  reason: string,
) {
  await commit(ctx, {
    writes: [],
    audit: [
      {
        event: "approval.misused",
        subject: ["approval", approval_id || "unknown"],
        changes: { action: use.action, subject_id: use.subject_id, amount: use.amount, reason },
        store_id: use.store_id,
      },
    ],
  });
}

export function listReasonCodes(ctx: Context): Promise<ReasonCode[]> {
  return listReasonCodeRows(ctx.db);
}

/** Error: E_REASON_UNKNOWN for a reason that the park does not give for this act (rule A6). */
export async function meetReason(ctx: Context, reason_code: string, action: Action): Promise<void> {
  const reasons = await listReasonCodeRows(ctx.db);
  if (reasons.some((reason) => reason.reason_code === reason_code && reason.actions.includes(action))) return;
  const fields = [{ path: "reason_code", message: `is not a reason for ${action}` }];
  throw new AppError(approvalErrors.reason_unknown, { fields });
}

/** Gives a new tenant its first reason codes. */
export async function createReasonCodes(
  ctx: Context,
  codes: Omit<ReasonCode, "tenant_id" | "active">[],
): Promise<void> {
  await commit(ctx, {
    writes: [insertReasonCodes(codes.map((code) => ({ ...code, tenant_id: ctx.tenant_id, active: true })))],
    audit: [
      {
        event: "reason_codes.created",
        subject: ["tenant", ctx.tenant_id],
        changes: { reason_codes: codes.map(({ reason_code }) => reason_code) },
      },
    ],
  });
}
