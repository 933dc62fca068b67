/** Growth: the cost of a scan, a look-up and a sale must not depend on the number of tickets (B5). */

import { newId } from "../../src/platform/http/context.ts";
import { type BenchPark, buildBenchPark, type SoldTicket, saleOf, sell } from "../bench-park.ts";
import { filledTickets, fillTickets } from "../fill.ts";
import type { Call, Load } from "../job.ts";
import { type Row, row } from "../report.ts";
import { SIZES, type Size } from "../runtime.ts";
import { authorized, type Bench, closed, median, PASS, pause, run, scansOf, settle } from "./harness.ts";
import { countRows, SCAN_QUIET_MS } from "./rows.ts";

const TURNS = 4;
const SLICE_MS = 350;
const LIVE = 20;
/** The number of filled tickets that are scanned; they are in the middle, where an index is deepest. */
const FRESH = 900;
/** Typed codes per turn; a device may type only a limited number per minute. */
const TYPED_PER_TURN = 4;
const MAX_RATIO = 1.25;
const [LEAST, , MOST] = SIZES;

/** A park with this many tickets, in its own database. */
interface GrownPark {
  port: number;
  db: D1Database;
  park: BenchPark;
  live: SoldTicket[];
  /** Fresh tickets, used from the front. */
  fresh: SoldTicket[];
  scanned: number;
}

interface Growing {
  name: string;
  caller: "gate" | "till";
  expect: string;
  calls(grown: GrownPark): Call[];
  /** Each ticket can be scanned once. */
  once?: true;
  /** The call is a scan, whose copy reaches D1 later. */
  is_scan?: true;
  load?: Load;
}

const GROWING: Growing[] = [
  {
    name: "redeem, live ticket",
    caller: "gate",
    expect: PASS,
    calls: ({ live }) => scansOf(live),
    is_scan: true,
  },
  {
    name: "redeem, new ticket",
    caller: "gate",
    expect: PASS,
    calls: ({ fresh }) => scansOf(fresh),
    once: true,
    is_scan: true,
  },
  {
    name: "redeem, new ticket by its short code",
    caller: "gate",
    expect: PASS,
    calls: ({ fresh }) =>
      fresh.slice(0, TYPED_PER_TURN).map(({ short_code }) => post("/tickets/redeem", { short_code })),
    once: true,
    is_scan: true,
    load: { kind: "closed", callers: 1, duration_ms: 5_000 },
  },
  {
    name: "GET /v1/tickets/{id}",
    caller: "till",
    expect: '"short_code"',
    calls: ({ fresh }) => fresh.map(({ ticket_id }) => ({ method: "GET", path: `/v1/tickets/${ticket_id}` })),
  },
  {
    name: "sale of 1",
    caller: "till",
    expect: '"receipt_no"',
    calls: ({ park }) => [{ ...post("/sales", saleOf(park.single, 1)), headers: { "idempotency-key": "$ID" } }],
  },
];

const post = (path: string, body: unknown): Call => ({
  method: "POST",
  path: `/v1${path}`,
  body: JSON.stringify(body),
});

/** B5: time and rows of the same work with a thousand and a million tickets; the databases take turns. */
export async function measureGrowth(bench: Bench): Promise<Row[]> {
  const parks = new Map<Size, GrownPark>();
  for (const size of SIZES) parks.set(size, await grow(bench, size));
  await pause(SCAN_QUIET_MS);
  const rows: Row[] = [];
  for (const growing of GROWING) {
    const times = await timesOf(bench, parks, growing);
    const counted = await rowsOf(bench, parks, growing);
    const ratios = (times.get(MOST) ?? []).map((time_ms, turn) => time_ms / (times.get(LEAST)?.[turn] ?? Number.NaN));
    const ratio = median(ratios);
    const time_ms = (size: Size) => median(times.get(size) ?? []);
    rows.push(
      row({
        id: "B5",
        name: `${growing.name}: 1e6 tickets ÷ 1e3`,
        unit: "ms",
        figure: time_ms(MOST),
        control: time_ms(LEAST),
        ratio,
        spread: [Math.min(...ratios), Math.max(...ratios)],
        target: `ratio ≤ ${MAX_RATIO}`,
        ok: ratio <= MAX_RATIO,
        detail: Object.fromEntries(SIZES.map((size) => [size, { time_ms: times.get(size) }])),
      }),
      row({
        id: "B5",
        name: "  … rows read",
        unit: "rows",
        figure: counted.get(MOST) ?? Number.NaN,
        control: counted.get(LEAST) ?? Number.NaN,
        target: "equal at 1e3, 1e5, 1e6",
        ok: new Set(counted.values()).size === 1,
        detail: Object.fromEntries(counted),
      }),
    );
  }
  return rows;
}

async function grow({ runtime }: Bench, size: Size): Promise<GrownPark> {
  const { port, env } = runtime.grown[size];
  const park = await buildBenchPark(env, port, `grown-${size}.bench.test`);
  const [like] = await sell(park.till, park.single, 1);
  if (!like) throw new Error("the sale brought no ticket");
  const live = await sell(park.till, park.multi, LIVE);
  await fillTickets(env.DB, park.tenant_id, like, size - LIVE - 1);
  const fresh = await filledTickets(env, park.tenant_id, like, { first: (size - FRESH) >> 1, count: FRESH });
  return { port, db: env.DB, park, live, fresh, scanned: 0 };
}

/** Milliseconds per call for each turn; the first turn is a warm-up and does not count. */
async function timesOf(
  bench: Bench,
  parks: ReadonlyMap<Size, GrownPark>,
  growing: Growing,
): Promise<Map<Size, number[]>> {
  const times = new Map<Size, number[]>(SIZES.map((size) => [size, []]));
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const [size, grown] of parks) {
      const time_ms = await timeSlice(bench, grown, growing);
      if (turn > 0) times.get(size)?.push(time_ms);
    }
  }
  return times;
}

async function timeSlice(bench: Bench, grown: GrownPark, growing: Growing): Promise<number> {
  const { port, park, db } = grown;
  const { caller, expect, once, is_scan, load = closed(SLICE_MS) } = growing;
  const work = { port, headers: authorized(park[caller]), calls: growing.calls(grown), once, expect };
  const { count, elapsed_ms } = await run(bench, work, load);
  if (once) grown.fresh.splice(0, count);
  if (is_scan) {
    grown.scanned += count;
    await settle(db, park.tenant_id, grown.scanned);
  }
  return elapsed_ms / count;
}

/** Rows that a single call reads, including its copy. */
async function rowsOf(
  { runtime }: Bench,
  parks: ReadonlyMap<Size, GrownPark>,
  growing: Growing,
): Promise<Map<Size, number>> {
  const { name, caller, once, is_scan } = growing;
  const counting = [...parks].map(async ([size, grown]) => {
    const counted = await countRows(runtime, grown.port, {
      name,
      ...(is_scan && { quiet_ms: SCAN_QUIET_MS }),
      async run() {
        const [call] = growing.calls(grown);
        if (!call) throw new Error(`too few tickets for: ${name}`);
        if (once) grown.fresh.shift();
        if (is_scan) grown.scanned += 1;
        const path = call.path.replace("/v1", "");
        const client = grown.park[caller];
        if (call.method === "GET") await client.get(path);
        else await client.post(path, JSON.parse(call.body?.replaceAll("$ID", newId(Date.now())) ?? ""));
      },
    });
    return [size, counted.read] as const;
  });
  return new Map(await Promise.all(counting));
}
