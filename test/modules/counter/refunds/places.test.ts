/** Three of ten guests get their money back, and the ticket admits the other seven; its object decides every race. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { dieAtWrite } from "../../../support/faults.ts";
import { makePackage, reissue, type SoldTicket, scan } from "../../../support/gate.ts";
import { loosenedTo } from "../../../support/guards.ts";
import { type Client, newPark, type TestPark, until } from "../../../support/park.ts";
import { grantFor, newKey, recordsOf, refund, sellTickets } from "../../../support/refunds.ts";

let park: TestPark;
let till: Client;
let gate: Client;
let package_id: string;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  gate = await park.device("gate");
  package_id = await makePackage(park, { name: "Party", type: "party", quota_or_minutes: 10, price: 100_005 });
});

async function sold() {
  const items = [{ package_id, qty: 1 }];
  const sale = await sellTickets(park, till, 1, { items, payments: [{ method: "cash", amount: 100_005 }] });
  const [ticket] = sale.tickets as [SoldTicket];
  const places = (count: number) => ({ places: [{ ticket_id: ticket.ticket_id, places: count }] });
  return { sale_id: sale.sale_id as string, ticket, places };
}

const remaining = async ({ ticket_id }: SoldTicket) => (await till.get(`/tickets/${ticket_id}`)).data.remaining;

describe("places of a party", () => {
  test("[A4] [G10] three of ten places are refunded, the ticket shows and admits seven, and a gate's list has the change", async () => {
    const { sale_id, ticket, places } = await sold();
    const before = (await gate.get("/gate/bootstrap")).data;
    const given = await refund(park, till, sale_id, places(3));
    expect([given.status, given.data]).toMatchObject([201, { amount: 30_003, ticket_ids: [], status: "completed" }]);
    expect(await remaining(ticket)).toBe(7);
    const news = (await gate.get(`/gate/bootstrap?cursor=${before.cursor}`)).data;
    const entries = news.allow_list.map(({ quota_or_minutes }: { quota_or_minutes: number }) => quota_or_minutes);
    expect(entries).toContain(7);
    expect(await scan(gate, ticket, { party: 8 })).toBe("exhausted");
    expect(await scan(gate, ticket, { party: 7 })).toBe("pass");
    const more = await refund(park, till, sale_id, places(1));
    expect([more.status, more.error?.code]).toEqual([409, "E_TICKET_USED"]);
    expect(await recordsOf(park, sale_id)).toMatchObject({ completed: 30_003, entries: { cash: 30_003, count: 1 } });
  });

  test("[A4] a refund of all places that are left ends the ticket, with exactly the sum that was paid for it", async () => {
    const { sale_id, ticket, places } = await sold();
    await refund(park, till, sale_id, places(4));
    const rest = await refund(park, till, sale_id, places(6));
    expect(rest.data).toMatchObject({ amount: 100_005 - 40_004, ticket_ids: [ticket.ticket_id] });
    expect(await scan(gate, ticket)).toBe("refunded");
    expect(await recordsOf(park, sale_id)).toMatchObject({ refunded_total: 100_005 });
  });

  test("[A4] more places than are left are refused with the field, and a void after a refund of places is refused", async () => {
    const { sale_id, places } = await sold();
    const over = await refund(park, till, sale_id, places(11));
    expect([over.status, over.error?.details]).toMatchObject([
      409,
      { left: 10, fields: [{ path: "places.0.places" }] },
    ]);
    await refund(park, till, sale_id, places(1));
    const supervisor = await park.person("supervisor", "pos");
    const voided = await supervisor.post(`/sales/${sale_id}/void`, { reason_code: "cashier_error" });
    expect(voided.status).toBe(409);
  });

  test("[G3] a scan of the party and a refund at one instant happen one after the other, and never both for the same places", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { sale_id, ticket, places } = await sold();
      const approval_token = await grantFor(park, till, sale_id);
      const body = { sale_id, reason_code: "guest_request", approval_token, ...places(3) };
      const [verdict, given] = await Promise.all([
        scan(gate, ticket, { party: 8 }),
        till.post("/refunds", body, newKey()),
      ]);
      expect([verdict, given.status]).toEqual(verdict === "pass" ? ["pass", 409] : ["exhausted", 201]);
      await until(async () => (await remaining(ticket)) === (verdict === "pass" ? 2 : 7));
    }
  });

  test("[A4] two refunds at once take different places, and no more than there are", async () => {
    const { sale_id, ticket, places } = await sold();
    const given = await Promise.all([3, 4, 5].map((count) => refund(park, till, sale_id, places(count))));
    const taken = given.reduce((sum, { status }, index) => sum + (status === 201 ? index + 3 : 0), 0);
    expect(taken).toBeLessThanOrEqual(10);
    expect(taken).toBeGreaterThanOrEqual(7);
    expect(await remaining(ticket)).toBe(10 - taken);
  });

  test("[A4] a request that dies at any write takes the places and the money once when it is sent again", async () => {
    for (const lands of [false, true])
      for (let n = 0; ; n += 1) {
        const { sale_id, ticket, places } = await sold();
        const approval_token = await grantFor(park, till, sale_id);
        const body = { sale_id, reason_code: "guest_request", approval_token, ...places(3) };
        const key = newKey();
        const send = () => till.post("/refunds", body, key);
        const died = await dieAtWrite({ n, lands, tables: ["refunds", "ticket_changes"] }, send);
        if (!died) break;
        const again = await send();
        expect([again.status, await remaining(ticket)]).toEqual([201, 7]);
        expect(await recordsOf(park, sale_id)).toMatchObject({ completed: 30_003, pending: 0 });
      }
  });

  test("[A4] a reissued party keeps the refunded places off, and gives back more places as the new ticket", async () => {
    const { sale_id, ticket, places } = await sold();
    await refund(park, till, sale_id, places(3));
    const fresh = await reissue(park, await park.person("cashier", "pos"), ticket.ticket_id);
    expect(await remaining(fresh)).toBe(7);
    const more = await refund(park, till, sale_id, places(2));
    expect([more.status, await remaining(fresh)]).toEqual([201, 5]);
    expect(await scan(gate, fresh, { party: 6 })).toBe("exhausted");
    const stored = await env.DB.prepare("SELECT places_refunded FROM tickets WHERE tenant_id = ? AND ticket_id = ?")
      .bind(park.tenant_id, fresh.ticket_id)
      .first<string>("places_refunded");
    expect(Object.values(JSON.parse(stored ?? "{}"))).toEqual([3, 2]);
  });

  test("[A4] [G11] a pass that is taken back after a refund of places gives its own places back, and not the refunded ones", async () => {
    const { sale_id, ticket, places } = await sold();
    const pass = (await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, party: 3 })).data;
    expect(pass.remaining).toBe(7);
    expect((await refund(park, till, sale_id, places(2))).status).toBe(201);
    const annulled = await gate.post("/tickets/annul", { scan_id: pass.scan_id });
    expect([annulled.status, annulled.data.remaining]).toEqual([200, 8]);
    expect(await scan(gate, ticket, { party: 9 })).toBe("exhausted");
    expect(await scan(gate, ticket, { party: 8 })).toBe("pass");
  });

  test("[A4] [G9] guests inside keep their places and may go out, and nobody enters on refunded places", async () => {
    const { sale_id, ticket, places } = await sold();
    expect(await scan(gate, ticket, { party: 4 })).toBe("pass");
    const over = await refund(park, till, sale_id, places(7));
    expect([over.status, over.error?.details]).toMatchObject([409, { ticket_ids: [ticket.ticket_id] }]);
    expect((await refund(park, till, sale_id, places(6))).data).toMatchObject({ amount: 60_005 });
    expect(await scan(gate, ticket)).toBe("exhausted");
    expect(await scan(gate, ticket, { direction: "exit", party: 4 })).toBe("pass");
    const left = (await till.get(`/sales/${sale_id}/refundable`)).data;
    expect(left).toMatchObject({ amount_left: 40_000, lines: [{ tickets: [{ used: true, places_left: 4 }] }] });
  });

  test("[A4] [P5] [S10] the rest of the sale is refunded later with exactly the paid sum, each refund with a slip of its places", async () => {
    const { sale_id, places } = await sold();
    const first = await refund(park, till, sale_id, places(3));
    const rest = await refund(park, till, sale_id, {});
    expect([first.data.amount, rest.data.amount]).toEqual([30_003, 100_005 - 30_003]);
    expect(first.data.tax_total + rest.data.tax_total).toBe(6_542);
    const slip = (await till.get(`/refunds/${first.data.refund_id}/slip?lang=en`)).data;
    expect(slip.rows).toContainEqual(expect.objectContaining({ left: "3 × place of Party", right: "300.03" }));
    expect((await refund(park, till, sale_id, places(1))).status).toBe(409);
  });

  test("[A4] [A1] used places are refunded where the park allows it, with an approval, and their guests may still go out", async () => {
    const other = await newPark();
    const [counter, door] = [await other.till(), await other.device("gate")];
    await loosenedTo(other, "refunds.used_tickets", "with_approval");
    const items = [
      { package_id: await makePackage(other, { type: "party", quota_or_minutes: 10, price: 1_000 }), qty: 1 },
    ];
    const sale = await sellTickets(other, counter, 1, { items, payments: [{ method: "cash", amount: 1_000 }] });
    const [ticket] = sale.tickets as [SoldTicket];
    expect(await scan(door, ticket, { party: 8 })).toBe("pass");
    await until(async () => (await counter.get(`/tickets/${ticket.ticket_id}`)).data.remaining === 2);
    const ask = { places: [{ ticket_id: ticket.ticket_id, places: 5 }] };
    const supervisor = await other.person("supervisor", "pos");
    const alone = await supervisor.post(
      "/refunds",
      { sale_id: sale.sale_id, reason_code: "guest_request", ...ask },
      newKey(),
    );
    expect([alone.status, alone.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    expect((await refund(other, counter, sale.sale_id, ask)).data).toMatchObject({ amount: 500 });
    expect(await scan(door, ticket)).toBe("exhausted");
    expect(await scan(door, ticket, { direction: "exit", party: 8 })).toBe("pass");
  });
});
