/** Simulated gates with outages, faults and a killed server: no promise is broken, and the simulator finds planted mistakes. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Host, openHost } from "../../simulator/gates/host.ts";
import { planOf } from "../../simulator/gates/plan.ts";
import { runSeed } from "../../simulator/gates/run.ts";
import { bundleSimulation, MISTAKES, type MistakeName } from "../../simulator/planted.ts";
import { seededRandom } from "../support/seed.ts";
import { shortOrLong } from "../support/storms.ts";
import { makeDataFolder } from "./support.ts";

const folder = makeDataFolder();

/** The short form lives one of them, another by each run's seed. */
function someOf<Item>(all: readonly Item[]): Item[] {
  const one = seededRandom().integer(0, all.length - 1);
  return shortOrLong(all.slice(one, one + 1), [...all]);
}

describe("[G3] [O5] [O6] four gates with wrong clocks, a bad network, dying objects, outages of D1 and a kill -9", () => {
  let host: Host;
  beforeAll(async () => {
    host = await openHost(await bundleSimulation(), folder.path);
  });
  afterAll(async () => {
    await host?.stop();
    folder.remove();
  });

  test.each(someOf([1, 2, 3]))("keep every promise in seed %i", async (seed) => {
    const { violations, counts } = await runSeed(host, seed);
    expect(violations).toEqual([]);
    const { online, offline, batches, conflicts, duplicates, kills, deaths, d1_outages } = counts;
    expect(Math.min(online, offline, batches, conflicts, duplicates, kills, deaths, d1_outages)).toBeGreaterThan(0);
  });
});

test("a seed gives the same day each time, and another seed gives another day", () => {
  expect(planOf(7)).toEqual(planOf(7));
  expect(planOf(8)).not.toEqual(planOf(7));
});

describe("the simulator notices", () => {
  test.each(someOf(Object.keys(MISTAKES) as MistakeName[]))("%s", async (mistake) => {
    const own_folder = makeDataFolder();
    const host = await openHost(await bundleSimulation(mistake), own_folder.path);
    try {
      const { violations } = await runSeed(host, 1, { kills: 0, catch_up_ms: 1_500 });
      expect(violations.some((violation) => MISTAKES[mistake].found.test(violation))).toBe(true);
    } finally {
      await host.stop();
      own_folder.remove();
    }
  });
});
