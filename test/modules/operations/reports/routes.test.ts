/** The routes of reports: shapes, scope and refusals. */

import { expect, test } from "vitest";
import { newPark } from "../../../support/park.ts";

const REPORTS = ["sales", "shifts", "tickets", "reprints-refunds", "gate-throughput"];

test("[R1] an empty day has each report with zero totals, all its hours and its definitions in two languages", async () => {
  const park = await newPark();
  const owner = await park.office("owner");
  for (const report of REPORTS) {
    const { status, data } = await owner.get(`/reports/${report}?group_by=hour&compare=weekdays`);
    expect(status, report).toBe(200);
    expect(data.buckets).toHaveLength(24);
    expect(data.compared_buckets).toHaveLength(24);
    expect(Object.keys(data.totals)).toEqual(data.definitions.map(({ measure }: { measure: string }) => measure));
    for (const value of Object.values(data.totals)) expect([0, null]).toContain(value);
    for (const { en, th, name_th } of data.definitions) expect([en, th, name_th].every(Boolean)).toBe(true);
    const csv = await owner.get(`/reports/${report}?format=csv`);
    expect(csv.status).toBe(200);
    expect(csv.text.split("\r\n")[1]).toMatch(/^total,/);
  }
  for (const path of ["dashboard", "fraud-watch", "rebuild"])
    expect((await owner.get(`/reports/${path}`)).status, path).toBe(200);
});

test("[I8] the CSV of the shift report has an open shift, whose count is empty", async () => {
  const park = await newPark();
  await park.till(50_000);
  const owner = await park.office("owner");
  const { data } = await owner.get("/reports/shifts");
  expect(data.breakdowns.shifts).toMatchObject([{ cash_counted: null }]);
  const csv = await owner.get("/reports/shifts?format=csv");
  expect(csv.status).toBe(200);
  expect(csv.text.split("\r\n").filter((line: string) => line.startsWith("shift,"))).toHaveLength(1);
});

test("[R1] a report refuses a filter that makes no sense for it, and a span that is too long", async () => {
  const owner = await (await newPark()).office("owner");
  const codes = await Promise.all(
    [
      "sales?zone_id=01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
      "gate-throughput?package_id=01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
      "sales?from=2026-05-02&to=2026-05-01",
      "sales?group_by=hour&from=2026-05-01&to=2026-07-01",
      "fraud-watch?from=2026-01-01&to=2026-07-01",
    ].map(async (path) => (await owner.get(`/reports/${path}`)).error?.code),
  );
  expect(codes).toEqual(Array(5).fill("E_VALIDATION"));
});
