/** Rows read and written per operation, in D1 and in objects, before and after the reply (B15). */

import { type BenchPark, buildBenchPark, sell } from "../bench-park.ts";
import { Client } from "../client.ts";
import type { Counts } from "../counters.ts";
import { type Row, row } from "../report.ts";
import type { Runtime } from "../runtime.ts";
import { pause } from "./harness.ts";
import { batchOf } from "./sync.ts";

export const ROUNDS = 2;
/** The operations of the counted batch. */
const SYNCED = 10;
/** A scan's copy reaches D1 after half a second, and its audit row is linked after a second. Counted sooner, both would count for the next operation. */
export const SCAN_QUIET_MS = 2_200;
const QUIET_MS = 1_500;
const MAX_COMMITS = 2;

export interface Operation {
  name: string;
  /** The most rows that it may write in total. */
  limit?: number;
  is_sale?: true;
  quiet_ms?: number;
  /** Runs the operation; it must send its argument as the request's name. */
  run(request_id: string): Promise<unknown>;
}

/** B15, and the commits of B6: each operation runs alone several times, and the most expensive run counts. */
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
  const { gate, till, manager } = park;
  const [live, ...fresh] = await sell(till, park.single, 1 + ROUNDS * (2 + SYNCED));
  const [multi] = await sell(till, park.multi, 1);
  if (!live || !multi) throw new Error("the sale brought no tickets");
  const next = () => fresh.shift()?.qr_token ?? "";
  const scan = (qr_token: string, name?: string) => gate.post("/tickets/redeem", { qr_token }, name);
  await scan(multi.qr_token);
  const forged = live.qr_token.slice(0, -4) + (live.qr_token.endsWith("0000") ? "1111" : "0000");
  const outside = new Client(port);
  const to_annul: string[] = [];
  const to_block: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    to_annul.push((await scan(next())).data.scan_id);
    to_block.push(...(await sell(till, park.single, 1)).map(({ ticket_id }) => ticket_id));
  }
  const sale = (qty: number, package_id = park.single, lasting = ""): Operation => ({
    name: `sale of ${qty}${lasting}`,
    limit: 7 + (lasting ? 4 : 3) * qty,
    is_sale: true,
    run: (name) => sell(till, package_id, qty, name),
  });
  const scanned = { limit: 10, quiet_ms: SCAN_QUIET_MS };
  return [
    { name: "redeem, live ticket", ...scanned, run: (name) => scan(multi.qr_token, name) },
    { name: "redeem, new ticket", ...scanned, run: (name) => scan(next(), name) },
    {
      name: "exit",
      ...scanned,
      run: (name) => gate.post("/tickets/redeem", { qr_token: multi.qr_token, direction: "exit" }, name),
    },
    {
      name: "annul",
      quiet_ms: SCAN_QUIET_MS,
      run: (name) => gate.post("/tickets/annul", { scan_id: to_annul.shift() }, name),
    },
    {
      name: "block",
      quiet_ms: SCAN_QUIET_MS,
      run: (name) => manager.post(`/tickets/${to_block.shift()}/block`, {}, name),
    },
    { name: "redeem, forged code", run: (name) => scan(forged, name) },
    {
      name: `sync of ${SYNCED} new tickets`,
      limit: 10 * SYNCED,
      quiet_ms: SCAN_QUIET_MS,
      run: (name) => gate.post("/sync/batch", batchOf(fresh.splice(0, SYNCED)), name),
    },
    {
      name: "heartbeat",
      run: (name) => gate.post("/provider/heartbeats", { sent_at: new Date().toISOString() }, name),
    },
    sale(1),
    sale(10),
    sale(100),
    sale(10, park.lasting, ", good for a year"),
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

/** The most expensive of several rounds of an operation on the counted Worker at a port. */
export async function countRows(
  { printed }: Runtime,
  port: number,
  { name, quiet_ms = QUIET_MS, run }: Omit<Operation, "limit" | "is_sale">,
): Promise<RowCount> {
  await takeCounts(port);
  const rounds: RowCount[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const request_id = `rows-${name}-${round}-${port}`.replaceAll(/[^a-z0-9-]+/g, ".");
    await run(request_id);
    await pause(quiet_ms);
    const lines = printed.filter((line) => line.request_id === request_id);
    rounds.push({ ...totalOf(await takeCounts(port)), printed: lines.length > 0 ? sumOf(lines) : null });
  }
  return rounds.reduce((one, other) => ((one.written - other.written || one.read - other.read) >= 0 ? one : other));
}

async function count(runtime: Runtime, operation: Operation): Promise<Row[]> {
  const { name, limit, is_sale } = operation;
  const dearest = await countRows(runtime, runtime.ports.counted, operation);
  const commits = dearest.d1.request.commits;
  return [
    row({
      id: "B15",
      name: `${name}: rows written (${dearest.read} read, ${dearest.linked} linked)`,
      unit: "rows",
      figure: dearest.written,
      target: limit === undefined ? null : `≤ ${limit}`,
      ok: limit === undefined ? null : dearest.written <= limit,
      detail: dearest,
    }),
    ...(is_sale
      ? [
          row({
            id: "B6",
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

type RowCount = ReturnType<typeof totalOf>;

function totalOf(counts: Counts) {
  const { chain, ...places_of_operation } = counts.d1;
  const places = Object.values(places_of_operation);
  const d1_written = places.reduce((sum, { rows_written }) => sum + rows_written, 0);
  return {
    written: d1_written + counts.object_rows_written,
    read: places.reduce((sum, { rows_read }) => sum + rows_read, 0),
    /** Index entries that were written after the reply, from the queue. */
    in_indexes_beside_reply: counts.d1.queue.index_rows_written,
    object_rows_written: counts.object_rows_written,
    /** Rows that the sealer wrote, in the table and in its index. */
    linked: chain.rows_written,
    d1: counts.d1,
    /** The counts in the request's own log line. */
    printed: null as { read: number; written: number } | null,
  };
}

function sumOf(lines: Runtime["printed"]) {
  return {
    read: lines.reduce((sum, line) => sum + line.rows_read, 0),
    written: lines.reduce((sum, line) => sum + line.rows_written, 0),
  };
}

async function takeCounts(port: number): Promise<Counts> {
  return (await fetch(`http://127.0.0.1:${port}/counts`)).json() as Promise<Counts>;
}
