/** Chance of one seed for all tests: `PLAYPARK_SEED=<seed>` draws the same again. */

import { inject } from "vitest";
import { newRandom, type Random } from "../../simulator/random.ts";

declare module "vitest" {
  interface ProvidedContext {
    seed: number;
    storms: "short" | "long";
  }
}

/** Printed by every run. */
export const SEED: number = inject("seed");

/** Equal choices in every run of one seed. */
export function seededRandom(): Random {
  return newRandom(SEED);
}
