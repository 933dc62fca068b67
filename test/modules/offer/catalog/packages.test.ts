/** Tests of packages: editors change them, and tills and kiosks see only those on sale to them. */

import { beforeAll, describe, expect, test } from "vitest";
import { namedFields } from "../../../contracts/walk.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  type Reply,
  type TestPark,
} from "../../../support/park.ts";

let park: TestPark;
let manager: Client;
let till: Client;
let kiosk: Client;

beforeAll(async () => {
  park = await newPark();
  manager = await park.person("manager");
  till = await park.device("pos");
  kiosk = await park.device("kiosk");
});

const SINGLE = { name: "Jump", type: "single", price: 10_000 };
const put = (path: string, body: unknown) => manager.call("PUT", path, body);
const remove = (path: string) => manager.call("DELETE", path);
const within = (fields: object) => ({ store_id: park.store_id, ...fields });

async function made(path: string, body: object): Promise<Record<string, string>> {
  const reply = await manager.post(path, body);
  expect([reply.status, reply.error]).toEqual([201, null]);
  return reply.data;
}

async function listed(client: Client, query = ""): Promise<string[]> {
  const { data } = await client.get(`/catalog/packages?store_id=${park.store_id}${query}`);
  return data.map(({ package_id }: { package_id: string }) => package_id);
}

const outcome = ({ status, error }: Reply) => `${status} ${error?.code}`;

describe("a package", () => {
  test("[S9] a package is replaced, read and deactivated, and each change is audited with the earlier terms", async () => {
    const { type, ...terms } = SINGLE;
    const { package_id } = await made(
      "/catalog/packages",
      within({ ...SINGLE, position: 7, zones: [{ zone_id: park.zones["Ball Pit"] }] }),
    );
    const path = `/catalog/packages/${package_id}`;
    const changed = await put(path, {
      ...terms,
      price: 12_000,
      zones: [{ zone_id: park.zones.Trampoline, credits: 2 }],
    });
    expect(changed.data).toMatchObject({ package_id, type, store_id: park.store_id, price: 12_000, position: 0 });
    expect(changed.data.zones).toEqual([{ zone_id: park.zones.Trampoline, name: "Trampoline", credits: 2 }]);
    expect((await manager.get(path)).data).toEqual(changed.data);
    const first = await remove(path);
    expect(first.data).toEqual({ ...changed.data, active: false });
    expect((await remove(path)).data).toEqual(first.data);
    const told = await auditRows(park.tenant_id, `subject_id = '${package_id}'`);
    expect(told.map(({ event }) => event)).toEqual(["package.created", "package.changed", "package.changed"]);
    expect(JSON.parse(told[1]?.changes ?? "")).toMatchObject({
      before: { price: 10_000, position: 7 },
      after: { price: 12_000, position: 0 },
    });
    expect(JSON.parse(told[2]?.changes ?? "")).toEqual({ before: { active: true }, after: { active: false } });
    expect(await countRows("outbox", park.tenant_id, `subject_id = '${package_id}' AND type = 'package.changed'`)).toBe(
      2,
    );
  });

  test("[S9] tills and kiosks get no inactive package, and none out of its window, store or channel", async () => {
    const hidden = [
      { active: false },
      { active_to: "2026-01-01T00:00:00Z" },
      { active_from: "2036-01-01T00:00:00Z" },
      { store_id: park.second_store_id },
    ];
    const made_hidden = await Promise.all(
      hidden.map((fields) => made("/catalog/packages", within({ ...SINGLE, ...fields }))),
    );
    const for_till = await made("/catalog/packages", within({ ...SINGLE, visible_on: ["POS"] }));
    const [at_till, at_kiosk] = [await listed(till), await listed(kiosk)];
    for (const { package_id = "" } of made_hidden) {
      expect(at_till).not.toContain(package_id);
      expect(at_kiosk).not.toContain(package_id);
      expect(outcome(await till.get(`/catalog/packages/${package_id}/slots`))).toBe("404 E_NOT_FOUND");
    }
    expect(at_till).toContain(for_till.package_id);
    expect(at_kiosk).not.toContain(for_till.package_id);
    const edited = await listed(manager, "&status=all");
    for (const { package_id } of made_hidden.slice(0, 3)) expect(edited).toContain(package_id);
    expect(edited).not.toContain(made_hidden[3]?.package_id);
  });

  test("[S9] editors list packages by status and category, in the order of positions", async () => {
    const { category_id } = await made("/catalog/categories", within({ name: "Ordered" }));
    const [later, sooner, off] = [
      await made("/catalog/packages", within({ ...SINGLE, category_id, position: 2 })),
      await made(
        "/catalog/packages",
        within({ ...SINGLE, category_id, position: 1, active_from: "2036-01-01T00:00:00Z" }),
      ),
      await made("/catalog/packages", within({ ...SINGLE, category_id, position: 3, active: false })),
    ].map(({ package_id }) => package_id);
    const of = (status: string) => listed(manager, `&category_id=${category_id}&status=${status}`);
    expect(await of("on_sale")).toEqual([later]);
    expect(await of("active")).toEqual([sooner, later]);
    expect(await of("inactive")).toEqual([off]);
    expect(await of("all")).toEqual([sooner, later, off]);
    const refused = await till.get(`/catalog/packages?store_id=${park.store_id}&status=all`);
    expect(outcome(refused)).toBe("403 E_PERMISSION");
  });

  test("[S9] a list that a till holds is answered 304, and sent again after a change", async () => {
    const path = `/catalog/packages?store_id=${park.store_id}`;
    const etag = (await till.get(path)).headers.get("etag") ?? "";
    const again = () => till.call("GET", path, undefined, { headers: { "if-none-match": etag } });
    expect((await again()).status).toBe(304);
    await made("/catalog/packages", within(SINGLE));
    expect((await again()).status).toBe(200);
  });
});

