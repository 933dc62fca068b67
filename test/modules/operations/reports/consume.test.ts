/** Each event counts once, whoever delivers it and how often, also beside a rebuild (rule R3). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { consumers, jobs } from "../../../../src/modules/operations/reports/jobs.ts";
import { countEvents } from "../../../../src/modules/operations/reports/service/consume.ts";
import { rebuildReports, rebuildWhole } from "../../../../src/modules/operations/reports/service/rebuild.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { drainOutbox, type OutboxEvent } from "../../../../src/platform/queue/outbox.ts";
import { madeBackup, purge } from "../../../support/backups.ts";
import { type Client, cashSale, countRows, newPark, newProvider, type TestPark } from "../../../support/park.ts";
import { refund } from "../../../support/refunds.ts";
import { handedIn, saleOp } from "../../../support/sales-of-outage.ts";
import { countAll, systemOf } from "./day.ts";

const PRICE = 35_000;

async function sell(park: TestPark, till: Client, times: number): Promise<{ sale_id: string }[]> {
  const sold = [];
  for (let made = 0; made < times; made++) {
    const { status, data, text } = await till.post(
      "/sales",
      cashSale(park.packages.single, 1, PRICE),
      newId(Date.now()),
    );
    if (status !== 201) throw new Error(text);
    sold.push(data);
  }
  return sold;
}

async function eventsOf({ tenant_id }: TestPark): Promise<OutboxEvent[]> {
  const { results } = await env.DB.prepare("SELECT * FROM outbox WHERE tenant_id = ? ORDER BY sequence")
    .bind(tenant_id)
    .all<OutboxEvent & { data: string }>();
  const types = consumers[0]?.types.map(({ type }) => type) ?? [];
  return results.filter(({ type }) => types.includes(type)).map((row) => ({ ...row, data: JSON.parse(row.data) }));
}

async function salesOf(park: TestPark): Promise<[count: number, takings: number]> {
  const owner = await park.office("owner");
  const { data } = await owner.get("/reports/sales?from=2020-01-01&to=2027-12-31&group_by=year");
  return [data.totals.sales_count, data.totals.takings];
}

test("[R3] a page that is delivered twice counts once", async () => {
  const park = await newPark();
  await sell(park, await park.till(), 3);
  const page = await eventsOf(park);
  await countEvents(systemOf(park), page);
  await countEvents(systemOf(park), page);
  await countEvents(systemOf(park), page.slice(1));
  expect(await salesOf(park)).toEqual([3, 3 * PRICE]);
});

test("[R3] two drains at once, and an event alone beside its page, count each event once", async () => {
  const park = await newPark();
  await sell(park, await park.till(), 4);
  const page = await eventsOf(park);
  const drains = Array.from({ length: 3 }, () => drainOutbox(seedContext(env), park.tenant_id, consumers));
  const ended = await Promise.allSettled([
    countEvents(systemOf(park), page),
    countEvents(systemOf(park), page.slice(0, 2)),
    ...drains,
  ]);
  expect(ended.filter(({ status }) => status === "rejected")).toEqual([]);
  expect(await salesOf(park)).toEqual([4, 4 * PRICE]);
});

test("[R3] a new tenant needs no rebuild, and a tenant with rows from before gets one", async () => {
  const park = await newPark();
  const till = await park.till();
  await sell(park, till, 2);
  await countAll(park);
  expect(await countRows("report_rebuilds", park.tenant_id)).toBe(0);

  for (const table of ["report_sums", "report_places"])
    await env.DB.prepare(`DELETE FROM ${table} WHERE tenant_id = ?`).bind(park.tenant_id).run();
  await sell(park, till, 1);
  await countAll(park);
  expect(await countRows("report_rebuilds", park.tenant_id, "finished_at IS NULL")).toBe(1);
  await sell(park, till, 1);
  await countAll(park);
  for (let ticks = 0; ticks < 3; ticks++) await jobs[0]?.run(seedContext(env));
  expect(await salesOf(park)).toEqual([4, 4 * PRICE]);
  expect(await countRows("report_rebuilds", park.tenant_id, "finished_at IS NULL")).toBe(0);
});

test("[R3] a tenant whose roll-ups are gone, and that does nothing more, gets them by the cron", async () => {
  const park = await newPark();
  await sell(park, await park.till(), 2);
  await countAll(park);
  for (const table of ["report_sums", "report_places"])
    await env.DB.prepare(`DELETE FROM ${table} WHERE tenant_id = ?`).bind(park.tenant_id).run();
  expect(await salesOf(park)).toEqual([0, 0]);
  for (let ticks = 0; ticks < 4; ticks++) await jobs[0]?.run(seedContext(env));
  expect(await salesOf(park)).toEqual([2, 2 * PRICE]);
});

test("[R3] a tenant that is restored from a backup gets its roll-ups from its rows", async () => {
  const park = await newPark();
  const till = await park.till();
  const [sale] = await sell(park, till, 3);
  await refund(park, till, sale?.sale_id ?? "");
  await countAll(park);
  const before = await salesOf(park);
  const backup_id = await madeBackup(park);
  await purge(park);
  expect(await countRows("report_sums", park.tenant_id)).toBe(0);
  const provider = await newProvider();
  const restore = { backup_id, confirm: park.tenant_id };
  for (let asked = 0; asked < 10; asked++) {
    const reply = await provider.post(`/provider/tenants/${park.tenant_id}/restore-backup`, restore);
    expect(reply.status, reply.text).toBe(200);
    if (reply.data.status === "completed") break;
  }
  await countAll(park);
  for (let ticks = 0; ticks < 4; ticks++) await jobs[0]?.run(seedContext(env));
  expect(await salesOf(park)).toEqual(before);
  await rebuildWhole(systemOf(park));
  expect(await salesOf(park)).toEqual(before);
});

test("[R3] sales, voids and refunds during a rebuild count once", async () => {
  const park = await newPark();
  const till = await park.till();
  const supervisor = await park.person("supervisor", "pos");
  const sold = await sell(park, till, 3);
  await countAll(park);
  const owner = await park.office("owner");
  expect((await owner.post("/reports/rebuild")).data.status).toBe("running");
  await sell(park, till, 2);
  await supervisor.post(`/sales/${sold[0]?.sale_id}/void`, { reason_code: "cashier_error" });
  await refund(park, till, sold[1]?.sale_id ?? "");
  await countAll(park);
  // The events of this sale are counted while steps are taken, or after the last one.
  await Promise.all([jobs[0]?.run(seedContext(env)), sell(park, till, 1).then(() => countAll(park))]);
  for (let ticks = 0; ticks < 3; ticks++) await jobs[0]?.run(seedContext(env));
  expect((await owner.get("/reports/rebuild")).data.status).toBe("completed");
  await countAll(park);
  expect(await salesOf(park)).toEqual([6, 4 * PRICE]);
  await rebuildWhole(systemOf(park));
  expect(await salesOf(park)).toEqual([6, 4 * PRICE]);
});

test("[R3] the owner and the provider who start a rebuild at once, twice each, start one", async () => {
  const park = await newPark();
  const sold = await sell(park, await park.till(), 3);
  await countAll(park);
  const [owner, provider] = [await park.office("owner"), await newProvider()];
  const path = `/provider/tenants/${park.tenant_id}/reports/rebuild`;
  const started = await Promise.all([
    owner.post("/reports/rebuild"),
    provider.post(path),
    owner.post("/reports/rebuild"),
    provider.post(path),
  ]);
  for (const { status, text, data } of started) expect([status, data?.status], text).toEqual([200, "running"]);
  expect(await countRows("audits", park.tenant_id, "event = 'report.rebuild_started'")).toBe(1);
  await sell(park, await park.till(), 2);
  await Promise.all([
    countAll(park),
    rebuildReports(seedContext(env)),
    rebuildReports(seedContext(env)),
    countAll(park),
  ]);
  for (let ticks = 0; ticks < 4; ticks++) await jobs[0]?.run(seedContext(env));
  expect(await salesOf(park)).toEqual([sold.length + 2, (sold.length + 2) * PRICE]);
});

test("[R1] a sale of an outage counts in the hour in which it was sold, and a void in its own", async () => {
  const park = await newPark();
  const till = await park.till();
  const owner = await park.office("owner");
  const pos = await park.device("pos");
  const sold_at = Date.now() - 5 * 3_600_000;
  await handedIn(pos, [saleOp(park, PRICE, {}, sold_at)]);
  const [sale] = await sell(park, till, 1);
  await owner.call("PUT", "/sandbox/clock", { offset_seconds: 7_200 });
  const supervisor = await park.person("supervisor", "pos");
  const undone = await supervisor.post(`/sales/${sale?.sale_id}/void`, { reason_code: "cashier_error" });
  expect(undone.status, undone.text).toBe(200);
  await countAll(park);
  const day = (at: number) => new Date(at + 7 * 3_600_000).toISOString();
  const [from, to] = [day(sold_at).slice(0, 10), day(Date.now() + 7_200_000).slice(0, 10)];
  const { data } = await owner.get(`/reports/sales?group_by=hour&from=${from}&to=${to}`);
  type Bucket = { start: string; hour: number; figures: Record<string, number> };
  const taken = data.buckets.flatMap(({ start, hour, figures }: Bucket) =>
    figures.takings ? [[`${start}T${String(hour).padStart(2, "0")}`, figures.takings]] : [],
  );
  expect(taken).toEqual([
    [day(sold_at).slice(0, 13), PRICE],
    [day(Date.now()).slice(0, 13), PRICE],
    [day(Date.now() + 7_200_000).slice(0, 13), -PRICE],
  ]);
});

test("[R3] a page of a hundred events writes few rows for each sale, and a sale itself writes none", async () => {
  const park = await newPark();
  const till = await park.till();
  await sell(park, till, 40);
  expect(await countRows("report_sums", park.tenant_id)).toBe(0);
  const ctx = systemOf(park);
  await countEvents(ctx, await eventsOf(park));
  const rows = await countRows("report_sums", park.tenant_id);
  expect(rows).toBeLessThanOrEqual(40);
  expect(ctx.db.rows.written / 40).toBeLessThanOrEqual(2);
  await sell(park, till, 1);
  const alone = systemOf(park);
  await countEvents(alone, (await eventsOf(park)).slice(-1));
  expect(alone.db.rows.written).toBeLessThanOrEqual(14);
});
