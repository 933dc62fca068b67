/**
 * Tests of pricing rules as editors save them and tills read them: none conflicts with another, saved at once or in
 * turn.
 */

import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { namedFields } from "../../../contracts/walk.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  type TestPark,
} from "../../../support/park.ts";

let park: TestPark;
let manager: Client;
let priority = 0;

beforeAll(async () => {
  park = await newPark();
  manager = await park.person("manager");
});

/** A rule with a unique priority, unless given. */
const terms = (fields: object = {}) => ({
  store_id: park.store_id,
  name: "Happy hour",
  kind: "line_percent",
  params: { rate_bps: 2_000 },
  priority: ++priority,
  ...fields,
});
const save = (fields?: object, client = manager) => client.post("/pricing/rules", terms(fields));
const codeOf = () => `P${newId(Date.now())}`;

describe("a rule of each kind", () => {
  const kinds: [kind: string, params: (park: TestPark) => object][] = [
    ["line_percent", () => ({ rate_bps: 1_000 })],
    ["line_amount", () => ({ amount: 5_000 })],
    ["cart_percent", () => ({ rate_bps: 10_000 })],
    ["cart_amount", () => ({ amount: 1 })],
    ["promo_code", () => ({ code: codeOf(), rate_bps: 500 })],
    ["promo_code", () => ({ code: codeOf(), amount: 500 })],
    ["bundle", ({ packages }) => ({ parts: [{ package_id: packages.single, qty: 2 }], price: 60_000 })],
    ["time_of_day", () => ({ price: 0 })],
    ["time_of_day", () => ({ rate_bps: 3_000 })],
    ["buy_n_get_m", () => ({ buy_qty: 2, get_qty: 1, rate_bps: 10_000 })],
  ];
  test.each(kinds)("[P3] %s is stored and read as it was sent", async (kind, paramsOf) => {
    const params = paramsOf(park);
    const sent = terms({ kind, params });
    const { status, data } = await manager.post("/pricing/rules", sent);
    expect([status, data]).toEqual([201, expect.objectContaining({ ...sent, name_th: "Happy hour", active: true })]);
    const read = await manager.get(`/pricing/rules/${data.rule_id}`);
    expect(read.data).toEqual({ ...data, uses_count: null });
    const listed = await manager.get(`/pricing/rules?kind=${kind}&limit=200`);
    expect(listed.data).toContainEqual(data);
  });

  test("[P3] buy_n_get_m gives another package of this tenant, and none of those that are bought", async () => {
    const own = await newPark();
    const boss = await own.person("manager");
    const { single = "", timepass = "" } = own.packages;
    const saveGift = (get_package_ids: string[], package_ids: string[] | null = [single]) => {
      const params = { buy_qty: 2, get_qty: 1, get_package_ids };
      return save({ store_id: own.store_id, kind: "buy_n_get_m", package_ids, params }, boss);
    };
    const made = await saveGift([timepass]);
    expect([made.status, made.data.params]).toEqual([
      201,
      { buy_qty: 2, get_qty: 1, rate_bps: 10_000, get_package_ids: [timepass] },
    ]);
    const till = await own.till();
    const items = [single, timepass].map((package_id, index) => ({ package_id, qty: 2 - index }));
    const { data } = await till.post("/pricing/preview", { items });
    expect([data.applied, data.grand_total]).toEqual([
      [{ rule_id: made.data.rule_id, name: "Happy hour", amount: 22_000 }],
      70_000,
    ]);
    const foreign = await saveGift([park.packages.timepass ?? ""]);
    expect([foreign.status, foreign.error?.code]).toEqual([422, "E_PACKAGE_UNKNOWN"]);
    expect(namedFields(await saveGift([single]))).toEqual(["params.get_package_ids"]);
    expect(namedFields(await saveGift([timepass], null))).toEqual(["package_ids"]);
  });

  test("[P3] buy_n_get_m gives the others free without a rate", async () => {
    const { data } = await save({ kind: "buy_n_get_m", params: { buy_qty: 2, get_qty: 1 } });
    expect(data.params).toEqual({ buy_qty: 2, get_qty: 1, rate_bps: 10_000 });
  });
});

