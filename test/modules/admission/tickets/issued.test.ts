/** One event, in the sale's own commit, announces a sale's tickets (rules E1, E2). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { sellOne } from "../../../support/gate.ts";
import { cashSale, countRows, newPark } from "../../../support/park.ts";

test("[E2] one event names all tickets of a sale; a refused sale issues none", async () => {
  const park = await newPark();
  const till = await park.till();
  const { data: sale } = await till.post("/sales", cashSale(park.packages.single, 3, 35_000), newId(Date.now()));
  const short = await till.post("/sales", cashSale(park.packages.single, 1, 1), newId(Date.now()));
  expect(short.status).toBe(422);
  expect(await countRows("outbox", park.tenant_id, "type = 'ticket.issued'")).toBe(1);
  const row = await env.DB.prepare("SELECT * FROM outbox WHERE tenant_id = ? AND type = 'ticket.issued'")
    .bind(park.tenant_id)
    .first<Record<string, string>>();
  expect(row).toMatchObject({ subject_kind: "sale", subject_id: sale.sale_id, store_id: park.store_id });
  const data = JSON.parse(row?.data ?? "");
  expect(data).toEqual({
    sale_id: sale.sale_id,
    tickets: sale.tickets.map(({ ticket_id, valid_from, valid_to }: Record<string, string>) => ({
      ticket_id,
      line_no: 1,
      package_id: park.packages.single,
      type: "single",
      price: 35_000,
      lot_no: null,
      valid_from,
      valid_to,
      status: "active",
    })),
  });
  // An event has no code that admits.
  for (const { qr_token, short_code } of sale.tickets)
    for (const code of [qr_token, short_code]) expect(JSON.stringify(data)).not.toContain(code);
});

test("[G17] a read ticket names the zones where it admits, and none when it admits at every zone", async () => {
  const park = await newPark();
  const zone_id = park.zones["Main Gate"] ?? "";
  const [bound, free] = [await sellOne(park, { zones: [{ zone_id }] }), await sellOne(park, {})];
  const owner = await park.office("owner");
  const zonesOf = async ({ ticket_id }: { ticket_id: string }) => (await owner.get(`/tickets/${ticket_id}`)).data.zones;
  expect(await zonesOf(bound)).toEqual([{ zone_id, name: "Main Gate" }]);
  expect(await zonesOf(free)).toEqual([]);
});
