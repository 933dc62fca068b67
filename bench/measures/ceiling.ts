/** Ten thousand guests at once: each ticket passes once, and a gate that must wait gets a Retry-After (B17). */

import { type SoldTicket, sell } from "../bench-park.ts";
import { type Row, row } from "../report.ts";
import { authorized, type Bench, busyness, PASS, pause, run, scansOf, settle } from "./harness.ts";
import { SCAN_QUIET_MS } from "./rows.ts";

const TICKETS = 10_000;
const TICKETS_PER_SALE = 1_000;
const LIMIT_MS = 180_000;
const EVERYONE = { kind: "closed", callers: 32, duration_ms: LIMIT_MS } as const;
const SAMPLE = 500;
const FAIL = '"reason":"duplicate_use"';

export async function measureCeiling(bench: Bench): Promise<Row[]> {
  const { park, runtime, load } = bench;
  const { DB: db } = runtime.env;
  const sold: SoldTicket[] = [];
  while (sold.length < TICKETS) sold.push(...(await sell(park.till, park.single, TICKETS_PER_SALE)));
  const work = { port: runtime.ports.product, headers: authorized(park.gate), once: true };
  const first = await load.run({ ...work, calls: scansOf(sold), expect: PASS, load: EVERYONE });
  const { count, expected, non_2xx, busy, odd_answer, rate_rps, p50_ms, p99_ms } = first;
  bench.scanned += expected;
  // A scan with a 503 may have been recorded all the same.
  if (busy === 0) await settle(db, park.tenant_id, bench.scanned);
  else await pause(10 * SCAN_QUIET_MS);

  const unused = await unusedOf(db, park.tenant_id, sold);
  const late = unused.length > 0 ? await run(bench, { ...work, calls: scansOf(unused), expect: PASS }, EVERYONE) : null;
  const sample = sold.filter((_, index) => index % (TICKETS / SAMPLE) === 0);
  const again = await run(bench, { ...work, calls: scansOf(sample), expect: FAIL }, EVERYONE);
  await pause(2 * SCAN_QUIET_MS);
  const passed_twice = await passedTwice(db, park.tenant_id);
  const passes = TICKETS - (await unusedOf(db, park.tenant_id, sold)).length;
  bench.scanned = await settledScans(db, park.tenant_id);
  const errors = non_2xx - busy;
  return [
    row({
      id: "B17",
      name: `redeem, ${TICKETS} new tickets without a pause`,
      unit: "rps",
      figure: rate_rps,
      detail: { ...busyness([first]), p50_ms, p99_ms },
    }),
    row({
      id: "B17",
      name: "  … errors but 503 with Retry-After",
      unit: "ops",
      figure: errors,
      target: "none",
      ok: errors === 0 && count === TICKETS,
      detail: { busy, odd_answer },
    }),
    row({
      id: "B17",
      name: "  … tickets that passed",
      unit: "passes",
      figure: passes,
      target: `${TICKETS}, each once`,
      ok: passes === TICKETS && passed_twice === 0,
      detail: { passed_twice, came_again: late?.count ?? 0, second_scans_refused: again.expected },
    }),
  ];
}

async function unusedOf(db: D1Database, tenant_id: string, sold: readonly SoldTicket[]): Promise<SoldTicket[]> {
  const find = `SELECT ticket_id FROM tickets WHERE tenant_id = ? AND used = 0
    AND ticket_id IN (SELECT value FROM json_each(?))`;
  const ids = JSON.stringify(sold.map(({ ticket_id }) => ticket_id));
  const { results } = await db.prepare(find).bind(tenant_id, ids).all<{ ticket_id: string }>();
  const unused = new Set(results.map(({ ticket_id }) => ticket_id));
  return sold.filter(({ ticket_id }) => unused.has(ticket_id));
}

/** The number of single tickets with more than one pass in D1. */
async function passedTwice(db: D1Database, tenant_id: string): Promise<number> {
  const find = `SELECT r.ticket_id FROM redemptions r
    JOIN tickets t ON t.tenant_id = r.tenant_id AND t.ticket_id = r.ticket_id
    WHERE r.tenant_id = ? AND r.result = 'pass' AND t.type = 'single' GROUP BY r.ticket_id HAVING COUNT(*) > 1`;
  return (await db.prepare(find).bind(tenant_id).all()).results.length;
}

async function settledScans(db: D1Database, tenant_id: string): Promise<number> {
  const count = db
    .prepare("SELECT COALESCE(SUM(count), 0) AS scans FROM redemptions WHERE tenant_id = ?")
    .bind(tenant_id);
  return (await count.first<number>("scans")) ?? 0;
}
