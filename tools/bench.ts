/** `npm run bench`: measures throughput, latency and rows of the product beside a bare control; `-- B1 B14` runs only those. */
import { join } from "node:path";
import { buildBenchPark, type SoldTicket, sell } from "../bench/bench-park.ts";
import { startLoadProcess } from "../bench/load-process.ts";
import { describeMachine } from "../bench/machine.ts";
import { measureAuth } from "../bench/measures/auth.ts";
import { measureCeiling } from "../bench/measures/ceiling.ts";
import { measureChain } from "../bench/measures/chain.ts";
import { measureCodes } from "../bench/measures/codes.ts";
import { measureCounter } from "../bench/measures/counter.ts";
import { measureFloor } from "../bench/measures/floor.ts";
import { measureGrowth } from "../bench/measures/growth.ts";
import type { Bench } from "../bench/measures/harness.ts";
import { measureImports } from "../bench/measures/imports.ts";
import { measureList } from "../bench/measures/list.ts";
import { measureMorning } from "../bench/measures/morning.ts";
import { measureNewsRows } from "../bench/measures/news-rows.ts";
import { measureHotTicket, measureRedeemLatency, measureRedeemRate } from "../bench/measures/redeem.ts";
import { measureReports } from "../bench/measures/reports.ts";
import { measureRows } from "../bench/measures/rows.ts";
import { measureSales } from "../bench/measures/sale.ts";
import { measureScreens } from "../bench/measures/screens.ts";
import { measureSync } from "../bench/measures/sync.ts";
import { measureWebhooks } from "../bench/measures/webhooks.ts";
import { type Row, tableOf, writeResults } from "../bench/report.ts";
import { type Runtime, startRuntime } from "../bench/runtime.ts";
import { root } from "../local/build.ts";
import { exitWithError } from "../local/command-error.ts";

const LIVE_TICKETS = 50;
const NEW_TICKETS = 7_000;
const TICKETS_PER_SALE = 1_000;

// Folders and processes are released on exit.
for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

let runtime: Runtime | undefined;
const wanted = process.argv.slice(2);
const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 1000);

function step(name: string): void {
  const line = `${String(seconds()).padStart(4)} s  ${name}`;
  process.stdout.write(process.stdout.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
}

async function prepare(): Promise<Bench> {
  step("starting the runtime");
  runtime = await startRuntime();
  step("building a park and selling its tickets");
  const park = await buildBenchPark(runtime.env, runtime.ports.product, "load.bench.test");
  const multis = await sell(park.till, park.multi, LIVE_TICKETS);
  const singles: SoldTicket[] = [];
  while (singles.length < NEW_TICKETS) singles.push(...(await sell(park.till, park.single, TICKETS_PER_SALE)));
  return { runtime, load: startLoadProcess(), park, multis, singles, scanned: 0 };
}

const gate_limits_ms = { 10: 25, 100: 50 } as const;

function measuresOf(bench: Bench): [name: string, measure: () => Promise<Row[]>][] {
  const latency = (tickets: "live" | "new", rate_rps: 10 | 100, duration_ms: number) => async () => [
    await measureRedeemLatency(bench, { tickets, rate_rps, duration_ms, limit_ms: gate_limits_ms[rate_rps] }),
  ];
  return [
    ["the bare runtime", () => measureFloor(bench)],
    ["B1  redeem, live tickets", () => measureRedeemRate(bench, "live")],
    ["B3  redeem at 100/s", latency("live", 100, 4_800)],
    ["B3  redeem at 10/s", latency("live", 10, 8_000)],
    ["B4  one ticket, 200 gates", () => measureHotTicket(bench, 200, 3)],
    ["B4  one ticket, 500 gates", () => measureHotTicket(bench, 500, 2)],
    ["B2  redeem, new tickets", () => measureRedeemRate(bench, "new")],
    ["B3  redeem at 100/s, new tickets", latency("new", 100, 4_000)],
    ["B5  a thousand and a million tickets", () => measureGrowth(bench)],
    ["B6  sales", () => measureSales(bench)],
    ["B10 the counter", () => measureCounter(bench)],
    ["B9  what an outage left behind", () => measureSync(bench)],
    ["B17 ten thousand tickets", () => measureCeiling(bench)],
    ["B18 a morning", () => measureMorning(bench)],
    ["B12 a gate's list", () => measureList(bench)],
    ["B13 the audit's chain", () => measureChain(bench)],
    ["B16 reading codes", async () => measureCodes()],
    ["B14 knowing the caller", () => measureAuth(bench)],
    ["B15 rows", () => measureRows(bench.runtime)],
    ["B20 rows of news", () => measureNewsRows(bench.runtime)],
    ["B19 webhooks", () => measureWebhooks(bench.runtime)],
    ["B21 screens", () => measureScreens(bench.runtime)],
    ["B22 reports", () => measureReports(bench)],
    ["B23 moving in", () => measureImports(bench)],
  ];
}

async function main(): Promise<void> {
  const machine = describeMachine();
  const bench = await prepare();
  const rows: Row[] = [];
  for (const [name, measure] of measuresOf(bench)) {
    if (wanted.length > 0 && !wanted.some((id) => name.startsWith(`${id} `))) continue;
    step(name);
    rows.push(...(await measure()));
  }
  step("done");
  const order = (id: string) => (({ C: 100, O: 200, U: 300 })[id[0] ?? ""] ?? 0) + Number(id.slice(1) || 0);
  const sorted = rows.toSorted((a, b) => order(a.id) - order(b.id));
  console.log(`\n\n${tableOf(sorted)}\n`);
  const short = sorted.filter(({ ok }) => ok === false).length;
  console.log(short === 0 ? "Every target is met." : `${short} missed their targets.`);
  // A partial run is not recorded.
  if (wanted.length === 0)
    writeResults(join(root, "bench/results/latest.json"), { machine, duration_s: seconds(), rows: sorted });
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(`\n${runtime?.complaints.join("\n") ?? ""}`);
  exitWithError(error);
}
