/** Use-cases of reason codes: the tenant's own list, required where the tenant asks for a reason (rule A6). */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import type { Action } from "../domain/actions.ts";
import { approvalErrors } from "../domain/errors.ts";
import {
  findReasonCode,
  insertReasonCodes,
  listReasonCodeRows,
  type ReasonCode,
  updateReasonCode,
} from "../store/rules.ts";
import { requirementFor } from "./requirements.ts";

type ReasonFields = Omit<ReasonCode, "tenant_id">;

/** The active reason codes; with `all`, inactive ones too. */
export async function listReasonCodes(ctx: Context, which: "true" | "all"): Promise<ReasonCode[]> {
  return (await listReasonCodeRows(ctx.db)).filter(({ active }) => which === "all" || active);
}

/**
 * Checks that an act at a store has its reason: none if none is required, else one of the tenant's for this act.
 * Errors: E_REASON_REQUIRED, E_REASON_UNKNOWN.
 */
export async function reasonFor(
  ctx: Context,
  action: Action,
  store_id: string,
  reason_code: string | undefined,
): Promise<void> {
  if (reason_code !== undefined) return requireReason(ctx, reason_code, action);
  const { reason_required } = await requirementFor(ctx, action, store_id);
  if (!reason_required) return;
  const fields = [{ path: "reason_code", message: `is needed for ${action}` }];
  throw new AppError(approvalErrors.reason_required, { fields });
}

/** A reason code of the tenant, active or not. */
export function findReason(ctx: Context, reason_code: string): Promise<ReasonCode | undefined> {
  return findReasonCode(ctx.db, reason_code);
}

/** Error: E_REASON_UNKNOWN for a code that is not one of the tenant's for this act. */
export async function requireReason(ctx: Context, reason_code: string, action: Action): Promise<void> {
  const reason = await findReasonCode(ctx.db, reason_code);
  if (reason?.active && reason.actions.includes(action)) return;
  const fields = [{ path: "reason_code", message: `is not a reason for ${action}` }];
  throw new AppError(approvalErrors.reason_unknown, { fields });
}

/** The part of a commit that gives a new tenant its first reason codes. */
export function recordReasonCodes(ctx: Context, codes: Omit<ReasonFields, "active">[]): CommitPart {
  return {
    writes: [insertReasonCodes(codes.map((code) => ({ ...code, tenant_id: ctx.tenant_id, active: true })))],
    audit: [
      {
        event: "reason_codes.created",
        subject: ["tenant", ctx.tenant_id],
        changes: { reason_codes: codes.map(({ reason_code }) => reason_code) },
      },
    ],
  };
}

/** Adds a reason code for the whole tenant. Errors: E_PERMISSION, E_DUPLICATE for one that exists, active or not. */
export async function addReasonCode(ctx: Context, fields: Omit<ReasonFields, "active">): Promise<ReasonFields> {
  await requireEveryStore(ctx, "settings_write");
  const added = { ...fields, active: true };
  await commit(ctx, {
    writes: [insertReasonCodes([{ ...added, tenant_id: ctx.tenant_id }])],
    audit: [
      { event: "reason_code.created", subject: ["reason_code", added.reason_code], changes: added, store_id: null },
    ],
    refusals: [["reason_codes.reason_code", errors.duplicate, { field: "reason_code" }]],
    reply: added,
  });
  return added;
}

/** Replaces or deactivates a reason code; an unchanged one is not written. Errors: E_PERMISSION, E_NOT_FOUND. */
export async function changeReasonCode(
  ctx: Context,
  reason_code: string,
  fields: Partial<Omit<ReasonFields, "reason_code">>,
): Promise<ReasonFields> {
  await requireEveryStore(ctx, "settings_write");
  const before = await findReasonCode(ctx.db, reason_code);
  if (!before) throw new AppError(errors.not_found);
  const changes = changesOf(before, fields);
  if (Object.keys(changes.after).length === 0) return before;
  const after = { ...before, ...fields };
  const event = after.active ? "reason_code.changed" : "reason_code.given_up";
  await commit(ctx, {
    writes: [updateReasonCode(after)],
    audit: [{ event, subject: ["reason_code", reason_code], changes, store_id: null }],
    reply: after,
  });
  return after;
}
