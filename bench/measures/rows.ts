/** Rows read and written per operation, in D1 and in objects, at once and behind the answer: the bill, counted. */

import { type BenchPark, buildBenchPark, sell } from "../bench-park.ts";
import { Client } from "../client.ts";
import type { Counts } from "../counters.ts";
import { type Row, row } from "../report.ts";
import type { Runtime } from "../runtime.ts";
import { pause } from "./harness.ts";

const ROUNDS = 3;
/** The copy of a scan goes to D1 half a second after it: counted sooner, it would be the next operation's. */
const SCAN_QUIET_MS = 1_200;
const QUIET_MS = 400;
const MAX_COMMITS = 2;

interface Operation {
  name: string;
  /** Rows that it may write in all. */
  limit?: number;
  is_sale?: true;
  quiet_ms?: number;
  /** Must pass its argument on as the request's name. */
  run(request_id: string): Promise<unknown>;
}

/** P15, and the commits of P6: each operation several times by itself, and the dearest counts. */
export async function measureRows(runtime: Runtime): Promise<Row[]> {
  const port = runtime.ports.counted;
  const park = await buildBenchPark(runtime.env, port, "rows.bench.test");
  const rows: Row[] = [];
  const operations = await operationsOf(park, port);
  await pause(SCAN_QUIET_MS);
  for (const operation of operations) rows.push(...(await count(runtime, operation)));
  return rows;
}

async function operationsOf(park: BenchPark, port: number): Promise<Operation[]> {
  const { gate, till } = park;
  const [live, ...fresh] = await sell(till, park.single, ROUNDS + 1);
  const [multi] = await sell(till, park.multi, 1);
  if (!live || !multi) throw new Error("the sale brought no tickets");
  const scan = (qr_token: string, name?: string) => gate.post("/tickets/redeem", { qr_token }, name);
  await scan(multi.qr_token);
  const forged = live.qr_token.slice(0, -4) + (live.qr_token.endsWith("0000") ? "1111" : "0000");
  const outside = new Client(port);
  const sale = (qty: number): Operation => ({
    name: `sale of ${qty}`,
    limit: 6 + 3 * qty,
    is_sale: true,
    run: (name) => sell(till, park.single, qty, name),
  });
  return [
    { name: "redeem, live ticket", limit: 8, quiet_ms: SCAN_QUIET_MS, run: (name) => scan(multi.qr_token, name) },
    {
      name: "redeem, new ticket",
      limit: 8,
      quiet_ms: SCAN_QUIET_MS,
      run: (name) => scan(fresh.shift()?.qr_token ?? "", name),
    },
    { name: "redeem, forged code", run: (name) => scan(forged, name) },
    sale(1),
    sale(10),
    sale(100),
    { name: "device login", run: (name) => outside.loginDevice(park.pos, name) },
    {
      name: "shift close and open",
      async run(name) {
        await till.post("/shifts/close", { cash_counted: 0 }, name);
        await till.post("/shifts/open", { cash_open: 0 }, name);
      },
    },
  ];
}

async function count(runtime: Runtime, { name, limit, is_sale, quiet_ms = QUIET_MS, run }: Operation): Promise<Row[]> {
  await takeCounts(runtime);
  const rounds: ReturnType<typeof totalOf>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const request_id = `rows-${name}-${round}`.replaceAll(/[^a-z0-9-]+/g, ".");
    await run(request_id);
    await pause(quiet_ms);
    const printed = runtime.printed.filter((line) => line.request_id === request_id);
    rounds.push({ ...totalOf(await takeCounts(runtime)), printed: printed.length > 0 ? sumOf(printed) : null });
  }
  const dearest = rounds.toSorted((a, b) => b.written - a.written || b.read - a.read)[0];
  if (!dearest) return [];
  const commits = dearest.d1.request.commits;
  return [
    row({
      id: "P15",
      name: `${name}: rows written (${dearest.read} read)`,
      unit: "rows",
      figure: dearest.written,
      target: limit === undefined ? null : `≤ ${limit}`,
      ok: limit === undefined ? null : dearest.written <= limit,
      detail: dearest,
    }),
    ...(is_sale
      ? [
          row({
            id: "P6",
            name: `  … commits of a ${name}`,
            unit: "commits",
            figure: commits,
            target: `≤ ${MAX_COMMITS}`,
            ok: commits <= MAX_COMMITS,
          }),
        ]
      : []),
  ];
}

function totalOf(counts: Counts) {
  const places = Object.values(counts.d1);
  const d1_written = places.reduce((sum, { rows_written }) => sum + rows_written, 0);
  return {
    written: d1_written + counts.object_rows_written,
    read: places.reduce((sum, { rows_read }) => sum + rows_read, 0),
    object_rows_written: counts.object_rows_written,
    d1: counts.d1,
    /** What the request's own log line said. */
    printed: null as { read: number; written: number } | null,
  };
}

function sumOf(lines: Runtime["printed"]) {
  return {
    read: lines.reduce((sum, line) => sum + line.rows_read, 0),
    written: lines.reduce((sum, line) => sum + line.rows_written, 0),
  };
}

async function takeCounts({ ports }: Runtime): Promise<Counts> {
  return (await fetch(`http://127.0.0.1:${ports.counted}/counts`)).json() as Promise<Counts>;
}
