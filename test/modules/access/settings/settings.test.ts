/** Tests of settings: a change applies from the next request to its own scope only, and is audited. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
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

const ROUNDING = "pricing.cash_rounding";

async function scene(): Promise<{ park: TestPark; owner: Client; pos: Client }> {
  const park = await newPark();
  const [owner, pos] = await Promise.all([park.person("owner"), park.device("pos")]);
  return { park, owner, pos };
}

async function settingOf(client: Client, key: string, store_id?: string) {
  const { data } = await client.get(`/settings${store_id ? `?store_id=${store_id}` : ""}`);
  const { value, source } = data.find((setting: { key: string }) => setting.key === key);
  return [value, source];
}

const put = (client: Client, key: string, body: unknown) => client.call("PUT", `/settings/keys/${key}`, body);

async function consoleOf(park: TestPark, roles: Record<string, string[]>): Promise<Client> {
  const { email, pin } = await addPerson(park, roles);
  return clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
}

describe("a setting", () => {
  test("the store's value precedes the tenant's, and that the default, from the next request on", async () => {
    const { park, owner, pos } = await scene();
    const elsewhere = park.second_store_id;
    expect(await settingOf(pos, ROUNDING)).toEqual([0, "default"]);
    await put(owner, ROUNDING, { value: 100 });
    expect(await settingOf(pos, ROUNDING)).toEqual([100, "tenant"]);
    await put(owner, ROUNDING, { value: 25, store_id: park.store_id });
    expect(await settingOf(pos, ROUNDING)).toEqual([25, "store"]);
    expect(await settingOf(owner, ROUNDING, elsewhere)).toEqual([100, "tenant"]);
    expect(await settingOf(owner, ROUNDING)).toEqual([100, "tenant"]);

    const path = `/settings/keys/${ROUNDING}`;
    const { data } = await owner.call("DELETE", `${path}?store_id=${park.store_id}`);
    expect(data).toMatchObject({ value: 100, source: "tenant", tenant_value: 100, store_value: null });
    expect(await settingOf(pos, ROUNDING)).toEqual([100, "tenant"]);
    await owner.call("DELETE", path);
    expect(await settingOf(pos, ROUNDING)).toEqual([0, "default"]);
    expect(await countRows("settings", park.tenant_id, `key = '${ROUNDING}'`)).toBe(0);
  });

  test("a setting has its definition, in English and Thai, and the value of each level", async () => {
    const { park, owner, pos } = await scene();
    await put(owner, ROUNDING, { value: 25 });
    const expected = {
      key: ROUNDING,
      schema: { enum: [0, 25, 100] },
      default: 0,
      unit: "satang",
      levels: ["tenant", "store"],
      step_up: false,
      tenant_value: 25,
      store_value: null,
      pending: [],
      value: 25,
      source: "tenant",
      description_en: expect.stringMatching(/[a-z]/),
      description_th: expect.stringMatching(/[\u0e00-\u0e7f]/),
    };
    expect((await pos.get(`/settings/keys/${ROUNDING}`)).data).toEqual(expected);
    const { data } = await owner.get(`/settings/keys?store_id=${park.store_id}`);
    expect(data).toContainEqual(expected);
    expect(data.map(({ key }: { key: string }) => key)).toEqual(
      (await pos.get("/settings")).data.map(({ key }: { key: string }) => key),
    );
  });

  test("an unknown key is 404 when it is read, set and reset", async () => {
    const { owner } = await scene();
    for (const method of ["GET", "PUT", "DELETE"]) {
      const reply = await owner.call(
        method,
        "/settings/keys/pricing.unheard_of",
        method === "PUT" ? { value: 1 } : undefined,
      );
      expect([method, reply.status, reply.error?.code]).toEqual([method, 404, "E_NOT_FOUND"]);
    }
  });

  test.each([
    [ROUNDING, 50, "value"],
    [ROUNDING, "25", "value"],
    [ROUNDING, null, "value"],
    [ROUNDING, { satang: 25 }, "value"],
    ["shifts.blind_count", "yes", "value"],
    ["tax.branch_code", "1", "value"],
    ["tax.seller_address", "x".repeat(2_000), "value"],
    ["loyalty.point_value", 100, "store_id"],
  ])("[I3] %s cannot be %j for a store: 422 names the field, and nothing is set", async (key, value, field) => {
    const { park, owner } = await scene();
    const before = await countRows("settings", park.tenant_id);
    const reply = await put(owner, key, { value, store_id: park.store_id });
    expect([reply.status, reply.error?.code]).toEqual([422, "E_VALIDATION"]);
    expect(reply.error?.details).toEqual({ fields: [{ path: field, message: expect.any(String) }] });
    expect(await countRows("settings", park.tenant_id)).toBe(before);
  });

  test("a stored value that no longer fits counts as the default, and shows so", async () => {
    const { park, pos } = await scene();
    await env.DB.prepare(
      "INSERT INTO settings (tenant_id, store_id, key, value, updated_at, updated_by) VALUES (?, ?, ?, '50', 0, 'someone')",
    )
      .bind(park.tenant_id, park.store_id, ROUNDING)
      .run();
    expect(await settingOf(pos, ROUNDING)).toEqual([0, "default"]);
  });

  test("[U1] a change has before and after in the audit and an event; resetting an unset key has neither", async () => {
    const { park, owner } = await scene();
    const { store_id, tenant_id } = park;
    await put(owner, ROUNDING, { value: 25, store_id });
    for (const _ of [1, 2]) await owner.call("DELETE", `/settings/keys/${ROUNDING}?store_id=${store_id}`);
    const rows = await auditRows(tenant_id, "event = 'settings.changed'");
    const set = { store_value: 25, value: 25, source: "store" };
    const unset = { store_value: null, value: 0, source: "default" };
    expect(rows.map(({ changes }) => JSON.parse(changes))).toEqual([
      { before: unset, after: set },
      { before: set, after: unset },
    ]);
    expect(rows[0]).toMatchObject({ actor_id: park.employees.owner?.employee_id, store_id, subject_id: ROUNDING });
    expect(await countRows("outbox", tenant_id, `type = 'settings.changed' AND store_id = '${store_id}'`)).toBe(2);
  });

  test("[T7] setting a key for the tenant needs the permission in every store, and for a store in that one", async () => {
    const { park } = await scene();
    const one_store = await consoleOf(park, { [park.store_id]: ["manager"] });
    const mixed = await consoleOf(park, { [park.store_id]: ["manager"], [park.second_store_id]: ["cashier"] });
    for (const person of [one_store, mixed]) {
      const refused = await put(person, ROUNDING, { value: 25 });
      expect([refused.status, refused.error?.code, refused.error?.details?.store_id]).toEqual([
        403,
        "E_PERMISSION",
        park.second_store_id,
      ]);
      expect((await person.call("DELETE", `/settings/keys/${ROUNDING}`)).status).toBe(403);
      expect((await put(person, ROUNDING, { value: 25, store_id: park.store_id })).status).toBe(200);
    }
    const elsewhere = { value: 25, store_id: park.second_store_id };
    expect((await put(one_store, ROUNDING, elsewhere)).error?.code).toBe("E_SCOPE_MISMATCH");
    expect((await put(mixed, ROUNDING, elsewhere)).error?.code).toBe("E_PERMISSION");
    expect(await countRows("settings", park.tenant_id, `key = '${ROUNDING}'`)).toBe(1);
  });

  test("[T2] another tenant's setting is not seen, and another store's is not read from a device", async () => {
    const { park, owner, pos } = await scene();
    const neighbour = await newPark();
    await put(owner, ROUNDING, { value: 100 });
    expect(await settingOf(await neighbour.device("pos"), ROUNDING)).toEqual([0, "default"]);
    const other_store = await pos.get(`/settings?store_id=${park.second_store_id}`);
    expect([other_store.status, other_store.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    const foreign = await pos.get(`/settings?store_id=${neighbour.store_id}`);
    expect([foreign.status, foreign.error?.code]).toEqual([404, "E_NOT_FOUND"]);
  });
});

test("a client that holds the settings gets 304 until one of them changes", async () => {
  const { park, owner, pos } = await scene();
  const read = (etag?: string) =>
    pos.call("GET", "/settings", undefined, { headers: etag ? { "if-none-match": etag } : {} });
  const first = await read();
  const etag = first.headers.get("etag") ?? "none";
  const held = await read(etag);
  expect([held.status, held.text]).toEqual([304, ""]);
  await put(owner, ROUNDING, { value: 25, store_id: park.second_store_id });
  expect((await read(etag)).status).toBe(304);
  await put(owner, ROUNDING, { value: 25, store_id: park.store_id });
  const changed = await read(etag);
  expect(changed.status).toBe(200);
  expect(changed.headers.get("etag")).not.toBe(etag);
});
