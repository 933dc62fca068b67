/** Fraud Watch finds a bad cashier, opens the rows and keeps the looks; the dashboard shows the day (rules R1, R4). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { sellOne } from "../../../support/gate.ts";
import { auditRows, type Client, cashSale, newPark, type TestPark } from "../../../support/park.ts";
import { refund } from "../../../support/refunds.ts";
import { countAll } from "./day.ts";

const PRICE = 35_000;

async function sell(park: TestPark, till: Client): Promise<{ sale_id: string; tickets: { qr_token: string }[] }> {
  const { status, data, text } = await till.post("/sales", cashSale(park.packages.single, 1, PRICE), newId(Date.now()));
  if (status !== 201) throw new Error(text);
  return data;
}

/** A till whose cashier refunds five sales. */
async function badDay(): Promise<{ park: TestPark; owner: Client; till: Client }> {
  const park = await newPark();
  const [till, owner] = [await park.till(), await park.office("owner")];
  for (let made = 0; made < 5; made++) await refund(park, till, (await sell(park, till)).sale_id);
  await countAll(park);
  return { park, owner, till };
}

test("[R4] a cashier with five refunds on the first day is found, and the finding opens exactly these refunds", async () => {
  const { park, owner } = await badDay();
  const { data } = await owner.get("/reports/fraud-watch");
  const cashier = park.employees.cashier?.employee_id;
  const found = data.findings.filter(({ kind }: { kind: string }) => kind === "refunds");
  expect(found).toMatchObject([
    { holder_kind: "employee", holder_id: cashier, name: "Somchai Dee", value: 5, total: 5 * PRICE, looked_at: null },
    { holder_kind: "device", holder_id: park.devices.pos?.device_id, value: 5 },
  ]);
  for (const { rows } of found) {
    const list = await owner.get(rows.replace("/v1", ""));
    expect([list.status, list.data.length], rows).toEqual([200, 5]);
  }
  expect(data.totals).toEqual({ findings: data.findings.length, unseen: data.findings.length });
  const csv = (await owner.get("/reports/fraud-watch?format=csv")).text.trim().split("\r\n");
  expect(csv).toHaveLength(1 + data.findings.length);
});

test("[R4] a look is kept once with its note and audited, and nobody looks at a finding about themselves", async () => {
  const { park, owner } = await badDay();
  const manager = await park.office("manager");
  const { findings } = (await owner.get("/reports/fraud-watch")).data;
  const path = `/reports/fraud-watch/${findings[0].finding_id}/look`;
  const note = "ลูกค้าฝนตก =1+1";
  const [first, twin] = await Promise.all([owner.post(path, { note }), owner.post(path, { note })]);
  expect([first?.status, twin?.status]).toEqual([200, 200]);
  const again = await manager.post(path, {});
  expect(again.data).toMatchObject({ looked_by: park.employees.owner?.employee_id, note });
  const after = (await owner.get("/reports/fraud-watch")).data;
  expect(after.totals.unseen).toBe(after.totals.findings - 1);
  expect(after.findings[0]).toMatchObject({ note, looked_by: park.employees.owner?.employee_id });
  expect((await auditRows(park.tenant_id, "event = 'report.finding_looked_at'")).length).toBeGreaterThan(0);

  const own = `refunds.2026-05-01.${park.store_id}.employee.${park.employees.manager?.employee_id}`;
  expect((await manager.post(`/reports/fraud-watch/${own}/look`, {})).error?.code).toBe("E_OWN_FINDING");
  const foreign = `refunds.2026-05-01.${(await newPark()).store_id}.employee.${park.employees.cashier?.employee_id}`;
  expect((await manager.post(`/reports/fraud-watch/${foreign}/look`, {})).status).toBe(404);
});

test("[R4] a mark made before its finding is refused, and a finding that grows afterwards needs another look", async () => {
  const { park, owner, till } = await badDay();
  const cashier = park.employees.cashier?.employee_id;
  const [finding] = (await owner.get("/reports/fraud-watch")).data.findings;
  const pathOf = (finding_id: string) => `/reports/fraud-watch/${finding_id}/look`;
  const soon = `refunds.2027-01-01.${park.store_id}.employee.${cashier}`;
  const never = [
    soon,
    finding.finding_id.replace("refunds", "reprints"),
    finding.finding_id.replace("refunds", "anything"),
  ];
  const dates = ["9999-99-99", "0000-01-01", "2026-02-30"].map((date) => soon.replace("2027-01-01", date));
  for (const finding_id of [...never, ...dates])
    expect([finding_id, (await owner.post(pathOf(finding_id), { note: "seen" })).status]).toEqual([finding_id, 404]);

  const marked = await owner.post(pathOf(finding.finding_id), { note: "seen" });
  expect(marked.status, marked.text).toBe(200);
  for (let made = 0; made < 3; made++) await refund(park, till, (await sell(park, till)).sale_id);
  await countAll(park);
  const grown = (await owner.get("/reports/fraud-watch")).data;
  expect(grown.findings[0]).toMatchObject({ finding_id: finding.finding_id, value: 8, looked_at: null, note: null });
  expect(grown.totals.unseen).toBe(grown.totals.findings);
  expect((await owner.post(pathOf(finding.finding_id), {})).status).toBe(200);
  expect((await owner.get("/reports/fraud-watch")).data.findings[0]).toMatchObject({
    value: 8,
    looked_at: expect.any(String),
  });
});

