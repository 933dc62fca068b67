/** Reports: a month over the roll-ups of a million sales, beside the same month over those of a thousand (B22). */

import { COLUMNS } from "../../src/modules/operations/reports/domain/sums.ts";
import { type BenchPark, buildBenchPark } from "../bench-park.ts";
import { Client } from "../client.ts";
import type { Measurement } from "../load-process.ts";
import { type Row, row } from "../report.ts";
import { authorized, type Bench, controlWork, median, run } from "./harness.ts";

const SIZES = [
  { name: "thousand", days: 60, sales: 1_000 },
  { name: "million", days: 730, sales: 1_000_000 },
] as const;
const REPORTS = ["sales", "shifts", "tickets", "reprints-refunds", "gate-throughput", "fraud-watch", "dashboard"];
const KINDS = [
  "sale",
  "void",
  "refund",
  "payment",
  "tender",
  "tender_back",
  "tax",
  "package",
  "drawer_sale",
  "drawer_tender",
  "ticket",
  "ticket_redeemed",
  "other",
  "act_void",
  "act_refund",
  "pass",
  "fail",
];
const TILLS = 4;
const LIMIT_MS = 60;
const MAX_RATIO = 1.3;
const PAIRS = 3;
const ONE_BY_ONE = { kind: "closed", callers: 1, duration_ms: 1_500 } as const;
const TO = "2026-06-30";

/** B22: each report over thirty days. */
export async function measureReports(bench: Bench): Promise<Row[]> {
  const { runtime } = bench;
  const parks = [];
  for (const size of SIZES) {
    const park = await buildBenchPark(runtime.env, runtime.ports.product, `${size.name}.reports.bench.test`);
    await fillSums(runtime.env.DB, park, size);
    const owner = await new Client(runtime.ports.product).loginPerson(park.owner);
    parks.push({ park, owner });
  }
  const bare = await run(bench, controlWork(bench, "/read"), ONE_BY_ONE);
  const rows: Row[] = [];
  for (const report of REPORTS) {
    const slices: [Measurement[], Measurement[]] = [[], []];
    for (let pair = 0; pair < PAIRS; pair++)
      for (const index of pair % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const { park, owner } = parks[index] ?? {};
        if (!park || !owner) throw new Error("no park");
        const span = report === "dashboard" ? "" : `&from=2026-06-01&to=${TO}`;
        const call = { method: "GET", path: `/v1/reports/${report}?store_id=${park.store_id}${span}` } as const;
        const work = {
          port: runtime.ports.product,
          headers: authorized(owner),
          calls: [call],
          expect: '"definitions"',
        };
        slices[index].push(await run(bench, work, ONE_BY_ONE));
      }
    const [few, many] = slices.map((some) => Math.min(...some.map(({ p95_ms }) => p95_ms)));
    // The medians of a pair are compared: a single pause of a busy machine decides a p95.
    const ratios = slices[1].map(({ p50_ms }, pair) => p50_ms / (slices[0][pair]?.p50_ms ?? Number.NaN));
    const ratio = median(ratios);
    const added_ms = (many ?? Number.NaN) - bare.p95_ms;
    rows.push(
      row({
        id: "B22",
        name: `report ${report}, a month of a million sales, p95`,
        unit: "ms",
        figure: many ?? Number.NaN,
        control: few ?? null,
        ratio,
        spread: [Math.min(...ratios), Math.max(...ratios)],
        target: `≤ ${LIMIT_MS} ms over a read, ratio ≤ ${MAX_RATIO}`,
        ok: added_ms <= LIMIT_MS && ratio <= MAX_RATIO,
        detail: { added_ms, read_ms: bare.p95_ms },
      }),
    );
  }
  return rows;
}

/** Writes the roll-ups of days that end with `TO`: each kind for each till and each of two people. */
async function fillSums(
  db: D1Database,
  { tenant_id, store_id }: BenchPark,
  size: { days: number; sales: number },
): Promise<void> {
  const each = Math.ceil(size.sales / size.days / TILLS / 2);
  const values = COLUMNS.map((name) => (name === "total" ? each * 35_000 : each)).join(", ");
  await db
    .prepare(
      `INSERT INTO report_sums
       WITH RECURSIVE days (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM days WHERE n + 1 < ?1)
       SELECT ?2, 0, 'day', kind.value, ?3, date('${TO}', '-' || n || ' days'), printf('01K3ZJ8Q4N7V0Y2B5C6D8E9D%02d', till.value),
         printf('01K3ZJ8Q4N7V0Y2B5C6D8E9E%02d', person.value), CASE WHEN kind.value IN ('package', 'ticket') THEN ?3 ELSE '' END, ${values}
       FROM days, json_each(?4) kind, json_each(?5) till, json_each('[1,2]') person`,
    )
    .bind(
      size.days,
      tenant_id,
      store_id,
      JSON.stringify(KINDS),
      JSON.stringify(Array.from({ length: TILLS }, (_, index) => index)),
    )
    .run();
}
