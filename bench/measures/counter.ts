/** The counter: a large cart under many rules, a sale of a thousand tickets, and a till's catalog (B7, B10, B11). */

import { type BenchPark, buildBenchPark, saleOf } from "../bench-park.ts";
import { type Row, row } from "../report.ts";
import { authorized, type Bench, controlWork, run, type Work } from "./harness.ts";

const LINES = 20;
const RULES = 50;
const BULK = 1_000;
const PREVIEW_ADDS_MS = 15;
const CATALOG_ADDS_MS = 30;
const BULK_LIMIT_MS = 150;
const ONE_BY_ONE = { kind: "closed", callers: 1, duration_ms: 3_000 } as const;
const WARM_UP = { ...ONE_BY_ONE, duration_ms: 1_000 };

/** B10, B11 and B7: one caller, beside the bare no-op; of the bulk, beside an insert of one row. */
export async function measureCounter(bench: Bench): Promise<Row[]> {
  const { runtime } = bench;
  const park = await buildBenchPark(runtime.env, runtime.ports.product, "counter.bench.test");
  const noop = await timed(bench, controlWork(bench, "/noop"));
  const insert = await timed(bench, controlWork(bench, "/insert"));
  const asTill = { port: runtime.ports.product, headers: authorized(park.till) };
  const bulk = await timed(bench, {
    ...asTill,
    headers: { ...asTill.headers, "idempotency-key": "$ID" },
    calls: [{ method: "POST", path: "/v1/sales", body: JSON.stringify(saleOf(park.single, BULK)) }],
    expect: '"receipt_no"',
  });
  // From here on, rules discount every cart.
  const package_ids = await offerMuch(park);
  const items = package_ids.map((package_id, index) => ({ package_id, qty: 1 + (index % 4) }));
  const preview = await timed(bench, {
    ...asTill,
    calls: [{ method: "POST", path: "/v1/pricing/preview", body: JSON.stringify({ items, promo_codes: ["BENCH"] }) }],
    expect: '"grand_total"',
  });
  const catalog = { ...asTill, calls: [{ method: "GET", path: "/v1/catalog/packages" } as const] };
  const whole = await timed(bench, { ...catalog, expect: '"package_id"' });
  const held = await timed(bench, {
    ...catalog,
    headers: { ...catalog.headers, "if-none-match": await etagOf(park) },
  });
  const added = (id: string, name: string, figure: number, limit_ms: number) =>
    row({
      id,
      name: `${name}, p95`,
      unit: "ms",
      figure,
      control: noop,
      target: `adds ≤ ${limit_ms} ms`,
      ok: figure - noop <= limit_ms,
    });
  return [
    added("B10", `preview of ${LINES} lines under ${RULES} rules`, preview, PREVIEW_ADDS_MS),
    added("B11", "catalog of a till", whole, CATALOG_ADDS_MS),
    added("B11", "  … that it holds already", held, CATALOG_ADDS_MS),
    row({
      id: "B7",
      name: `sale of ${BULK}, p95`,
      unit: "ms",
      figure: bulk,
      control: insert,
      target: `≤ ${BULK_LIMIT_MS} ms`,
      ok: bulk <= BULK_LIMIT_MS,
    }),
  ];
}

async function timed(bench: Bench, work: Work): Promise<number> {
  await run(bench, work, WARM_UP);
  return (await run(bench, work, ONE_BY_ONE)).p95_ms;
}

/** Makes twenty packages, and fifty rules of every kind that all apply to the cart. */
async function offerMuch({ manager, store_id }: BenchPark): Promise<string[]> {
  const package_ids: string[] = [];
  for (let index = 0; index < LINES; index++) {
    const offer = { name: `Package ${index}`, type: "single", price: 10_000 + index * 500, valid_for_days: 30 };
    package_ids.push((await manager.post("/catalog/packages", { ...offer, store_id })).data.package_id);
  }
  const kinds = [
    { kind: "line_percent", params: { rate_bps: 500 } },
    { kind: "line_amount", params: { amount: 100 } },
    { kind: "cart_percent", params: { rate_bps: 200 } },
    { kind: "cart_amount", params: { amount: 1_000 } },
    { kind: "time_of_day", params: { rate_bps: 300 } },
    { kind: "buy_n_get_m", params: { buy_qty: 2, get_qty: 1, rate_bps: 10_000 } },
  ];
  for (let index = 0; index < RULES - 1; index++) {
    const { kind, params } = kinds[index % kinds.length] ?? kinds[0] ?? {};
    await manager.post("/pricing/rules", { name: `Rule ${index}`, kind, params, priority: index, stackable: true });
  }
  const promo = { name: "Bench", kind: "promo_code", params: { code: "BENCH", rate_bps: 1_000 }, priority: 1 };
  await manager.post("/pricing/rules", { ...promo, stackable: true });
  return package_ids;
}

async function etagOf({ till }: BenchPark): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${till.port}/v1/catalog/packages`, { headers: authorized(till) });
  await response.text();
  const etag = response.headers.get("etag");
  if (!etag) throw new Error("the catalog names no ETag");
  return etag;
}
