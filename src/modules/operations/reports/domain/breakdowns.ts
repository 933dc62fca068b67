/** Breakdowns of reports by key: tenders, rates of tax, packages, discounts and reasons; each adds up to the totals (rule R1). */

import { sumTaxes, type TaxShare, taxShare } from "../../../../shared/taxes.ts";
import { groupSums } from "./assemble.ts";
import { packageFigures } from "./figures.ts";
import type { Columns, Kind } from "./sums.ts";

type Keyed = Columns & { kind: Kind; key: string };

const ofKinds = (rows: readonly Keyed[], kinds: readonly Kind[]) => rows.filter(({ kind }) => kinds.includes(kind));

/** Payments by method: those received, and those that went back. */
export function tenderSums(rows: readonly Keyed[], received: Kind, returned: Kind) {
  return [...groupSums(ofKinds(rows, [received, returned]), ({ key }) => key)].map(([method, sums]) => {
    const [into, back] = [sums.of(received), sums.of(returned)];
    const total = into.total - back.total;
    return { method, payments_count: into.count, received: into.total, returned: back.total, total };
  });
}

/** The key of a rate; a record from before rates were kept has none. */
export function rateKey(rate_bps: number | null): string {
  return rate_bps === null ? "none" : String(rate_bps);
}

export function taxSums(rows: readonly Keyed[], kind: Kind): TaxShare[] {
  return sumTaxes(
    ofKinds(rows, [kind]).map(({ key, total, tax_total }) =>
      taxShare(key === "none" ? null : Number(key), total, tax_total),
    ),
  );
}

/** Packages by takings, the highest first. */
export function packageSums(rows: readonly Keyed[]) {
  return [...groupSums(ofKinds(rows, ["package", "package_void", "package_refund"]), ({ key }) => key)]
    .map(([package_id, sums]) => {
      const { quantity, gross, discount_total, sales_total, refunds_total, takings } = packageFigures(sums);
      return { package_id, quantity, gross, discount_total, sales_total, refunds_total, takings };
    })
    .sort((one, other) => other.takings - one.takings);
}

/** A rule's discounts, and those by hand by reason. The key of a discount ends with its name. */
export function discountSums(rows: readonly Keyed[]) {
  return ofKinds(rows, ["discount"])
    .map(({ key, count, total }) => ({ ...readDiscountKey(key), count, total }))
    .sort((one, other) => other.total - one.total);
}

/** The most characters of a name in a key, so that a cut breaks none. */
const NAME_LETTERS = 60;

export function discountKey({ rule_id, name }: { rule_id?: string; name: string }, reason_code = ""): string {
  return `${rule_id ?? `by_hand:${reason_code}`}|${[...name].slice(0, NAME_LETTERS).join("")}`;
}

function readDiscountKey(key: string): { key: string; name: string } {
  const at = key.indexOf("|");
  return { key: key.slice(0, at), name: key.slice(at + 1) };
}

/** Acts by reason; an act without a reason has an empty key. */
export function reasonSums(rows: readonly Keyed[], acts: Partial<Record<Kind, string>>) {
  return rows
    .flatMap(({ kind, key, count, total }) => {
      const act = acts[kind];
      return act === undefined ? [] : [{ act, reason_code: key === "" ? null : key, count, total }];
    })
    .sort((one, other) => other.count - one.count);
}
