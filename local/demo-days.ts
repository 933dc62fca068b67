/** New data folders with a past: the demo park, made some days ago, with believable days until now. */

import type { Env } from "../src/env.ts";
import { DAY_MS } from "../src/shared/time.ts";
import { fillDatabase, type Progress } from "./fill.ts";
import { type DemoPark, seedPark } from "./park.ts";
import { addForDays, type PastPark } from "./seeded-park.ts";

export const SIZES = ["small", "large"] as const;
export type Size = (typeof SIZES)[number];

/** Sales of a usual weekday, or of all days together, and the tills that they need. */
const SCALE = {
  small: { size: { usual: 150 }, tills: 3 },
  large: { size: { one_ticket_sales: 1_000_000 }, tills: 10 },
} as const;

export interface PastOptions {
  /** The number of whole days before today. */
  days: number;
  size: Size;
  seed: number;
  /** Epoch ms. */
  now: number;
  progress?(done: Progress): void;
  /** Called when the days are written and the reports' sums are made. */
  summing?(): void;
}

/** The two steps of a new folder with a past: the park by its use-cases, then the rows of its days. */
export function newPast({ days, size, seed, now, progress, summing }: PastOptions) {
  const { size: sales_size, tills } = SCALE[size];
  let past: PastPark | undefined;
  return {
    async seed(env: Env): Promise<DemoPark> {
      if (days === 0) return seedPark(env);
      const at = now - (days + 1) * DAY_MS;
      const park = await seedPark(env, at);
      past = await addForDays(env, park, { at, tills });
      return park;
    },
    async fill(database_file: string): Promise<number> {
      if (!past) return 0;
      const { seeded: park, hashes, sumReports } = past;
      const stretch = { days, seed, now, size: sales_size };
      const done = await fillDatabase(database_file, {
        park,
        stretch,
        hashes,
        without_audit: size === "large",
        finish(DB) {
          summing?.();
          return sumReports(DB);
        },
        progress,
      });
      return done.sales;
    },
  };
}
