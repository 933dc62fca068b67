/** Drawer entries: each act that changes or opens a drawer writes one entry, with its effect on the cash (rule S4). */

import { negateTaxes, type TaxShare, taxShare } from "../../../../shared/taxes.ts";

/** The kinds of cash movements by hand, each with a reason. A drop goes to the safe; a pickup is collected by a person. */
export const MOVEMENT_KINDS = ["paid_in", "paid_out", "drop", "pickup"] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** All kinds of acts by hand: movements, corrections, and openings without a sale. */
export const HAND_KINDS = [...MOVEMENT_KINDS, "adjustment", "no_sale"] as const;
export type HandKind = (typeof HAND_KINDS)[number];

export const ENTRY_KINDS = ["sale", "void", "refund", "payment", "reprint", ...HAND_KINDS] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** The effect of one act on a drawer; all satang. The sums of a void or a refund are below zero. */
export interface Entry {
  entry_id: string;
  kind: EntryKind;
  /** The price that the guest paid for the goods, without surcharges. */
  total: number;
  /** The cash that stayed in the drawer, less change; below zero when cash was taken out. */
  cash: number;
  gross: number;
  discount_total: number;
  /** The tax inside `total`. */
  tax_total: number;
  rounding: number;
  surcharge_total: number;
  /** The taxed part by rate: `total` without its rounding, and the surcharges. Null in entries from before it was kept. */
  taxes: TaxShare[] | null;
  /** The sum of each method, surcharges included. */
  by_method: Record<string, number>;
  /** The reason and the persons; null for sales. */
  reason: string | null;
  actor_id: string | null;
  approver_id: string | null;
  /** The record that it is about, as the sale of a void or of a later payment. */
  subject_id: string | null;
}

/** An act on a drawer by hand, in the form that readers see. */
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

/** The taxed part of an entry by rate; an entry from before rates were kept has only its goods (rule R2). */
export function taxesOf({ taxes, total, rounding, tax_total, kind }: Entry): TaxShare[] {
  if (taxes) return taxes;
  return kind === "payment" ? [] : [taxShare(null, total - rounding, tax_total)];
}

/** The entry that undoes another: all its sums with the opposite sign (rule S4). */
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

/** The effect on the drawer's cash of a movement of `amount` satang, above zero. */
export function cashOf(kind: MovementKind, amount: number): number {
  return DIRECTION_OF[kind] * amount;
}

/** The satang that an act takes out of the drawer; an approval is checked against this amount (rule S4). */
export function cashOut(cash: number): number {
  return Math.max(0, -cash);
}

const UNSOLD = { total: 0, gross: 0, discount_total: 0, tax_total: 0, rounding: 0, surcharge_total: 0 };

/** The entry of an act by hand: cash and no sale (rule S4). */
export function entryOf({ movement_id, kind, cash, reason, actor_id, approver_id }: Omit<Movement, "amount">): Entry {
  const who = { reason, actor_id, approver_id, subject_id: null };
  return { entry_id: movement_id, kind, cash, ...UNSOLD, taxes: [], by_method: {}, ...who };
}

/** A reprint of a ticket: it is counted and does not change the cash (rule A5). */
export interface ReprintOfShift extends Pick<Entry, "reason" | "actor_id" | "approver_id"> {
  reprint_id: string;
  ticket_id: string;
}

export function reprintEntryOf({ reprint_id, ticket_id, reason, actor_id, approver_id }: ReprintOfShift): Entry {
  const who = { reason, actor_id, approver_id, subject_id: ticket_id };
  return { entry_id: reprint_id, kind: "reprint", cash: 0, ...UNSOLD, taxes: [], by_method: {}, ...who };
}

/** The act by hand that an entry records; undefined for entries of sales, voids, refunds, later payments and reprints. */
export function movementOf({ entry_id, kind, cash, reason, actor_id, approver_id }: Entry): Movement | undefined {
  const by_hand = HAND_KINDS.find((known) => known === kind);
  if (!by_hand) return undefined;
  const who = { reason: reason ?? "", actor_id: actor_id ?? "", approver_id };
  return { movement_id: entry_id, kind: by_hand, amount: Math.abs(cash), cash, ...who };
}
