/** Refunds by amount belong to units: a ticket whose price is refunded ends, a used one follows the policy; goodwill is separate (rule A4). */

import { beforeAll, describe, expect, test } from "vitest";
import { reissue, scan } from "../../../support/gate.ts";
import { loosenedTo, needsOnly } from "../../../support/guards.ts";
import { type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";
import { grantFor, newKey, recordsOf, refund, sellTickets } from "../../../support/refunds.ts";

let park: TestPark;
let till: Client;
let gate: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  gate = await park.device("gate");
});

/** Day tickets of 350 baht, the first `used` of which were used. */
async function sold(qty: number, used = 0, at: { park: TestPark; till: Client; gate: Client } = { park, till, gate }) {
  const sale = await sellTickets(at.park, at.till, qty);
  for (const ticket of sale.tickets.slice(0, used)) expect(await scan(at.gate, ticket)).toBe("pass");
  const of = `used = 1 AND sale_id = '${sale.sale_id}'`;
  await until(async () => (await countRows("tickets", at.park.tenant_id, of)) === used);
  const ids: string[] = sale.tickets.map(({ ticket_id }: { ticket_id: string }) => ticket_id);
  return { ...sale, ids };
}

describe("a refund by amount", () => {
  test("[A4] a refund by amount ends the unused tickets whose price it gives back, and the others still admit", async () => {
    const { sale_id, tickets, ids } = await sold(3);
    const given = await refund(park, till, sale_id, { amount: 45_000 });
    expect(given.data).toMatchObject({
      amount: 45_000,
      ticket_ids: [ids[0]],
      lines: [{ line_no: 1, qty: 1, amount: 45_000, parts: [{ ticket_id: ids[1], amount: 10_000 }] }],
    });
    expect(await scan(gate, tickets[0])).toBe("refunded");
    const rest = await refund(park, till, sale_id, { amount: 25_000 });
    expect(rest.data.ticket_ids).toEqual([ids[1]]);
    expect([await scan(gate, tickets[1]), await scan(gate, tickets[2])]).toEqual(["refunded", "pass"]);
  });

  test("[A4] refunds by amount that add up to a ticket's price end it, and it is then worth the rest of its price", async () => {
    const { sale_id, tickets, ids } = await sold(2);
    for (const amount of [20_000, 14_999])
      expect((await refund(park, till, sale_id, { amount })).data.ticket_ids).toEqual([]);
    const named = await refund(park, till, sale_id, { ticket_ids: [ids[0]] });
    expect(named.data).toMatchObject({ amount: 1, ticket_ids: [ids[0]] });
    for (const amount of [34_999, 1]) await refund(park, till, sale_id, { amount });
    expect([await scan(gate, tickets[0]), await scan(gate, tickets[1])]).toEqual(["refunded", "refunded"]);
    expect(await recordsOf(park, sale_id)).toMatchObject({ completed: 70_000, refunded_total: 70_000, lines: 70_000 });
  });

  test("[A4] a refund by amount skips a used ticket that the park does not refund, and is refused if no other is left", async () => {
    const { sale_id, ids, tickets } = await sold(2, 1);
    const over = await refund(park, till, sale_id, { amount: 35_001 });
    expect([over.status, over.error]).toMatchObject([
      409,
      { code: "E_TICKET_USED", details: { ticket_ids: [ids[0]], left: 35_000 } },
    ]);
    const given = await refund(park, till, sale_id, { amount: 35_000 });
    expect([given.status, given.data.ticket_ids]).toEqual([201, [ids[1]]]);
    expect(await scan(gate, tickets[1])).toBe("refunded");
    const alone = await refund(park, till, sale_id, { amount: 1 });
    expect([alone.status, alone.error]).toMatchObject([409, { code: "E_TICKET_USED", details: { left: 0 } }]);
    expect(await recordsOf(park, sale_id)).toMatchObject({ completed: 35_000, pending: 0, refunded_total: 35_000 });
  });

  test("[A4] a ticket that was used after a part of its price was refunded gets nothing more", async () => {
    const { sale_id, tickets } = await sold(1);
    expect((await refund(park, till, sale_id, { amount: 20_000 })).status).toBe(201);
    expect(await scan(gate, tickets[0])).toBe("pass");
    const of = `used = 1 AND sale_id = '${sale_id}'`;
    await until(async () => (await countRows("tickets", park.tenant_id, of)) === 1);
    const more = await refund(park, till, sale_id, { amount: 15_000 });
    expect(more.error?.code).toBe("E_TICKET_USED");
  });

  test("[G3] a refund by amount that a scan overtakes gives nothing back, or the guest is not let in, twenty times over", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { sale_id, tickets } = await sold(1);
      const [verdict, given] = await Promise.all([
        scan(gate, tickets[0]),
        refund(park, till, sale_id, { amount: 35_000 }),
      ]);
      expect([verdict, given.status]).toEqual(given.status === 201 ? ["refunded", 201] : ["pass", 409]);
      const { completed, pending } = await recordsOf(park, sale_id);
      expect([completed, pending]).toEqual([given.status === 201 ? 35_000 : 0, 0]);
    }
  }, 120_000);

  test("[A1] a refund by amount for used tickets needs an approval from everybody, also for a part of the price", async () => {
    const other = await newPark();
    const at = { park: other, till: await other.till(), gate: await other.device("gate") };
    await loosenedTo(other, "refunds.used_tickets", "with_approval");
    const owner = await other.person("owner");
    const never = { approval: "never", above_amount: null, reason_required: true };
    await owner.call("PUT", "/approvals/requirements/refund", never);
    const supervisor = await other.person("supervisor", "pos");
    const { sale_id, ids, tickets } = await sold(2, 1, at);
    const alone = await supervisor.post("/refunds", { sale_id, amount: 1, reason_code: "guest_request" }, newKey());
    expect([alone.status, alone.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    const part = await refund(other, at.till, sale_id, { amount: 1 });
    expect(part.data.lines).toMatchObject([{ parts: [{ ticket_id: ids[0], amount: 1 }] }]);
    const rest = await refund(other, at.till, sale_id, { amount: 34_999 });
    expect(rest.data.ticket_ids).toEqual([ids[0]]);
    expect([await scan(at.gate, tickets[0]), await scan(at.gate, tickets[1])]).toEqual(["refunded", "pass"]);
  });

  test("[A4] a refund by amount of a reissued ticket continues on its replacement", async () => {
    const { sale_id, ids } = await sold(2);
    await refund(park, till, sale_id, { amount: 10_000 });
    const manager = await park.person("manager", "pos");
    const issued = await reissue(park, manager, ids[0] ?? "");
    const rest = await refund(park, till, sale_id, { amount: 25_000 });
    expect(rest.data.ticket_ids).toEqual([issued.ticket_id]);
  });
});

