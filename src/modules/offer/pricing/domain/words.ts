/** The types of pricing: a cart, the rules and lists that change prices, and a priced cart (rules P1–P9). */

export const TAX_MODES = ["inclusive", "exclusive"] as const;
export type TaxMode = (typeof TAX_MODES)[number];

export interface TaxRate {
  rate_bps: number;
  mode: TaxMode;
}

/** Where tax is rounded: on each line, or once for all lines of a rate (rule P6). */
export const TAX_LEVELS = ["line", "total"] as const;
export type TaxLevel = (typeof TAX_LEVELS)[number];

/** The tax laws. */
export const TAX_REGIMES = ["th_vat"] as const;
export type TaxRegime = (typeof TAX_REGIMES)[number];

/** A discount by hand on a line: basis points, or satang off the whole line. */
export interface ManualDiscount {
  kind: "percent" | "amount";
  value: number;
  reason_code?: string;
}

export const RULE_KINDS = [
  "line_percent",
  "line_amount",
  "cart_percent",
  "cart_amount",
  "promo_code",
  "bundle",
  "time_of_day",
  "buy_n_get_m",
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** The parameters of each kind of rule; rates are basis points, amounts and prices satang (rule P3). */
export interface ParamsOf {
  line_percent: { rate_bps: number };
  /** Off each unit. */
  line_amount: { amount: number };
  cart_percent: { rate_bps: number };
  cart_amount: { amount: number };
  promo_code: { code: string } & ({ rate_bps: number } | { amount: number });
  /** Each complete set of the parts costs `price` together. */
  bundle: { parts: { package_id: string; qty: number }[]; price: number };
  /** Another price, or a share off the price of the package or its price list. */
  time_of_day: { price: number } | { rate_bps: number };
  /**
   * Of every buy_qty + get_qty units the cheapest get_qty have `rate_bps` off; 10,000 is free. With get_package_ids,
   * each buy_qty units of the rule's packages take it off the cheapest get_qty units of those packages.
   */
  buy_n_get_m: { buy_qty: number; get_qty: number; rate_bps: number; get_package_ids?: string[] };
}
export type RuleParams = ParamsOf[RuleKind];

/** A rule by its kind, with its lines and times; fields as in the table `pricing_rules`. */
export type Rule = {
  [Kind in RuleKind]: RuleTerms & { kind: Kind; params: ParamsOf[Kind] };
}[RuleKind];

export interface RuleTerms {
  rule_id: string;
  store_id: string | null;
  name: string;
  name_th: string;
  priority: number;
  stackable: boolean;
  package_ids: string[] | null;
  zone_ids: string[] | null;
  min_qty: number | null;
  min_amount: number | null;
  active_from: number | null;
  active_to: number | null;
  weekdays: number[] | null;
  clock_from: string | null;
  clock_to: string | null;
  max_discount: number | null;
  max_uses: number | null;
  max_uses_per_day: number | null;
  max_uses_per_customer: number | null;
  active: boolean;
}

/** A price list with the prices (satang) of the packages of the cart. */
export interface PriceList {
  price_list_id: string;
  name: string;
  store_id: string | null;
  device_ids: string[] | null;
  active_from: number | null;
  active_to: number | null;
  priority: number;
  prices: Readonly<Record<string, number>>;
}

export interface CartLine {
  package_id: string;
  name: string;
  qty: number;
  /** The package's own unit price in satang. */
  base_price: number;
  zone_ids: readonly string[];
  tax: TaxRate;
  discount?: ManualDiscount;
  /** Satang for one unit, set at the till instead of list and time of day. */
  override_price?: number;
  /** True: the till sets the package's price. */
  open_price?: boolean;
}

/** The items that a guest wants, and how they will be paid if that is known. */
export interface Cart {
  lines: readonly CartLine[];
  promo_codes?: readonly string[];
  /** Whether cash is among the tenders, and the sum of the others: cash rounding concerns the rest (rule P7). */
  tenders?: { cash: boolean; non_cash: number };
}

/** Everything that prices depend on besides the cart: one time at one store, on one device. */
export interface Tariff {
  /** Epoch ms. */
  at: number;
  store: { store_id: string; time_zone: string; cutoff_hour: number };
  device_id: string | null;
  price_lists: readonly PriceList[];
  /** Active rules, and rules that a promo code of the cart names, in any state. */
  rules: readonly Rule[];
  /** Whether a customer is named: rules with a cap for each customer need one. */
  customer_named: boolean;
  /** Rules whose cap is reached, for this day and customer. */
  used_up: ReadonlySet<string>;
  tax_level: TaxLevel;
  tax_regime: TaxRegime;
  /** Satang to which cash is rounded; 0: off. */
  cash_rounding: number;
}

/** A reduction by a rule or a person, to explain the price (rule P9). */
export interface Applied {
  rule_id?: string;
  name: string;
  amount: number;
}

/** An `override` is set at the till; so is an `open_price`, for a package without a fixed price. */
export const PRICE_SOURCES = ["package", "price_list", "time_of_day", "override", "open_price"] as const;

/** The source of a unit price. */
export interface PriceSource {
  kind: (typeof PRICE_SOURCES)[number];
  /** The price_list_id or rule_id; null for the package's or the till's price. */
  id: string | null;
  name: string | null;
}

/** Units of a line with the same paid sum, in satang (rule P5). */
export interface PaidUnits {
  qty: number;
  total: number;
  tax_total: number;
}

/** All in satang: net + tax_total = total, and gross − discount_total is left by the price list and discounts. */
export interface PricedLine {
  package_id: string;
  name: string;
  qty: number;
  base_price: number;
  unit_price: number;
  /** The listed unit price, when an override is another. */
  listed_price?: number;
  price_source: PriceSource;
  gross: number;
  discount_total: number;
  net: number;
  tax_total: number;
  total: number;
  paid_units: PaidUnits[];
  tax: TaxRate;
  discount?: ManualDiscount;
  applied: Applied[];
}

/** The reasons why a named promo code gave nothing. */
export const NOT_APPLIED = [
  "unknown",
  "not_started",
  "expired",
  "wrong_time",
  "used_up",
  "no_match",
  "minimum",
  "not_stackable",
  "nothing_left",
  "customer_required",
] as const;
export type NotAppliedReason = (typeof NOT_APPLIED)[number];

/** A promo code that gave nothing, and why; `error_code` when the tenant can do something about it. */
export interface NotApplied {
  code: string;
  reason: NotAppliedReason;
  error_code?: string;
}

/** Sums over the lines; grand_total is what the guest pays, without surcharges of tenders. */
export interface PricedCart {
  lines: PricedLine[];
  subtotal: number;
  discount_total: number;
  tax_total: number;
  rounding: number;
  grand_total: number;
  /** By rule, over all lines. */
  applied: Applied[];
  not_applied: NotApplied[];
}
