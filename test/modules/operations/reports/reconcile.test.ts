/** After a random day all reports agree with each other, with their rows, and with a rebuild, for any filter (rules R1, R2, R3). */

import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { rebuildWhole } from "../../../../src/modules/operations/reports/service/rebuild.ts";
import { seededRandom } from "../../../support/seed.ts";
import { type Day, playDay, systemOf } from "./day.ts";

const random = seededRandom();
let day: Day;
beforeAll(async () => {
  day = await playDay(random, 90);
}, 120_000);

type Figures = Record<string, number>;

async function report(name: string, query: Record<string, string> = {}) {
  const { status, data, text } = await day.owner.get(`/reports/${name}?${new URLSearchParams(query)}`);
  if (status !== 200) throw new Error(text);
  return data;
}

async function rowsOf<Row>(query: string): Promise<Row[]> {
  return (await env.DB.prepare(query).bind(day.park.tenant_id).all<Row>()).results;
}

/** The roll-ups that readers see, in order. */
const rollUps = () =>
  rowsOf<Record<string, unknown>>(
    `SELECT s.grain, s.kind, s.store_id, s.period, s.device_id, s.employee_id, s.key, s.count, s.quantity, s.gross, s.discount_total,
       s.total, s.tax_total, s.rounding, s.surcharge_total, s.cash
     FROM report_sums s JOIN report_places p ON p.tenant_id = s.tenant_id AND p.generation = s.generation
     WHERE s.tenant_id = ? AND (s.count OR s.quantity OR s.gross OR s.discount_total OR s.total OR s.tax_total OR s.rounding
       OR s.surcharge_total OR s.cash) ORDER BY 1, 2, 3, 4, 5, 6, 7`,
  );

/** A span around the day, whatever the clock of the test and of the sandbox show. */
async function spanOfDay(): Promise<{ from: string; to: string }> {
  const [row] = await rowsOf<{ from: string; to: string }>(
    'SELECT MIN(substr(period, 1, 10)) AS "from", MAX(substr(period, 1, 10)) AS "to" FROM report_sums WHERE tenant_id = ?',
  );
  if (!row) throw new Error("no roll-ups");
  return row;
}

test("the day has all kinds of acts", () => {
  console.info(JSON.stringify(day.done));
  for (const act of ["sell", "undo", "refund", "outage", "scan", "scanOffline"])
    expect(day.done[act], act).toBeGreaterThan(0);
});

test("[R3] roll-ups are those that a rebuild makes from the rows", async () => {
  const counted = await rollUps();
  expect(counted.length).toBeGreaterThan(50);
  await rebuildWhole(systemOf(day.park));
  expect(await rollUps()).toEqual(counted);
});

test("[R1] sales are shifts and tickets and other lines, and CSV is JSON, for 200 random filters", async () => {
  const span = await spanOfDay();
  const sellers = await rowsOf<{ device_id: string; cashier_id: string; store_id: string }>(
    "SELECT DISTINCT device_id, cashier_id, store_id FROM sales WHERE tenant_id = ?",
  );
  for (let drawn = 0; drawn < 200; drawn++) {
    const { device_id = "", cashier_id = "", store_id = "" } = random.pick(sellers) ?? {};
    const query: Record<string, string> = {
      ...span,
      ...(random.chance(0.3) && { to: span.from }),
      ...(random.chance(0.3) && { from: span.to, to: span.to }),
      ...(random.chance(0.4) && { store_id }),
      ...(random.chance(0.4) && { device_id }),
      ...(random.chance(0.4) && { employee_id: cashier_id }),
      group_by: random.pick(["hour", "day", "week", "month", "quarter", "year"]) ?? "day",
      compare: random.pick(["none", "previous", "weekdays"]) ?? "none",
    };
    const [sales, shifts, tickets] = await Promise.all(
      ["sales", "shifts", "tickets"].map((name) => report(name, query)),
    );
    const said = JSON.stringify(query);
    const { takings, net, tax_total, rounding_total } = sales.totals;
    expect(shifts.totals.takings + shifts.totals.outside_total, said).toBe(takings);
    for (const name of ["sales_total", "refunds_total", "voids_total", "surcharge_total", "tax_total", "net", "gross"])
      expect([name, shifts.totals[name]], said).toEqual([name, sales.totals[name]]);
    expect(tickets.totals.takings, said).toBe(takings);
    expect(net + tax_total + rounding_total, said).toBe(takings);
    for (const { buckets, totals } of [sales, shifts, tickets])
      for (const name of Object.keys(totals).filter((each) => !each.endsWith("_rate")))
        expect([
          name,
          buckets.reduce((sum: number, { figures }: { figures: Figures }) => sum + (figures[name] ?? 0), 0),
        ]).toEqual([name, totals[name]]);
    const sumOf = (rows: Figures[], name: string) => rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
    expect(sumOf(sales.breakdowns.tenders, "total"), said).toBe(takings);
    expect(sumOf(sales.breakdowns.taxes, "tax_total"), said).toBe(tax_total);
    expect(sales.breakdowns.taxes, said).toEqual(shifts.breakdowns.taxes);
    expect(sumOf(sales.breakdowns.packages, "takings") + 0, said).toBe(
      sales.totals.sales_total - sales.totals.refunds_total - rounding_total,
    );
    for (const holders of ["employees", "devices", "stores"])
      expect(
        sumOf(
          sales.breakdowns[holders].map(({ figures }: { figures: Figures }) => figures),
          "takings",
        ),
        said,
      ).toBe(takings);
    if (drawn % 8 === 0) await sheetAgrees("sales", query, sales);
    if (drawn % 8 === 4) await sheetAgrees("tickets", query, tickets);
  }
});