describe("goodwill", () => {
  const give = (sale_id: string, amount: number, terms: object = {}) =>
    refund(park, till, sale_id, { amount, goodwill: true, ...terms });

  test("[A4] goodwill is not given unless the park says how much, and then no more per sale, in any number of refunds", async () => {
    const { sale_id } = await sold(1, 1);
    const off = await give(sale_id, 1);
    expect([off.status, off.error]).toMatchObject([409, { code: "E_GOODWILL", details: { max_amount: 0, given: 0 } }]);
    await loosenedTo(park, "refunds.goodwill_max_amount", 20_000);
    expect((await give(sale_id, 20_001)).error?.details).toEqual({ max_amount: 20_000, given: 0 });
    const at_once = await Promise.all([give(sale_id, 15_000), give(sale_id, 15_000), give(sale_id, 15_000)]);
    expect(at_once.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect((await give(sale_id, 5_001)).error).toMatchObject({ code: "E_GOODWILL", details: { given: 15_000 } });
    const given = await give(sale_id, 5_000);
    expect([given.status, given.data]).toMatchObject([
      201,
      { amount: 5_000, ticket_ids: [], lines: [{ qty: 0, amount: 5_000, goodwill: true }] },
    ]);
    await loosenedTo(park, "refunds.goodwill_max_amount", 100_000);
    const over = await give(sale_id, 15_001);
    expect([over.error?.code, over.error?.details]).toMatchObject(["E_OVER_REFUND", { left: 15_000 }]);
    expect((await give(sale_id, 15_000)).status).toBe(201);
    expect(await recordsOf(park, sale_id)).toMatchObject({ completed: 35_000, refunded_total: 35_000, whole: 35_000 });
  });

  test("[A1] [A6] goodwill needs an approval and a reason from everybody, whatever the park requires for refunds", async () => {
    const other = await newPark();
    const at = { park: other, till: await other.till(), gate: await other.device("gate") };
    await loosenedTo(other, "refunds.goodwill_max_amount", 20_000);
    await needsOnly(other, "refund", { approval: "never" });
    const supervisor = await other.person("supervisor", "pos");
    const { sale_id } = await sold(1, 1, at);
    const asked = { sale_id, amount: 100, goodwill: true };
    const alone = await supervisor.post("/refunds", { ...asked, reason_code: "goodwill" }, newKey());
    expect([alone.status, alone.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    const refund_grant = await grantFor(other, at.till, sale_id, 100);
    const why = { ...asked, reason_code: "goodwill" };
    const strange = await at.till.post("/refunds", { ...why, approval_token: refund_grant }, newKey());
    expect(strange.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "action" } });
    const approval_token = await grantFor(other, at.till, sale_id, 100, "goodwill");
    const groundless = await at.till.post("/refunds", { ...asked, approval_token }, newKey());
    expect(groundless.error?.code).toBe("E_REASON_REQUIRED");
    const given = await at.till.post("/refunds", { ...why, approval_token }, newKey());
    expect([given.status, given.data.reason_code]).toEqual([201, "goodwill"]);
  });

  test("[A4] goodwill is refused while a ticket has something left, and together with units", async () => {
    await loosenedTo(park, "refunds.goodwill_max_amount", 20_000);
    const { sale_id, ids } = await sold(2, 1);
    const early = await give(sale_id, 100);
    expect([early.status, early.error?.details?.fields]).toMatchObject([422, [{ path: "goodwill" }]]);
    for (const terms of [{ ticket_ids: ids }, { lines: [{ line_no: 1, qty: 1 }] }, { amount: undefined }])
      expect((await give(sale_id, 100, terms)).error?.details?.fields).toMatchObject([{ path: "goodwill" }]);
  });
});