describe("the faults of a package", () => {
  const cases: [what: string, fields: () => object, answer: string, path: string][] = [
    [
      "a window that ends before it begins",
      () => ({ active_from: "2026-02-01T00:00:00Z", active_to: "2026-01-01T00:00:00Z" }),
      "422 E_VALIDATION",
      "active_to",
    ],
    [
      "tickets that end before they begin",
      () => ({ valid_from: "2026-02-01T00:00:00Z", valid_to: "2026-01-01T00:00:00Z" }),
      "422 E_VALIDATION",
      "valid_to",
    ],
    ["places without slots", () => ({ capacity: 5 }), "422 E_VALIDATION", "slot_minutes"],
    ["slots without places", () => ({ slot_minutes: 60 }), "422 E_VALIDATION", "capacity"],
    ["slots that do not divide a day", () => ({ capacity: 5, slot_minutes: 50 }), "422 E_VALIDATION", "slot_minutes"],
    ["slots of four minutes", () => ({ capacity: 5, slot_minutes: 4 }), "422 E_VALIDATION", "slot_minutes"],
    ["no places", () => ({ capacity: 0, slot_minutes: 60 }), "422 E_VALIDATION", "capacity"],
    [
      "a picture with credentials",
      () => ({ image_url: "https://u:p@img.test/x.png" }),
      "422 E_VALIDATION",
      "image_url",
    ],
    [
      "a zone of another store",
      () => ({ store_id: park.second_store_id, zones: [{ zone_id: park.zones["Ball Pit"] }] }),
      "422 E_ZONE_UNKNOWN",
      "zones.0.zone_id",
    ],
    [
      "a zone twice",
      () => ({ zones: [{ zone_id: park.zones["Ball Pit"] }, { zone_id: park.zones["Ball Pit"] }] }),
      "422 E_VALIDATION",
      "zones.1.zone_id",
    ],
    [
      "a gate of nobody",
      () => ({ allowed_device_ids: [park.devices.gate?.device_id, park.store_id] }),
      "422 E_VALIDATION",
      "allowed_device_ids.1",
    ],
    ["a category of nobody", () => ({ category_id: park.store_id }), "422 E_CATEGORY_UNKNOWN", "category_id"],
    [
      "parts of what is no bundle",
      () => ({ parts: [{ package_id: park.packages.single, qty: 1 }] }),
      "422 E_PACKAGE_PARTS",
      "parts",
    ],
    ["a bundle of nothing", () => ({ type: "bundle" }), "422 E_PACKAGE_PARTS", "parts"],
    [
      "a bundle of a bundle",
      () => ({ type: "bundle", parts: [{ package_id: park.packages.bundle, qty: 1 }] }),
      "422 E_PACKAGE_PARTS",
      "parts.0.package_id",
    ],
    [
      "a bundle of another store's packages",
      () => ({ store_id: park.second_store_id, type: "bundle", parts: [{ package_id: park.packages.single, qty: 1 }] }),
      "422 E_PACKAGE_PARTS",
      "parts.0.package_id",
    ],
    [
      "every store's bundle of one store's packages",
      () => ({ store_id: null, type: "bundle", parts: [{ package_id: park.packages.single, qty: 1 }] }),
      "422 E_PACKAGE_PARTS",
      "parts.0.package_id",
    ],
    [
      "a bundle with places",
      () => ({ type: "bundle", parts: [{ package_id: park.packages.single, qty: 1 }], capacity: 5, slot_minutes: 60 }),
      "422 E_VALIDATION",
      "capacity",
    ],
  ];
  test.each(cases)("[S9] %s is refused, and the field is named", async (_, fields, answer, path) => {
    const before = await countRows("packages", park.tenant_id);
    const reply = await manager.post("/catalog/packages", within({ ...SINGLE, ...fields() }));
    expect([outcome(reply), namedFields(reply)]).toEqual([answer, [path]]);
    expect(await countRows("packages", park.tenant_id)).toBe(before);
  });

  test("[S9] the commit itself refuses an unknown tax, in a new and a replaced package", async () => {
    const { package_id } = await made("/catalog/packages", within(SINGLE));
    const { type, ...terms } = SINGLE;
    const sent = [
      manager.post("/catalog/packages", within({ ...SINGLE, tax_id: park.store_id })),
      put(`/catalog/packages/${package_id}`, { ...terms, tax_id: park.store_id }),
    ];
    for (const reply of sent) expect(outcome(await reply)).toBe("422 E_TAX_UNKNOWN");
  });

  test("[I4] a package keeps its store and its type", async () => {
    const reply = await put(`/catalog/packages/${park.packages.single}`, { ...SINGLE, store_id: park.store_id });
    expect([outcome(reply), namedFields(reply).toSorted()]).toEqual(["422 E_VALIDATION", ["store_id", "type"]]);
  });
});

