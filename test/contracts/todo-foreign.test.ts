/** Ids of another tenant in places where the code does not look yet. */

import { expect, test } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import { newPark, rowCounts, type TestPark } from "../support/park.ts";
import { managerOf } from "./examples.ts";
import { nameOf, routes, sameness, send, withValueAt } from "./walk.ts";

const storeOf = ({ store_id }: TestPark) => store_id;
const deviceOf = ({ devices }: TestPark) => devices.gate?.device_id ?? "";

const cases: [route: string, path: string, answer: string, id: (park: TestPark) => string][] = [
  ["GET /catalog/packages", "query.store_id", "404 E_NOT_FOUND", storeOf],
  ["POST /catalog/packages", "body.store_id", "404 E_NOT_FOUND", storeOf],
  ["GET /catalog/zones", "query.store_id", "404 E_NOT_FOUND", storeOf],
  ["POST /catalog/zones", "body.store_id", "404 E_NOT_FOUND", storeOf],
  ["GET /devices", "query.store_id", "404 E_NOT_FOUND", storeOf],
  ["GET /sales", "query.store_id", "404 E_NOT_FOUND", storeOf],
  ["GET /redemptions", "query.store_id", "404 E_NOT_FOUND", storeOf],
  ["POST /pricing/preview", "body.store_id", "404 E_NOT_FOUND", storeOf],
  ["POST /catalog/packages", "body.allowed_device_ids.0", "422 E_VALIDATION", deviceOf],
];

test.each(cases)(
  "[T2] %s: %s of another tenant is %s, the same body as an absent one",
  async (name, path, answer, id) => {
    const [park, neighbour] = [await newPark(), await newPark()];
    const manager = await managerOf(park);
    const route = routes.find(({ contract }) => nameOf(contract) === name);
    if (!route) throw new Error(`no route ${name}`);
    const request = await route.example.make(park, manager);
    const [foreign_id, absent_id] = [id(neighbour), newId(Date.now())];
    const before = await rowCounts(park.tenant_id);
    const foreign = await send(route, manager, withValueAt(request, path, foreign_id));
    const absent = await send(route, manager, withValueAt(request, path, absent_id));
    expect(`${foreign.status} ${foreign.error?.code}`).toBe(answer);
    expect(sameness(foreign, foreign_id)).toBe(sameness(absent, absent_id));
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  },
);

test.each(["foreign", "absent"])("[T2] a console opens no shift on a %s device's drawer", async (which) => {
  const [park, neighbour] = [await newPark(), await newPark()];
  const cashier = await park.person("cashier");
  const device_id = which === "foreign" ? deviceOf(neighbour) : newId(Date.now());
  const reply = await cashier.post("/shifts/open", { cash_open: 1_000, device_id });
  expect([reply.status, reply.error?.code]).toEqual([404, "E_NOT_FOUND"]);
});

test("[T2] a console opens no shift on the drawer of another store's device", async () => {
  const park = await newPark();
  const { device_id } = await park.addDevice("POS", park.second_store_id);
  const reply = await (await park.person("cashier")).post("/shifts/open", { cash_open: 1_000, device_id });
  expect([reply.status, reply.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
});
