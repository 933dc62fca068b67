/** Sales: the latency of a sale of one, ten and a hundred tickets at twenty sales per second (B6). */

import { saleOf } from "../bench-park.ts";
import { type Row, row } from "../report.ts";
import { authorized, type Bench, controlWork, latencyOf, open, pause, run, type Work } from "./harness.ts";

const SALES_RPS = 20;
const DURATION_MS = 3_000;
const SETTLE_MS = 500;
/** The limit of p95 by tickets in the sale. */
const LIMITS_MS: Record<number, number> = { 10: 100 };

/** B6, beside a bare one-row insert into D1 at the same rate. */
export async function measureSales(bench: Bench): Promise<Row[]> {
  const { park, runtime } = bench;
  const insert = controlWork(bench, "/insert");
  await run(bench, insert, open(SALES_RPS, 1_000));
  const control = latencyOf([await run(bench, insert, open(SALES_RPS, DURATION_MS))]);
  const rows: Row[] = [];
  for (const qty of [1, 10, 100]) {
    const work: Work = {
      port: runtime.ports.product,
      headers: { ...authorized(park.till), "idempotency-key": "$ID" },
      calls: [{ method: "POST", path: "/v1/sales", body: JSON.stringify(saleOf(park.single, qty)) }],
      expect: '"receipt_no"',
    };
    await run(bench, work, open(SALES_RPS, 500));
    const product = latencyOf([await run(bench, work, open(SALES_RPS, DURATION_MS))]);
    await pause(SETTLE_MS);
    const limit_ms = LIMITS_MS[qty];
    rows.push(
      row({
        id: "B6",
        name: `sale of ${qty} at ${SALES_RPS}/s, p95`,
        unit: "ms",
        figure: product.p95_ms,
        control: control.p95_ms,
        target: limit_ms === undefined ? null : `≤ ${limit_ms} ms`,
        ok: limit_ms === undefined ? null : product.p95_ms <= limit_ms,
        detail: { product, control },
      }),
    );
  }
  return rows;
}