describe("a part of an active bundle", () => {
  test("[S9] a part of an active bundle is not deactivated, and the bundles are named", async () => {
    const { package_id } = await made("/catalog/packages", within(SINGLE));
    const parts = [{ package_id, qty: 2 }];
    const bundle = await made("/catalog/packages", within({ ...SINGLE, name: "Two jumps", type: "bundle", parts }));
    const { type, ...terms } = SINGLE;
    const path = `/catalog/packages/${package_id}`;
    for (const reply of [await remove(path), await put(path, { ...terms, active: false })]) {
      expect(outcome(reply)).toBe("409 E_PACKAGE_IN_USE");
      expect(reply.error?.details).toEqual({ bundles: [{ package_id: bundle.package_id, name: "Two jumps" }] });
    }
    await remove(`/catalog/packages/${bundle.package_id}`);
    expect((await remove(path)).data.active).toBe(false);
    const revived = await put(`/catalog/packages/${bundle.package_id}`, { name: "Two jumps", price: 1, parts });
    expect([outcome(revived), namedFields(revived)]).toEqual(["422 E_PACKAGE_PARTS", ["parts.0.package_id"]]);
  });
});

describe("a package of all stores", () => {
  test("[T7] creating and changing a package of all stores needs the permission in each", async () => {
    const ball = { zone_id: park.zones["Ball Pit"] };
    const { package_id, store_id } = await made("/catalog/packages", { ...SINGLE, store_id: null, zones: [ball] });
    expect(store_id).toBeNull();
    expect(await listed(till)).toContain(package_id);
    const elsewhere = await manager.get(`/catalog/packages?store_id=${park.second_store_id}`);
    expect(elsewhere.data.map((row: { package_id: string }) => row.package_id)).toContain(package_id);
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const local = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const { type, ...terms } = SINGLE;
    const path = `/catalog/packages/${package_id}`;
    expect((await local.get(path)).status).toBe(200);
    for (const reply of [
      await local.post("/catalog/packages", { ...SINGLE, store_id: null }),
      await local.call("PUT", path, terms),
      await local.call("DELETE", path),
      await local.post("/catalog/categories", { name: "Everywhere", store_id: null }),
    ])
      expect(outcome(reply)).toBe("403 E_PERMISSION");
    expect((await put(path, { ...terms, price: 1 })).data).toMatchObject({ store_id: null, price: 1 });
  });

  test("[T2] a package of one store cannot be changed from another", async () => {
    const { package_id } = await made("/catalog/packages", { ...SINGLE, store_id: park.second_store_id });
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const local = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    for (const method of ["GET", "DELETE"])
      expect(outcome(await local.call(method, `/catalog/packages/${package_id}`))).toBe("403 E_SCOPE_MISMATCH");
  });
});