describe("an invalid rule", () => {
  const wrong: [what: string, fields: object, path: string][] = [
    ["of an unknown kind", { kind: "gift" }, "kind"],
    ["without what its kind asks for", { params: {} }, "params.rate_bps"],
    ["with a rate above 100 %", { params: { rate_bps: 10_001 } }, "params.rate_bps"],
    ["with a rate of nothing", { params: { rate_bps: 0 } }, "params.rate_bps"],
    ["with an amount of nothing", { kind: "line_amount", params: { amount: 0 } }, "params.amount"],
    ["with a code that gives nothing", { kind: "promo_code", params: { code: "X" } }, "params"],
    ["with a code that gives both", { kind: "promo_code", params: { code: "X", amount: 1, rate_bps: 1 } }, "params"],
    ["with a bundle of nothing", { kind: "bundle", params: { parts: [], price: 1 } }, "params.parts"],
    ["with none to buy", { kind: "buy_n_get_m", params: { buy_qty: 0, get_qty: 1 } }, "params.buy_qty"],
    ["with 25 o'clock", { clock_from: "25:00" }, "clock_from"],
    ["with a clock without minutes", { clock_to: "9" }, "clock_to"],
    ["on the eighth day", { weekdays: [8] }, "weekdays.0"],
    ["on no day", { weekdays: [] }, "weekdays"],
    ["for no package", { package_ids: [] }, "package_ids"],
    ["used at most never", { max_uses: 0 }, "max_uses"],
    ["with a priority that is no number", { priority: "high" }, "priority"],
    [
      "that ends before it begins",
      { active_from: "2026-02-02T00:00:00Z", active_to: "2026-02-01T00:00:00Z" },
      "active_to",
    ],
    ["that is a price with a limit", { kind: "time_of_day", params: { price: 1 }, max_discount: 5 }, "max_discount"],
    ["with a name like a card number", { name: "4111 1111 1111 1111" }, "name"],
  ];
  test.each(wrong)("[I3] %s is 422, names the field and stores nothing", async (_, fields, path) => {
    const before = await countRows("pricing_rules", park.tenant_id);
    const reply = await save(fields);
    expect([reply.status, reply.error?.code, namedFields(reply)]).toEqual([422, "E_VALIDATION", [path]]);
    expect(await countRows("pricing_rules", park.tenant_id)).toBe(before);
  });

  test("[I3] a bundle with a package filter is 422: it applies to its parts", async () => {
    const package_ids = [park.packages.single];
    const params = { parts: [{ package_id: park.packages.single, qty: 1 }], price: 1 };
    expect(namedFields(await save({ kind: "bundle", params, package_ids }))).toEqual(["package_ids"]);
  });

  test("[P3] unknown packages and zones are refused, in a new or replaced rule, also as parts", async () => {
    const { data } = await save();
    const nobody = newId(Date.now());
    const strange: [object, string][] = [
      [{ package_ids: [park.packages.single, nobody] }, "E_PACKAGE_UNKNOWN"],
      [{ kind: "bundle", params: { parts: [{ package_id: nobody, qty: 1 }], price: 1 } }, "E_PACKAGE_UNKNOWN"],
      [{ zone_ids: [nobody] }, "E_ZONE_UNKNOWN"],
    ];
    for (const [fields, code] of strange)
      for (const reply of [
        await save(fields),
        await manager.call("PUT", `/pricing/rules/${data.rule_id}`, terms(fields)),
      ])
        expect([reply.status, reply.error?.code]).toEqual([422, code]);
  });
});

