/**
 * Remote approvals: requested at the till, decided anywhere; the commit of the decision creates the grant (rules A1,
 * A2).
 */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { DataOf } from "../../../../platform/events/define.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import type { OutboxEvent } from "../../../../platform/queue/outbox.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { iso } from "../../../../shared/time.ts";
import { pushToDevice } from "../../../access/devices/index.ts";
import { requireStores } from "../../../access/tenants/index.ts";
import { ACTIONS, type Action } from "../domain/actions.ts";
import { approvalErrors } from "../domain/errors.ts";
import { canApprove, GRANT_LIFE_MS, holdsBoth } from "../domain/grants.ts";
import { type ApprovalStatus, decideRequest, REQUEST_LIFE_MS } from "../domain/requests.ts";
import { APPROVAL_EVENTS } from "../events.ts";
import {
  type ApprovalRow,
  decideRequestRow,
  findApproval,
  findApprovedCart,
  insertGrantOf,
  insertRequest,
  listApprovalRows,
  listPendingRows,
} from "../store/requests.ts";
import { type RequestedAct, requireValidRequest } from "./asked.ts";
import { refuseApprover, requireOrigin, verifyPinAt } from "./by-pin.ts";
import { newGrantToken } from "./grants.ts";
import { requireReason } from "./reasons.ts";

export interface RemoteRequest extends RequestedAct {
  reason_code?: string;
  note?: string;
}

/**
 * Requests an approval; its token is shown now, and is valid once the request is approved.
 * Errors: those of `requireValidRequest`, E_REASON_UNKNOWN.
 */
export async function requestApproval(ctx: Context, input: RemoteRequest) {
  const store_id = storeFor(ctx, null, input.store_id);
  const { action, subject_id = null, amount = null, reason_code = null, note = null } = input;
  if (reason_code !== null) await requireReason(ctx, reason_code, action);
  const cart = await requireValidRequest(ctx, input, store_id);

  const { approval_id, approval_token, approval_token_hash } = await newGrantToken(ctx);
  const asked = { store_id, action, subject_id, amount, reason_code, note };
  const status = "pending" as const;
  const expires_at = ctx.now + REQUEST_LIFE_MS;
  const kept = { approval_id, ...asked, requester_id: ctx.actor.id, status, requested_at: ctx.now, expires_at };
  const device_id = ctx.device?.device_id ?? null;
  const subject = ["approval", approval_id] as const;
  const reply = { ...kept, cart, approval_token };
  await commit(ctx, {
    writes: [insertRequest({ ...kept, cart, tenant_id: ctx.tenant_id, device_id, approval_token_hash })],
    audit: [{ event: APPROVAL_EVENTS.requested.type, subject, changes: asked, store_id }],
    events: [APPROVAL_EVENTS.requested.of(subject, { ...kept, device_id }, { store_id })],
    reply,
  });
  return reply;
}

/** Another person decided the request at the same moment: read it again. */
const DECIDED_MEANWHILE = defineRace("a request is decided", approvalErrors.decided);

/**
 * Approves a request with a PIN: the requester may act for 120 seconds from now. A repeat by the same person has no
 * further effect.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_APPROVER, E_APPROVER_PIN, E_PIN_LOCKED, E_APPROVAL_DECIDED,
 * E_APPROVAL_EXPIRED.
 */
export async function approveRequest(ctx: Context, approval_id: string, { pin, note }: { pin: string; note?: string }) {
  const { store_id, action, requester_id } = await requestToDecide(ctx, approval_id);
  await requireOrigin(ctx, ctx.actor.id, requester_id, { action, store_id });
  const { epoch } = await verifyPinAt(ctx, ctx.actor.id, pin, store_id);
  return decide(ctx, approval_id, { status: "approved", epoch }, note);
}

/** Rejects a request; its token never allows anything. Errors: as for approving, but those of the PIN. */
export function rejectRequest(ctx: Context, approval_id: string, { note }: { note?: string }) {
  return decide(ctx, approval_id, { status: "rejected" }, note);
}

/** A decision; an approval has the epoch of the approver's PIN. */
type Verdict = { status: "approved"; epoch: number } | { status: "rejected" };

function decide(ctx: Context, approval_id: string, verdict: Verdict, note: string | undefined) {
  return decideAgain([DECIDED_MEANWHILE], async (): Promise<ApprovalRow> => {
    const request = await requestToDecide(ctx, approval_id);
    const outcome = decideRequest(request, verdict.status, ctx.actor.id);
    if (outcome === "decided" || outcome === "expired") throw new AppError(approvalErrors[outcome]);
    if (outcome === "open") await commitDecision(ctx, request, verdict, note ?? null);
    return requireApprovalRow(ctx, approval_id);
  });
}

