/** Baskets of guests, and how they pay: families, passes, parties and slots in the shares of a play park. */

import type { Random } from "../random.ts";
import type { SeededPackages } from "./park.ts";

export interface Basket {
  items: { package_id: string; qty: number }[];
  promo: boolean;
  /** The guest has a customer account. */
  known: boolean;
}

type Draw = (packages: SeededPackages, random: Random) => Basket["items"];

const one =
  (name: keyof SeededPackages, least = 1, most = 1): Draw =>
  (packages, random) => [{ package_id: packages[name], qty: random.integer(least, most) }];

/** The share of each basket among a hundred guests. */
const BASKETS: readonly [share: number, draw: Draw][] = [
  [28, one("single", 1, 4)],
  [24, one("timepass", 1, 4)],
  [14, one("bundle")],
  [12, one("slot", 1, 3)],
  [7, one("credit")],
  [6, one("multi")],
  [2, one("party")],
  [7, (packages, random) => [...one("single", 1, 2)(packages, random), ...one("timepass", 1, 3)(packages, random)]],
];
const ALL = BASKETS.reduce((sum, [share]) => sum + share, 0);

export function drawBasket(packages: SeededPackages, random: Random): Basket {
  let rest = random.next() * ALL;
  const [, draw] = BASKETS.find(([share]) => {
    rest -= share;
    return rest < 0;
  }) ?? [0, one("single")];
  return { items: draw(packages, random), promo: random.chance(0.06), known: random.chance(0.22) };
}

/** A basket of one ticket, for parks that only need many sales. */
export function oneTicket({ single }: SeededPackages, random: Random): Basket {
  return { items: [{ package_id: single, qty: 1 }], promo: random.chance(0.02), known: random.chance(0.02) };
}

export interface Tender {
  method: string;
  amount: number;
  amount_tendered?: number;
}

/** Notes of baht, in satang, from the smallest that guests round up to. */
const NOTES = [10_000, 50_000, 100_000];

/** Points pay in steps of a hundred baht, in satang. */
const LEAST_POINTS = 10_000;

/** The tenders for a total: cash, PromptPay, cards, sometimes two of them; points pay first. */
export function drawTenders(total: number, points_value: number, random: Random): Tender[] {
  if (total === 0) return [];
  const by_points = Math.floor(Math.min(points_value, total) / LEAST_POINTS) * LEAST_POINTS;
  if (by_points > 0) {
    const rest = total - by_points;
    return [{ method: "points", amount: by_points }, ...(rest > 0 ? [{ method: "qr", amount: rest }] : [])];
  }
  const draw = random.next();
  if (draw < 0.44) return [cash(total, random)];
  if (draw < 0.81) return [{ method: "qr", amount: total }];
  if (draw < 0.96 || total <= 20_000) return [{ method: "card", amount: total }];
  return [{ method: "qr", amount: total - 20_000 }, cash(20_000, random)];
}

function cash(amount: number, random: Random): Tender {
  const note = random.chance(0.25) ? 1 : (random.pick(NOTES) ?? 1);
  return { method: "cash", amount, amount_tendered: Math.ceil(amount / note) * note };
}
