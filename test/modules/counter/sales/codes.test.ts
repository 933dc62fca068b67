/** A ticket's code is shown at its sale; later only a person who may reprint sees it (rule A7). */

import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { type Client, cashSale, newPark } from "../../../support/park.ts";

async function soldOnce() {
  const park = await newPark();
  const till = await park.till();
  const { data } = await till.post("/sales", cashSale(park.packages.single, 2, 35_000), newId(Date.now()));
  const [{ ticket_id, qr_token, short_code }] = data.tickets;
  const told = async (by: Client) => (await by.get(`/sales/${data.sale_id}`)).data.tickets[0];
  return { park, till, sale: data, ticket: { ticket_id, qr_token, short_code }, told };
}

test("[A7] the till that sold sees the codes again for 15 minutes, with any person, and no longer", async () => {
  const { park, till, ticket, told } = await soldOnce();
  expect(await told(till)).toMatchObject(ticket);
  const owner = await park.person("owner");
  const later = async (minutes: number) => owner.call("PUT", "/sandbox/clock", { offset_seconds: minutes * 60 });
  await later(14);
  expect(await told(till)).toMatchObject(ticket);
  await later(16);
  expect(await told(till)).toMatchObject({ ticket_id: ticket.ticket_id, qr_token: null, short_code: null });
});

test("[A7] another till does not see the codes; a supervisor does, on any device", async () => {
  const { park, ticket, told } = await soldOnce();
  expect(await told(await park.addTill())).toMatchObject({ qr_token: null, short_code: null });
  for (const person of ["supervisor", "manager"] as const)
    expect(await told(await park.person(person))).toMatchObject(ticket);
});

test("[A7] a ticket that is read or found shows its short code only to a person who may reprint it", async () => {
  const { park, till, sale, ticket } = await soldOnce();
  const supervisor = await park.person("supervisor", "pos");
  const { ticket_id, short_code } = ticket;
  for (const [client, shown] of [
    [till, null],
    [await park.person("gate", "gate"), null],
    [supervisor, short_code],
  ] as const) {
    expect((await client.get(`/tickets/${ticket_id}`)).data.short_code).toBe(shown);
    for (const q of [ticket_id, sale.receipt_no]) {
      const found = (await client.get(`/tickets?q=${q}`)).data;
      expect(found.find((each: { ticket_id: string }) => each.ticket_id === ticket_id).short_code).toBe(shown);
    }
  }
});

test("[A7] a sale whose reply was lost is answered whole to the till that sends it again", async () => {
  const { park, till } = await soldOnce();
  const sale = { ...cashSale(park.packages.single, 1, 35_000), sale_id: newId(Date.now()) };
  const first = await till.post("/sales", sale, "lost");
  const again = await till.post("/sales", sale, "lost");
  const by_id = await till.post("/sales", sale, "another-key");
  expect(again.text).toBe(first.text);
  expect(by_id.data.tickets).toEqual(first.data.tickets);
});
