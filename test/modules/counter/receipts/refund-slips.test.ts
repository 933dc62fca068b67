/** A refund has a slip with its own gapless number, in every form of a receipt (rules S10, R2). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { newPark } from "../../../support/park.ts";
import { grantFor, newKey, refund, sellTickets } from "../../../support/refunds.ts";

test("[S10] slips are numbered without gaps by store and till, also ten at once; the office has a series of its own", async () => {
  const park = await newPark();
  const till = await park.till();
  const sale = await sellTickets(park, till, 4, { payments: [{ method: "card", amount: 140_000 }] });
  const first = await refund(park, till, sale.sale_id, { amount: 100 });
  expect([first.status, first.data.slip_no]).toEqual([201, "RD1-1"]);
  const refused = await refund(park, till, sale.sale_id, { amount: 999_999 });
  expect(refused.status).toBe(409);
  const sales = await Promise.all(Array.from({ length: 10 }, () => sellTickets(park, till, 1)));
  const many = await Promise.all(sales.map(({ sale_id }) => refund(park, till, sale_id)));
  expect(many.map(({ data }) => Number(data.slip_no.split("-")[1])).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 10 }, (_, index) => index + 2),
  );
  const manager = await park.office("manager");
  const approval_token = await grantFor(park, manager, sale.sale_id);
  const body = { sale_id: sale.sale_id, amount: 100, reason_code: "guest_request", approval_token };
  const key = newKey();
  const in_office = await manager.post("/refunds", body, key);
  expect([in_office.status, in_office.data.slip_no], in_office.text).toEqual([201, "R-1"]);
  expect((await manager.post("/refunds", body, key)).text).toBe(in_office.text);
  const told = await env.DB.prepare("SELECT data FROM outbox WHERE tenant_id = ? AND type = 'refund.created' LIMIT 1")
    .bind(park.tenant_id)
    .first<string>("data");
  expect(JSON.parse(told ?? "{}")).toMatchObject({ slip_no: "RD1-1" });
  expect((await till.get(`/refunds/${first.data.refund_id}`)).data.slip_no).toBe("RD1-1");
});

test("[S10] a slip is given as a document, HTML, PDF and ESC/POS, and the receipt of the sale names it", async () => {
  const park = await newPark();
  const till = await park.till();
  const sale = await sellTickets(park, till, 2);
  const given = (await refund(park, till, sale.sale_id, { ticket_ids: [sale.tickets[0].ticket_id] })).data;
  const path = `/refunds/${given.refund_id}/slip`;
  const slip = await till.get(`${path}?lang=en`);
  expect([slip.status, slip.data]).toMatchObject([
    200,
    {
      refund_id: given.refund_id,
      slip_no: "RD1-1",
      sale_id: sale.sale_id,
      receipt_no: sale.receipt_no,
      opens_drawer: true,
    },
  ]);
  const rows = slip.data.rows.map(({ text, left, right }: Record<string, string>) => text ?? `${left}|${right}`);
  expect(rows).toEqual(
    expect.arrayContaining([
      ...[
        `For receipt ${sale.receipt_no}`,
        "Paid|700.00",
        "Given back|350.00",
        "Before VAT 7%|327.10",
        "VAT included 7%|22.90",
      ],
    ]),
  );
  const html = await till.get(`${path}?format=html&lang=th`);
  expect([html.status, html.headers.get("content-type"), html.text]).toEqual([
    ...[200, "text/html; charset=utf-8", expect.stringContaining("ใบคืนเงิน")],
  ]);
  const pdf = await till.get(`${path}?format=pdf`);
  expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, "%PDF-"]);
  const bytes = await till.get(`${path}?format=escpos&width=58`);
  expect([bytes.status, bytes.text]).toEqual([200, expect.stringContaining("RD1-1")]);
  const receipt = await till.get(`/receipts/${sale.sale_id}?lang=en`);
  const said = receipt.data.rows.filter(({ left = "" }) => /Refunded|Left after/.test(left));
  expect(said.map(({ left, right }: Record<string, string>) => [left, right])).toEqual([
    ["Refunded RD1-1", "-350.00"],
    ["Left after refunds", "350.00"],
  ]);
});

test("[T2] a slip is given only at its own store, and a refund that is not completed has none", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const till = await park.till();
  const sale = await sellTickets(park, till, 1);
  const { refund_id } = (await refund(park, till, sale.sale_id)).data;
  expect((await (await other.till()).get(`/refunds/${refund_id}/slip`)).status).toBe(404);
  expect((await (await park.device("gate")).get(`/refunds/${refund_id}/slip`)).error?.code).toBe("E_PERMISSION");
  const pending = newId(Date.now());
  await env.DB.prepare(
    `INSERT INTO refunds (tenant_id, refund_id, sale_id, store_id, lines, ticket_ids, amount, tax_total, rounding, payments,
       requested_by, status, created_at, caller_id, idempotency_key, fingerprint, version)
     SELECT tenant_id, ?, sale_id, store_id, lines, ticket_ids, 0, 0, 0, payments,
       requested_by, 'pending', created_at, 'x', 'x', 'x', 1 FROM refunds WHERE refund_id = ?`,
  )
    .bind(pending, refund_id)
    .run();
  const none = await till.get(`/refunds/${pending}/slip`);
  expect([none.status, none.error?.code]).toEqual([409, "E_REFUND_STATE"]);
});