test("[R4] a filter by person or device gives the same findings about them as without it, and no others", async () => {
  const { park, owner } = await badDay();
  const all = (await owner.get("/reports/fraud-watch")).data.findings;
  expect(all).toHaveLength(2);
  for (const [name, id] of [
    ["employee_id", park.employees.cashier?.employee_id],
    ["device_id", park.devices.pos?.device_id],
  ]) {
    const { findings } = (await owner.get(`/reports/fraud-watch?${name}=${id}`)).data;
    expect(findings).toEqual(all.filter(({ holder_id }: { holder_id: string }) => holder_id === id));
  }
});

test("[R4] sales in hours in which the store is closed are found", async () => {
  const park = await newPark();
  const [till, owner] = [await park.till(), await park.office("owner")];
  const local = new Date(Date.now() + 7 * 3_600_000);
  const weekday = ((local.getUTCDay() + 1) % 7) + 1;
  const hours = [{ weekday, opens: "10:00", closes: "11:00" }];
  const set = await owner.call("PATCH", `/stores/${park.store_id}`, { opening_hours: hours });
  expect(set.status, set.text).toBe(200);
  await sell(park, till);
  await countAll(park);
  const { findings } = (await owner.get("/reports/fraud-watch")).data;
  expect(findings.map(({ kind }: { kind: string }) => kind)).toContain("after_hours");
});

test("[R1] the dashboard shows takings, scans, people inside, open drawers and what waits, by few queries", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const [gate, owner] = [await park.device("gate"), await park.office("owner")];
  await gate.post("/tickets/redeem", { qr_token: ticket.qr_token });
  await gate.post("/tickets/redeem", { qr_token: ticket.qr_token });
  for (let asked = 0; asked < 200; asked++) {
    await countAll(park);
    const { data } = await owner.get("/reports/gate-throughput");
    if (data.totals.attempts === 2) break;
    await scheduler.wait(20);
  }
  const { data, status, text } = await owner.get("/reports/dashboard");
  expect(status, text).toBe(200);
  expect(data.today.takings).toBe(10_000);
  expect(data.hours).toHaveLength(24);
  expect(data.hours.reduce((sum: number, { takings }: { takings: number }) => sum + takings, 0)).toBe(10_000);
  expect(data.gate).toMatchObject({ attempts: 2, pass: 1, fail: 1, guests: 1 });
  expect(data.reasons).toEqual([{ reason: expect.any(String), count: 1 }]);
  expect(data.zones.find(({ name }: { name: string }) => name === "Main Gate")).toMatchObject({
    inside: 1,
    entries: 1,
  });
  expect(data.open_shifts).toHaveLength(1);
  expect(data.last_week).toMatchObject({ figures: { takings: 0 }, takings_by_now: 0, sales_count_by_now: 0 });
  expect(data.approvals_waiting).toBe(0);
});

test("[R1] a manager of one store sees that store alone, and a cashier no report", async () => {
  const park = await newPark();
  await sell(park, await park.till());
  await countAll(park);
  const manager = await park.office("manager");
  const { status, data } = await manager.get("/reports/sales");
  expect(status).toBe(200);
  expect(data.breakdowns.stores.map(({ id }: { id: string }) => id)).toEqual([park.store_id]);
  const cashier = await park.visitor("cashier");
  expect((await cashier.get("/reports/sales")).error?.code).toBe("E_PERMISSION");
  const other = await newPark();
  expect((await manager.get(`/reports/sales?store_id=${other.store_id}`)).status).toBe(404);
});

test("[R3] the rows that a report reads depend on the roll-ups of its span, and not on the sales before", async () => {
  const park = await newPark();
  const { tenant_id, store_id } = park;
  const kinds = ["sale", "void", "refund", "payment", "tender"];
  const days = Array.from({ length: 400 }, (_, index) =>
    new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10),
  );
  const rows = days.flatMap((period) => kinds.map((kind) => [kind, period]));
  await env.DB.prepare(
    `INSERT INTO report_sums SELECT ?1, 0, 'day', value ->> 0, ?2, value ->> 1, ?2, ?2, '', 1, 1, 100, 0, 100, 7, 0, 0, 0 FROM json_each(?3)`,
  )
    .bind(tenant_id, store_id, JSON.stringify(rows))
    .run();
  const owner = await park.office("owner");
  const { rowsReadBy } = await import("../../../support/rows.ts");
  const spans = [
    ["2025-12-01", "2025-12-31", 31],
    ["2025-02-01", "2025-12-31", 334],
  ] as const;
  for (const [from, to, count] of spans) {
    const [read = 0] = await rowsReadBy(() => owner.get(`/reports/sales?from=${from}&to=${to}&store_id=${store_id}`));
    expect(read).toBeLessThanOrEqual(4 * count * kinds.length + 100);
  }
});
