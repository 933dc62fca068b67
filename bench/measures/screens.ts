/** Live screens: how late a sale's event is on a thousand screens of a store (B21). */

import { buildBenchPark, saleOf } from "../bench-park.ts";
import { summarize } from "../latency.ts";
import { type Row, row } from "../report.ts";
import type { Runtime } from "../runtime.ts";
import { openScreen, type Screen } from "../screen.ts";
import { pause } from "./harness.ts";

const SCREENS = 1_000;
/** One network may have twenty. */
const PER_NETWORK = 20;
const SALES = 15;
const P99_LIMIT_MS = 200;
const ARRIVAL_LIMIT_MS = 10_000;
const QUIET_MS = 500;

/** B21: from the answer of the sale, so from after its commit, to each screen. The screens are one process's. */
export async function measureScreens({ news }: Runtime): Promise<Row[]> {
  const park = await buildBenchPark(news.env, news.port, "screens.bench.test");
  const auth = { store_id: park.store_id, token: park.manager.token, topics: ["counter"] };
  const screens: Screen[] = [];
  for (let network = 0; network < SCREENS / PER_NETWORK; network++) {
    const near = Array.from({ length: PER_NETWORK }, () => openScreen(news.port, { ...auth, ip: `10.1.${network}.1` }));
    screens.push(...(await Promise.all(near)));
  }
  const late: number[] = [];
  const last: number[] = [];
  let missing = 0;
  // The first one is the warm-up.
  for (let sold = 0; sold <= SALES; sold++) {
    await pause(QUIET_MS);
    for (const { arrivals } of screens) arrivals.length = 0;
    await park.till.post("/sales", saleOf(park.single, 1));
    const answered_at = performance.now();
    const limit = answered_at + ARRIVAL_LIMIT_MS;
    while (screens.some(({ arrivals }) => arrivals.length === 0) && performance.now() < limit) await pause(10);
    const times = screens.flatMap(({ arrivals }) => arrivals.slice(0, 1)).map((at) => at - answered_at);
    missing += SCREENS - times.length;
    if (sold === 0) continue;
    late.push(...times);
    last.push(Math.max(...times));
  }
  for (const screen of screens) screen.close();
  const { p50_ms, p99_ms, max_ms } = summarize(late);
  return [
    row({ id: "B21", name: `a sale on ${SCREENS} screens of its store, p50`, unit: "ms", figure: p50_ms }),
    row({
      id: "B21",
      name: "  … p99",
      unit: "ms",
      figure: p99_ms,
      target: `≤ ${P99_LIMIT_MS} ms`,
      ok: p99_ms <= P99_LIMIT_MS,
      detail: { max_ms, last_screen: summarize(last) },
    }),
    row({
      id: "B21",
      name: "  … events that did not arrive",
      unit: "ops",
      figure: missing,
      target: "none",
      ok: missing === 0,
    }),
  ];
}
