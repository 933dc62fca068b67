/** kill -9 under load loses nothing that was acknowledged. */
import { expect, test } from "vitest";
import { crashAndCheck } from "../../simulator/crash.ts";
import { SEED } from "../support/seed.ts";
import { shortOrLong } from "../support/storms.ts";
import { makeDataFolder } from "./support.ts";

const ROUNDS = shortOrLong(2, 3);

test(`[G3] [I6] kill -9 of the whole server in the middle of sales and scans, times ${ROUNDS} on one data folder, loses, doubles and forgets nothing`, async () => {
  const folder = makeDataFolder();
  try {
    const { rounds, violations } = await crashAndCheck({
      data_dir: folder.path,
      rounds: ROUNDS,
      seed: SEED,
      most: 120,
    });
    expect(violations).toEqual([]);
    expect(rounds).toHaveLength(ROUNDS);
    expect(Math.min(...rounds.map(({ sales, passes }) => Math.min(sales, passes)))).toBeGreaterThan(0);
    expect(
      Math.max(...rounds.map(({ unknown_sales, unknown_scans }) => unknown_sales + unknown_scans)),
    ).toBeGreaterThan(0);
  } finally {
    folder.remove();
  }
});
