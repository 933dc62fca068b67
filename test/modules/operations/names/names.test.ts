/** The names of a console come in one call, bounded, and only those of the caller's stores (rules T2, T9). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { newPark } from "../../../support/park.ts";

test("[T2] names are those of the caller's stores, retired things included, and a person's name without an e-mail", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const manager = await park.office("manager");
  await manager.call("DELETE", `/catalog/zones/${park.zones.Trampoline}`);
  const names = await owner.get("/names");
  expect(names.status, names.text).toBe(200);
  expect(names.data).toMatchObject({
    stores: [
      { store_id: park.store_id, time_zone: "Asia/Bangkok", cutoff_hour: 0 },
      { store_id: park.second_store_id },
    ],
    complete: true,
  });
  expect(names.data.devices).toContainEqual({
    ...{ device_id: park.devices.pos?.device_id, store_id: park.store_id, type: "POS", name: "Counter 1" },
  });
  expect(names.data.employees).toContainEqual({
    employee_id: park.employees.cashier?.employee_id,
    name: "Somchai Dee",
  });
  expect(names.data.zones.map(({ name }: { name: string }) => name)).toContain("Trampoline");
  expect(names.data.packages).toHaveLength(6);
  const cashier = await (await park.person("cashier")).get("/names");
  expect(cashier.data.stores.map(({ store_id }: { store_id: string }) => store_id)).toEqual([park.store_id]);
  const second = await owner.get(`/names?store_id=${park.second_store_id}`);
  expect([second.data.devices, second.data.zones]).toEqual([[], []]);
  expect(second.data.employees).toHaveLength(2);
  expect((await (await park.device("pos")).get("/names")).error?.code).toBe("E_PERMISSION");
});

test("[T9] at most 1,000 names of a noun are sent, the newest, and the list says that it is not complete", async () => {
  const park = await newPark();
  const owner = await park.office("owner");
  const ids = Array.from({ length: 1_000 }, (_, index) => newId(Date.now() + 1_000 + index));
  await env.DB.prepare(
    `INSERT INTO zones (tenant_id, zone_id, store_id, name, name_th, active, created_at)
     SELECT ?, value, ?, 'Zone', 'โซน', 1, 0 FROM json_each(?)`,
  )
    .bind(park.tenant_id, park.store_id, JSON.stringify(ids))
    .run();
  const { zones, complete } = (await owner.get("/names")).data;
  expect([zones.length, complete]).toEqual([1_000, false]);
  expect(zones.map(({ zone_id }: { zone_id: string }) => zone_id).toSorted()).toEqual(ids.toSorted());
});
