/** A shift is a cashier's session on one drawer; closing it counts the cash against what it must hold (rules S4, S5). */

import { defineErrors } from "../../shared/errors.ts";

/** What can change a drawer: a sale, or cash moved by hand (rule S4). */
export const MOVEMENT_KINDS = ["paid_in", "paid_out", "drop", "pickup"] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];
export const ENTRY_KINDS = ["sale", ...MOVEMENT_KINDS] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What a sale or a movement did to a drawer. A movement is cash and nothing else. */
export interface Entry {
  entry_id: string;
  kind: EntryKind;
  /** Satang the guest paid. */
  total: number;
  /** Satang that stayed in the drawer: cash less change; below zero when cash was taken out. */
  cash: number;
  gross: number;
  discount_total: number;
  tax_total: number;
  by_method: Record<string, number>;
  /** Why cash was moved, and by whom; null for sales. */
  reason: string | null;
  actor_id: string | null;
}

export interface ShiftTotals {
  sales_count: number;
  gross: number;
  discount_total: number;
  tax_total: number;
  sales_total: number;
  cash_sales: number;
  /** Cash that was moved into the drawer by hand, and out of it. */
  cash_in: number;
  cash_out: number;
  by_method: Record<string, number>;
}

/** What the drawer must hold and what was found; all satang. */
export interface ShiftCount {
  cash_open: number;
  cash_expected: number;
  cash_counted: number;
  /** Counted minus expected: above zero is over, below is short. */
  cash_diff: number;
}

/** What came for a shift after its closing: beside the snapshot, with what the drawer should have held (rule O7). */
export interface LateTotals {
  entries_count: number;
  totals: ShiftTotals;
  cash_expected: number;
  cash_diff: number;
}

const NOTHING: ShiftTotals = {
  sales_count: 0,
  gross: 0,
  discount_total: 0,
  tax_total: 0,
  sales_total: 0,
  cash_sales: 0,
  cash_in: 0,
  cash_out: 0,
  by_method: {},
};

export function totalTakings(entries: readonly Entry[]): ShiftTotals {
  const totals: ShiftTotals = { ...NOTHING, by_method: {} };
  for (const entry of entries) {
    if (entry.kind !== "sale") {
      totals.cash_in += Math.max(0, entry.cash);
      totals.cash_out += Math.max(0, -entry.cash);
      continue;
    }
    totals.sales_count += 1;
    totals.gross += entry.gross;
    totals.discount_total += entry.discount_total;
    totals.tax_total += entry.tax_total;
    totals.sales_total += entry.total;
    totals.cash_sales += entry.cash;
    for (const [method, amount] of Object.entries(entry.by_method))
      totals.by_method[method] = (totals.by_method[method] ?? 0) + amount;
  }
  return totals;
}

/** The totals of a snapshot that was made before cash was moved by hand. */
export function completeTotals(totals: Omit<ShiftTotals, "cash_in" | "cash_out">): ShiftTotals {
  return { ...NOTHING, ...totals };
}

/** Expected: float, cash of sales, and cash moved in, less cash moved out (rule S4). */
export function countDrawer(cash_open: number, totals: ShiftTotals, cash_counted: number): ShiftCount {
  const cash_expected = cash_open + totals.cash_sales + totals.cash_in - totals.cash_out;
  return { cash_open, cash_expected, cash_counted, cash_diff: cash_counted - cash_expected };
}

/** What late entries add to a closed shift; null when there are none. */
export function countLate(
  closed: { cash_expected: number | null; cash_counted: number | null },
  entries: readonly Entry[],
): LateTotals | null {
  if (entries.length === 0) return null;
  const totals = totalTakings(entries);
  const { cash_expected, cash_diff } = countDrawer(closed.cash_expected ?? 0, totals, closed.cash_counted ?? 0);
  return { entries_count: entries.length, totals, cash_expected, cash_diff };
}

/** A drop goes to the safe, a pickup to whoever collects it: both leave the drawer. */
const DIRECTION_OF: Record<MovementKind, 1 | -1> = { paid_in: 1, paid_out: -1, drop: -1, pickup: -1 };

export interface Movement {
  movement_id: string;
  kind: MovementKind;
  /** Satang, above zero; the kind says whether they came or went. */
  amount: number;
  reason: string;
}

/** The entry that a movement leaves: cash, and no sale (rule S4). */
export function entryOf({ movement_id, kind, amount, reason }: Movement, actor_id: string): Entry {
  const cash = DIRECTION_OF[kind] * amount;
  const unsold = { total: 0, gross: 0, discount_total: 0, tax_total: 0, by_method: {} };
  return { entry_id: movement_id, kind, cash, ...unsold, reason, actor_id };
}

/** The movement that an entry was made of; undefined for a sale. */
export function movementOf({ entry_id, kind, cash, reason, actor_id }: Entry) {
  if (kind === "sale") return undefined;
  return { movement_id: entry_id, kind, amount: Math.abs(cash), reason: reason ?? "", actor_id: actor_id ?? "" };
}

export const shiftErrors = defineErrors({
  shift_closed: {
    code: "E_SHIFT_CLOSED",
    status: 409,
    message: "This drawer has no open shift. Open one, then try again.",
  },
  shift_missing: {
    code: "E_SHIFT_CLOSED",
    status: 409,
    message: "No shift of this drawer was open then. Hand in its opening first.",
  },
  shift_open: {
    code: "E_SHIFT_OPEN",
    status: 409,
    message: "This drawer already has an open shift. Close it first.",
  },
  shift_exists: {
    code: "E_DUPLICATE",
    status: 409,
    message: "This shift_id was used on another drawer. Make a new one for each shift.",
  },
  entry_exists: {
    code: "E_DUPLICATE",
    status: 409,
    message: "This movement_id is taken by a sale. Make a new one for each movement.",
  },
  shift_busy: {
    code: "E_CONFLICT",
    status: 409,
    message: "Sales keep arriving while this shift is being closed. Try again in a moment.",
  },
});
