/** The park in which seeded days happen: its places, people, packages and prices, as its own use-cases made them. */

import type { Terms } from "../../src/modules/admission/tickets/domain/words.ts";
import type { PaymentType } from "../../src/modules/counter/payments/domain/types.ts";
import type { CartFacts } from "../../src/modules/offer/carts/index.ts";

export interface SeededTill {
  device_id: string;
  receipt_prefix: string;
}

export interface SeededGate {
  device_id: string;
  name: string;
  zone: { zone_id: string; name: string };
}

/** The packages that guests buy, by their use. */
export interface SeededPackages {
  single: string;
  multi: string;
  timepass: string;
  credit: string;
  party: string;
  bundle: string;
  /** A package with places for each hour. */
  slot: string;
}

export interface SeededPark {
  tenant_id: string;
  key_version: number;
  /** The store, its settings, packages, taxes, and prices without a moment. */
  facts: CartFacts;
  payment_types: readonly PaymentType[];
  packages: SeededPackages;
  /** The terms of tickets of each package, with their id. */
  terms: ReadonlyMap<string, { terms_id: string; terms: Terms }>;
  /** A promo code of the park that needs nothing else. */
  promo_code: string;
  /** The first till is the one that the demo and the README use; it has no shift today. */
  tills: readonly SeededTill[];
  /** The gates of the entrance, and those of each zone inside. */
  entrances: readonly SeededGate[];
  inner_gates: readonly SeededGate[];
  cashiers: readonly string[];
  /** One of the cashiers, who cheats during the last days. */
  cheat: string;
  supervisor: string;
  manager: string;
}
