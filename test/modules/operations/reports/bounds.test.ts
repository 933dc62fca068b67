/** Reports at their bounds: early and late dates, names that a cut would break, thousands of people and packages (rules R1, T9). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { addPerson, call, clientOf, newPark, proven, type TestPark } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";

const DATE = "2026-05-01";

/** Adds a day row of a kind for each holder, with `quantity` 2 and `total` 100. */
async function addDays({ tenant_id, store_id }: TestPark, kind: string, rows: { employee_id: string; key: string }[]) {
  for (let from = 0; from < rows.length; from += 2_000)
    await env.DB.prepare(
      `INSERT INTO report_sums SELECT ?1, 0, 'day', ?2, ?3, ?4, '', value ->> 'employee_id', value ->> 'key', 1, 2, 100, 0, 100, 7, 0, 0, 0
       FROM json_each(?5)`,
    )
      .bind(tenant_id, kind, store_id, DATE, JSON.stringify(rows.slice(from, from + 2_000)))
      .run();
}

test("[R1] the first and the last dates are served or refused, and break no report", async () => {
  const park = await newPark();
  const owner = await park.office("owner");
  const reports = ["sales", "shifts", "tickets", "reprints-refunds", "gate-throughput", "fraud-watch"];
  const dates = ["0001-01-01", "1970-01-01", "2000-01-01", "2026-02-28", "2099-12-31", "2100-01-01", "9999-12-31"];
  for (const report of reports)
    for (const date of dates) {
      const more =
        report === "fraud-watch" ? [""] : ["&group_by=week&compare=previous", "&group_by=hour&compare=weekdays"];
      for (const rest of more) {
        const path = `/reports/${report}?from=${date}&to=${date}${rest}`;
        const { status } = await owner.get(path);
        expect([200, 400, 422], `${path}: ${status}`).toContain(status);
      }
    }
  const { status } = await owner.get("/reports/sales?from=2006-01-01&to=2026-01-01&group_by=hour");
  expect(status).toBe(422);
});

test("[T9] a day of 5,000 people and 10,000 packages has all of them, by few queries, and its parts are the totals", async () => {
  const park = await newPark();
  const owner = await park.office("owner");
  const ids = (many: number) => Array.from({ length: many }, (_, index) => newId(Date.now() + index));
  await addDays(
    park,
    "sale",
    ids(5_000).map((employee_id) => ({ employee_id, key: "" })),
  );
  await addDays(
    park,
    "package",
    ids(10_000).map((key) => ({ employee_id: "", key })),
  );
  const counts = await rowsReadBy(async () => {
    const { data, status, text } = await owner.get(`/reports/sales?from=${DATE}&to=${DATE}`);
    expect(status, text.slice(0, 300)).toBe(200);
    expect(data.totals).toMatchObject({ sales_count: 5_000, sales_total: 500_000 });
    expect(data.breakdowns.employees).toHaveLength(5_000);
    expect(data.breakdowns.packages).toHaveLength(10_000);
  });
  expect(counts.length).toBeLessThan(30);
  const csv = await owner.get(`/reports/sales?from=${DATE}&to=${DATE}&format=csv`);
  expect(csv.status, "a sheet has at most 10,000 rows").toBe(422);
  const narrow = await owner.get(`/reports/fraud-watch?from=${DATE}&to=${DATE}`);
  expect(narrow.status, narrow.text.slice(0, 300)).toBe(200);
});

test("[T7] a manager of one store reads nothing of another by filters, breakdowns or names", async () => {
  const park = await newPark();
  const second = { ...park, store_id: park.second_store_id };
  const [foreign = ""] = [newId(Date.now())];
  const zone = newId(Date.now());
  await env.DB.prepare(
    `INSERT INTO zones (tenant_id, zone_id, store_id, name, name_th, active, created_at) VALUES (?, ?, ?, 'Secret Zone', 'ลับ', 1, 0)`,
  )
    .bind(park.tenant_id, zone, park.second_store_id)
    .run();
  await addDays(second, "sale", [{ employee_id: foreign, key: "" }]);
  await addDays(second, "act_refund", [{ employee_id: foreign, key: "" }]);
  await addDays(second, "pass", [{ employee_id: foreign, key: `${zone}|entry` }]);
  await addDays(second, "ticket_redeemed", [{ employee_id: foreign, key: `${newId(1)}|${zone}` }]);
  const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
  const manager = await proven(clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token));
  const owner = await park.office("owner");
  const span = `from=${DATE}&to=${DATE}`;
  for (const path of [
    `/reports/sales?${span}&employee_id=${foreign}&compare=previous`,
    `/reports/reprints-refunds?${span}&employee_id=${foreign}`,
    `/reports/gate-throughput?${span}&zone_id=${zone}`,
    `/reports/tickets?${span}&zone_id=${zone}`,
    `/reports/fraud-watch?${span}&employee_id=${foreign}`,
    "/reports/dashboard",
    "/names",
    "/search?q=Secret",
  ]) {
    const { status, text, data } = await manager.get(path);
    expect(status, `${path}: ${text.slice(0, 200)}`).toBe(200);
    expect(text, path).not.toContain(`"${foreign}"`);
    expect(text, path).not.toContain("Secret Zone");
    const figures = Object.values(data.totals ?? {}).filter((value) => value !== null);
    expect(
      figures.every((value) => value === 0),
      path,
    ).toBe(true);
  }
  for (const path of ["sales", "dashboard", "fraud-watch"])
    expect((await manager.get(`/reports/${path}?store_id=${park.second_store_id}`)).status, path).toBe(403);
  const seen = await owner.get(`/reports/sales?${span}&employee_id=${foreign}&store_id=${park.second_store_id}`);
  expect(seen.data.totals.sales_count).toBe(1);
});
