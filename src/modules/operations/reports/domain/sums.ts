/** Roll-ups: the kinds of sums, their columns, and how they add up (rule R3). */

/** The kinds whose rows exist for hours and for days. */
const HOURLY = [
  ...(["sale", "void", "refund", "payment", "outside"] as const),
  ...(["package", "package_void", "package_refund", "other"] as const),
  ...(["ticket", "ticket_bundled", "ticket_void", "ticket_refund", "ticket_redeemed"] as const),
  "ticket_reprint",
  ...(["act_void", "act_refund", "act_reprint", "act_reissue", "act_discount", "act_annul"] as const),
  ...(["pass", "fail", "forced", "conflict"] as const),
  ...(["drawer_sale", "drawer_void", "drawer_refund", "drawer_payment"] as const),
  ...(["drawer_moved", "drawer_adjusted", "drawer_no_sale"] as const),
  ...(["cash_expected", "cash_counted", "cash_diff"] as const),
] as const;

/** The kinds whose rows exist for days only. */
const DAILY = [
  ...(["tender", "tender_back", "tax", "discount", "drawer_tender", "drawer_tender_back", "drawer_tax"] as const),
  ...(["flagged", "duplicate"] as const),
] as const;

export const KINDS = [...HOURLY, ...DAILY] as const;
export type Kind = (typeof KINDS)[number];

const HAS_HOURS: ReadonlySet<Kind> = new Set(HOURLY);

export function hasHours(kind: Kind): boolean {
  return HAS_HOURS.has(kind);
}

/** The columns of a sum, in the order of the table; satang, and counts. */
export const COLUMNS = [
  ...(["count", "quantity", "gross", "discount_total", "total"] as const),
  ...(["tax_total", "rounding", "surcharge_total", "cash"] as const),
] as const;

export type Columns = Record<(typeof COLUMNS)[number], number>;

export const NOTHING: Readonly<Columns> = {
  ...{ count: 0, quantity: 0, gross: 0, discount_total: 0, total: 0 },
  ...{ tax_total: 0, rounding: 0, surcharge_total: 0, cash: 0 },
};

export function addColumns(one: Readonly<Columns>, other: Readonly<Partial<Columns>>): Columns {
  return Object.fromEntries(COLUMNS.map((name) => [name, one[name] + (other[name] ?? 0)])) as Columns;
}

/** The sums of a report by kind; a kind without rows is nothing. */
export class KindSums {
  readonly #sums = new Map<Kind, Columns>();

  add(kind: Kind, columns: Readonly<Columns>): void {
    this.#sums.set(kind, addColumns(this.of(kind), columns));
  }

  of(kind: Kind): Readonly<Columns> {
    return this.#sums.get(kind) ?? NOTHING;
  }
}

/** A row of the roll-ups, without its tenant and generation. */
export interface SumRow extends Columns {
  grain: "hour" | "day";
  kind: Kind;
  store_id: string;
  period: string;
  device_id: string;
  employee_id: string;
  key: string;
}
