/** The day computed by hand: what each act adds to its shift, in satang, without any code of the product. */

/** The tax rates of the park in percent: 7 inside every price, and 0 for books. */
export type Rate = 7 | 0;

/** The VAT inside a price at 7 %, rounded half-up: price × 7 / 107. */
export function vatOf(satang: number): number {
  return Math.floor((satang * 14 + 107) / 214);
}

/** What an act adds to a shift. Refunded money is a positive sum. */
export interface Entry {
  what: string;
  gross?: number;
  discount?: number;
  /** The amount sold: gross less discount, with the rounding of cash. */
  sold?: number;
  sold_vat?: number;
  back?: number;
  back_vat?: number;
  surcharge?: number;
  surcharge_vat?: number;
  /** The part of sales and refunds without VAT. */
  free_of_vat?: number;
  /** The part of the tenders that paid for a sale on account; the account tender includes that sale as well. */
  accounts_paid?: number;
  /** Cash put into the drawer by hand; negative if taken out. */
  moved?: number;
  /** Money by tender, with surcharges; negative if it went out. */
  tenders: Record<string, number>;
}

export interface Figures {
  gross: number;
  discount: number;
  sold: number;
  back: number;
  surcharge: number;
  vat: number;
  back_vat: number;
  net: number;
  by_rate: { rate: Rate; gross: number; net: number; vat: number }[];
  tenders: Record<string, number>;
  accounts_paid: number;
  cash: number;
  moved: number;
}

export class ManualBooks {
  readonly shifts = new Map<string, { title: string; float: number; entries: Entry[] }>();

  open(key: string, title: string, float = 0): void {
    this.shifts.set(key, { title, float, entries: [] });
  }

  add(key: string, entry: Entry): void {
    this.shifts.get(key)?.entries.push(entry);
  }

  figuresOf(keys: readonly string[]): Figures {
    const entries = keys.flatMap((key) => this.shifts.get(key)?.entries ?? []);
    const sum = (of: (entry: Entry) => number | undefined) =>
      entries.reduce((total, entry) => total + (of(entry) ?? 0), 0);
    const tenders: Record<string, number> = {};
    for (const entry of entries)
      for (const [method, amount] of Object.entries(entry.tenders)) tenders[method] = (tenders[method] ?? 0) + amount;
    const [sold, back, surcharge] = [sum((e) => e.sold), sum((e) => e.back), sum((e) => e.surcharge)];
    const vat = sum((e) => e.sold_vat) - sum((e) => e.back_vat) + sum((e) => e.surcharge_vat);
    const free = sum((e) => e.free_of_vat);
    const kept = sold - back + surcharge;
    const at_seven = { rate: 7 as const, gross: kept - free, net: kept - free - vat, vat };
    const without = { rate: 0 as const, gross: free, net: free, vat: 0 };
    const by_rate = [at_seven, without].filter(({ gross }) => gross !== 0);
    const cash = tenders.cash ?? 0;
    return {
      gross: sum((e) => e.gross),
      discount: sum((e) => e.discount),
      sold,
      back,
      surcharge,
      vat,
      back_vat: sum((e) => e.back_vat),
      net: kept - vat,
      by_rate,
      tenders,
      cash,
      accounts_paid: sum((e) => e.accounts_paid),
      moved: sum((e) => e.moved),
    };
  }
}

/** 12345 as 123.45, and 123456789 as 1,234,567.89. */
export function baht(satang: number): string {
  const sign = satang < 0 ? "-" : "";
  const [whole, part] = [Math.floor(Math.abs(satang) / 100), Math.abs(satang) % 100];
  return `${sign}${String(whole).replaceAll(/\B(?=(\d{3})+$)/g, ",")}.${String(part).padStart(2, "0")}`;
}
