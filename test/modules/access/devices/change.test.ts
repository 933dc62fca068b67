/** Tests of changing a device: its new capabilities apply from its next request on (DEV-01, DEV-07). */

import { expect, test } from "vitest";
import { auditRows, cashSale, newPark } from "../../../support/park.ts";

test("[T7] a till that may no longer sell is refused at its next sale, and fields that were left out stay", async () => {
  const park = await newPark();
  const [owner, till] = [await park.person("owner"), await park.everywhere("manager")];
  const device_id = park.devices.pos?.device_id ?? "";
  await till.post("/shifts/open", { cash_open: 0 });
  const sell = (key: string) => till.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), key);
  expect((await sell("first")).status).toBe(201);

  const body = { name: "Booth 1", notes: "Screen repaired\nบริการแล้ว", caps: { can_sell: false } };
  const changed = await owner.call("PATCH", `/devices/${device_id}`, body);
  const caps = { can_sell: false, can_redeem: true, kiosk_mode: false, offline_cap: 500 };
  expect([changed.status, changed.data]).toMatchObject([200, { name: "Booth 1", notes: body.notes, caps }]);
  expect((await owner.get(`/devices/${device_id}`)).data).toMatchObject({ name: "Booth 1", notes: body.notes, caps });
  expect((await sell("second")).status).toBe(403);

  const cleared = await owner.call("PATCH", `/devices/${device_id}`, { notes: null, caps: { can_sell: true } });
  expect(cleared.data).toMatchObject({ name: "Booth 1", notes: null, caps: { ...caps, can_sell: true } });
  expect((await sell("third")).status).toBe(201);
  expect((await auditRows(park.tenant_id, "event = 'device.changed'")).length).toBe(2);
});

test("[D1] the list of site keys is latest first, shows no key, and shows which device used one", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const before = (await owner.get("/pairings?limit=200")).data.length;
  const make = async (name: string) =>
    (await owner.post("/pairings", { store_id: park.store_id, type: "GATE", name })).data;
  const [first, second] = [await make("North"), await make("South")];
  await owner.post("/auth/device/register", { site_key: first.site_key, device: { name: "North", type: "GATE" } });
  await owner.post(`/pairings/${second.pairing_id}/revoke`);
  const { data, page, text } = await owner.get("/pairings?limit=2");
  expect(data.map(({ name }: { name: string }) => name)).toEqual(["South", "North"]);
  expect(data).toMatchObject([{ used_at: null }, { revoked_at: null }]);
  expect([data[0].revoked_at, data[1].used_at]).not.toContain(null);
  expect(text).not.toMatch(/pps_|site_key/);
  const rest = page?.next_cursor ? (await owner.get(`/pairings?limit=200&cursor=${page.next_cursor}`)).data : [];
  expect(rest.length).toBe(before);
  const gate = await park.device("gate");
  expect((await gate.get("/pairings")).status).toBe(403);
});