describe("categories", () => {
  test("[S9] categories are shown in order, and inactive ones only to editors", async () => {
    const own = await newPark();
    const editor = await own.person("manager");
    const ids = async (client: Client, query = "") => {
      const { data } = await client.get(`/catalog/categories?store_id=${own.store_id}${query}`);
      return data?.map(({ category_id }: { category_id: string }) => category_id);
    };
    const make = async (fields: object) =>
      (await editor.post("/catalog/categories", { store_id: own.store_id, ...fields })).data;
    const packs = await make({ name: "Packages", name_th: "แพ็กเกจ", position: 2, color: "#FFAA00" });
    const tickets = await make({ name: "Tickets", position: 1, store_id: null });
    const away = await make({ name: "Elsewhere", store_id: own.second_store_id });
    expect(tickets).toMatchObject({ name_th: "Tickets", color: null, store_id: null, active: true });
    const pos = await own.device("pos");
    const existing = (await ids(pos)).filter(
      (each: string) => ![packs.category_id, tickets.category_id].includes(each),
    );
    expect(existing).not.toContain(away.category_id);
    expect((await ids(pos)).filter((each: string) => !existing.includes(each))).toEqual([
      tickets.category_id,
      packs.category_id,
    ]);
    const path = `/catalog/categories/${packs.category_id}`;
    const renamed = await editor.call("PUT", path, { name: "Packs", position: 2 });
    expect(renamed.data).toMatchObject({ name: "Packs", name_th: "Packs", color: null, store_id: own.store_id });
    expect((await editor.call("DELETE", path)).data.active).toBe(false);
    expect(await ids(pos)).not.toContain(packs.category_id);
    expect(await ids(editor, "&active=false")).toEqual([packs.category_id]);
    expect(outcome(await pos.get(`/catalog/categories?store_id=${own.store_id}&active=all`))).toBe("403 E_PERMISSION");
  });

  test.each(["red", "#FFF", "#GGGGGG", "#ffaa0011"])("[S9] of the color %s are refused", async (color) => {
    const reply = await manager.post("/catalog/categories", within({ name: "Colored", color }));
    expect(namedFields(reply)).toEqual(["color"]);
  });

  test("[S9] a category of one store is not for packages of another store or of all stores", async () => {
    const { category_id } = await made("/catalog/categories", within({ name: "Local" }));
    for (const store_id of [park.second_store_id, null]) {
      const reply = await manager.post("/catalog/packages", { ...SINGLE, store_id, category_id });
      expect([outcome(reply), namedFields(reply)]).toEqual(["422 E_CATEGORY_UNKNOWN", ["category_id"]]);
    }
  });
});

describe("a zone", () => {
  test("[S9] a zone is renamed; it is deactivated only when no active package opens it, and new packages cannot open it then", async () => {
    const { zone_id } = await made("/catalog/zones", within({ name: "Slides" }));
    const path = `/catalog/zones/${zone_id}`;
    expect((await put(path, { name: "High slides", name_th: "สไลเดอร์สูง" })).data).toMatchObject({
      name: "High slides",
      active: true,
    });
    const { package_id } = await made("/catalog/packages", within({ ...SINGLE, zones: [{ zone_id }] }));
    for (const reply of [await remove(path), await put(path, { name: "Slides", active: false })]) {
      expect(outcome(reply)).toBe("409 E_ZONE_IN_USE");
      expect(reply.error?.details).toEqual({ packages: [{ package_id, name: "Jump" }] });
    }
    await remove(`/catalog/packages/${package_id}`);
    expect((await remove(path)).data).toMatchObject({ zone_id, active: false });
    const refused = await manager.post("/catalog/packages", within({ ...SINGLE, zones: [{ zone_id }] }));
    expect([outcome(refused), namedFields(refused)]).toEqual(["422 E_ZONE_UNKNOWN", ["zones.0.zone_id"]]);
    const shown = async (active: string) =>
      (await manager.get(`/catalog/zones?store_id=${park.store_id}&active=${active}`)).data.map(
        (zone: { zone_id: string }) => zone.zone_id,
      );
    expect(await shown("true")).not.toContain(zone_id);
    expect(await shown("false")).toEqual([zone_id]);
    const told = await auditRows(park.tenant_id, `subject_id = '${zone_id}'`);
    expect(JSON.parse(told.at(-1)?.changes ?? "")).toEqual({ before: { active: true }, after: { active: false } });
  });
});
