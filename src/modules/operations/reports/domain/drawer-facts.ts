/** Facts of drawers: the one function for an entry and for a shift that gives its sums (rules R3, S4, S5). */

import { type TaxShare, taxShare } from "../../../../shared/taxes.ts";
import { type Addition, add, type Place, taxes } from "./facts.ts";
import type { Columns, Kind } from "./sums.ts";

/** The fields of a drawer's entry. */
export interface EntryRow {
  kind: string;
  at: number;
  total: number;
  cash: number;
  gross: number;
  discount_total: number;
  tax_total: number;
  rounding: number;
  surcharge_total: number;
  taxes: readonly TaxShare[] | null;
  by_method: Readonly<Record<string, number>>;
  actor_id: string | null;
}

/** The shift of an entry. */
export interface ShiftRow {
  store_id: string;
  device_id: string;
  opened_by: string;
  opened_at: number;
  cash_expected: number | null;
  cash_counted: number | null;
  cash_diff: number | null;
}

const DRAWER_KINDS: Readonly<Record<string, Kind>> = {
  sale: "drawer_sale",
  void: "drawer_void",
  refund: "drawer_refund",
  payment: "drawer_payment",
  paid_in: "drawer_moved",
  paid_out: "drawer_moved",
  drop: "drawer_moved",
  pickup: "drawer_moved",
  adjustment: "drawer_adjusted",
  no_sale: "drawer_no_sale",
};

/** Entries whose sums are below zero because they undo; the roll-ups have them above zero. */
const UNDOING = ["void", "refund"];

/**
 * The sums of an entry, in its drawer. `seller` is the seller of its sale; other acts belong to their person. A later
 * payment is in no other row, so its money of sales and tickets is here, too. An entry that is `late` changes what a
 * counted drawer should have held.
 */
export function sumsOfEntry(entry: EntryRow, shift: ShiftRow, seller: string | null, late: boolean): Addition[] {
  const kind = DRAWER_KINDS[entry.kind];
  if (!kind) return [];
  const place = {
    store_id: shift.store_id,
    at: entry.at,
    device_id: shift.device_id,
    employee_id: seller ?? entry.actor_id ?? "",
  };
  const shares =
    entry.taxes ?? (entry.kind === "payment" ? [] : [taxShare(null, entry.total - entry.rounding, entry.tax_total)]);
  const { gross, discount_total, total, rounding, surcharge_total, cash } = entry;
  const tax_total = shares.reduce((sum, share) => sum + share.tax_total, 0);
  const undoes = UNDOING.includes(entry.kind);
  const sums = {
    gross: entry.kind === "refund" ? 0 : gross,
    discount_total,
    total,
    tax_total,
    rounding,
    surcharge_total,
    cash,
  };
  const own = kind.startsWith("drawer_moved") || kind === "drawer_adjusted" ? { cash } : sums;
  const by_method = Object.entries(entry.by_method);
  return [
    add(kind, place, "", { count: 1, ...(undoes ? zeroLess(own) : own) }),
    ...by_method.map(([method, brought]) =>
      undoes
        ? add("drawer_tender_back", place, method, { count: 1, total: 0 - brought })
        : add("drawer_tender", place, method, { count: 1, total: brought }),
    ),
    ...taxes("drawer_tax", place, shares),
    ...(entry.kind === "payment" ? surchargesOf(place, entry, shares, tax_total) : []),
    ...(late && shift.cash_counted !== null && cash !== 0 ? lateCash(shift, cash) : []),
  ];
}

/** The surcharges of a later payment, which are new money; the rest pays for a sale that was counted when it was made. */
function surchargesOf(place: Place, entry: EntryRow, shares: readonly TaxShare[], tax_total: number): Addition[] {
  const { total, surcharge_total } = entry;
  const [method = ""] = Object.keys(entry.by_method);
  return [
    add("payment", place, "", { count: 1, total, tax_total, surcharge_total }),
    ...(surcharge_total === 0 ? [] : [add("tender", place, method, { total: surcharge_total, surcharge_total })]),
    ...taxes("tax", place, shares),
    add("other", place, "", { total: surcharge_total }),
  ];
}

function lateCash(shift: ShiftRow, cash: number): Addition[] {
  const place = placeOf(shift);
  return [add("cash_expected", place, "", { cash }), add("cash_diff", place, "", { cash: 0 - cash })];
}

/** A shift counts in the period of its opening, for the person who opened it (rule S5). */
function placeOf({ store_id, opened_at: at, device_id, opened_by: employee_id }: ShiftRow): Place {
  return { store_id, at, device_id, employee_id };
}

/** The sums of a closed shift; one that nobody counted has none. */
export function sumsOfShift(shift: ShiftRow): Addition[] {
  const { cash_expected, cash_counted, cash_diff } = shift;
  if (cash_counted === null) return [];
  const place = placeOf(shift);
  return [
    add("cash_expected", place, "", { count: 1, cash: cash_expected ?? 0 }),
    add("cash_counted", place, "", { count: 1, cash: cash_counted }),
    add("cash_diff", place, "", { count: 1, cash: cash_diff ?? 0 }),
  ];
}

function zeroLess(columns: Partial<Columns>): Partial<Columns> {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, 0 - value]));
}
