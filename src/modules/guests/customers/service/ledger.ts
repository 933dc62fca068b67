/** What customers spent, and the points they earned and used: entries that are written once (rule C1). */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Statement } from "../../../../platform/db/sql.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { customerErrors } from "../domain.ts";
import {
  burntBy,
  type CustomerEntry,
  insertAdjustment,
  insertBurn,
  insertOpposite,
  insertPurchase,
  insertRefund,
  lastOf,
  listEntryRows,
} from "../store/ledger.ts";
import { getCustomer } from "./customers.ts";

/** A sale as its customer's ledger knows it, with what it earned a point for, or that it was undone: satang, points, epoch ms. */
export type Purchase = { customer_id: string; sale_id: string; at: number } & (
  | { kind: "sale"; spend: number; points: number; satang_per_point: number }
  | { kind: "void" }
);

/**
 * What a sale's commit notes with its customer, or a void's takes back of it. However often it is told it counts once, and
 * it falls to whom the customer was merged into.
 */
export function recordPurchase(ctx: Context, purchase: Purchase): Statement {
  const { kind, sale_id } = purchase;
  const entry_id = entryId(kind, sale_id);
  const undone = entryId("sale", sale_id);
  return purchase.kind === "sale"
    ? insertPurchase(ctx.db, { ...purchase, entry_id })
    : insertOpposite(ctx.db, { ...purchase, entry_id, undone, actor_id: ctx.actor.id });
}

/** Takes points in the sale's commit. Refusal: E_POINTS_SHORT when they are not there any more. */
export function burnPoints(
  ctx: Context,
  { customer_id, sale_id, points }: { customer_id: string; sale_id: string; points: number },
): CommitPart {
  const { tenant_id, now: at, actor } = ctx;
  const act = { customer_id, entry_id: entryId("burn", sale_id), kind: "burn" as const, at, sale_id };
  const write = insertBurn({ tenant_id, ...act, spend: 0, visits: 0, points: -points, actor_id: actor.id });
  return { writes: [write], refusals: [["E_POINTS_SHORT", customerErrors.points_short]] };
}

/** Gives back, in the void's commit, the points that a sale took; nothing where it took none. */
export function unburnPoints(
  ctx: Context,
  { customer_id, sale_id }: { customer_id: string; sale_id: string },
): Statement[] {
  const act = { customer_id, entry_id: entryId("unburn", sale_id), kind: "unburn" as const, at: ctx.now };
  return [insertOpposite(ctx.db, { ...act, undone: entryId("burn", sale_id), actor_id: ctx.actor.id })];
}

/** Whom a customer turned out to be, as SQL that a statement reads when it runs. */
export function customerByNow(ctx: Context, customer_id: string): Statement {
  return lastOf(ctx.db, customer_id);
}

/** The points that a sale took of its customer, or that one of an outage owes. */
export function pointsBurnt(ctx: Context, customer_id: string, sale_id: string): Promise<number> {
  return burntBy(ctx.db, customer_id, { of: entryId("sale", sale_id), burn: entryId("burn", sale_id) });
}

/**
 * What a refund's commit notes with the customer of the sale, once: satang that are no more spent, with the points that
 * what the guest still spends does not earn, at the sale's own rate, and the points that go back.
 */
export function recordRefund(
  ctx: Context,
  refund: { customer_id: string; sale_id: string; refund_id: string; spend: number; points_back: number },
): Statement {
  const { refund_id, sale_id, ...given } = refund;
  const entry = { ...given, entry_id: `refund:${refund_id}`, of: entryId("sale", sale_id) };
  return insertRefund(ctx.db, { ...entry, at: ctx.now, actor_id: ctx.actor.id });
}

/** The same act has the same id, so that told twice it is written once. */
function entryId(kind: "sale" | "void" | "burn" | "unburn", sale_id: string): string {
  return `${kind}:${sale_id}`;
}

/** Gives points by hand, or takes them where `points` is below zero; `approval` is what its commit uses up. Errors: E_NOT_FOUND, E_CUSTOMER_INACTIVE, E_POINTS_SHORT. */
export async function adjustPoints(
  ctx: Context,
  customer_id: string,
  { points, reason }: { points: number; reason: string },
  approval: (CommitPart & { approver_id: string }) | null = null,
): Promise<CustomerEntry> {
  const customer = await getCustomer(ctx, customer_id);
  if (!customer.active) throw new AppError(customerErrors.inactive);
  const { tenant_id, now: at, actor } = ctx;
  const act = { customer_id, entry_id: `adjust:${ctx.newId()}`, kind: "adjust" as const, at, points };
  const entry = {
    tenant_id,
    ...act,
    sale_id: null,
    spend: 0,
    visits: 0,
    reason,
    actor_id: actor.id,
    satang_per_point: null,
  };
  await commit(ctx, {
    writes: [insertAdjustment(entry)],
    parts: [approval],
    audit: [
      {
        event: "customer.points_adjusted",
        subject: ["customer", customer_id],
        changes: { points, reason },
        approver_id: approval?.approver_id ?? null,
      },
    ],
    reply: entry,
    refusals: [["customer_entries.points", customerErrors.points_short]],
  });
  return entry;
}

/** What changed a customer's sums, latest first. Error: E_NOT_FOUND. */
export async function listEntries(
  ctx: Context,
  customer_id: string,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<CustomerEntry>> {
  const place = readCursor(cursor, 2);
  await getCustomer(ctx, customer_id);
  const before = place && { at: Number(place[0]), entry_id: String(place[1]) };
  const rows = await listEntryRows(ctx.db, customer_id, { before, limit });
  return pageOf(rows, limit, ({ at, entry_id }) => [at, entry_id]);
}
