/** Tests of provisioning: one request creates a complete tenant that sells at once, or nothing. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { failingAtStatement } from "../../../support/faults.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  newProvider,
  proven,
  rowCounts,
} from "../../../support/park.ts";

let provider: Client;
beforeAll(async () => {
  provider = await newProvider();
});

function wish(over: object = {}) {
  const email = `${crypto.randomUUID()}@park.test`;
  const stores = [{ name: "Riverside" }, { name: "Old town", time_zone: "Asia/Tokyo" }];
  return { name: `Park ${email}`, mode: "live", stores, owner: { name: "Malee Suksan", email }, ...over };
}

const provision = (body: object, key = newId(Date.now())) => provider.post("/provider/tenants", body, key);

async function login(email: string, pin: string): Promise<Client> {
  const reply = await call("POST", "/employees/login", { email, pin });
  expect([reply.status, reply.error]).toEqual([200, null]);
  return clientOf(reply.data.access_token);
}

const tenantsNamed = async (name: string) =>
  (await env.DB.prepare("SELECT tenant_id FROM tenants WHERE name = ?").bind(name).all()).results.length;

describe("provisioning", () => {
  test.each(["/provider/tenants", "/super/outlet"])(
    "[T1] POST %s creates a tenant whose owner pairs a till, opens a drawer and sells",
    async (path) => {
      const body = wish();
      const made = await provider.post(path, body, newId(Date.now()));
      expect([made.status, made.error]).toEqual([201, null]);
      const { tenant_id, stores, owner } = made.data;
      expect(owner.pin).toMatch(/^\d{6}$/);
      const boss = await proven(await login(owner.email, owner.pin));
      expect((await boss.get("/stores")).data).toMatchObject([
        { store_id: stores[0].store_id, name: "Riverside", time_zone: "Asia/Bangkok" },
        { store_id: stores[1].store_id, name: "Old town", time_zone: "Asia/Tokyo" },
      ]);
      const { store_id } = stores[0];
      const category = await boss.post("/catalog/categories", {
        store_id,
        name: "Tickets",
        name_th: "ตั๋ว",
        position: 1,
      });
      expect(category.error).toBeNull();
      const paired = await boss.post("/pairings", { store_id, type: "POS", name: "Counter 1" });
      const { site_key } = paired.data;
      const registered = await call("POST", "/auth/device/register", { site_key, device: { name: "A", type: "POS" } });
      expect([registered.status, registered.error]).toEqual([201, null]);
      const { device_id, device_token } = registered.data;
      const till = await call("POST", "/auth/device/login", { device_id, device_token });
      const headers = { authorization: `Bearer ${till.data.access_token}` };
      const cashier = await call("POST", "/employees/login", { email: owner.email, pin: owner.pin }, { headers });
      const opened = await clientOf(cashier.data.access_token).post("/shifts/open", { cash_open: 100_000 });
      expect([opened.status, opened.error]).toEqual([201, null]);
      expect(await countRows("payment_types", tenant_id)).toBe(5);
      expect(await countRows("taxes", tenant_id, "is_default = 1")).toBe(1);
    },
  );

  test("[U1] provisioning is in the new tenant's audit and in the provider's, by the provider's person", async () => {
    const made = await provision(wish());
    const { tenant_id } = made.data;
    const [first] = await auditRows(tenant_id);
    const me = (await provider.get("/employees/me")).data.employee_id;
    expect(first).toMatchObject({ event: "tenant.created", actor_kind: "employee", actor_id: me, sequence: 1 });
    const told = await env.DB.prepare("SELECT * FROM audits WHERE event = 'tenant.created' AND subject_id = ?")
      .bind(tenant_id)
      .all<{ tenant_id: string; changes: string }>();
    expect(told.results.length).toBe(2);
    for (const { changes } of told.results) expect(changes).not.toContain(made.data.owner.pin);
  });

  test("[T1] two requests with one key, even at once, create one tenant and show one PIN", async () => {
    const body = wish();
    const key = newId(Date.now());
    const replies = await Promise.all(Array.from({ length: 4 }, () => provision(body, key)));
    replies.push(await provision(body, key));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(await tenantsNamed(body.name)).toBe(1);
  });

  test("[T1] a request that dies at any use of the database leaves nothing, and its repeat creates one whole tenant", async () => {
    const someone = await newProvider();
    const send = (body: object, key: string) => someone.post("/provider/tenants", body, key);
    const whole = await rowCounts((await provision(wish())).data.tenant_id);
    for (let cut = 1; ; cut++) {
      const body = wish();
      const key = newId(Date.now());
      const { reply, reached } = await failingAtStatement(cut, () => send(body, key));
      if (!reached) {
        expect(reply.status).toBe(201);
        expect(cut).toBeGreaterThan(2);
        return;
      }
      expect(await tenantsNamed(body.name)).toBe(reply.status === 201 ? 1 : 0);
      const made = await send(body, key);
      expect([cut, made.status]).toEqual([cut, 201]);
      expect(await tenantsNamed(body.name)).toBe(1);
      expect(await rowCounts(made.data.tenant_id)).toEqual(whole);
      await login(made.data.owner.email, made.data.owner.pin);
    }
  });

  test("[T1] a taken e-mail address is refused, and no part of a tenant is left", async () => {
    const body = wish();
    await provision(body);
    const twin = { ...body, name: `${body.name} again` };
    const refused = await provision(twin);
    expect([refused.status, refused.error?.code]).toEqual([409, "E_DUPLICATE"]);
    expect(await tenantsNamed(twin.name)).toBe(0);
  });
});

describe("the provider's access", () => {
  test("[T7] an owner with the role provider_admin in a park is refused on every provider route", async () => {
    const park = await newPark();
    const { email, pin } = await addPerson(park, { [park.store_id]: ["owner", "provider_admin"] });
    const person = await login(email, pin);
    for (const [method, path] of [
      ["GET", "/provider/tenants"],
      ["GET", `/provider/tenants/${park.tenant_id}`],
      ["POST", "/provider/tenants"],
      ["POST", `/provider/tenants/${park.tenant_id}/suspend`],
      ["POST", `/admin/tenants/${park.tenant_id}/restore`],
    ] as const) {
      const { status, error } = await person.call(method, path, method === "POST" ? {} : undefined);
      expect([path, status, error?.code]).toEqual([path, 403, "E_PERMISSION"]);
    }
  });

  test("[T7] the provider's own person is refused on a device, because others use it", async () => {
    const me = (await provider.get("/employees/me")).data;
    const [{ store_id }] = me.stores;
    const { site_key } = (await provider.post("/pairings", { store_id, type: "POS" })).data;
    const made = await call("POST", "/auth/device/register", { site_key, device: { name: "Desk", type: "POS" } });
    const { device_id, device_token } = made.data;
    const desk = await call("POST", "/auth/device/login", { device_id, device_token });
    const headers = { authorization: `Bearer ${desk.data.access_token}` };
    const person = await call("POST", "/employees/login", { email: me.email, pin: "482193" }, { headers });
    const on_device = clientOf(person.data.access_token);
    const park = await newPark();
    for (const path of ["/provider/tenants", `/provider/tenants/${park.tenant_id}`]) {
      const { status, error } = await on_device.get(path);
      expect([path, status, error?.code]).toEqual([path, 403, "E_PERMISSION"]);
    }
    expect((await on_device.post(`/provider/tenants/${park.tenant_id}/suspend`)).status).toBe(403);
  });

  test("[T1] the provider's people read nothing of a tenant's business", async () => {
    const park = await newPark();
    const till = await park.till();
    const { shift_id } = (await till.get("/shifts/current")).data;
    for (const path of [`/stores/${park.store_id}`, `/packages/${park.packages.single}`, `/shifts/${shift_id}`]) {
      const { status } = await provider.get(path);
      expect([path, [403, 404].includes(status)]).toEqual([path, true]);
    }
    expect((await provider.get("/stores")).data.map(({ store_id }: { store_id: string }) => store_id)).not.toContain(
      park.store_id,
    );
  });

  test("[T1] the list of tenants has no provider, filters by status and name, and continues with its cursor", async () => {
    const name = `Found ${crypto.randomUUID()}`;
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.unshift((await provision(wish({ name: `${name} ${n}` }))).data.tenant_id);
    const query = `/provider/tenants?status=active&q=${encodeURIComponent(name.toUpperCase())}&limit=2`;
    const first = await provider.get(query);
    const rest = await provider.get(`${query}&cursor=${first.page?.next_cursor}`);
    const found = [...first.data, ...rest.data];
    expect(found.map(({ tenant_id }) => tenant_id)).toEqual(ids);
    expect(found.map(({ kind }) => kind)).toEqual(["park", "park", "park"]);
    expect(rest.page).toMatchObject({ has_more: false });
    expect((await provider.get(query.replace("active", "closed"))).data).toEqual([]);
    const csv = await provider.get(`${query}&format=csv`);
    expect(csv.text.split("\n").filter((line) => line.includes(name)).length).toBe(3);
    const own =
      (await env.DB.prepare("SELECT tenant_id FROM tenants WHERE kind = 'provider'").first<string>("tenant_id")) ?? "";
    expect((await provider.get(`/provider/tenants/${own}`)).status).toBe(404);
    const outbox_lag = { events: expect.any(Number), seconds: expect.any(Number) };
    expect((await provider.get(`/provider/tenants/${ids[0]}`)).data).toMatchObject({ outbox_lag });
    expect((await provider.get(`/provider/tenants/${ids[0]}`)).data.counts).toEqual({
      stores: 2,
      devices: 0,
      employees: 1,
    });
  });

  test("[T3] a tenant names its active owners, so that its provider knows whose PIN can be reset", async () => {
    const made = await provision(wish());
    const { tenant_id, owner } = made.data;
    const { data } = await provider.get(`/provider/tenants/${tenant_id}`);
    expect(data.owner_ids).toEqual([owner.employee_id]);
  });
});
