/** The day's simulation: shows its progress, an accountant's report, and each check with the right and the found figure. */

import { CommandError } from "../local/command-error.ts";
import { RefusedError } from "../simulator/client.ts";
import { type Check, type Checks, inWords } from "../simulator/day/checks.ts";
import { liveDay } from "../simulator/day/day.ts";
import type { Column, Report } from "../simulator/day/report.ts";
import { baht } from "../simulator/day/worked.ts";
import { openHost } from "../simulator/gates/host.ts";
import { bundleSimulation } from "../simulator/planted.ts";
import type { DataFolder } from "../simulator/server.ts";
import { printColumns, widthOf } from "../simulator/table.ts";

const LINE = 104;
const LABEL = 26;
const SUM = 11;
const WHAT = 48;
const VALUE = 21;

export async function simulateDay(folder: DataFolder): Promise<void> {
  const host = await openHost(await bundleSimulation(), folder.path);
  console.log("A day with every fault of a park's first month, against the server:\n");
  const { report, checks } = await liveDay(host, (part) => console.log(`  ${part}`))
    .catch((error) => {
      throw error instanceof RefusedError ? new CommandError(`The day stopped: ${error.message}`) : error;
    })
    .finally(() => host.stop());
  printReport(report);
  printChecks(checks);
  const { wrong, all } = checks;
  if (wrong.length > 0)
    throw new CommandError(`${wrong.length} of ${all.length} figures differ; they are marked with ✗ above.`);
  console.log(`\nAll ${all.length} figures are right.`);
}

function printReport(report: Report): void {
  const { shifts, day } = report;
  const columns = [...shifts, day];
  title(`Report of ${report.business_date}, in baht`);
  console.log("  Morning, noon and afternoon are shifts of counter 1; counter 2 and the office had none open.\n");
  row(
    "",
    columns.map(({ title }) => title),
  );
  const sums = (label: string, of: (column: Column) => number | null) =>
    row(
      label,
      columns.map((column) => told(of(column))),
    );
  sums("Sales, full price", ({ gross }) => gross);
  sums("Discounts", ({ discount }) => -discount);
  sums("Sold", ({ sold }) => sold);
  sums("Given back", ({ back }) => -back);
  sums("Surcharges", ({ surcharge }) => surcharge);
  if (day.rounding !== 0) sums("Rounding of cash", ({ rounding }) => -rounding);
  line();
  sums("Kept", keptOf);
  sums("  of it VAT", ({ vat }) => vat);
  sums("  of it net", ({ net }) => net);
  console.log("");
  for (const { rate } of day.by_rate) {
    const at = (column: Column) => column.by_rate.find((one) => one.rate === rate);
    sums(`Kept at ${rate} % VAT`, (column) => at(column)?.gross ?? 0);
    sums("  net", (column) => at(column)?.net ?? 0);
    sums("  VAT", (column) => at(column)?.vat ?? 0);
  }

  subtitle("Payments by tender, less what went back");
  for (const method of Object.keys(day.tenders)) sums(TENDERS[method] ?? method, ({ tenders }) => tenders[method] ?? 0);
  sums("Paid for accounts", ({ accounts_paid }) => -accounts_paid);
  line();
  sums("Kept", (column) => Object.values(column.tenders).reduce((sum, amount) => sum + amount, -column.accounts_paid));

  subtitle("Cash in the drawer");
  const drawers = (label: string, of: (shift: Column) => number | null, of_day: number | null = null) =>
    row(label, [...shifts.map((shift) => told(of(shift))), told(of_day)]);
  drawers("At the opening", ({ drawer }) => drawer.float);
  drawers("Came in, less went back", ({ tenders }) => tenders.cash ?? 0, day.tenders.cash);
  drawers("To the safe", ({ drawer }) => drawer.moved, day.drawer.moved);
  line();
  drawers("Expected", ({ drawer }) => drawer.expected);
  drawers("Counted", ({ drawer }) => drawer.counted);
  drawers(
    "Over, or short below zero",
    overOf,
    shifts.reduce((sum, shift) => sum + (overOf(shift) ?? 0), 0),
  );
  drawers(
    "Expected, counted by none",
    uncountedOf,
    shifts.reduce((sum, shift) => sum + (uncountedOf(shift) ?? 0), 0),
  );

  subtitle("Acts");
  const counts = (label: string, of: (column: Column) => number) =>
    row(
      label,
      columns.map((column) => String(of(column) || "–")),
    );
  counts("Receipts", ({ sales_count }) => sales_count);
  counts("  voided since", ({ voids }) => voids);
  counts("Refunds", ({ refunds }) => refunds);
  counts("Tickets printed again", ({ reprints }) => reprints);

  title("Points of the guest สมหญิง ใจดี, one for each 100.00 kept of a sale");
  let balance = 0;
  for (const { what, points } of report.points) {
    balance += points;
    printColumns([
      [what, 40],
      [points > 0 ? `+${points}` : String(points), -6],
      [`makes ${balance}`, -10],
    ]);
  }

  title("Guests by zone");
  printColumns([
    ["", LABEL],
    ["in", -SUM],
    ["out", -SUM],
    ["inside now", -SUM],
  ]);
  for (const { zone, entries, exits, inside } of report.zones)
    printColumns([[zone, LABEL], ...[entries, exits, inside].map((count) => [String(count || "–"), -SUM] as const)]);
  console.log("  A guest who leaves by another zone's door counts as out there, and as no longer inside here.");

  title("Flagged, and why");
  const widest = Math.max(...report.flags.map(({ what }) => widthOf(what)));
  for (const { what, why } of report.flags)
    printColumns([
      [what, widest],
      [why, 0],
    ]);
}

