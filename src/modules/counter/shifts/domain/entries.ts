/** Whatever changes a drawer, or opens it, leaves one entry; what it did to the cash is in the entry (rule S4). */

import { negateTaxes, type TaxShare, taxShare } from "../../../../shared/taxes.ts";

/** What people do to a drawer by hand, each with a reason. A drop goes to the safe, a pickup to whoever collects it. */
export const MOVEMENT_KINDS = ["paid_in", "paid_out", "drop", "pickup"] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** What is moved, corrected or opened by hand, beside what is sold. */
export const HAND_KINDS = [...MOVEMENT_KINDS, "adjustment", "no_sale"] as const;
export type HandKind = (typeof HAND_KINDS)[number];

export const ENTRY_KINDS = ["sale", "void", "refund", "payment", "reprint", ...HAND_KINDS] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What a sale, or a hand, did to a drawer; all satang. What a void or a refund takes back is below zero. */
export interface Entry {
  entry_id: string;
  kind: EntryKind;
  /** What the guest paid for the goods; surcharges come on top. */
  total: number;
  /** What stayed in the drawer: cash less change; below zero when cash was taken out. */
  cash: number;
  gross: number;
  discount_total: number;
  /** The tax inside `total`. */
  tax_total: number;
  rounding: number;
  surcharge_total: number;
  /** All of it that bears tax, by rate: `total` without its rounding, and the surcharges. Null: from before it was kept. */
  taxes: TaxShare[] | null;
  /** What each method brought, surcharges among it. */
  by_method: Record<string, number>;
  /** Why, and by whom; null for sales. */
  reason: string | null;
  actor_id: string | null;
  approver_id: string | null;
  /** What it is about: the sale of a void or of a later payment. */
  subject_id: string | null;
}

/** What was done to a drawer by hand, as it is told. */
export interface Movement {
  movement_id: string;
  kind: HandKind;
  /** Satang, not below zero; `cash` says whether they came or went. */
  amount: number;
  cash: number;
  reason: string;
  actor_id: string;
  approver_id: string | null;
}

/** What bears tax in an entry, by rate; of one from before rates were kept its goods alone are known (rule R2). */
export function taxesOf({ taxes, total, rounding, tax_total, kind }: Entry): TaxShare[] {
  if (taxes) return taxes;
  return kind === "payment" ? [] : [taxShare(null, total - rounding, tax_total)];
}

/** The entry that takes another back: all its sums the other way round (rule S4). */
export function undoEntry(entry: Entry): Omit<Entry, "entry_id" | "kind" | "reason" | "actor_id" | "approver_id"> {
  const { total, cash, gross, discount_total, tax_total, rounding, surcharge_total, taxes, by_method } = entry;
  return {
    total: 0 - total,
    cash: 0 - cash,
    gross: 0 - gross,
    discount_total: 0 - discount_total,
    tax_total: 0 - tax_total,
    rounding: 0 - rounding,
    surcharge_total: 0 - surcharge_total,
    taxes: taxes && negateTaxes(taxes),
    by_method: Object.fromEntries(Object.entries(by_method).map(([method, amount]) => [method, 0 - amount])),
    subject_id: entry.entry_id,
  };
}

const DIRECTION_OF: Record<MovementKind, 1 | -1> = { paid_in: 1, paid_out: -1, drop: -1, pickup: -1 };

/** What moving so much cash does to the drawer; amount above zero. */
export function cashOf(kind: MovementKind, amount: number): number {
  return DIRECTION_OF[kind] * amount;
}

/** Satang that leave the drawer, of what an act does to its cash: an approval is asked by this amount (rule S4). */
export function cashOut(cash: number): number {
  return Math.max(0, -cash);
}

const UNSOLD = { total: 0, gross: 0, discount_total: 0, tax_total: 0, rounding: 0, surcharge_total: 0 };

/** The entry that a hand leaves: cash and no sale (rule S4). */
export function entryOf({ movement_id, kind, cash, reason, actor_id, approver_id }: Omit<Movement, "amount">): Entry {
  const who = { reason, actor_id, approver_id, subject_id: null };
  return { entry_id: movement_id, kind, cash, ...UNSOLD, taxes: [], by_method: {}, ...who };
}

/** A ticket's paper that was printed again: counted, and nothing to the cash (rule A5). */
export interface ReprintOfShift extends Pick<Entry, "reason" | "actor_id" | "approver_id"> {
  reprint_id: string;
  ticket_id: string;
}

export function reprintEntryOf({ reprint_id, ticket_id, reason, actor_id, approver_id }: ReprintOfShift): Entry {
  const who = { reason, actor_id, approver_id, subject_id: ticket_id };
  return { entry_id: reprint_id, kind: "reprint", cash: 0, ...UNSOLD, taxes: [], by_method: {}, ...who };
}

/** What was done by hand, of the entry that it left; undefined for a sale and what follows from one. */
export function movementOf({ entry_id, kind, cash, reason, actor_id, approver_id }: Entry): Movement | undefined {
  const by_hand = HAND_KINDS.find((known) => known === kind);
  if (!by_hand) return undefined;
  const who = { reason: reason ?? "", actor_id: actor_id ?? "", approver_id };
  return { movement_id: entry_id, kind: by_hand, amount: Math.abs(cash), cash, ...who };
}
