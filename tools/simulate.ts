/**
 * `npm run simulate -- --seeds 50`: gates, outages and a killed server, seed after seed; `--seed 7` repeats one of them.
 * `npm run simulate -- --rounds 10 --seed 7`: kill -9 under sales and scans. Both fail if anything acknowledged is lost.
 * `npm run simulate -- --day first-month`: a day with every fault of a park's first month, its report, and the right figures.
 */
import { parseArgs } from "node:util";
import { CommandError, exitWithError } from "../local/command-error.ts";
import { makeDataFolder } from "../simulator/server.ts";
import { simulateCrashes } from "./simulate-crashes.ts";
import { simulateDay } from "./simulate-day.ts";
import { simulateGates } from "./simulate-gates.ts";

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

try {
  const { day, rounds, seeds, from, seed } = readOptions();
  const folder = makeDataFolder();
  if (day) await simulateDay(folder);
  else if (rounds === undefined)
    await simulateGates(folder, seed === undefined ? range(from ?? 1, seeds ?? 50) : [seed]);
  else await simulateCrashes(folder, rounds, seed ?? Date.now() % 1e6);
} catch (error) {
  exitWithError(error);
}
process.exit();

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

type Options = Partial<Record<"rounds" | "seeds" | "from" | "seed", number>> & { day?: boolean };

function readOptions(): Options {
  try {
    const type = { type: "string" } as const;
    const { values } = parseArgs({ options: { day: type, rounds: type, seeds: type, from: type, seed: type } });
    if (values.day === "first-month" && Object.keys(values).length === 1) return { day: true };
    const options = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
    if (options.every(([, value]) => Number.isSafeInteger(value) && value > 0)) return Object.fromEntries(options);
  } catch {
    // The error below covers this.
  }
  throw new CommandError(
    "Give whole numbers, for example: npm run simulate -- --seeds 50, or --seed 7, or --rounds 10 --seed 7, or --day first-month",
  );
}
