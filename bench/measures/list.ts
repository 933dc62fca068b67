/** A gate's list: the whole list, and then only its changes (B12). */

import { type BenchPark, buildBenchPark, sell } from "../bench-park.ts";
import { fillTickets } from "../fill.ts";
import { type Row, row } from "../report.ts";
import { authorized, type Bench, controlWork, pause, run } from "./harness.ts";
import { SCAN_QUIET_MS } from "./rows.ts";

const TICKETS = 20_000;
const MAX_REQUESTS = 5;
const LIMIT_MS = 10_000;
const CHANGES = 10;
const DELTA_LIMIT_MS = 50;
const ONE_BY_ONE = { kind: "closed", callers: 1, duration_ms: 2_000 } as const;

export async function measureList(bench: Bench): Promise<Row[]> {
  const { runtime } = bench;
  const park = await buildBenchPark(runtime.env, runtime.ports.product, "list.bench.test");
  const changing = await sell(park.till, park.single, CHANGES);
  const [like] = changing;
  if (!like) throw new Error("the sale brought no ticket");
  await fillTickets(runtime.env.DB, park.tenant_id, like, TICKETS - CHANGES);
  await readList(park);
  const whole = await readList(park);
  for (const { qr_token } of changing) await park.gate.post("/tickets/redeem", { qr_token });
  await pause(SCAN_QUIET_MS);

  const read = controlWork(bench, "/read");
  const bare = await run(bench, read, ONE_BY_ONE);
  const delta = await run(
    bench,
    {
      port: runtime.ports.product,
      headers: authorized(park.gate),
      calls: [{ method: "GET", path: `/v1/gate/bootstrap?cursor=${encodeURIComponent(whole.cursor)}` }],
      expect: '"has_more":false',
    },
    ONE_BY_ONE,
  );
  const added_ms = delta.p95_ms - bare.p95_ms;
  return [
    row({
      id: "B12",
      name: `list of ${TICKETS} tickets: requests`,
      unit: "requests",
      figure: whole.requests,
      target: `≤ ${MAX_REQUESTS}`,
      ok: whole.requests <= MAX_REQUESTS && whole.entries === TICKETS,
      detail: { entries: whole.entries },
    }),
    row({
      id: "B12",
      name: "  … all of them",
      unit: "ms",
      figure: whole.elapsed_ms,
      control: bare.p50_ms * whole.requests,
      target: `≤ ${LIMIT_MS} ms`,
      ok: whole.elapsed_ms <= LIMIT_MS,
    }),
    row({
      id: "B12",
      name: `list after ${CHANGES} changes, p95`,
      unit: "ms",
      figure: delta.p95_ms,
      control: bare.p95_ms,
      target: `adds ≤ ${DELTA_LIMIT_MS} ms`,
      ok: added_ms <= DELTA_LIMIT_MS,
      detail: { added_ms, p50_ms: delta.p50_ms },
    }),
  ];
}

async function readList({ gate }: BenchPark) {
  const started = performance.now();
  let requests = 0;
  let entries = 0;
  let cursor: string | undefined;
  for (let has_more = true; has_more; ) {
    const { data } = await gate.get(`/gate/bootstrap${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    requests += 1;
    entries += data.allow_list.length;
    ({ cursor, has_more } = data as { cursor: string; has_more: boolean });
  }
  return { requests, entries, cursor: cursor ?? "", elapsed_ms: performance.now() - started };
}
