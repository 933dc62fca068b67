/** Tests of answers at a gate: they are stored with the attempt, exported, and erased with the guest. */

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn, makePackage, offlineScan, reissue, type SoldTicket, sell } from "../../../support/gate.ts";
import { countRows, newPark, until } from "../../../support/park.ts";
import { noted } from "../../guests/customers/guests.ts";

test("[C3] answers are exported, and erased on the guest's tickets and their replacements; another guest's stay", async () => {
  const park = await newPark();
  const [till, manager, gate] = [await park.till(), await park.everywhere("manager"), await park.device("gate")];
  const questions = [{ question_id: "allergy", text: "Allergies?", kind: "text" }];
  const package_id = await makePackage(park, { type: "multi", quota_or_minutes: 5, questions });
  const bought = async (customer_id: string) => {
    const payments = [{ method: "cash", amount: 10_000 }];
    const sale = await till.post(
      "/sales",
      { items: [{ package_id, qty: 1 }], payments, customer_id },
      newId(Date.now()),
    );
    return sale.data.tickets[0] as SoldTicket;
  };
  const entered = async ({ qr_token }: SoldTicket, value: string) => {
    const answers = [{ question_id: "allergy", value }];
    expect((await gate.post("/tickets/redeem", { qr_token, answers })).data.result).toBe("pass");
  };
  const customer_id = await noted(till, { name: "Wilaiporn Suk", phone: "089-111-2233" });
  const ticket = await bought(customer_id);
  await entered(ticket, "peanuts of hers");
  await entered(await reissue(park, await park.person("cashier", "pos"), ticket.ticket_id), "shrimps of hers");
  await entered(await bought(await noted(till, { name: "Somchai Dee", phone: "089-444-5566" })), "milk of his");
  await until(async () => (await countRows("redemptions", park.tenant_id, "answers IS NOT NULL")) === 3);
  const { text } = await manager.get(`/customers/${customer_id}/export`);
  expect(["peanuts of hers", "shrimps of hers", "milk of his"].map((said) => text.includes(said))).toEqual([
    true,
    true,
    false,
  ]);
  const erased = await manager.post(`/customers/${customer_id}/erase`, { reason: "request 17", confirm: customer_id });
  expect(erased.status).toBe(200);
  expect(await countRows("redemptions", park.tenant_id, "answers IS NOT NULL")).toBe(1);
  expect(await countRows("redemptions", park.tenant_id, "answers LIKE '%milk of his%'")).toBe(1);
  expect(await countRows("redemptions", park.tenant_id, "result = 'pass'")).toBe(3);
  const object = env.TICKET.getByName(`${park.tenant_id}:${ticket.ticket_id}`);
  await until(async () => {
    const kept = await runInDurableObject(object, (_, { storage }) => JSON.stringify([...storage.kv.list()]));
    return kept.includes(ticket.ticket_id) && !kept.includes("peanuts of hers");
  });
});

test("[C3] [O6] handed-in answers leave the ticket's object once D1 has them, and the scan keeps its first answer", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const questions = [{ question_id: "allergy", text: "Allergies?", kind: "text" }];
  const [ticket] = await sell(park, await makePackage(park, { questions }));
  if (!ticket) throw new Error("one was sold");
  const op = offlineScan(ticket, Date.now(), { answers: [{ question_id: "allergy", value: "peanuts" }] });
  const [first] = (await handIn(gate, [op])).data.results;
  expect(first).toMatchObject({ status: "applied", data: { result: "pass" } });
  const object = env.TICKET.getByName(`${park.tenant_id}:${ticket.ticket_id}`);
  const kept = () => runInDurableObject(object, (_, { storage }) => JSON.stringify([...storage.kv.list()]));
  await until(async () => !(await kept()).includes("peanuts"));
  expect(await countRows("redemptions", park.tenant_id, "answers LIKE '%peanuts%'")).toBe(1);
  await evictDurableObject(object);
  const again = (await handIn(gate, [op])).data.results;
  expect(again).toMatchObject([{ status: "duplicate", data: { result: "pass", replayed: true } }]);
  await object.copyMissing();
  expect(await countRows("redemptions", park.tenant_id, "answers LIKE '%peanuts%'")).toBe(1);
});
