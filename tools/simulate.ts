/** `npm run simulate -- --rounds 10 --seed 7`: kill -9 under load, again and again; fails when anything acknowledged is lost. */
import { parseArgs } from "node:util";
import { crashAndCheck, type Round } from "../simulator/crash.ts";
import { makeDataFolder } from "../simulator/server.ts";
import { printColumns } from "../simulator/table.ts";
import { CommandError, exitWithError } from "./command-error.ts";

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

const shown_violations = 20;
const widths = [5, 9, 6, 6, 6, 6, 8, 8, 9];

try {
  await simulate();
} catch (error) {
  exitWithError(error);
}
process.exit();

async function simulate(): Promise<void> {
  const { rounds, seed } = readOptions();
  const folder = makeDataFolder();
  console.log(`Killing a park's server ${rounds} times under load. Seed ${seed}.\n`);
  printRow(["", "killed", "", "", "", "", "retried", "", "caught up"]);
  printRow(["round", "after ms", "sales", "scans", "passes", "fails", "sales", "scans", "in ms"]);
  const outcome = await crashAndCheck({ data_dir: folder.path, rounds, seed, onRound: printRound }).catch((error) => {
    folder.keep();
    console.error(`\nSeed ${seed} did not get to its end; the data is kept in ${folder.path}`);
    throw error;
  });
  printTotals(outcome.rounds);

  const { violations } = outcome;
  if (violations.length > 0) {
    folder.keep();
    const listed = violations.slice(0, shown_violations).map((violation) => `  ${violation}`);
    const more = violations.length > shown_violations ? [`  … and ${violations.length - shown_violations} more`] : [];
    const list = [...listed, ...more].join("\n");
    throw new CommandError(
      `\nSeed ${seed}: ${violations.length} violations; the data is kept in ${folder.path}\n${list}`,
    );
  }
  console.log(`\nSeed ${seed}: 0 violations. Nothing that was acknowledged is lost, doubled or out of order.`);
}

function readOptions(): { rounds: number; seed: number } {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: "string", default: "10" },
        seed: { type: "string", default: String(Date.now() % 1e6) },
      },
    });
    const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
    if (Number.isSafeInteger(rounds) && rounds > 0 && Number.isSafeInteger(seed)) return { rounds, seed };
  } catch {
    // Said below.
  }
  throw new CommandError("Give whole numbers, for example: npm run simulate -- --rounds 10 --seed 7");
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
