/** Tests of taxes, discounts and price lists: there is one default tax, and each list is replaced as a whole. */

import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { namedFields } from "../../../contracts/walk.ts";
import { addPerson, auditRows, call, clientOf, countRows, newPark } from "../../../support/park.ts";

const TAX = { name: "Service", rate_bps: 1_000, mode: "exclusive", is_default: false };

describe("taxes", () => {
  test("[P6] a new default tax replaces the earlier one at once, and there is always one", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const [vat] = (await manager.get("/taxes")).data;
    const path = `/taxes/${vat.tax_id}`;
    const left = [
      await manager.call("DELETE", path),
      await manager.call("PUT", path, { ...TAX, name: "VAT" }),
      await manager.call("PUT", path, { ...TAX, active: false }),
    ];
    expect(left.map(({ status, error }) => `${status} ${error?.code}`)).toEqual(Array(3).fill("409 E_TAX_DEFAULT"));
    expect((await manager.get(path)).data).toEqual(vat);

    const made = (await manager.post("/taxes", { ...TAX, is_default: true })).data;
    const defaults = async () =>
      (await manager.get("/taxes?active=all")).data.flatMap((tax: { is_default: boolean; tax_id: string }) =>
        tax.is_default ? [tax.tax_id] : [],
      );
    expect(await defaults()).toEqual([made.tax_id]);
    for (const _ of [1, 2]) expect((await manager.call("DELETE", path)).data.active).toBe(false);
    expect((await manager.get("/taxes")).data).toEqual([made]);
    await manager.call("PUT", path, { ...TAX, name: "VAT", is_default: true });
    expect(await defaults()).toEqual([vat.tax_id]);
    await Promise.all(Array.from({ length: 5 }, () => manager.post("/taxes", { ...TAX, is_default: true })));
    expect(await countRows("taxes", park.tenant_id, "is_default = 1 AND active = 1")).toBe(1);
  });

  test("[P6] an inactive default, and a rate above 100 %, are 422 at the field", async () => {
    const manager = await (await newPark()).person("manager");
    const idle = await manager.post("/taxes", { ...TAX, is_default: true, active: false });
    expect([idle.status, namedFields(idle)]).toEqual([422, ["active"]]);
    expect(namedFields(await manager.post("/taxes", { ...TAX, rate_bps: 10_001, mode: "vat" }))).toEqual([
      "rate_bps",
      "mode",
    ]);
  });

  test("[T7] taxes and discounts concern every store: changing one needs the permission in each", async () => {
    const park = await newPark();
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const local = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const discount = { name: "Staff", kind: "amount", value: 500 };
    for (const reply of [
      await local.post("/taxes", TAX),
      await local.post("/discounts", discount),
      await local.get("/taxes?active=all"),
    ])
      expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
    expect((await local.get("/taxes")).data).toHaveLength(1);
  });
});

test("[U1] a discount is created, replaced and deactivated, and each change is audited once", async () => {
  const park = await newPark();
  const manager = await park.person("manager");
  const made = (await manager.post("/discounts", { name: "Staff", kind: "percent", value: 5_000 })).data;
  const path = `/discounts/${made.discount_id}`;
  const sent = { name: "Staff", kind: "amount", value: 5_000 };
  expect((await manager.call("PUT", path, sent)).data).toEqual({ ...made, kind: "amount" });
  for (const _ of [1, 2]) await manager.call("DELETE", path);
  expect((await manager.get(path)).data).toEqual({ ...made, kind: "amount", active: false });
  expect((await manager.get("/discounts?active=false")).data).toHaveLength(1);
  const over = await manager.post("/discounts", { name: "All", kind: "percent", value: 10_001 });
  expect([over.status, namedFields(over)]).toEqual([422, ["value"]]);
  const rows = await auditRows(park.tenant_id, `subject_id = '${made.discount_id}'`);
  expect(rows.map(({ event, changes }) => [event, JSON.parse(changes)])).toEqual([
    ["discount.created", { name: "Staff", kind: "percent", value: 5_000, active: true }],
    ["discount.changed", { before: { kind: "percent" }, after: { kind: "amount" } }],
    ["discount.changed", { before: { active: true }, after: { active: false } }],
  ]);
});

