/** What the world hears of prices. */

/** A tax, price list or rule is another: a till that prices offline fetches again. */
export const PRICING_CHANGED = "pricing.changed";
