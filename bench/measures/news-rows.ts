/** Rows of a sale and of a scan while an endpoint or a screen gets their events (B20). */

import { buildBenchPark, sell } from "../bench-park.ts";
import { consoleOf, openReceivers } from "../receivers.ts";
import { type Row, row } from "../report.ts";
import type { Runtime } from "../runtime.ts";
import { openScreen } from "../screen.ts";
import { pause } from "./harness.ts";
import { countRows, ROUNDS, SCAN_QUIET_MS } from "./rows.ts";

/** A sale and a scan wrote so many rows before there were endpoints. */
const BEFORE = { sale: 10, scan: 9 };

/** B20: the most expensive of several rounds, as in B15. */
export async function measureNewsRows(runtime: Runtime): Promise<Row[]> {
  const { news } = runtime;
  const park = await buildBenchPark(news.env, news.port, "news-rows.bench.test");
  const [multi] = await sell(park.till, park.multi, 1);
  if (!multi) throw new Error("the sale brought no ticket");
  const operations = {
    sale: { name: "sale of 1", run: (id: string) => sell(park.till, park.single, 1, id) },
    scan: {
      name: "redeem, live ticket",
      run: (id: string) => park.gate.post("/tickets/redeem", { qr_token: multi.qr_token }, id),
    },
  };
  const counted = news.env.DB.prepare("SELECT COUNT(*) AS count FROM webhook_deliveries WHERE tenant_id = ?");
  const deliveries = async () => (await counted.bind(park.tenant_id).first<{ count: number }>())?.count ?? 0;
  const rows: Row[] = [];

  async function count(while_text: string): Promise<void> {
    await pause(SCAN_QUIET_MS);
    for (const [kind, { name, run }] of Object.entries(operations) as ["sale" | "scan", typeof operations.sale][]) {
      await run("warm-up");
      await pause(SCAN_QUIET_MS);
      const owed_before = await deliveries();
      const found = await countRows(runtime, news.port, { name: `${name}${while_text}`, quiet_ms: SCAN_QUIET_MS, run });
      const owed = ((await deliveries()) - owed_before) / ROUNDS;
      const limit = BEFORE[kind] + owed;
      const figure = found.written - (owed > 0 ? found.in_indexes_beside_reply : 0);
      const parts = owed > 0 ? ` (${owed} owed; ${found.in_indexes_beside_reply} more in indexes)` : "";
      rows.push(
        row({
          id: "B20",
          name: `${name}${while_text}${parts}: rows written`,
          unit: "rows",
          figure,
          target: `≤ ${limit}`,
          ok: figure <= limit,
          detail: found,
        }),
      );
    }
  }

  await count(", nobody listens");
  const receivers = await openReceivers(1);
  const { make, drop } = await consoleOf(park, news.port);
  const webhook_id = await make(receivers.urls[0] ?? "", ["*"]);
  await count(", an endpoint gets all");
  await drop(webhook_id);
  receivers.close();
  const { store_id, manager } = park;
  const screen = await openScreen(news.port, { store_id, token: manager.token, topics: ["dashboard"], ip: "10.2.0.1" });
  await count(", a screen gets all");
  screen.close();
  return rows;
}
