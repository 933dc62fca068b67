/** Simulations of gates: shows a line of progress, a table of counts, and the first seed that failed. */
import { type Counts, newCounts } from "../simulator/gates/history.ts";
import { openHost } from "../simulator/gates/host.ts";
import { runSeed } from "../simulator/gates/run.ts";
import { bundleSimulation } from "../simulator/planted.ts";
import type { DataFolder } from "../simulator/server.ts";
import { printColumns } from "../simulator/table.ts";
import { failWith } from "./violations.ts";

const BAR = 30;

export async function simulateGates(folder: DataFolder, seeds: readonly number[]): Promise<void> {
  const started = Date.now();
  const host = await openHost(await bundleSimulation(), folder.path);
  const totals = newCounts();
  const which = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`;
  console.log(`Four gates, wrong clocks, outages and a server that is killed: ${which}.`);
  for (const [index, seed] of seeds.entries()) {
    showProgress(index, seeds.length, `seed ${seed}`);
    const { violations, counts } = await runSeed(host, seed).catch((error) => {
      folder.keep();
      console.error(`\nSeed ${seed} did not finish; the data is in ${folder.path}`);
      throw error;
    });
    add(totals, counts);
    if (violations.length > 0) await host.stop();
    failWith(violations, seed, folder, `npm run simulate -- --seed ${seed}`);
  }
  showProgress(seeds.length, seeds.length, "");
  await host.stop();
  printTotals(totals, seeds.length, Date.now() - started);
}

function add(totals: Counts, counts: Counts): void {
  for (const name of Object.keys(counts) as (keyof Counts)[]) totals[name] += counts[name];
}

function showProgress(done: number, count: number, doing: string): void {
  const filled = Math.round((done / count) * BAR);
  const line = `[${"█".repeat(filled)}${"·".repeat(BAR - filled)}] ${done}/${count} ${doing}`;
  if (process.stdout.isTTY) process.stdout.write(`\r${line}\x1b[K${done === count ? "\n" : ""}`);
  else if (done % 10 === 0 || done === count) console.log(line.trimEnd());
}

const TITLES: Record<keyof Counts, string> = {
  online: "scans decided by the server",
  offline: "scans decided by the gate alone",
  batches: "batches sent",
  conflicts: "admissions that lost",
  duplicates: "answers that repeated a verdict",
  unanswered: "requests without an answer",
  kills: "kill -9",
  deaths: "objects ended",
  d1_outages: "outages of D1",
};

function printTotals(totals: Counts, seeds: number, took_ms: number): void {
  const rows: [string, number][] = Object.entries(TITLES).map(([name, title]) => [title, totals[name as keyof Counts]]);
  console.log("");
  for (const [title, count] of [...rows, ["violations", 0] as const])
    printColumns([
      [title, 34],
      [String(count), -8],
    ]);
  console.log(`\n${seeds} ${seeds === 1 ? "seed" : "seeds"} in ${Math.round(took_ms / 1000)} s, no violation.`);
}