async function sheetAgrees(
  name: string,
  query: Record<string, string>,
  json: { totals: Figures; buckets: { figures: Figures }[] },
) {
  const { text } = await day.owner.get(`/reports/${name}?${new URLSearchParams({ ...query, format: "csv" })}`);
  const [head = "", ...lines] = text.replace("\uFEFF", "").split("\r\n");
  const names = head.split(",");
  const read = (line: string) => Object.fromEntries(line.split(",").map((cell, index) => [names[index], cell]));
  const [total] = lines.filter((line) => line.startsWith("total,")).map(read);
  const buckets = lines.filter((line) => line.startsWith("bucket,")).map(read);
  const shown = (figures: Figures) =>
    Object.fromEntries(Object.entries(figures).map(([each, value]) => [each, String(value ?? "")]));
  expect(total).toMatchObject(shown(json.totals));
  expect(buckets).toMatchObject(json.buckets.map(({ figures }) => shown(figures)));
}

test("[R2] the tax of each rate is that of the documents: sales, voids, refunds and surcharges", async () => {
  const span = await spanOfDay();
  const { breakdowns, totals } = await report("sales", span);
  const entries = await rowsOf<{ taxes: string }>(
    "SELECT taxes FROM drawer_entries WHERE tenant_id = ?1 UNION ALL SELECT taxes FROM late_entries WHERE tenant_id = ?1",
  );
  const rates = new Map<number, number>();
  for (const { taxes } of entries)
    for (const { rate_bps, tax_total } of JSON.parse(taxes))
      rates.set(rate_bps, (rates.get(rate_bps) ?? 0) + tax_total);
  for (const { rate_bps, tax_total } of breakdowns.taxes) expect(tax_total).toBe(rates.get(rate_bps));
  const [rows] = await rowsOf<Figures>(
    `SELECT COUNT(*) AS sales_count, SUM(iif(voided_at IS NULL, grand_total, 0)) AS sales_total,
       SUM(iif(voided_at IS NULL, subtotal, 0)) AS gross, SUM(iif(voided_at IS NULL, discount_total, 0)) AS discount_total,
       SUM(iif(voided_at IS NOT NULL, grand_total, 0)) AS voids_total FROM sales WHERE tenant_id = ?`,
  );
  expect(totals).toMatchObject(rows ?? {});
  const [refunds] = await rowsOf<Figures>(
    "SELECT COUNT(*) AS refunds_count, COALESCE(SUM(amount), 0) AS refunds_total FROM refunds WHERE tenant_id = ? AND status = 'completed'",
  );
  expect(totals).toMatchObject(refunds ?? {});
});

test("[R1] gates and corrections count their rows", async () => {
  const span = await spanOfDay();
  const gate = await report("gate-throughput", span);
  const [scans] = await rowsOf<Figures>(
    `SELECT COUNT(*) AS attempts, SUM(result = 'pass') AS pass, SUM(result = 'fail') AS fail,
       SUM(iif(result = 'pass' AND direction = 'entry' AND annulled_at IS NULL, party, 0)) AS guests,
       SUM(annulled_at IS NOT NULL) AS annulled FROM redemptions WHERE tenant_id = ?`,
  );
  expect(gate.totals).toMatchObject(scans ?? {});
  const tickets = await report("tickets", span);
  const [issued] = await rowsOf<Figures>(
    "SELECT COUNT(*) AS issued, SUM(price) AS issued_total FROM tickets WHERE tenant_id = ? AND replaces IS NULL",
  );
  expect(tickets.totals).toMatchObject(issued ?? {});
  const [used] = await rowsOf<Figures>(
    "SELECT COUNT(DISTINCT ticket_id) AS redeemed FROM redemptions WHERE tenant_id = ? AND result = 'pass' AND direction = 'entry'",
  );
  expect(tickets.totals).toMatchObject(used ?? {});
  const corrections = await report("reprints-refunds", span);
  const [reprints] = await rowsOf<Figures>("SELECT COUNT(*) AS reprints_count FROM reprints WHERE tenant_id = ?");
  expect(corrections.totals).toMatchObject(reprints ?? {});
});

test("[R1] a filter by package or zone gives the row of its breakdown, and all rows together the totals", async () => {
  const span = await spanOfDay();
  type Row = { id: string | null; figures: Figures } & Record<string, number>;
  const sales = await report("sales", span);
  for (const { id, takings, quantity } of sales.breakdowns.packages as Row[]) {
    const own = await report("sales", { ...span, package_id: id ?? "" });
    expect([own.totals.takings, own.totals.quantity]).toEqual([takings, quantity]);
  }
  const tickets = await report("tickets", span);
  for (const { id, figures } of tickets.breakdowns.packages as Row[])
    expect((await report("tickets", { ...span, package_id: id ?? "" })).totals).toEqual(figures);
  const gate = await report("gate-throughput", span);
  for (const { id, figures } of gate.breakdowns.zones as Row[])
    if (id) expect((await report("gate-throughput", { ...span, zone_id: id })).totals).toEqual(figures);
  const sumOf = (rows: Row[], name: string) => rows.reduce((sum, { figures }) => sum + (figures[name] ?? 0), 0);
  for (const name of ["issued", "issued_total", "redeemed", "tickets_refunded_total", "ticket_takings"])
    expect([name, sumOf(tickets.breakdowns.packages, name)]).toEqual([name, tickets.totals[name]]);
  expect(sumOf(gate.breakdowns.zones, "attempts")).toBe(gate.totals.attempts);
});
