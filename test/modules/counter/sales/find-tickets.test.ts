/** A ticket is found by any text that names it, within the caller's stores, with few rows read. */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { makePackage, reissue, sell, sellOne } from "../../../support/gate.ts";
import { typedOn } from "../../../support/keyboards.ts";
import { addPerson, type Client, call, cashSale, clientOf, newPark, type TestPark } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";

const find = (client: Client, q: string, more = "") => client.get(`/tickets?q=${encodeURIComponent(q)}${more}`);
const idsOf = ({ data }: { data: { ticket_id: string }[] }) => data.map(({ ticket_id }) => ticket_id);

async function soldTo(till: Client, park: TestPark, phone: string) {
  const { customer_id } = (await till.post("/customers", { name: "Somsri", phone })).data;
  const sale = { ...cashSale(park.packages.single, 2, 35_000), customer_id };
  return (await till.post("/sales", sale, newId(Date.now()))).data;
}

test("[G17] a ticket is found by code, id, short code, receipt and telephone number, in any spelling", async () => {
  const park = await newPark();
  const till = await park.till();
  await till.post("/sales", cashSale(park.packages.single, 3, 35_000), "others");
  const sale = await soldTo(till, park, "081-234-5678");
  const both = sale.tickets.map(({ ticket_id }: { ticket_id: string }) => ticket_id).toReversed();
  const [ticket] = sale.tickets;
  const { short_code } = ticket;
  const cases: [q: string, matched_by: string, found: string[]][] = [
    [ticket.qr_token, "qr_token", [ticket.ticket_id]],
    [` ]Q1${ticket.qr_token.toLowerCase()} `, "qr_token", [ticket.ticket_id]],
    [typedOn("thai", ticket.qr_token), "qr_token", [ticket.ticket_id]],
    [typedOn("german", ticket.qr_token, "letters"), "qr_token", [ticket.ticket_id]],
    [JSON.stringify({ ticket: { of: "a wallet".repeat(30), code: ticket.qr_token } }), "qr_token", [ticket.ticket_id]],
    [typedOn("thai", short_code.toLowerCase()), "short_code", [ticket.ticket_id]],
    [`${short_code.slice(0, 4)}–${short_code.slice(4)}`, "short_code", [ticket.ticket_id]],
    [ticket.ticket_id.toLowerCase(), "ticket_id", [ticket.ticket_id]],
    [`${short_code.slice(0, 4)}-${short_code.slice(4).toLowerCase()}`, "short_code", [ticket.ticket_id]],
    [sale.receipt_no.toLowerCase(), "receipt_no", both],
    ["+66 81 234 5678", "phone", both],
  ];
  // A person who reads guests finds by telephone number; a gate without a person only by code.
  const [gate, guard] = [await park.device("gate"), await park.person("gate", "gate")];
  const codes = ["qr_token", "short_code"];
  for (const client of [till, await park.person("owner"), guard, gate])
    for (const [q, matched_by, all] of cases) {
      const hidden = (client === guard && matched_by === "phone") || (client === gate && !codes.includes(matched_by));
      const found = hidden ? [] : all;
      const reply = await find(client, q);
      expect([q, reply.status, idsOf(reply)]).toEqual([q, 200, found]);
      if (!hidden) expect(reply.data[0].matched_by).toBe(matched_by);
    }
  const supervisor = await park.person("supervisor");
  const { matched_by, amounts_hidden, receipt_no, ...row } = (await find(supervisor, ticket.ticket_id)).data[0];
  const { zones, ...read } = (await supervisor.get(`/tickets/${ticket.ticket_id}`)).data;
  expect(row).toEqual(read);
  expect(zones).toEqual([expect.objectContaining({ name: "Main Gate" })]);
});

test("[G13] a text that names nothing finds nothing, also ten kilobytes or a forged code", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const forged = `${ticket.qr_token.slice(0, -1)}${ticket.qr_token.endsWith("0") ? "1" : "0"}`;
  const texts = [
    "x".repeat(10_240),
    forged,
    newId(Date.now()),
    "D1-999",
    "D1-0",
    "0899999999",
    "'; DROP TABLE tickets;--",
  ];
  for (const q of texts) {
    const { status, data, page } = await find(gate, q);
    expect([q, status, data, page]).toEqual([q, 200, [], { next_cursor: null, has_more: false }]);
  }
  expect(idsOf(await find(await park.person("gate", "gate"), "  "))).toEqual([ticket.ticket_id]);
});

