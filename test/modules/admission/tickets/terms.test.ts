/** Terms are one row per version of a package, and a ticket keeps the terms it was sold with. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { tickets as ticket_rows } from "../../../../src/modules/admission/tickets/tables.ts";
import { insertPages } from "../../../../src/platform/db/sql.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { makePackage, reissue, type SoldTicket, scan, sell } from "../../../support/gate.ts";
import { type Client, call, clientOf, countRows, newPark, type TestPark } from "../../../support/park.ts";

/** Makes zones of the park's store, each with a name of the maximum length. */
async function makeZones(park: TestPark, count: number): Promise<string[]> {
  const zone_ids = Array.from({ length: count }, () => newId(Date.now()));
  await env.DB.batch(
    zone_ids.map((zone_id, index) =>
      env.DB.prepare(
        "INSERT INTO zones (tenant_id, zone_id, store_id, name, name_th, created_at) VALUES (?, ?, ?, ?, ?, 0)",
      ).bind(park.tenant_id, zone_id, park.store_id, `${index}`.padEnd(100, "ฟ"), `${index}`.padEnd(100, "ฟ")),
    ),
  );
  return zone_ids;
}

const openingAll = (zone_ids: readonly string[]) => zone_ids.map((zone_id) => ({ zone_id, credits: 10_000 }));

/** Sells at a till that has a shift already. */
async function sellMore(till: Client, package_id: string, qty = 1): Promise<SoldTicket[]> {
  const items = [{ package_id, qty }];
  const { grand_total: amount } = (await till.post("/pricing/preview", { items })).data;
  const sale = await till.post("/sales", { items, payments: [{ method: "cash", amount }] }, newId(Date.now()));
  expect([sale.status, sale.error?.code]).toEqual([201, undefined]);
  return sale.data.tickets;
}

/** A gate without a zone, which names one with each scan; and its id. */
async function handheld(park: TestPark) {
  const device = await park.addDevice("GATE");
  const login = await call("POST", "/auth/device/login", device);
  return { gate: clientOf(login.data.access_token), device_id: device.device_id };
}

async function writtenBy(park: TestPark, work: () => Promise<unknown>) {
  const before = await countRows("ticket_terms", park.tenant_id);
  await work();
  return (await countRows("ticket_terms", park.tenant_id)) - before;
}

test("a sale of a thousand tickets with fifteen zones each writes their terms as one row", async () => {
  const park = await newPark();
  const zones = openingAll(await makeZones(park, 15));
  const package_id = await makePackage(park, { type: "credit", quota_or_minutes: 1_000_000, zones });
  const till = await park.till();
  expect(await writtenBy(park, () => sellMore(till, package_id, 1_000))).toBe(1);
  expect(await countRows("tickets", park.tenant_id)).toBe(1_000);
});

test("the largest legal sale of the largest legal package is sold, listed and admitted", async () => {
  const park = await newPark();
  const zone_ids = await makeZones(park, 100);
  const package_id = await makePackage(park, {
    type: "credit",
    quota_or_minutes: 1_000_000,
    zones: openingAll(zone_ids),
    weekdays: [1, 2, 3, 4, 5, 6, 7],
  });
  const { gate, device_id } = await handheld(park);
  const devices = [device_id, ...Array.from({ length: 99 }, () => newId(Date.now()))];
  await env.DB.prepare("UPDATE packages SET allowed_device_ids = ? WHERE package_id = ?")
    .bind(JSON.stringify(devices), package_id)
    .run();
  const sold = await sell(park, package_id, 1_000);
  expect(sold).toHaveLength(1_000);
  const zone_id = zone_ids[99];
  expect(await scan(gate, sold[999] as SoldTicket, { zone_id })).toBe("pass");
  expect(await scan((await handheld(park)).gate, sold[0] as SoldTicket, { zone_id })).toBe("wrong_device");
  const page = (await gate.get("/gate/bootstrap")).data;
  expect(page.terms[page.allow_list[0].terms].zones).toHaveLength(100);
});

test("another sale of the same package writes no terms, and a sale of a new version writes its own", async () => {
  const park = await newPark();
  const [first, second] = await makeZones(park, 2);
  const manager = await park.office("manager");
  const fields = { type: "single", zones: [{ zone_id: first }] };
  const package_id = await makePackage(park, fields);
  const till = await park.till();
  expect(await writtenBy(park, () => sellMore(till, package_id))).toBe(1);
  expect(await writtenBy(park, () => sellMore(till, package_id, 3))).toBe(0);
  const [before] = await sellMore(till, package_id);
  const { version } = (await manager.get(`/catalog/packages/${package_id}`)).data;
  const body = { name: "Package", price: 10_000, zones: [{ zone_id: second }], ...(version && { version }) };
  const changed = await manager.call("PUT", `/catalog/packages/${package_id}`, body);
  expect([changed.status, changed.error?.details]).toEqual([200, undefined]);
  const [after] = await sellMore(till, package_id);
  expect(await countRows("ticket_terms", park.tenant_id)).toBe(2);
  const { gate } = await handheld(park);
  expect(await scan(gate, before as SoldTicket, { zone_id: second })).toBe("wrong_zone");
  expect(await scan(gate, after as SoldTicket, { zone_id: second })).toBe("pass");
});

test("[G14] a replacement ticket has the terms of the ticket that it replaces", async () => {
  const park = await newPark();
  const [inside, outside] = await makeZones(park, 2);
  const package_id = await makePackage(park, { type: "single", zones: [{ zone_id: inside }] });
  const [ticket] = await sell(park, package_id);
  const replacement = await reissue(park, await park.person("cashier", "pos"), ticket?.ticket_id ?? "");
  const { gate } = await handheld(park);
  expect(await scan(gate, replacement, { zone_id: outside })).toBe("wrong_zone");
  expect(await scan(gate, replacement, { zone_id: inside })).toBe("pass");
});

test("an older ticket keeps the terms in its own row; a ticket whose terms are lost admits nobody", async () => {
  const park = await newPark();
  const [inside, outside] = await makeZones(park, 2);
  const package_id = await makePackage(park, { type: "single", zones: [{ zone_id: inside }] });
  const [old, lost] = await sell(park, package_id, 2);
  const change = (set: string, ticket_id = "") =>
    env.DB.prepare(`UPDATE tickets SET ${set} WHERE tenant_id = ? AND ticket_id = ?`)
      .bind(park.tenant_id, ticket_id)
      .run();
  const own =
    "(SELECT terms FROM ticket_terms x WHERE x.tenant_id = tickets.tenant_id AND x.terms_id = tickets.terms_id)";
  await change(`terms = ${own}, terms_id = NULL`, old?.ticket_id);
  await change("terms_id = 'gone'", lost?.ticket_id);
  const { gate } = await handheld(park);
  expect(await scan(gate, old as SoldTicket, { zone_id: outside })).toBe("wrong_zone");
  expect(await scan(gate, old as SoldTicket, { zone_id: inside })).toBe("pass");
  expect((await gate.post("/tickets/redeem", { qr_token: lost?.qr_token })).status).toBe(500);
});

test("inserts split rows into pages within D1's limit, each row once and in order", () => {
  const rows = Array.from({ length: 40 }, (_, line_no) => ({ line_no, lot_no: "ฟ".repeat(100_000) }));
  const pages = insertPages(ticket_rows, rows as never).map(({ params }) => JSON.parse(String(params[0])));
  expect(pages.flat().map(([line_no]) => line_no)).toEqual(rows.map(({ line_no }) => line_no));
  for (const page of pages) expect(new TextEncoder().encode(JSON.stringify(page)).length).toBeLessThan(2_000_000);
});
