/** Rounds of kill -9 under load: shows their progress and violations. */
import { crashAndCheck, type Round } from "../simulator/crash.ts";
import type { DataFolder } from "../simulator/server.ts";
import { printColumns } from "../simulator/table.ts";
import { failWith } from "./violations.ts";

const widths = [5, 9, 6, 6, 6, 6, 8, 8, 9];

export async function simulateCrashes(folder: DataFolder, rounds: number, seed: number): Promise<void> {
  console.log(`Killing a park's server ${rounds} times under load. Seed ${seed}.\n`);
  printRow(["", "killed", "", "", "", "", "retried", "", "caught up"]);
  printRow(["round", "after ms", "sales", "scans", "passes", "fails", "sales", "scans", "in ms"]);
  const outcome = await crashAndCheck({ data_dir: folder.path, rounds, seed, onRound: printRound }).catch((error) => {
    folder.keep();
    console.error(`\nSeed ${seed} did not finish; the data is in ${folder.path}`);
    throw error;
  });
  printTotals(outcome.rounds);

  failWith(outcome.violations, seed, folder);
  console.log(`\nSeed ${seed}: 0 violations. Nothing that was acknowledged is lost, doubled or out of order.`);
}

function printRound(round: Round): void {
  const { lived_ms, sales, passes, fails, unknown_sales, unknown_scans, catch_up_ms } = round;
  const cells = [round.round, lived_ms, sales, passes + fails, passes, fails, unknown_sales, unknown_scans];
  printRow([...cells, catch_up_ms].map(String));
}

function printTotals(rounds: readonly Round[]): void {
  const sum = (value: (round: Round) => number) => rounds.reduce((total, round) => total + value(round), 0);
  const longest = Math.max(...rounds.map(({ catch_up_ms }) => catch_up_ms));
  const counts = [
    sum(({ sales }) => sales),
    sum(({ passes, fails }) => passes + fails),
    sum(({ passes }) => passes),
    sum(({ fails }) => fails),
    sum(({ unknown_sales }) => unknown_sales),
    sum(({ unknown_scans }) => unknown_scans),
  ];
  printRow(widths.map((width) => "─".repeat(width)));
  printRow(["all", "", ...counts.map(String), `≤ ${longest}`]);
}

function printRow(cells: readonly string[]): void {
  printColumns(cells.map((cell, column) => [cell, -(widths[column] ?? 0)]));
}
