/**
 * Tests of exits: two gates hand in an exit and its entry in either order; both reach D1, and the ticket continues
 * (rule G9).
 */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { handIn, makePackage, offlineScan, sell } from "../../../support/gate.ts";
import { countRows, newPark, until } from "../../../support/park.ts";

const MINUTE_MS = 60_000;

test("[G9] an exit handed in before its entry counts the guests of that entry, and the ticket can still be cancelled", async () => {
  const park = await newPark();
  const package_id = await makePackage(park, { type: "party", quota_or_minutes: 10, reentry: "same_day" });
  const [ticket] = await sell(park, package_id);
  if (!ticket) throw new Error("one was sold");
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const manager = await park.everywhere("manager");
  await env.DB.prepare("UPDATE tickets SET valid_from = valid_from - 3600000 WHERE tenant_id = ? AND ticket_id = ?")
    .bind(park.tenant_id, ticket.ticket_id)
    .run();
  const now = Date.now();
  // Far enough apart that a request's delay, which corrects times, keeps their order.
  const out = offlineScan(ticket, now - MINUTE_MS, { direction: "exit", party: 100 });
  await handIn(gate2, [out]);
  await handIn(gate, [offlineScan(ticket, now - 10 * MINUTE_MS, { party: 10 })]);
  const exit = `scan_id = '${out.op_id}' AND direction = 'exit' AND party = 10`;
  await until(async () => (await countRows("redemptions", park.tenant_id, exit)) === 1);
  expect(await countRows("redemptions", park.tenant_id)).toBe(2);
  const days = (await gate.get("/zones/inside")).data as { inside: number }[];
  expect(days.map(({ inside }) => inside)).toEqual(days.map(() => 0));
  expect((await manager.post(`/tickets/${ticket.ticket_id}/cancel`, {})).status).toBe(200);
});
