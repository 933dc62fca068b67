/** The day of a first month with every fault, against the server: all figures equal those computed by hand. */
import { expect, test } from "vitest";
import { liveDay } from "../../simulator/day/day.ts";
import { openHost } from "../../simulator/gates/host.ts";
import { bundleSimulation, DAY_MISTAKES, type DayMistakeName } from "../../simulator/planted.ts";
import { shortOrLong } from "../support/storms.ts";
import { makeDataFolder } from "./support.ts";

async function live(mistake?: DayMistakeName) {
  const folder = makeDataFolder();
  const host = await openHost(await bundleSimulation(mistake), folder.path);
  try {
    return await liveDay(host);
  } finally {
    await host.stop();
    folder.remove();
  }
}

const wrongOf = ({ checks }: Awaited<ReturnType<typeof live>>) =>
  checks.wrong.map(({ what, right, found }) => `${what} is ${right}, not ${found}`);

test("[R2] [O7] [G9] the first month's day has the figures computed by hand, and its report adds up", async () => {
  const outcome = await live();
  expect(wrongOf(outcome)).toEqual([]);
  const { checks, report } = outcome;
  // All topics except 27, the speed of sleeping tickets, which the bench measures.
  const numbers = Array.from({ length: 31 }, (_, index) => index + 1).filter((number) => number !== 27);
  expect([...new Set(checks.all.map(({ number }) => number))].toSorted((one, other) => one - other)).toEqual(numbers);
  const { shifts, day } = report;
  for (const sum of ["gross", "sold", "back", "surcharge", "net", "vat"] as const)
    expect(shifts.reduce((total, shift) => total + shift[sum], 0)).toBe(day[sum]);
});

test.each(shortOrLong([], Object.keys(DAY_MISTAKES) as DayMistakeName[]))("the day notices %s", async (mistake) => {
  const wrong = wrongOf(await live(mistake));
  expect(wrong.some((text) => DAY_MISTAKES[mistake].found.test(text))).toBe(true);
});
