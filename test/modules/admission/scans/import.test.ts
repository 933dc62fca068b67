/** Imports of single scans that were decided elsewhere: the same object decides by the same rules. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { scan, sellOne } from "../../../support/gate.ts";
import {
  addPerson,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  type TestPark,
  until,
} from "../../../support/park.ts";

test("[G16] an import uses the ticket up, an import of a used ticket is a recorded fail, and a repeat changes nothing", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const body = { qr_token: ticket.qr_token, scan_id: newId(Date.now()), ts: iso(Date.now()) };
  const first = await gate.post("/redemptions", body);
  expect(first.data).toMatchObject({ result: "pass", replayed: false, scan_id: body.scan_id });
  expect((await gate.post("/redemptions", body)).data).toMatchObject({ result: "pass", replayed: true });
  expect(await scan(gate2, ticket)).toBe("duplicate_use");
  const late = await gate2.post("/redemptions", { ...body, scan_id: newId(Date.now()) });
  expect(late.data).toMatchObject({ result: "fail", reason: "duplicate_use", admitted_offline: true });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 3);
  expect(await countRows("conflicts", park.tenant_id)).toBe(1);
});

test("[G16] an import needs the scan's own id and time; an impossible time becomes the server's, with a doubt", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const body = { qr_token: ticket.qr_token, scan_id: newId(Date.now()), ts: iso(Date.now()) };
  const missing = await gate.post("/redemptions", { qr_token: ticket.qr_token });
  expect(missing.error?.details?.fields).toMatchObject([{ path: "scan_id" }, { path: "ts" }]);
  const person = await (await park.person("manager")).post("/redemptions", body);
  expect([person.status, person.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
  expect(await countRows("redemptions", park.tenant_id)).toBe(0);
  const early = await gate.post("/redemptions", { ...body, ts: "2001-01-01T00:00:00Z" });
  expect(early.data).toMatchObject({ result: "pass" });
  const at = Date.now() - 60_000;
  const corrected = { ...body, scan_id: newId(Date.now()), ts: "2001-01-01T00:00:00Z", at: iso(at), result: "fail" };
  expect((await gate.post("/redemptions", corrected)).data).toMatchObject({ result: "fail" });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  const raw = `device_at = ${Date.UTC(2001, 0, 1)}`;
  const arrived = `${raw} AND happened_at > ${at + 30_000} AND doubts = '["time_corrected"]'`;
  expect(await countRows("redemptions", park.tenant_id, arrived)).toBe(1);
  expect(await countRows("redemptions", park.tenant_id, `${raw} AND happened_at = ${at} AND doubts IS NULL`)).toBe(1);
});

async function providerAdmin(park: TestPark): Promise<Client> {
  const { email, pin } = await addPerson(park, { [park.store_id]: ["provider_admin"] });
  return clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
}

test("[G16] a provider imports scans of its own devices, and nobody else can", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const in_a_park = await providerAdmin(park);
  await env.DB.prepare("UPDATE tenants SET kind = 'provider', version = version + 1 WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .run();
  const provider = await providerAdmin(park);
  const device_id = park.devices.gate?.device_id;
  const body = { qr_token: ticket.qr_token, scan_id: newId(Date.now()), ts: iso(Date.now()), device_id };
  const manager = await (await park.person("manager")).post("/redemptions", body);
  expect([manager.status, manager.error?.code]).toEqual([403, "E_PERMISSION"]);
  expect((await in_a_park.post("/redemptions", body)).status).toBe(403);
  expect((await provider.post("/redemptions", { ...body, device_id: newId(Date.now()) })).status).toBe(404);
  expect((await provider.post("/redemptions", body)).data).toMatchObject({ result: "pass" });
  expect((await (await park.device("kiosk")).post("/redemptions", { ...body, device_id: undefined })).status).toBe(403);
  const where = `device_id = '${device_id}' AND employee_id IS NOT NULL`;
  await until(async () => (await countRows("redemptions", park.tenant_id, where)) === 1);
});
