/** Tests of zones: records of a gate belong to its zone at that time (rule O6). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { addZone, hadZone, zoneAt } from "../../../../src/modules/access/devices/domain/zones.ts";
import { handIn, makePackage, offlineScan, scan, sell } from "../../../support/gate.ts";
import { auditRows, countRows, newPark, type TestPark, until } from "../../../support/park.ts";

const MINUTE_MS = 60_000;

async function bound(park: TestPark, zone: string, qty: number) {
  const package_id = await makePackage(park, { zones: [{ zone_id: park.zones[zone], credits: 1 }] });
  const tickets = await sell(park, package_id, qty);
  // Scans minutes ago are far enough apart that a request's delay, which corrects times, keeps their order.
  await env.DB.prepare("UPDATE tickets SET valid_from = valid_from - 3600000 WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .run();
  return tickets;
}

/** Moves the gate, and sets the time of the move back by half an hour. */
async function moveGate(park: TestPark, zone: string) {
  const device_id = park.devices.gate?.device_id;
  const owner = await park.person("owner");
  const move = async () =>
    expect((await owner.call("PUT", `/devices/${device_id}/zone`, { zone_id: park.zones[zone] })).status).toBe(200);
  await move();
  await env.DB.prepare(
    `UPDATE devices SET version = version + 1,
       zone_history = json_set(zone_history, '$[1].since', zone_history ->> '$[1].since' - 1800000)
     WHERE tenant_id = ? AND device_id = ?`,
  )
    .bind(park.tenant_id, device_id)
    .run();
  // Its object reloads its facts.
  await move();
}

test("[O6] the zones of a device are kept with their times, the last 20 of them; an unmoved device has none", () => {
  expect(zoneAt([], 5)).toBeUndefined();
  const device = { registered_at: 100 };
  let zone_history = addZone({ ...device, zone_id: "a", zone_history: [] }, "b", 200);
  expect([50, 100, 199, 200, 900].map((at) => zoneAt(zone_history, at))).toEqual(["a", "a", "a", "b", "b"]);
  expect(addZone({ ...device, zone_id: "b", zone_history }, "b", 300)).toEqual(zone_history);
  for (let move = 0; move < 30; move++)
    zone_history = addZone({ ...device, zone_id: "b", zone_history }, move % 2 ? null : `z${move}`, 300 + move);
  expect([zone_history.length, hadZone(zone_history, "a"), hadZone(zone_history, "z28")]).toEqual([20, false, true]);
  expect(hadZone(zone_history, undefined)).toBe(false);
});

test("[O6] a gate that was moved hands in earlier admissions at its zone of that time, named or not", async () => {
  const park = await newPark();
  const [first, second, third] = await bound(park, "Main Gate", 3);
  if (!first || !second || !third) throw new Error("three were sold");
  const gate = await park.device("gate");
  await moveGate(park, "Trampoline");
  const now = Date.now();
  const reply = await handIn(gate, [
    offlineScan(first, now - 50 * MINUTE_MS),
    offlineScan(second, now - 40 * MINUTE_MS, { zone_id: park.zones["Main Gate"] }),
    offlineScan(third, now - 10 * MINUTE_MS),
  ]);
  expect(reply.data.results).toMatchObject([
    { status: "applied", data: { result: "pass" } },
    { status: "applied", data: { result: "pass" } },
    { status: "conflict", data: { reason: "wrong_zone" } },
  ]);
  const zone_id = park.zones["Main Gate"];
  await until(async () => (await countRows("redemptions", park.tenant_id, `zone_id = '${zone_id}'`)) === 2);
});

test("[O6] a gate that did not learn of its move hands in later scans at the zone that it names", async () => {
  const park = await newPark();
  const [ticket] = await bound(park, "Main Gate", 1);
  if (!ticket) throw new Error("one was sold");
  const gate = await park.device("gate");
  await moveGate(park, "Trampoline");
  const op = offlineScan(ticket, Date.now() - 10 * MINUTE_MS, { zone_id: park.zones["Main Gate"] });
  expect((await handIn(gate, [op])).data.results).toMatchObject([{ status: "applied", data: { result: "pass" } }]);
});

test("[O6] a zone that the device never had is not trusted: its own zone counts, and the scan is flagged", async () => {
  const park = await newPark();
  const [ticket] = await bound(park, "Ball Pit", 1);
  if (!ticket) throw new Error("one was sold");
  const gate = await park.device("gate");
  const op = offlineScan(ticket, Date.now(), { zone_id: park.zones["Ball Pit"] });
  expect((await handIn(gate, [op])).data.results).toMatchObject([
    { status: "conflict", data: { reason: "wrong_zone" } },
  ]);
  const [audit] = await auditRows(park.tenant_id, "event = 'ticket.redeemed.fail'");
  expect(JSON.stringify(audit)).toContain("unknown_zone");
});

test("[G9] guests inside with a cancelled ticket are counted out by another gate, and no more than them", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, await makePackage(park, { type: "party", quota_or_minutes: 4 }));
  if (!ticket) throw new Error("one was sold");
  const [gate, gate2, manager] = [
    await park.device("gate"),
    await park.device("gate2"),
    await park.everywhere("manager"),
  ];
  await scan(gate, ticket, { party: 3 });
  expect((await manager.post(`/tickets/${ticket.ticket_id}/cancel`, {})).status).toBe(200);
  expect(await scan(gate2, ticket, { direction: "exit", party: 2 })).toBe("pass");
  expect(await scan(gate2, ticket, { direction: "exit", party: 9 })).toBe("pass");
  expect(await scan(gate2, ticket, { direction: "exit" })).toBe("cancelled");
  expect(await scan(gate, ticket)).toBe("cancelled");
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 5);
  const inside = (await gate.get("/zones/inside")).data as { inside: number }[];
  expect(inside.every((zone) => zone.inside === 0)).toBe(true);
});