async function commitDecision(ctx: Context, request: ApprovalRow, verdict: Verdict, note: string | null) {
  const { status: decision } = verdict;
  const { approval_id, store_id, device_id, action, subject_id, amount, requester_id } = request;
  const decided = { tenant_id: ctx.tenant_id, approval_id, decided_by: ctx.actor.id, decided_at: ctx.now };
  const expires_at = ctx.now + GRANT_LIFE_MS;
  const subject = ["approval", approval_id] as const;
  const told = { action, subject_id, amount, requester_id, decision_note: note };
  const data = { approval_id, device_id, ...told, decided_by: ctx.actor.id };
  const news =
    decision === "approved"
      ? APPROVAL_EVENTS.approved.of(subject, { ...data, status: decision, expires_at }, { store_id })
      : APPROVAL_EVENTS.rejected.of(subject, { ...data, status: decision }, { store_id });
  await commit(ctx, {
    writes: [
      decideRequestRow({ ...decided, status: decision, decision_note: note }),
      ...(verdict.status === "approved" ? [insertGrantOf(decided, verdict.epoch, expires_at)] : []),
    ],
    audit: [{ event: news.type, subject, changes: told, approver_id: ctx.actor.id, store_id }],
    events: [news],
    refusals: [["E_APPROVAL_DECIDED", DECIDED_MEANWHILE]],
  });
}

type DecisionData = Omit<DataOf<typeof APPROVAL_EVENTS.approved>, "status" | "expires_at"> & {
  status: Verdict["status"];
  expires_at?: number;
};

/** Pushes the decision to the device that requested it. Pushing it twice does no harm. */
export async function notifyRequester(ctx: Context, { sequence, data }: OutboxEvent<DecisionData>): Promise<void> {
  const { device_id, expires_at, ...told } = data;
  if (device_id === null) return;
  const until = expires_at === undefined ? {} : { expires_at: iso(expires_at) };
  await pushToDevice(ctx, device_id, { type: `approval.${told.status}`, sequence, data: { ...told, ...until } });
}

/**
 * A request that the caller may decide; an attempt without permission is audited. Errors: E_NOT_FOUND,
 * E_SCOPE_MISMATCH, E_APPROVER.
 */
async function requestToDecide(ctx: Context, approval_id: string): Promise<ApprovalRow> {
  const request = await requireApprovalRow(ctx, approval_id);
  const { store_id, action, requester_id } = request;
  storeFor(ctx, null, store_id);
  if (!canApprove({ employee_id: ctx.actor.id, held: heldAt(ctx, store_id) }, action, requester_id))
    return refuseApprover(ctx, ctx.actor.id, { action, store_id });
  return request;
}

function heldAt(ctx: Context, store_id: string) {
  return ctx.employee?.stores[store_id] ?? [];
}

async function requireApprovalRow(ctx: Context, approval_id: string): Promise<ApprovalRow> {
  const found = await findApproval(ctx.db, approval_id, ctx.now);
  if (!found) throw new AppError(errors.not_found);
  return found;
}

/**
 * An approval with its cart, for its requester and for people who may approve it.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function getApproval(ctx: Context, approval_id: string) {
  const found = await requireApprovalRow(ctx, approval_id);
  if (found.requester_id !== ctx.actor.id) storeFor(ctx, "approve", found.store_id);
  return { ...found, cart: await findApprovedCart(ctx.db, approval_id) };
}

export interface PendingQuery {
  store_id?: string;
  action?: Action;
  requester_id?: string;
  cursor?: string;
  limit: number;
}

/** Others' requests that the caller may decide, at the store named or at each of theirs; oldest first. */
export async function listPending(ctx: Context, query: PendingQuery): Promise<Page<ApprovalRow>> {
  const { limit, requester_id } = query;
  const after = readCursor(query.cursor, 1)?.[0]?.toString();
  const store_ids = await requireStores(ctx, "approve", query.store_id);
  const actions = query.action === undefined ? ACTIONS : [query.action];
  const at = store_ids.flatMap((store_id) =>
    actions.filter((action) => holdsBoth(heldAt(ctx, store_id), action)).map((action) => [store_id, action] as const),
  );
  const { now } = ctx;
  const rows = await listPendingRows(ctx.db, { at, requester_id, after, limit }, { now, approver_id: ctx.actor.id });
  const pending = rows.map((row): ApprovalRow => ({ ...row, used_for: null, used_at: null }));
  return pageOf(pending, limit, ({ approval_id }) => [approval_id]);
}

export interface ApprovalQuery extends PendingQuery {
  status?: ApprovalStatus;
  approver_id?: string;
  /** Epoch ms of the request. */
  from?: number;
  to?: number;
}

/** All approvals, by PIN and remote, latest first. Errors: E_PERMISSION, those of a store. */
export async function listApprovals(ctx: Context, query: ApprovalQuery): Promise<Page<ApprovalRow>> {
  const { cursor, store_id, ...filter } = query;
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const store_ids = await requireStores(ctx, "audit_view", store_id);
  const rows = await listApprovalRows(ctx.db, { ...filter, store_ids, before }, ctx.now);
  return pageOf(rows, filter.limit, ({ approval_id }) => [approval_id]);
}
