/** The end of an outage: a thousand scans in one batch, the same batch again, and one bad operation among good ones (B9). */

import { newId } from "../../src/platform/http/context.ts";
import { type SoldTicket, sell } from "../bench-park.ts";
import { runtimeMemoryMib } from "../machine.ts";
import { type Row, row } from "../report.ts";
import { type Bench, median, pause } from "./harness.ts";

const BATCH = 1_000;
const TURNS = 3;
const BATCH_WITH_A_BAD_ONE = 500;
const LIMIT_MS = 5_000;
const REPLAY_LIMIT_MS = 1_500;
const MEMORY_LIMIT_MIB = 128;
const SETTLE_MS = 700;

/** A batch of scans that a gate admitted while offline: one per millisecond, the last one now. */
export function batchOf(tickets: readonly SoldTicket[]) {
  const now = Date.now();
  const ops = tickets.map(({ qr_token }, index) => ({
    op_id: newId(now),
    type: "redemption",
    ts: new Date(now - tickets.length + 1 + index).toISOString(),
    payload: { qr_token, result: "pass" },
  }));
  return { sent_at: new Date(now).toISOString(), ops };
}

/** B9: a batch beside as many bare writes within one request, each to a new object or to the same fifty. */
export async function measureSync(bench: Bench): Promise<Row[]> {
  const { till, single } = bench.park;
  let changed = 0;
  const fresh: Turn[] = [];
  const replayed: Turn[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const ids = Array.from({ length: BATCH }, () => newId(Date.now()));
    const sold = await sell(till, single, BATCH);
    await pause(SETTLE_MS);
    const { batch, ...first } = await takeTurn(bench, sold, ids);
    fresh.push(first);
    const before = await recordsOf(bench);
    const started = performance.now();
    expectStatuses(await handIn(bench, batch), { duplicate: BATCH });
    replayed.push({ ...first, time_ms: performance.now() - started });
    await pause(SETTLE_MS);
    const after = await recordsOf(bench);
    changed += Object.keys(after).filter((name) => after[name] !== before[name]).length;
  }
  const live: Turn[] = [];
  const passes = Array.from({ length: BATCH }, (_, index) => index % bench.multis.length);
  for (let turn = 0; turn <= TURNS; turn++) {
    const tickets = passes.flatMap((index) => bench.multis[index] ?? []);
    const { batch, ...found } = await takeTurn(
      bench,
      tickets,
      passes.map((index) => `live-${index}`),
    );
    if (turn > 0) live.push(found);
  }
  const sold = await sell(till, single, BATCH_WITH_A_BAD_ONE);
  await pause(SETTLE_MS);
  const bad = batchOf(sold);
  Object.assign(bad.ops[BATCH_WITH_A_BAD_ONE / 2] ?? {}, { payload: "a quarter past nine" });
  const { rejected = 0, applied = 0 } = countStatuses(await handIn(bench, bad));
  const grown_mib = Math.max(...live.map((turn) => turn.grown_mib));
  return [
    timeRow(`sync of ${BATCH} scans, new tickets`, fresh, LIMIT_MS),
    timeRow("  … the same batch again", replayed, REPLAY_LIMIT_MS),
    row({
      id: "B9",
      name: "  … records that it changed",
      unit: "rows",
      figure: changed,
      target: "none",
      ok: changed === 0,
    }),
    timeRow(`sync of ${BATCH} scans, 50 live tickets`, live, LIMIT_MS),
    row({
      id: "B9",
      name: "  … memory that it adds to workerd",
      unit: "MiB",
      figure: grown_mib,
      target: `< ${MEMORY_LIMIT_MIB} MiB`,
      ok: grown_mib < MEMORY_LIMIT_MIB,
      detail: { workerd_mib: runtimeMemoryMib() },
    }),
    row({
      id: "B9",
      name: `rejected of ${BATCH_WITH_A_BAD_ONE}, one malformed`,
      unit: "ops",
      figure: rejected,
      target: "exactly 1",
      ok: rejected === 1 && applied === BATCH_WITH_A_BAD_ONE - 1,
    }),
  ];
}

interface Turn {
  time_ms: number;
  control_ms: number;
  grown_mib: number;
}

/** Runs the control's writes, and then a batch of scans, each of which must be accepted. */
async function takeTurn(bench: Bench, tickets: readonly SoldTicket[], objects: readonly string[]) {
  const control_started = performance.now();
  await writeMany(bench, objects);
  const control_ms = performance.now() - control_started;
  const before_mib = runtimeMemoryMib() ?? Number.NaN;
  const batch = batchOf(tickets);
  const started = performance.now();
  const results = await handIn(bench, batch);
  const time_ms = performance.now() - started;
  expectStatuses(results, { applied: tickets.length });
  const grown_mib = (runtimeMemoryMib() ?? Number.NaN) - before_mib;
  await pause(SETTLE_MS);
  return { batch, time_ms, control_ms, grown_mib };
}

function timeRow(name: string, turns: readonly Turn[], limit_ms: number): Row {
  const figure = median(turns.map(({ time_ms }) => time_ms));
  const ratios = turns.map(({ time_ms, control_ms }) => time_ms / control_ms);
  return row({
    id: "B9",
    name,
    unit: "ms",
    figure,
    control: median(turns.map(({ control_ms }) => control_ms)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    target: `≤ ${limit_ms} ms`,
    ok: figure <= limit_ms,
    detail: { turns },
  });
}

type Results = { status: string; code?: string }[];

export async function handIn(bench: Bench, batch: ReturnType<typeof batchOf>): Promise<Results> {
  const { data } = await bench.park.gate.post("/sync/batch", batch);
  bench.scanned += countStatuses(data.results).applied ?? 0;
  return data.results;
}

async function writeMany({ runtime }: Bench, objects: readonly string[]): Promise<void> {
  const url = `http://127.0.0.1:${runtime.ports.control}/write-many`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ objects }) });
  if (!response.ok) throw new Error(`the control answered ${response.status}`);
  await response.arrayBuffer();
}

function countStatuses(results: Results): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function expectStatuses(results: Results, expected: Record<string, number>): void {
  const found = countStatuses(results);
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`a batch was answered ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

const RECORDS = {
  redemptions: "COALESCE(SUM(count), 0)",
  audits: "COUNT(*)",
  outbox: "COUNT(*)",
  conflicts: "COUNT(*)",
  tickets: "SUM(used) || ' ' || SUM(projected_sequence)",
  zone_days: "SUM(inside) || ' ' || SUM(entries)",
};

/** The records that a second hand-in could have doubled. */
async function recordsOf({ runtime, park }: Bench): Promise<Record<string, unknown>> {
  const db = runtime.env.DB;
  const found = Object.entries(RECORDS).map(async ([table, what]) => {
    const query = db.prepare(`SELECT ${what} AS value FROM ${table} WHERE tenant_id = ?`).bind(park.tenant_id);
    return [table, await query.first("value")] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
