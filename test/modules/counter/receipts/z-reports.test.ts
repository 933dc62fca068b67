/** The Z report of a closed day is given on paper, in every form of a receipt (rules S5, S11, U2). */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { cashSale, newPark } from "../../../support/park.ts";

const key = () => newId(Date.now());

async function closedDay() {
  const park = await newPark();
  const till = await park.till();
  const supervisor = await park.office("supervisor");
  const { business_date } = (await till.get("/shifts/current")).data;
  await till.post("/sales", cashSale(park.packages.single ?? "", 2, 70_000), key());
  await till.post("/shifts/close", { cash_counted: 60_000 });
  const path = `/day_closes/${park.store_id}/${business_date}/paper`;
  const close = () => supervisor.post("/day_closes", { store_id: park.store_id, business_date });
  return { park, supervisor, path, close, till };
}

test("[S5] the paper of a day has its takings, tax by rate, tenders, drawers with differences, and the audit head", async () => {
  const { supervisor, path, close } = await closedDay();
  expect((await supervisor.get(path)).status).toBe(404);
  const day = (await close()).data;
  const paper = await supervisor.get(`${path}?lang=en`);
  expect(paper.status, paper.text).toBe(200);
  const rows = paper.data.rows.map(({ text, left, right }: Record<string, string>) => text ?? `${left}|${right}`);
  expect(rows).toEqual(
    expect.arrayContaining([
      ...["Z report", "Sales|1", "Gross|700.00", "Refunds (0)|0.00", "Net without VAT|654.21", "VAT|45.79"],
      ...["Before VAT 7%|654.21", "VAT included 7%|45.79", "Cash|700.00", "Difference|-1,100.00"],
      ...["Counter 1, Somchai Dee|-1,100.00", "Closed by Nok Chaiyo"],
      ...[`Audit head ${day.audit_head.sequence}`, day.audit_head.hash],
    ]),
  );
});

test("[S11] the paper of a day comes as HTML, PDF and printer bytes, in Thai and English", async () => {
  const { supervisor, path, close } = await closedDay();
  await close();
  const html = await supervisor.get(`${path}?format=html&lang=th`);
  expect([html.status, html.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(html.text).toContain("รายงานปิดวัน");
  const both = await supervisor.get(`${path}?format=html&lang=both`);
  expect(both.text).toContain("รายงานปิดวัน Z report");
  expect((await supervisor.get(`${path}?format=pdf`)).text.slice(0, 5)).toBe("%PDF-");
  const bytes = await supervisor.get(`${path}?format=escpos&width=58&lang=en`);
  expect([bytes.status, bytes.text]).toEqual([200, expect.stringContaining("Z report")]);
});

test("[T2] the paper of a day needs the permission to approve, at its own store", async () => {
  const { park, path, close, till } = await closedDay();
  await close();
  expect((await till.get(path)).error?.code).toBe("E_PERMISSION");
  expect((await (await (await newPark()).office("supervisor")).get(path)).status).toBe(404);
  expect((await (await park.office("owner")).get(path)).status).toBe(200);
});
