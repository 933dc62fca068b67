/** The audit's chain: the cost of linking for a till, and the time to verify a long chain (B13, rule U2). */

import type { Env } from "../../src/env.ts";
import { type BenchPark, buildBenchPark, saleOf } from "../bench-park.ts";
import { type Row, row } from "../report.ts";
import { authorized, type Bench, compare, latencyOf, median, run, type Work } from "./harness.ts";

const PAIRS = 8;
const SLICE_MS = 2_000;
const MIN_RATIO = 0.9;
const ROWS = 50_000;
const CHUNK = 5_000;
const TIMES = 5;
const VERIFY_LIMIT_MS = 3_000;

export async function measureChain(bench: Bench): Promise<Row[]> {
  const { env, ports, unsealed } = bench.runtime;
  const linked = await buildBenchPark(env, ports.product, "linked.bench.test");
  const unlinked = await buildBenchPark(unsealed, ports.unsealed, "unlinked.bench.test");
  const sales = (park: BenchPark): Work => ({
    port: park.till.port,
    headers: { ...authorized(park.till), "idempotency-key": "$ID" },
    calls: [{ method: "POST", path: "/v1/sales", body: JSON.stringify(saleOf(park.single, 1)) }],
    expect: '"receipt_no"',
  });
  const { product, control, ...found } = await compare(
    (load) => run(bench, sales(linked), load),
    (load) => run(bench, sales(unlinked), load),
    { pairs: PAIRS, slice_ms: SLICE_MS },
  );
  const selling = row({
    id: "B13",
    name: "sales of 1 ÷ the same with no chain",
    unit: "rps",
    figure: found.product_rps,
    control: found.control_rps,
    ratio: found.ratio,
    spread: found.spread,
    target: `ratio ≥ ${MIN_RATIO}`,
    ok: found.ratio >= MIN_RATIO,
    detail: { product: latencyOf(product), control: latencyOf(control) },
  });

  await fillAudit(env, linked);
  await fillAudit(unsealed, unlinked);
  const checked = async () => {
    const { data } = await linked.manager.get("/audits/verify");
    if (!data.ok || data.checked < ROWS) throw new Error(`the chain of ${data.checked} rows: ${data.reason}`);
  };
  const bare = async () => {
    const url = `http://127.0.0.1:${ports.unsealed}/hash-rows?tenant_id=${unlinked.tenant_id}`;
    const { data } = (await (await fetch(url)).json()) as { data: { checked: number } };
    if (data.checked < ROWS) throw new Error(`${data.checked} rows were hashed`);
  };
  // The first check links the filled rows.
  await checked();
  const verify_ms: number[] = [];
  const bare_ms: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    bare_ms.push(await timed(bare));
    verify_ms.push(await timed(checked));
  }
  const figure = Math.max(...verify_ms);
  return [
    selling,
    row({
      id: "B13",
      name: `verify ${ROWS} rows, slowest of ${TIMES}`,
      unit: "ms",
      figure,
      control: median(bare_ms),
      ratio: median(verify_ms) / median(bare_ms),
      target: `≤ ${VERIFY_LIMIT_MS} ms`,
      ok: figure <= VERIFY_LIMIT_MS,
      detail: { verify_ms, bare_ms },
    }),
  ];
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Fills a tenant's audit with copies of its latest row. */
async function fillAudit({ DB }: Env, { tenant_id }: BenchPark): Promise<void> {
  const latest = "SELECT * FROM audits WHERE tenant_id = ?1 ORDER BY sequence DESC LIMIT 1";
  const model = await DB.prepare(latest).bind(tenant_id).first<{ sequence: number }>();
  const own: Record<string, string> = { sequence: "sequence + n", hash: "NULL", prev_hash: "NULL" };
  const columns = Object.keys(model ?? {});
  const copy = `INSERT INTO audits (${columns.join(", ")})
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
    SELECT ${columns.map((name) => own[name] ?? name).join(", ")} FROM (${latest}), numbers ORDER BY n`;
  for (let length = model?.sequence ?? 0; length < ROWS; length += CHUNK)
    await DB.prepare(copy).bind(tenant_id, CHUNK).run();
}
