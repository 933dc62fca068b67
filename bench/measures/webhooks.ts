/** Webhooks: how late the first attempt of a sale's event is, also beside a dead and a slow endpoint (B19). */

import { type BenchPark, buildBenchPark, saleOf } from "../bench-park.ts";
import { summarize } from "../latency.ts";
import { consoleOf, openReceivers, type Receivers } from "../receivers.ts";
import { type Row, row } from "../report.ts";
import type { Runtime } from "../runtime.ts";
import { median, pause } from "./harness.ts";

const ENDPOINTS = 20;
const PAIRS = 5;
const SALES_PER_SLICE = 10;
const SALE_EVERY_MS = 1_000;
const MEDIAN_LIMIT_MS = 300;
const P95_LIMIT_MS = 1_000;
const RATIO_LIMIT = 1.2;
const ARRIVAL_LIMIT_MS = 15_000;
const QUIET_MS = 2_000;
const FILTERS = ["sale.created"];

/** B19: slices with and without the two bad endpoints, in changing order. */
export async function measureWebhooks({ news, ports }: Runtime): Promise<Row[]> {
  const park = await buildBenchPark(news.env, news.port, "webhooks.bench.test");
  const receivers = await openReceivers(ENDPOINTS);
  try {
    const { make } = await consoleOf(park, news.port);
    for (const url of receivers.urls) await make(url, FILTERS);
    // A tenant has at most twenty endpoints; the two bad ones come on top.
    await news.env.DB.exec("DROP TRIGGER webhooks_limit");
    const sellSlice = () => sell(park, receivers, ports.control);
    await sellSlice();
    const found = { without: [] as Slice[], beside: [] as Slice[] };
    for (let pair = 0; pair < PAIRS; pair++) {
      const order = pair % 2 === 0 ? (["without", "beside"] as const) : (["beside", "without"] as const);
      for (const side of order) {
        const bad: string[] = [];
        const { make, drop } = await consoleOf(park, news.port);
        if (side === "beside")
          for (const url of [receivers.dead_url, receivers.slow_url]) bad.push(await make(url, FILTERS));
        found[side].push(await sellSlice());
        for (const webhook_id of bad) await drop(webhook_id);
        await pause(QUIET_MS);
      }
    }
    return rowsOf(found);
  } finally {
    receivers.close();
  }
}

interface Slice {
  /** From the answer of a sale, and from when it was sent. */
  after_answer_ms: number[];
  after_sending_ms: number[];
  /** The bare insert of a row, one before each sale. */
  control_ms: number[];
  missing: number;
}

/** Sells at an even pace, and waits until every receiver has every sale. */
async function sell({ till, single }: BenchPark, { arrivals }: Receivers, control_port: number): Promise<Slice> {
  const sales = new Map<string, { sent_at: number; answered_at: number }>();
  const control_ms: number[] = [];
  arrivals.length = 0;
  const started = performance.now();
  for (let count = 0; count < SALES_PER_SLICE; count++) {
    await pause(Math.max(0, started + count * SALE_EVERY_MS - performance.now()));
    const asked_at = performance.now();
    await insertRow(control_port);
    const sent_at = performance.now();
    control_ms.push(sent_at - asked_at);
    const { data } = await till.post("/sales", saleOf(single, 1));
    sales.set(data.sale_id, { sent_at, answered_at: performance.now() });
  }
  const expected = ENDPOINTS * SALES_PER_SLICE;
  const limit = performance.now() + ARRIVAL_LIMIT_MS;
  while (arrivals.length < expected && performance.now() < limit) await pause(50);
  const late = (from: "sent_at" | "answered_at") =>
    arrivals.flatMap(({ subject_id, at }) => {
      const sale = sales.get(subject_id);
      return sale ? [at - sale[from]] : [];
    });
  const after_answer_ms = late("answered_at");
  const missing = expected - after_answer_ms.length;
  return { after_answer_ms, after_sending_ms: late("sent_at"), control_ms, missing };
}

async function insertRow(port: number): Promise<void> {
  const body = JSON.stringify({ id: crypto.randomUUID() });
  await (await fetch(`http://127.0.0.1:${port}/insert`, { method: "POST", body })).text();
}

function rowsOf({ without, beside }: Record<"without" | "beside", Slice[]>): Row[] {
  const all = (slices: Slice[]) => summarize(slices.flatMap(({ after_answer_ms }) => after_answer_ms));
  const [alone, held_up] = [all(without), all(beside)];
  const from_sending = summarize(without.flatMap(({ after_sending_ms }) => after_sending_ms));
  const control = summarize(without.flatMap(({ control_ms }) => control_ms));
  const ratios = beside.map(
    ({ after_answer_ms }, pair) =>
      summarize(after_answer_ms).p95_ms / summarize(without[pair]?.after_answer_ms ?? []).p95_ms,
  );
  const ratio = median(ratios);
  const missing = [...without, ...beside].reduce((sum, slice) => sum + slice.missing, 0);
  return [
    row({
      id: "B19",
      name: `first attempt at ${ENDPOINTS} endpoints after the sale, median`,
      unit: "ms",
      figure: alone.p50_ms,
      control: control.p50_ms,
      target: `≤ ${MEDIAN_LIMIT_MS} ms`,
      ok: alone.p50_ms <= MEDIAN_LIMIT_MS,
      detail: { alone, from_sending },
    }),
    row({
      id: "B19",
      name: "  … p95",
      unit: "ms",
      figure: alone.p95_ms,
      control: control.p95_ms,
      target: `≤ ${P95_LIMIT_MS} ms`,
      ok: alone.p95_ms <= P95_LIMIT_MS,
    }),
    row({
      id: "B19",
      name: "  … p95 beside a dead and a slow-loris endpoint",
      unit: "ms",
      figure: held_up.p95_ms,
      control: alone.p95_ms,
      ratio,
      spread: [Math.min(...ratios), Math.max(...ratios)],
      target: `ratio ≤ ${RATIO_LIMIT}`,
      ok: ratio <= RATIO_LIMIT,
      detail: { held_up },
    }),
    row({
      id: "B19",
      name: "  … deliveries that did not arrive",
      unit: "ops",
      figure: missing,
      target: "none",
      ok: missing === 0,
    }),
  ];
}
