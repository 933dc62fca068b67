/** A ticket's timeline has its whole history in one list, from its issue on. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { handIn, offlineScan, reissue, scan, sell, sellOne } from "../../../support/gate.ts";
import { type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";

interface Entry {
  at: string;
  kind: string;
  ticket_id: string;
  [field: string]: unknown;
}

async function timelineOf(client: Client, ticket_id: string): Promise<{ entries: Entry[]; [field: string]: unknown }> {
  const { status, data, text } = await client.get(`/tickets/${ticket_id}/timeline`);
  expect(status, text).toBe(200);
  return data;
}

const recorded = (park: TestPark, count: number) =>
  until(async () => (await countRows("redemptions", park.tenant_id)) === count);

test("[G16] a ticket's timeline has its issue, scans, override, annulment and changes of status, oldest first", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 1 });
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  const scan_id = newId(Date.now());
  await scan(gate, ticket, { scan_id });
  await gate.post("/tickets/annul", { scan_id });
  await scan(gate, ticket, { party: 1 });
  await scan(gate, ticket, { direction: "exit" });
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const grant = await gate.post("/approvals/verify-pin", { approver_id, pin, action: "gate_override" });
  expect(await scan(gate, ticket)).toBe("exhausted");
  expect(await scan(gate, ticket, { approval_token: grant.data.approval_token })).toBe("exhausted");
  await manager.post(`/tickets/${ticket.ticket_id}/block`, { reason: "found" });
  expect(await scan(gate, ticket)).toBe("blocked");
  await manager.post(`/tickets/${ticket.ticket_id}/unblock`, {});
  await recorded(park, 6);

  const timeline = await timelineOf(manager, ticket.ticket_id);
  const { entries } = timeline;
  const lines = entries.map((entry) =>
    [entry.kind, entry.result, entry.direction === "exit" && "exit", entry.reason, entry.forced && "forced"]
      .filter(Boolean)
      .join(" "),
  );
  expect(lines).toEqual([
    "issued",
    "attempt pass",
    "annul",
    "attempt pass",
    "attempt pass exit",
    "attempt fail exhausted",
    "attempt pass exhausted forced",
    "block found",
    "attempt fail blocked",
    "unblock",
  ]);
  expect(timeline).toMatchObject({ ticket_id: ticket.ticket_id, replaces: [], replaced_by: null, truncated: false });
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted());
  const cashier = park.employees.cashier?.employee_id;
  expect(entries[0]).toMatchObject({ store_id: park.store_id, actor_id: cashier, sale_id: expect.any(String) });
  const { device_id } = park.devices.gate ?? {};
  expect(entries[1]).toMatchObject({
    scan_id,
    device_id,
    device_name: "Main gate",
    actor_id: device_id,
    zone: "Main Gate",
    zone_id: park.zones["Main Gate"],
    party: 1,
    offline: false,
    annulled_by: device_id,
    annulled_at: entries[2]?.at,
  });
  expect(entries[2]).toMatchObject({ scan_id, actor_id: device_id, device_id });
  expect(entries[6]).toMatchObject({ approver_id });
  expect(entries[7]).toMatchObject({ actor_id: park.employees.manager?.employee_id, status: "blocked" });
});

test("[G16] the timeline of a reissued ticket begins with the ticket that was sold, and each ticket names the next", async () => {
  const park = await newPark();
  const first = await sellOne(park, { type: "multi", quota_or_minutes: 5 });
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  await scan(gate, first);
  const second = await reissue(park, manager, first.ticket_id);
  await scan(gate, second);
  const third = await reissue(park, manager, second.ticket_id);
  await recorded(park, 2);
  const { entries, ...timeline } = await timelineOf(manager, third.ticket_id);
  expect(timeline).toMatchObject({ replaces: [first.ticket_id, second.ticket_id], replaced_by: null });
  expect(entries.map(({ kind, ticket_id }) => [kind, ticket_id])).toEqual([
    ["issued", first.ticket_id],
    ["attempt", first.ticket_id],
    ["reissue", first.ticket_id],
    ["reprint", first.ticket_id],
    ["issued", second.ticket_id],
    ["attempt", second.ticket_id],
    ["reissue", second.ticket_id],
    ["reprint", second.ticket_id],
    ["issued", third.ticket_id],
  ]);
  expect(entries[2]).toMatchObject({ replaced_by: second.ticket_id, status: "revoked" });
  expect(entries[4]).toMatchObject({ replaces: first.ticket_id, actor_id: park.employees.manager?.employee_id });
  expect((await timelineOf(manager, first.ticket_id)).entries).toHaveLength(4);
});

test("[O5] an offline admission that lost is in the timeline when it happened, and its conflict when it arrived", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const early = Date.now();
  expect(await scan(gate, ticket)).toBe("pass");
  await handIn(gate2, [offlineScan(ticket, early)]);
  await recorded(park, 2);
  const { entries } = await timelineOf(await park.everywhere("manager"), ticket.ticket_id);
  const lost = entries.find(({ admitted_offline }) => admitted_offline);
  expect(lost).toMatchObject({
    kind: "attempt",
    result: "fail",
    reason: "duplicate_use",
    offline: true,
    device_at: iso(early),
  });
  expect(entries.at(-1)).toMatchObject({
    kind: "conflict",
    conflict_id: lost?.scan_id,
    first_pass: { device_id: park.devices.gate?.device_id },
    admitted: { device_id: park.devices.gate2?.device_id },
  });
});

test("[G16] a timeline ends after a thousand entries and says so, and the reads of another ticket do not grow", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
     INSERT INTO redemptions (tenant_id, redemption_id, scan_id, ticket_id, store_id, device_id, device_name, code_hash,
       result, reason, remaining, unit, forced, happened_at, received_at)
     SELECT ?1, printf('01K%023d', i), printf('01K%023d', i), ?2, ?3, ?4, 'Main gate', 'h', 'fail', 'duplicate_use', 0,
       'uses', 0, 4000000000000 + i, 4000000000000 + i FROM n`,
  )
    .bind(park.tenant_id, ticket.ticket_id, park.store_id, park.devices.gate?.device_id)
    .run();
  const manager = await park.everywhere("manager");
  const { entries, truncated } = await timelineOf(manager, ticket.ticket_id);
  expect([entries.length, truncated, entries[0]?.kind]).toEqual([1000, true, "issued"]);
  expect(entries.at(-1)?.scan_id).toBe("01K00000000000000000000999");

  const [other] = await sell(park, park.packages.single, 200);
  if (!other) throw new Error("nothing was sold");
  await scan(gate, other);
  await recorded(park, 1201);
  const read = await rowsReadBy(async () => {
    expect((await timelineOf(manager, other.ticket_id)).entries).toHaveLength(2);
    await gate.get(`/redemptions/duplicate-check/${other.ticket_id}`);
    await gate.get(`/redemptions?ticket_id=${other.ticket_id}`);
  });
  expect(Math.max(...read)).toBeLessThan(30);
});
