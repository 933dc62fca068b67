/**
 * Tests of doubts: reports of a time before the device's last contact, and zones of other stores, are flagged (rules
 * O4, G9).
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { DeviceObject } from "../../../../durable-objects/device/object.ts";
import { addContact, type Contacts, contactBefore } from "../../../../src/modules/access/devices/domain/contact.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn, offlineScan, sellOne } from "../../../support/gate.ts";
import { auditRows, call, clientOf, countRows, newPark, type TestPark, until } from "../../../support/park.ts";
import { handedIn, operationOf, saleOp } from "../../../support/sales-of-outage.ts";

const MINUTE = 60_000;

describe("a device's contacts", () => {
  const run = (...minutes: number[]) =>
    minutes.reduce<Contacts>((contacts, minute) => addContact(contacts, minute * MINUTE), []);

  test("[O4] contacts before an outage count, and those while the device may be handing in do not", () => {
    const day = Array.from({ length: 600 }, (_, minute) => minute);
    const contacts = run(...day, 700, 701, 702);
    expect(contactBefore(contacts, 703 * MINUTE)).toBe(599 * MINUTE);
    expect(contactBefore(contacts, 715 * MINUTE)).toBe(700 * MINUTE);
    expect(contactBefore(run(), 5 * MINUTE)).toBeNull();
  });

  test("[O4] contacts are few, however long a device is in contact, and none is in the future after a clock is set back", () => {
    const contacts = run(...Array.from({ length: 3_000 }, (_, index) => index / 3));
    expect(contacts.length).toBeLessThanOrEqual(17);
    expect(addContact(contacts, 10 * MINUTE).every((at) => at <= 10 * MINUTE)).toBe(true);
  });
});

/** As if the device had been in contact `minutes` ago, and not since. */
async function inContact(park: TestPark, key: "gate" | "pos", minutes_ago: number): Promise<void> {
  const stub = env.DEVICE.getByName(`${park.tenant_id}:${park.devices[key]?.device_id}`);
  await runInDurableObject<DeviceObject, void>(stub, (object) => {
    const { pulse } = (object as unknown as { parts: { pulse: { life: { contacts: Contacts } } } }).parts;
    pulse.life.contacts = [Date.now() - minutes_ago * MINUTE];
  });
}

test("[O4] a scan from before the device's last contact is recorded and flagged; one of the outage since is not", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, { type: "multi", quota_or_minutes: 9 })];
  await gate.get("/gate/bootstrap");
  await inContact(park, "gate", 30);
  const now = Date.now();
  const old = offlineScan(ticket, now - 40 * MINUTE);
  const recent = offlineScan(ticket, now - 20 * MINUTE);
  await env.DB.prepare("UPDATE tickets SET valid_from = 0 WHERE tenant_id = ?").bind(park.tenant_id).run();
  const reply = await handIn(gate, [old, recent]);
  expect(
    reply.data.results.map(({ status }: { status: string }) => status),
    reply.text,
  ).toEqual(["applied", "applied"]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  const flagged = `redemption_id = '${old.op_id}' AND doubts = '["before_contact"]'`;
  expect(await countRows("redemptions", park.tenant_id, flagged)).toBe(1);
  expect(await countRows("redemptions", park.tenant_id, "doubts IS NULL")).toBe(1);
  const [audited] = await auditRows(park.tenant_id, `changes ->> '$.scan_id' = '${old.op_id}'`);
  expect(JSON.parse(audited?.changes ?? "{}").doubts).toEqual(["before_contact"]);
});

test("[O4] a sale and a movement from before the device's last contact are flagged too", async () => {
  const park = await newPark();
  await park.till();
  const till = await park.device("pos");
  await inContact(park, "pos", 30);
  const then = Date.now() - 40 * MINUTE;
  const movement = operationOf("movement", Date.now(), { kind: "paid_in", amount: 5_000, reason: "coins" });
  const results = await handedIn(till, [saleOp(park, 35_000, {}, then), movement]);
  expect(results.map(({ data }: { data: { doubts?: string[] } }) => data.doubts)).toEqual([
    ["before_contact"],
    undefined,
  ]);
  const [sale] = await auditRows(park.tenant_id, "event = 'sale.created'");
  expect(JSON.parse(sale?.changes ?? "{}").doubts).toEqual(["before_contact"]);
});

test("[G9] a handheld names a zone of its store; another store's or tenant's is recorded as none, and flagged", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const login = await call("POST", "/auth/device/login", await park.addDevice("GATE"));
  const handheld = clientOf(login.data.access_token);
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 9 });
  const manager = await park.person("manager");
  const second = await manager.post("/catalog/zones", { store_id: park.second_store_id, name: "Elsewhere" });
  const fresh = await manager.post("/catalog/zones", { store_id: park.store_id, name: "Brand new" });
  expect([second.status, fresh.status]).toEqual([201, 201]);
  const zones = [park.zones.Trampoline, other.zones.Trampoline, second.data.zone_id, fresh.data.zone_id];
  for (const [index, zone_id] of zones.entries()) {
    const body = { qr_token: ticket.qr_token, zone_id };
    const reply = index % 2 ? await handheld.post("/tickets/redeem", body) : { data: { result: "pass" } };
    if (index % 2 === 0) await handIn(handheld, [offlineScan(ticket, Date.now(), { zone_id })]);
    expect(reply.data.result).toBe("pass");
  }
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 4);
  const { results } = await env.DB.prepare(
    "SELECT zone_id, zone, doubts FROM redemptions WHERE tenant_id = ? ORDER BY received_at, redemption_id",
  )
    .bind(park.tenant_id)
    .all();
  const none = { zone_id: null, zone: null, doubts: '["unknown_zone"]' };
  expect(results).toEqual([
    { zone_id: zones[0], zone: "Trampoline", doubts: null },
    none,
    none,
    { zone_id: zones[3], zone: "Brand new", doubts: null },
  ]);
});

test("[S4] a device without drawers is told nothing of a shift, open, closed or none", async () => {
  const park = await newPark();
  const till = await park.till();
  const { shift_id } = (await till.get("/shifts/current")).data;
  const asked = async () => {
    const kiosk = await park.device("kiosk");
    const gates = [await park.device("gate"), await park.person("gate", "gate")];
    const answers: string[] = [];
    for (const gate of gates)
      for (const path of [
        "/shifts/current",
        `/shifts/${shift_id}`,
        `/shifts/${shift_id}/movements`,
        "/cash_drawers/movements",
      ])
        answers.push((await gate.get(path)).error?.code ?? "told");
    answers.push((await kiosk.get(`/shifts/${shift_id}`)).error?.code ?? "told");
    const no_sale = await kiosk.post("/cash_drawers/no-sale", { reason: "change" }, newId(Date.now()));
    return [...answers, no_sale.error?.code];
  };
  const open = await asked();
  await till.post("/shifts/close", { cash_counted: 100_000 });
  expect(await asked()).toEqual(open);
  expect(open).toEqual([...Array(9).fill("E_PERMISSION"), "E_APPROVAL_REQUIRED"]);
});