test("[O2] a reissued ticket finds its replacement, and the replacement finds itself", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 3 });
  const manager = await park.everywhere("manager");
  const second = await reissue(park, manager, ticket.ticket_id);
  const third = await reissue(park, manager, second.ticket_id);
  const { data } = await find(manager, ticket.qr_token);
  expect(data.map((found: { ticket_id: string; matched_by: string }) => [found.ticket_id, found.matched_by])).toEqual([
    [third.ticket_id, "replacement"],
    [second.ticket_id, "replacement"],
    [ticket.ticket_id, "qr_token"],
  ]);
  expect(idsOf(await find(manager, third.short_code))).toEqual([third.ticket_id]);
  expect(idsOf(await find(manager, ticket.qr_token, "&status=active"))).toEqual([third.ticket_id]);
});

test("[T2] tickets of other stores and other parks are never found, by no name and no filter", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const sale = await soldTo(await park.till(), park, "0812345678");
  const [ticket] = sale.tickets;
  const elsewhere = await addPerson(park, { [park.second_store_id]: ["cashier"] });
  const { email, pin } = elsewhere;
  const phuket = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
  const names = [ticket.qr_token, ticket.ticket_id, ticket.short_code, "0812345678", ""];
  for (const client of [phuket, await other.person("gate", "gate"), await other.person("owner")])
    for (const q of [...names, sale.receipt_no]) expect([q, (await find(client, q)).data]).toEqual([q, []]);
  const named = await phuket.get(`/tickets?store_id=${park.store_id}`);
  expect([named.status, named.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
});

test("[T7] a person who neither sells nor redeems anywhere gets 403", async () => {
  const park = await newPark();
  const { email, pin } = await addPerson(park, { [park.store_id]: ["provider_admin"] });
  const login = await call("POST", "/employees/login", { email, pin });
  const { status, error } = await clientOf(login.data.access_token).get("/tickets");
  expect([status, error?.code]).toEqual([403, "E_PERMISSION"]);
});

test("[I8] without a name tickets are listed latest first, by filter and page", async () => {
  const park = await newPark();
  const first = await sell(park, park.packages.single, 2);
  const package_id = await makePackage(park, {});
  const second = await sell(park, package_id, 3);
  const manager = await park.everywhere("manager");
  await manager.post(`/tickets/${second[0]?.ticket_id}/cancel`, {});
  const latest = [...first, ...second].map(({ ticket_id }) => ticket_id).toReversed();
  const list = async (query: string) => idsOf(await manager.get(`/tickets?${query}`));
  expect(await list("")).toEqual(latest);
  expect(await list(`package_id=${package_id}`)).toEqual(latest.slice(0, 3));
  expect(await list("status=cancelled")).toEqual([second[0]?.ticket_id]);
  const { issued_at } = (await manager.get(`/tickets/${second[0]?.ticket_id}`)).data;
  expect(await list(`from=${issued_at}`)).toEqual(latest.slice(0, 3));
  expect(await list(`to=${issued_at}`)).toEqual(latest);
  const page = await manager.get("/tickets?limit=4");
  expect(idsOf(page)).toEqual(latest.slice(0, 4));
  expect(await list(`limit=4&cursor=${page.page?.next_cursor}`)).toEqual(latest.slice(4));
});

test("[G17] finding one ticket among many sales and customers reads few rows", async () => {
  const park = await newPark();
  const till = await park.till();
  await till.post("/sales", cashSale(park.packages.single, 500, 35_000), "many");
  for (let index = 0; index < 60; index++) await soldTo(till, park, `08123400${10 + index}`);
  const sale = await soldTo(till, park, "0812345678");
  const [{ qr_token, ticket_id, short_code }] = sale.tickets;
  const names = [qr_token, ticket_id, short_code, sale.receipt_no, "0812345678"];
  const read = await rowsReadBy(async () => {
    for (const q of names) expect((await find(till, q)).data.length).toBeGreaterThan(0);
    await till.get("/tickets?limit=5");
  });
  expect(Math.max(...read)).toBeLessThan(40);
});
