/** Counts the uses of a sale: one for each cap of each rule that gave something, however much it gave (rule P3). */

import { businessDate } from "../../../../shared/time.ts";
import type { PricedLine, Tariff } from "./words.ts";

/** The counters of one rule: `total`, `day:<store_id>:<business date>`, and one for the customer. */
export interface Buckets {
  total: string;
  day: string;
  /** Null when the sale names no customer. */
  customer_id: string | null;
}

/** The counter of a sale's customer, following merges; its key in the table names the customer. */
export const OF_CUSTOMER = "customer";

export function bucketsOf({ at, store }: Pick<Tariff, "at" | "store">, customer_id?: string | null): Buckets {
  const date = businessDate(at, store.time_zone, store.cutoff_hour);
  return {
    total: "total",
    day: `day:${store.store_id}:${date}`,
    customer_id: customer_id ?? null,
  };
}

type UsedBy = Pick<PricedLine, "applied" | "price_source">;

/** The rules that gave a cart something: took something off, or set a price by the time of day. */
export function rulesUsed(lines: readonly UsedBy[]): string[] {
  const ids = lines.flatMap(({ applied, price_source }) => [
    ...applied.map(({ rule_id }) => rule_id),
    price_source.kind === "time_of_day" ? price_source.id : null,
  ]);
  return [...new Set(ids.filter((rule_id) => rule_id !== null && rule_id !== undefined))];
}

export interface Use {
  rule_id: string;
  bucket: string;
  cap: number;
}

/** The uses of capped rules that a cart makes. */
export function usesOf(lines: readonly UsedBy[], { rules }: Pick<Tariff, "rules">, buckets: Buckets): Use[] {
  const used = new Set(rulesUsed(lines));
  return rules
    .filter(({ rule_id }) => used.has(rule_id))
    .flatMap(({ rule_id, max_uses, max_uses_per_day, max_uses_per_customer }) => {
      const caps = [
        { bucket: buckets.total, cap: max_uses },
        { bucket: buckets.day, cap: max_uses_per_day },
        { bucket: buckets.customer_id === null ? null : OF_CUSTOMER, cap: max_uses_per_customer },
      ];
      return caps.flatMap(({ bucket, cap }) => (bucket !== null && cap !== null ? [{ rule_id, bucket, cap }] : []));
    });
}
