/** The ledger of customers: spend, visits and points as entries, each written once (rule C1). */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { CUSTOMER_CHANGED, customerErrors } from "../domain.ts";
import {
  burntBy,
  type CustomerEntry,
  insertAdjustment,
  insertBurn,
  insertOpposite,
  insertPurchase,
  insertRefund,
  listEntryRows,
} from "../store/ledger.ts";
import { getCustomer } from "./customers.ts";

/** A sale or its void for the customer's ledger: satang, points, epoch ms; `satang_per_point` is the sale's rate. */
export type Purchase = { customer_id: string; sale_id: string; at: number } & (
  | { kind: "sale"; spend: number; points: number; satang_per_point: number }
  | { kind: "void" }
);

/**
 * The part of a sale's commit that adds a purchase to the ledger, or of a void's commit that takes it back. A repeat writes
 * nothing. The entry goes to the customer into which this one was merged.
 */
export function recordPurchase(ctx: Context, purchase: Purchase): CommitPart {
  const { kind, sale_id } = purchase;
  const entry_id = entryId(kind, sale_id);
  const undone = entryId("sale", sale_id);
  const write =
    purchase.kind === "sale"
      ? insertPurchase(ctx.db, { ...purchase, entry_id })
      : insertOpposite(ctx.db, { ...purchase, entry_id, undone, actor_id: ctx.actor.id });
  return { writes: [write] };
}

/** Takes points in the sale's commit. Refusal: E_POINTS_SHORT when the customer no longer has them. */
export function burnPoints(
  ctx: Context,
  { customer_id, sale_id, points }: { customer_id: string; sale_id: string; points: number },
): CommitPart {
  const { tenant_id, now: at, actor } = ctx;
  const act = { customer_id, entry_id: entryId("burn", sale_id), kind: "burn" as const, at, sale_id };
  const write = insertBurn({ tenant_id, ...act, spend: 0, visits: 0, points: -points, actor_id: actor.id });
  return { writes: [write], refusals: [["E_POINTS_SHORT", customerErrors.points_short]] };
}

/** Returns in the void's commit the points that a sale took; does nothing if it took none. */
export function unburnPoints(
  ctx: Context,
  { customer_id, sale_id }: { customer_id: string; sale_id: string },
): CommitPart {
  const act = { customer_id, entry_id: entryId("unburn", sale_id), kind: "unburn" as const, at: ctx.now };
  return { writes: [insertOpposite(ctx.db, { ...act, undone: entryId("burn", sale_id), actor_id: ctx.actor.id })] };
}

/** The points that a sale took from its customer, or that a sale of an outage owes. */
export function pointsBurnt(ctx: Context, customer_id: string, sale_id: string): Promise<number> {
  return burntBy(ctx.db, customer_id, { of: entryId("sale", sale_id), burn: entryId("burn", sale_id) });
}

/**
 * The part of a refund's commit for the ledger of the sale's customer, written once. It takes back the refunded spend, and
 * the points that this spend earned at the sale's rate. It also returns the points that paid.
 */
export function recordRefund(
  ctx: Context,
  refund: { customer_id: string; sale_id: string; refund_id: string; spend: number; points_back: number },
): CommitPart {
  const { refund_id, sale_id, ...given } = refund;
  const entry = { ...given, entry_id: `refund:${refund_id}`, of: entryId("sale", sale_id) };
  return { writes: [insertRefund(ctx.db, { ...entry, at: ctx.now, actor_id: ctx.actor.id })] };
}

/** The id of an entry: the same act has the same id, so a repeat writes nothing. */
function entryId(kind: "sale" | "void" | "burn" | "unburn", sale_id: string): string {
  return `${kind}:${sale_id}`;
}

/**
 * Gives points by hand, or takes them where `points` is below zero; the commit uses `approval` up. Errors: E_NOT_FOUND,
 * E_CUSTOMER_INACTIVE, E_POINTS_SHORT.
 */
export async function adjustPoints(
  ctx: Context,
  customer_id: string,
  { points, reason }: { points: number; reason: string },
  approval: (CommitPart & { approver_id: string }) | null = null,
): Promise<CustomerEntry> {
  return decideAgain([CUSTOMER_CHANGED], async () => {
    const customer = await getCustomer(ctx, customer_id);
    if (!customer.active) throw new AppError(customerErrors.inactive);
    if (points < 0 && customer.points + points < 0) throw new AppError(customerErrors.points_short);
    const { tenant_id, now: at, actor } = ctx;
    const entry = {
      tenant_id,
      customer_id,
      entry_id: `adjust:${ctx.newId()}`,
      kind: "adjust" as const,
      at,
      points,
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
      refusals: [["customer_entries.points", CUSTOMER_CHANGED]],
    });
    return entry;
  });
}

/** Lists a customer's ledger entries, latest first. Error: E_NOT_FOUND. */
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
