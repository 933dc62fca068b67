/**
 * Creates a grant from a supervisor's PIN, entered at the requester's device; a person who may not approve is refused
 * (rules A1, A2).
 */

import { commit } from "../../../../platform/db/commit.ts";
import { auditRefused, keeperOf } from "../../../../platform/db/refusals.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import { approversMadeBy, employeeErrors, findPerson } from "../../../access/employees/index.ts";
import { provePin } from "../../../access/sessions/index.ts";
import type { Action } from "../domain/actions.ts";
import { canApprove, GRANT_LIFE_MS } from "../domain/grants.ts";
import { APPROVAL_EVENTS } from "../events.ts";
import { insertGrant } from "../store/grants.ts";
import { type RequestedAct, requireValidRequest } from "./asked.ts";
import { newGrantToken } from "./grants.ts";

export interface PinApproval extends RequestedAct {
  approver_email?: string;
  approver_id?: string;
  pin: string;
}

/**
 * Creates a grant from an approver's PIN (rule A1). The token is shown once.
 * Errors: those of `requireValidRequest`, E_APPROVER_PIN, E_PIN_LOCKED, E_EMPLOYEE_SUSPENDED, E_APPROVER.
 */
export async function grantByPin(ctx: Context, input: PinApproval) {
  const store_id = storeFor(ctx, null, input.store_id);
  const { action, subject_id = null, amount = null } = input;
  const cart = await requireValidRequest(ctx, input, store_id);
  const person = await findPerson(ctx, { email: input.approver_email, employee_id: input.approver_id });
  if (!person) throw new AppError(employeeErrors.approver_pin);
  const { employee_id: approver_id } = person;
  const { held, epoch } = await verifyPinAt(ctx, approver_id, input.pin, store_id);
  if (!canApprove({ employee_id: approver_id, held }, action, ctx.actor.id))
    return refuseApprover(ctx, approver_id, { action, store_id });
  await requireOrigin(ctx, approver_id, ctx.actor.id, { action, store_id });

  const { approval_id, approval_token, approval_token_hash } = await newGrantToken(ctx);
  const grant = {
    tenant_id: ctx.tenant_id,
    approval_id,
    store_id,
    action,
    subject_id,
    amount,
    cart,
    requester_id: ctx.actor.id,
    approver_id,
    created_at: ctx.now,
    expires_at: ctx.now + GRANT_LIFE_MS,
  };
  const subject = ["approval", approval_id] as const;
  const told = { action, subject_id, amount };
  const reply = { ...grant, approval_token };
  await commit(ctx, {
    writes: [insertGrant({ ...grant, approver_epoch: epoch, approval_token_hash })],
    audit: [{ event: APPROVAL_EVENTS.granted.type, subject, changes: told, approver_id, store_id }],
    events: [APPROVAL_EVENTS.granted.of(subject, { approval_id, ...told, approver_id })],
    reply,
  });
  return reply;
}

/**
 * Verifies a person's PIN. Returns their permissions at a store, and their epoch.
 * Errors: E_APPROVER_PIN, E_PIN_WEAK, E_PIN_LOCKED, E_EMPLOYEE_SUSPENDED.
 */
export async function verifyPinAt(ctx: Context, employee_id: string, pin: string, store_id: string) {
  const standing = await provePin(ctx, employee_id, pin, "approval.refused", employeeErrors.approver_pin);
  return { held: standing.stores[store_id] ?? [], epoch: standing.epoch };
}

/** Refuses an approver whom the requester gave that role within the last seven days. Error: E_APPROVER. */
export async function requireOrigin(
  ctx: Context,
  approver_id: string,
  requester_id: string,
  act: { action: Action; store_id: string },
): Promise<void> {
  const made = await approversMadeBy(ctx, requester_id);
  if (made.has(approver_id)) await refuseApprover(ctx, approver_id, act, "made_by_requester");
}

/** Refuses a person who may not approve this, and audits the attempt. Error: E_APPROVER. */
export async function refuseApprover(
  ctx: Context,
  employee_id: string,
  { action, store_id }: { action: Action; store_id: string },
  result: "not_allowed" | "made_by_requester" = "not_allowed",
): Promise<never> {
  const changes = { result, action };
  const subject = ["employee", employee_id] as const;
  await auditRefused(ctx, keeperOf(ctx), { event: "approval.refused", subject, changes, store_id });
  throw new AppError(employeeErrors.approver, { reason: result });
}