const TENDERS: Record<string, string> = {
  cash: "Cash",
  card: "Card, with surcharge",
  qr: "QR",
  transfer: "Transfer",
  account: "On account",
  rounding: "Let go, less than a coin",
};

function keptOf({ net, vat }: Column): number {
  return net + vat;
}

function overOf({ drawer }: Column): number | null {
  return drawer.counted === null ? null : drawer.counted - drawer.expected;
}

function uncountedOf({ drawer }: Column): number | null {
  return drawer.counted === null && drawer.expected !== 0 ? drawer.expected : null;
}

/** The amount in baht, or a dash for none, so that sums stand out. */
function told(satang: number | null): string {
  return satang === null || satang === 0 ? "–" : baht(satang);
}

function title(text: string): void {
  console.log(`\n${text}\n${"═".repeat(LINE)}`);
}

function subtitle(text: string): void {
  console.log(`\n  ${text}`);
  line();
}

function line(): void {
  console.log(`  ${"─".repeat(LINE - 2)}`);
}

function row(label: string, values: readonly string[]): void {
  printColumns([[label, LABEL], ...values.map((value) => [value, -SUM] as const)]);
}

/** The topic of each number. */
const TOPICS: Record<number, string> = {
  1: "Card numbers, and numbers that only look like them",
  2: "Sales of an outage with odd texts and fields",
  3: "Clocks that are wrong",
  4: "Money without a shift",
  5: "One receipt number, printed twice",
  6: "VAT and net after refunds and surcharges, by shift and day",
  7: "Points of what was kept",
  8: "Codes once a guest",
  9: "Coins of a baht",
  10: "Lines and rounding",
  11: "Parts of a bundle",
  12: "Places of a party",
  13: "Slips of refunds",
  14: "Slips of transfers",
  15: "Surcharges that go back",
  16: "Blind counts",
  17: "One key, two people",
  18: "Thai and telephone numbers, as people type them",
  19: "Paper and sheets",
  20: "Codes, as scanners give them",
  21: "Who is in the park",
  22: "A gate that was moved",
  23: "One scan id, two tickets",
  24: "Words at the gate",
  25: "Terms of packages and zones",
  26: "Lost answers, and a server that was killed",
  28: "Large sales",
  29: "Fractions and dates",
  30: "Impossible requests",
  31: "Prices by hand, tenders, papers",
};

function printChecks({ all }: Checks): void {
  title("Checks: the figure computed by hand, and the server's figure");
  printColumns([
    ["", WHAT + 3],
    ["right", -VALUE],
    ["found", -VALUE],
  ]);
  for (const number of new Set(all.map((check) => check.number).toSorted((one, other) => one - other))) {
    console.log(`\n  ${number}  ${TOPICS[number] ?? ""}`);
    for (const check of all) if (check.number === number) printCheck(check);
  }
}

/** Prints a check; values that are longer than their column get their own lines. */
function printCheck({ what, right, found }: Check): void {
  const mark = right === found ? "✓" : "✗";
  const values = [right, found].map(inWords) as [string, string];
  const fits = values.every((value) => widthOf(value) <= VALUE) && widthOf(what) <= WHAT;
  printColumns([[mark, 1], [what, WHAT], ...(fits ? values.map((value) => [value, -VALUE] as const) : [])]);
  if (fits) return;
  for (const [index, name] of ["right", "found"].entries())
    printColumns([
      ["", 1],
      [`  ${name}`, 9],
      [values[index] ?? "", 0],
    ]);
}
