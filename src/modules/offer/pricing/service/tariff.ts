/**
 * The tariff: everything that prices depend on besides the cart, read at once; and the caps that a sale uses in its own
 * commit (rules P1, P3).
 */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { defineRace } from "../../../../shared/errors.ts";
import type { Settings } from "../../../access/settings/index.ts";
import { pricingErrors } from "../domain/errors.ts";
import { keptCodes, readCodes } from "../domain/promo.ts";
import { type Buckets, bucketsOf, rulesUsed, usesOf } from "../domain/uses.ts";
import type { PricedCart, PricedLine, Tariff } from "../domain/words.ts";
import { listPricesInForce } from "../store/price-lists.ts";
import { listRulesInForce } from "../store/rules.ts";
import { type BucketsByNow, customerBucket, insertUses, insertUsesMade, takeBackUses } from "../store/uses.ts";

/** A sale is decided again when another sale took the last use of a rule. */
export const RULE_USED_UP = defineRace("a rule is used for the last time", pricingErrors.rule_used_up);

interface TariffQuery {
  store: Tariff["store"];
  device_id: string | null;
  customer_id?: string | null;
  /** Epoch ms. */
  at: number;
  /** As typed. */
  promo_codes: readonly string[];
  package_ids: readonly string[];
}

/** The tariff for these packages, codes and customer at a store and time: two reads, at once. */
export async function tariffFor(
  ctx: Context,
  { store, device_id, customer_id, at, promo_codes, package_ids }: TariffQuery,
  settings: Pick<Settings, "pricing.tax_level" | "pricing.cash_rounding" | "tax.regime">,
): Promise<Tariff> {
  const { store_id } = store;
  const buckets = bucketsOf({ at, store }, customer_id);
  const [price_lists, named] = await Promise.all([
    listPricesInForce(ctx.db, { store_id, at, package_ids }),
    listRulesInForce(ctx.db, { store_id, at, codes: keptCodes(promo_codes), buckets: bucketsByNow(ctx, buckets) }),
  ]);
  const rules = readCodes(named);
  return {
    at,
    store,
    device_id,
    price_lists,
    rules,
    customer_named: (customer_id ?? null) !== null,
    used_up: new Set(rules.filter(({ used_up }) => used_up).map(({ rule_id }) => rule_id)),
    tax_level: settings["pricing.tax_level"],
    tax_regime: settings["tax.regime"],
    cash_rounding: settings["pricing.cash_rounding"],
  };
}

/**
 * Counts each capped rule that gave a cart something once; above a cap the commit fails with RULE_USED_UP. A sale of an
 * outage is counted up to the cap and never refused (rule O7).
 */
export function takeUses(
  ctx: Context,
  priced: Pick<PricedCart, "lines">,
  tariff: Tariff,
  { customer_id, offline }: { customer_id?: string | null; offline: boolean },
): CommitPart {
  const buckets = bucketsOf(tariff, customer_id);
  const uses = usesOf(priced.lines, tariff, buckets);
  const count = offline ? insertUsesMade : insertUses;
  return {
    writes: uses.length > 0 ? [count(ctx.db, uses, bucketsByNow(ctx, buckets))] : [],
    refusals: [["rule_uses_cap", RULE_USED_UP]],
  };
}

/** The same counters as SQL reads them; a merged customer's counter is that of the customer it was merged into. */
function bucketsByNow(ctx: Context, { total, day, customer_id }: Buckets): BucketsByNow {
  return { total, day, customer: customer_id === null ? null : customerBucket(ctx.db, customer_id) };
}

/** Gives back the uses of a sale when it is voided. `sold_at` in epoch ms. */
export function giveBackUses(
  ctx: Context,
  sale: {
    lines: readonly Pick<PricedLine, "applied" | "price_source">[];
    store: Tariff["store"];
    sold_at: number;
    customer_id: string | null;
  },
): CommitPart {
  const rule_ids = rulesUsed(sale.lines);
  const buckets = bucketsOf({ at: sale.sold_at, store: sale.store }, sale.customer_id);
  return { writes: rule_ids.length > 0 ? [takeBackUses(ctx.db, rule_ids, bucketsByNow(ctx, buckets))] : [] };
}