describe("a conflicting rule", () => {
  test("[P2] a conflicting rule is 409 and names the other, when created, replaced and activated", async () => {
    const first = (await save({ name: "First", package_ids: [park.packages.single] })).data;
    const same = { priority: first.priority, package_ids: null };
    const refused = await save(same);
    expect([refused.status, refused.error?.code]).toEqual([409, "E_RULE_CONFLICT"]);
    expect(refused.error?.details).toEqual({ rule_id: first.rule_id, name: "First" });

    const second = (await save()).data;
    const put = (fields: object) => manager.call("PUT", `/pricing/rules/${second.rule_id}`, terms(fields));
    expect((await put(same)).error?.code).toBe("E_RULE_CONFLICT");
    expect((await put({ ...same, active: false })).status).toBe(200);
    expect((await put(same)).error?.code).toBe("E_RULE_CONFLICT");
    await manager.call("DELETE", `/pricing/rules/${first.rule_id}`);
    expect((await put(same)).data).toMatchObject({ active: true, priority: first.priority });
  });

  test("[P2] an active rule's promo code, in any case, is 409 at params.code, and free again when that rule ends", async () => {
    const code = codeOf();
    const first = (await save({ kind: "promo_code", params: { code, amount: 5 } })).data;
    const twin = { kind: "promo_code", params: { code: ` ${code.toLowerCase()} `, amount: 5 } };
    const refused = await save({ ...twin, store_id: park.second_store_id });
    expect([refused.status, refused.error?.code, namedFields(refused)]).toEqual([
      409,
      "E_PROMO_CODE_TAKEN",
      ["params.code"],
    ]);
    expect(refused.error?.details).toMatchObject({ rule_id: first.rule_id });
    await manager.call("DELETE", `/pricing/rules/${first.rule_id}`);
    expect((await save(twin)).data.params.code).toBe(code);
  });

  test("[P2] of two conflicting rules saved at once exactly one is stored, every time", async () => {
    for (let round = 0; round < 20; round++) {
      const same = { priority: 1_000 + round };
      const replies = await Promise.all([save(same), save(same), save({ ...same, store_id: null })]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
      const kept = await countRows("pricing_rules", park.tenant_id, `priority = ${same.priority}`);
      expect(kept).toBe(1);
      const lost = replies.filter(({ status }) => status === 409);
      expect(new Set(lost.map(({ error }) => error?.code))).toEqual(new Set(["E_RULE_CONFLICT"]));
    }
  });

  test("[P2] five rules without conflicts are all stored when saved at once", async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => save()));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  });
});

test("[U1] each change of a rule is audited with its earlier form; a second DELETE writes nothing", async () => {
  const { data } = await save({ name: "Early", max_uses: 5 });
  await manager.call("PUT", `/pricing/rules/${data.rule_id}`, terms({ name: "Early bird", priority: data.priority }));
  for (const _ of [1, 2]) {
    const gone = await manager.call("DELETE", `/pricing/rules/${data.rule_id}`);
    expect([gone.status, gone.data.active]).toEqual([200, false]);
  }
  const rows = await auditRows(park.tenant_id, `subject_id = '${data.rule_id}'`);
  expect(rows.map(({ event }) => event)).toEqual([
    "pricing_rule.created",
    "pricing_rule.changed",
    "pricing_rule.deactivated",
  ]);
  expect(JSON.parse(rows[1]?.changes ?? "")).toEqual({
    before: { name: "Early", name_th: "Early", max_uses: 5 },
    after: { name: "Early bird", name_th: "Early bird", max_uses: null },
  });
  const told = await countRows("outbox", park.tenant_id, `type = 'pricing.changed' AND subject_id = '${data.rule_id}'`);
  expect(told).toBe(3);
});