describe("a price list", () => {
  test("[P2] a price list is created for devices of a store, replaced with all its prices, and deactivated", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const { single = "", multi = "" } = park.packages;
    const till = { store_id: park.store_id, device_ids: [park.devices.pos?.device_id] };
    const sent = { name: "Members", ...till, priority: 3, items: [{ package_id: single, price: 30_000 }] };
    const made = await manager.post("/pricing/price-lists", sent);
    expect([made.status, made.data]).toEqual([201, expect.objectContaining({ ...sent, active: true })]);
    const path = `/pricing/price-lists/${made.data.price_list_id}`;
    const items = [{ package_id: multi, price: 1 }];
    const put = await manager.call("PUT", path, { name: "Members", items });
    const whole = { ...made.data, store_id: null, device_ids: null, priority: 0, items };
    expect(put.data).toEqual(whole);
    expect((await manager.get(path)).data).toEqual(whole);
    for (const _ of [1, 2]) expect((await manager.call("DELETE", path)).data).toEqual({ ...whole, active: false });
    const { items: _, ...summary } = { ...whole, active: false };
    expect((await manager.get("/pricing/price-lists?active=false")).data).toEqual([summary]);
    expect((await manager.get("/pricing/price-lists")).data).toEqual([]);
    const rows = await auditRows(park.tenant_id, "event = 'price_list.changed'");
    expect(JSON.parse(rows[0]?.changes ?? "")).toMatchObject({
      prices: { before: { [single]: 30_000, [multi]: null }, after: { [single]: null, [multi]: 1 } },
    });
  });

  test("[P2] a list of a thousand prices is one statement, and a price of an unknown package writes nothing", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const items = [{ package_id: park.packages.single, price: 1 }];
    const strange = [...items, { package_id: newId(Date.now()), price: 1 }];
    const refused = await manager.post("/pricing/price-lists", { name: "Odd", items: strange });
    expect([refused.status, refused.error?.code]).toEqual([422, "E_PACKAGE_UNKNOWN"]);
    expect(await countRows("price_lists", park.tenant_id)).toBe(0);
    const many = Array.from({ length: 1_001 }, () => ({ package_id: newId(Date.now()), price: 1 }));
    expect(namedFields(await manager.post("/pricing/price-lists", { name: "Odd", items: many }))).toEqual(["items"]);
    const most = await manager.post("/pricing/price-lists", { name: "Odd", items: many.slice(1) });
    expect(most.error?.code).toBe("E_PACKAGE_UNKNOWN");
  });

  test("[I3] a list with a device of another store, devices without a store, or a package twice is 422 at the field", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const device_ids = [park.devices.pos?.device_id];
    const item = { package_id: park.packages.single, price: 1 };
    const post = async (fields: object) =>
      namedFields(await manager.post("/pricing/price-lists", { name: "Odd", items: [item], ...fields }));
    expect(await post({ store_id: park.second_store_id, device_ids })).toEqual(["device_ids.0"]);
    expect(await post({ device_ids })).toEqual(["store_id"]);
    expect(await post({ items: [item, item] })).toEqual(["items"]);
    expect(await post({ items: [{ ...item, price: -1 }] })).toEqual(["items.0.price"]);
    const window = { active_from: "2026-02-02T00:00:00Z", active_to: "2026-02-01T00:00:00Z" };
    expect(await post(window)).toEqual(["active_to"]);
  });

  test("[T2] a till does not see another store's list, and another tenant's is unknown", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const list = { name: "Phuket", store_id: park.second_store_id, items: [] };
    const { price_list_id } = (await manager.post("/pricing/price-lists", list)).data;
    const till = await park.person("cashier", "pos");
    const path = `/pricing/price-lists/${price_list_id}`;
    expect((await till.get(path)).error?.code).toBe("E_SCOPE_MISMATCH");
    expect((await till.get("/pricing/price-lists")).data).toEqual([]);
    const stranger = await (await newPark()).person("manager");
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.call("DELETE", path)).status).toBe(404);
  });
});