describe("access to rules", () => {
  test("[P8] staff on a till see promo codes, a kiosk alone none, and neither sees inactive rules", async () => {
    const other = await newPark();
    const editor = await other.person("manager");
    const rule = (fields: object) => editor.post("/pricing/rules", { ...terms(fields), store_id: other.store_id });
    const line = (await rule({})).data;
    const promo = (await rule({ kind: "promo_code", params: { code: "SUMMER", amount: 5 } })).data;
    const gone = (await rule({})).data;
    await editor.call("DELETE", `/pricing/rules/${gone.rule_id}`);
    const elsewhere = (await editor.post("/pricing/rules", { ...terms(), store_id: other.second_store_id })).data;
    const everywhere = (await editor.post("/pricing/rules", { ...terms(), store_id: null })).data;

    const seenBy = async (client: Client, query = "") =>
      (await client.get(`/pricing/rules${query}`)).data.map(({ rule_id }: { rule_id: string }) => rule_id);
    const [till, kiosk] = [await other.person("cashier", "pos"), await other.device("kiosk")];
    expect(await seenBy(till)).toEqual([line.rule_id, promo.rule_id, everywhere.rule_id]);
    expect(await seenBy(kiosk)).toEqual([line.rule_id, everywhere.rule_id]);
    expect(await seenBy(editor, `?store_id=${other.store_id}&active=false`)).toEqual([gone.rule_id]);
    expect(await seenBy(editor, "?active=all&kind=line_percent")).toEqual([
      line.rule_id,
      gone.rule_id,
      elsewhere.rule_id,
      everywhere.rule_id,
    ]);
    const first = await editor.get("/pricing/rules?limit=2");
    expect(await seenBy(editor, `?limit=2&cursor=${first.page?.next_cursor}`)).toEqual([
      elsewhere.rule_id,
      everywhere.rule_id,
    ]);
    expect((await till.get("/pricing/rules?active=all")).error?.code).toBe("E_PERMISSION");
    expect((await kiosk.get("/pricing/rules?active=false")).error?.code).toBe("E_PERMISSION");
    expect((await till.get(`/pricing/rules?store_id=${other.second_store_id}`)).error?.code).toBe("E_SCOPE_MISMATCH");
    const etag = (await till.get("/pricing/rules")).headers.get("etag") ?? "";
    const held = await till.call("GET", "/pricing/rules", undefined, { headers: { "if-none-match": etag } });
    expect(held.status).toBe(304);
  });

  test("[T7] an editor of one store changes neither another's rules nor those of all stores", async () => {
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const login = await call("POST", "/employees/login", { email, pin });
    const local = clientOf(login.data.access_token);
    expect((await save({ store_id: null }, local)).error?.code).toBe("E_PERMISSION");
    expect((await save({ store_id: park.second_store_id }, local)).error?.code).toBe("E_SCOPE_MISMATCH");
    const whole = (await save({ store_id: null })).data;
    const moved = await local.call("PUT", `/pricing/rules/${whole.rule_id}`, terms());
    expect([moved.status, moved.error?.code]).toEqual([403, "E_PERMISSION"]);
    const gone = await local.call("DELETE", `/pricing/rules/${whole.rule_id}`);
    expect([gone.status, gone.error?.code]).toEqual([403, "E_PERMISSION"]);
    const own = (await save({}, local)).data;
    const widened = await local.call("PUT", `/pricing/rules/${own.rule_id}`, terms({ store_id: null }));
    expect(widened.error?.code).toBe("E_PERMISSION");
  });

  test("[T2] another tenant's rule is unknown, and its rules conflict with none here", async () => {
    const other = await newPark();
    const stranger = await other.person("manager");
    const { rule_id, priority: taken } = (await save({ store_id: null })).data;
    const [get, put, gone] = [
      await stranger.get(`/pricing/rules/${rule_id}`),
      await stranger.call("PUT", `/pricing/rules/${rule_id}`, terms({ store_id: other.store_id })),
      await stranger.call("DELETE", `/pricing/rules/${rule_id}`),
    ];
    expect([get.status, put.status, gone.status]).toEqual([404, 404, 404]);
    const own = await stranger.post("/pricing/rules", terms({ store_id: null, priority: taken }));
    expect(own.status).toBe(201);
  });
});
