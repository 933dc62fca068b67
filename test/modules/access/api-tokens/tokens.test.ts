/** Tests of API tokens: what one may do, when it ends, and that its secret is shown once (rules T3, T5, T7, T13, T14). */

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { GRANTABLE } from "../../../../src/shared/api-tokens.ts";
import { DAY_MS, HOUR_MS } from "../../../../src/shared/time.ts";
import {
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  type Reply,
  type TestPark,
  until,
} from "../../../support/park.ts";
import { integrationOf, makeToken, personalOf } from "../../../support/tokens.ts";

afterEach(() => {
  vi.useRealTimers();
});

const codeOf = ({ status, error }: Reply) => [status, error?.code ?? null];
const objectOf = (park: TestPark, token_id: string) => env.API_TOKEN.getByName(`${park.tenant_id}:${token_id}`);
const wish = (park: TestPark, more: object = {}) => ({
  name: "Accounts",
  permissions: ["reports_view"],
  store_ids: [park.store_id],
  ...more,
});
async function guestOf(park: TestPark) {
  const fields = { name: "Somchai", phone: "0812345678" };
  const { data } = await (await park.office("manager")).post("/customers", fields);
  return { customer_id: data.customer_id, fields };
}

const REVOKED = [401, "E_TOKEN_REVOKED"];

test("[T5] [T14] a token is shown once; D1 has only a hash, and no list, audit row, event or log line has a piece of it", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const log = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
  const { secret, token_id, client } = await makeToken(owner, "/tokens", wish(park) as never);
  expect((await client.get("/reports/sales")).status).not.toBe(401);
  const listed = await owner.get("/tokens");
  const lines = log.flatMap((spy) => spy.mock.calls.flat()).map(String);
  for (const spy of log) spy.mockRestore();
  expect(secret).toMatch(/^ppk_[0-9A-Z]{26}\.[0-9A-Z]{26}\.[\w-]{43}$/);
  expect(listed.data).toMatchObject([{ token_id, status: "active", kind: "integration", last_used_at: null }]);
  const rows = await env.DB.prepare("SELECT * FROM api_tokens WHERE tenant_id = ?").bind(park.tenant_id).all();
  const replies = await env.DB.prepare("SELECT * FROM replies WHERE tenant_id = ?").bind(park.tenant_id).all();
  const events = await env.DB.prepare("SELECT * FROM outbox WHERE tenant_id = ?").bind(park.tenant_id).all();
  const audits = await auditRows(park.tenant_id);
  const piece = secret.slice(-43);
  for (const text of [listed.text, ...[rows, replies, events, audits].map((kept) => JSON.stringify(kept)), ...lines])
    for (const part of [piece, piece.slice(0, 12), piece.slice(-12)]) expect(text).not.toContain(part);
});

test("[T14] [U1] an integration does what its scopes say at its stores, and its acts name the token", async () => {
  const park = await newPark();
  const { client, token_id } = await integrationOf(park, {
    permissions: ["guests_write"],
    store_ids: [park.store_id],
  });
  expect((await client.get("/catalog/packages")).status).toBe(200);
  expect((await client.get(`/stores/${park.store_id}`)).status).toBe(200);
  expect(codeOf(await client.get(`/stores/${park.second_store_id}`))).toEqual([403, "E_SCOPE_MISMATCH"]);
  const unscoped = await client.get("/sales");
  expect([codeOf(unscoped), unscoped.error?.details]).toEqual([
    [403, "E_PERMISSION"],
    { permission: "sales_read", bounded_by: "token" },
  ]);
  const customer = await guestOf(park);
  const changed = await client.call("PUT", `/customers/${customer.customer_id}`, { ...customer.fields, name: "Malee" });
  expect(changed.error).toBeNull();
  const [row] = await auditRows(park.tenant_id, "event LIKE 'customer.%' AND actor_kind = 'token'");
  expect(row).toMatchObject({ actor_id: token_id });
});

test("[T13] [U1] a personal token acts as its person, and each audit row names the token", async () => {
  const park = await newPark();
  const { client, token_id } = await personalOf(park, "manager", { permissions: ["catalog_write"] });
  const made = await client.post("/catalog/categories", {
    name: "Rides",
    name_th: "เครื่องเล่น",
    store_id: park.store_id,
  });
  expect(made.error).toBeNull();
  const [row] = await auditRows(park.tenant_id, "event LIKE 'category.%' AND actor_kind <> 'system'");
  expect(row).toMatchObject({ actor_kind: "employee", actor_id: park.employees.manager?.employee_id });
  expect(JSON.parse(String(row?.changes))).toMatchObject({ token_id });
});

test("[T3] a revoked token is refused from the next request on, audited once a minute, and listed as revoked", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { client, token_id } = await integrationOf(park, { permissions: ["reports_view"] });
  expect((await client.get("/stores")).status).toBe(200);
  expect((await owner.call("DELETE", `/tokens/${token_id}`)).data).toMatchObject({ status: "revoked" });
  for (let i = 0; i < 3; i++)
    expect(codeOf(await client.call("GET", "/stores", undefined, { ip: "203.0.113.9" }))).toEqual(REVOKED);
  expect(await auditRows(park.tenant_id, "event = 'api_token.refused'")).toHaveLength(1);
  expect((await owner.get("/tokens")).data[0]).toMatchObject({
    status: "revoked",
    revoked_by: park.employees.owner?.employee_id,
  });
});

test("[T3] a revocation whose request died before the object knew is told again by its event", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { client, token_id } = await integrationOf(park, { permissions: ["reports_view"] });
  await client.get("/stores");
  const died = vi.spyOn(env.API_TOKEN, "getByName").mockImplementation(() => {
    throw new Error("the isolate died");
  });
  await owner.call("DELETE", `/tokens/${token_id}`);
  died.mockRestore();
  await until(async () => (await client.get("/stores")).error?.code === "E_TOKEN_REVOKED");
});

test("[T13] a personal token loses a permission with its person at once, and never has one that the person lacks", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const cashier = await park.office("cashier");
  const more = await cashier.post("/employees/me/tokens", wish(park));
  expect([codeOf(more), more.error?.details]).toEqual([
    [403, "E_PERMISSION"],
    { permission: "reports_view", store_id: park.store_id },
  ]);
  const { client } = await personalOf(park, "cashier", { permissions: ["sales_read", "guests_read"] });
  expect((await client.get("/sales")).status).toBe(200);
  const { employee_id } = park.employees.cashier ?? {};
  const at = `/employees/${employee_id}/memberships/${park.store_id}`;
  expect((await owner.call("PUT", at, { roles: ["gate"] })).error).toBeNull();
  expect(codeOf(await client.get("/sales"))).toEqual([403, "E_PERMISSION"]);
  expect((await owner.call("DELETE", at)).error).toBeNull();
  expect(codeOf(await client.get(`/stores/${park.store_id}`))).toEqual([403, "E_SCOPE_MISMATCH"]);
});

test("[T3] [T13] a suspension ends a person's tokens at once and for good, and so does a PIN that somebody sets", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { employee_id } = park.employees.manager ?? {};
  const first = await personalOf(park, "manager", { permissions: ["reports_view"] });
  expect((await first.client.get("/stores")).status).toBe(200);
  await owner.post(`/employees/${employee_id}/suspend`);
  expect(codeOf(await first.client.get("/stores"))).toEqual([403, "E_EMPLOYEE_SUSPENDED"]);
  await owner.post(`/employees/${employee_id}/resume`);
  expect(codeOf(await first.client.get("/stores"))).toEqual(REVOKED);
  expect((await owner.get("/tokens")).data[0].status).toBe("void");
  const second = await personalOf(park, "manager", { permissions: ["reports_view"] });
  expect((await second.client.get("/stores")).status).toBe(200);
  expect((await owner.post(`/employees/${employee_id}/reset-pin`, { pin: "739105" })).error).toBeNull();
  expect(codeOf(await second.client.get("/stores"))).toEqual(REVOKED);
});

test("[T1] [T14] a token opens no other tenant, whatever names are put into it, and guesses cost the token nothing", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const { secret, token_id, client } = await integrationOf(park, { permissions: ["reports_view"] });
  const theirs = await integrationOf(other, { permissions: ["reports_view"] });
  const tail = secret.slice(-43);
  const forged = [
    `ppk_${other.tenant_id}.${token_id}.${tail}`,
    `ppk_${park.tenant_id}.${theirs.token_id}.${tail}`,
    `ppk_${other.tenant_id}.${theirs.token_id}.${tail}`,
    `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`,
    `${secret}.A`,
    secret.toLowerCase(),
    secret.slice(4),
  ];
  for (const token of forged) expect(codeOf(await clientOf(token).get("/stores"))).toEqual([401, "E_UNAUTHENTICATED"]);
  const used = await objectOf(park, token_id).usedCalls({ tenant_id: park.tenant_id, token_id }, Date.now());
  expect(used.every(({ used: calls }) => calls === 0)).toBe(true);
  expect((await client.get("/stores")).data.map(({ store_id }: { store_id: string }) => store_id)).toContain(
    park.store_id,
  );
  expect(codeOf(await client.get(`/stores/${other.store_id}`))).toEqual([404, "E_NOT_FOUND"]);
});

test("[T14] guesses of a token are counted for their address, and for nobody else", async () => {
  const park = await newPark();
  const { client, secret } = await integrationOf(park, { permissions: ["reports_view"] });
  const guess = `${secret.slice(0, -2)}${secret.endsWith("AA") ? "BB" : "AA"}`;
  const from = (ip: string, token: string) =>
    call("GET", "/stores", undefined, { ip, headers: { authorization: `Bearer ${token}` } });
  const answers = [];
  for (let i = 0; i < 301; i++) answers.push((await from("203.0.113.7", guess)).status);
  expect([answers.filter((status) => status === 401).length, answers.at(-1)]).toEqual([300, 429]);
  expect((await from("203.0.113.7", secret)).status).toBe(200);
  expect((await client.get("/stores")).status).toBe(200);
});

test("[T13] a token ends at its time by the world's clock", async () => {
  const park = await newPark();
  const { client } = await integrationOf(park, { permissions: ["reports_view"], expires_in_days: 2 });
  vi.setSystemTime(Date.now() + 2 * DAY_MS - 60_000);
  expect((await client.get("/stores")).status).toBe(200);
  vi.setSystemTime(Date.now() + 61_000);
  expect(codeOf(await client.get("/stores"))).toEqual([401, "E_TOKEN_EXPIRED"]);
});

test("[T14] a sandbox that moves its clock neither lengthens nor ends a token", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { client } = await integrationOf(park, { permissions: ["reports_view"], expires_in_days: 2 });
  await env.DB.prepare("UPDATE tenants SET mode = 'sandbox', version = version + 1 WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .run();
  expect((await owner.call("PUT", "/sandbox/clock", { offset_seconds: 30 * 86_400 })).error).toBeNull();
  const reply = await client.get("/stores");
  expect(reply.status).toBe(200);
  expect(Date.parse(JSON.parse(reply.text).server_time) - Date.now()).toBeGreaterThan(29 * DAY_MS);
});

test("[T3] a suspended tenant's tokens are refused at once", async () => {
  const park = await newPark();
  const { client, token_id } = await integrationOf(park, { permissions: ["reports_view"] });
  expect((await client.get("/stores")).status).toBe(200);
  const { tenant_id } = park;
  await env.DB.prepare("UPDATE tenants SET status = 'suspended', version = version + 1 WHERE tenant_id = ?")
    .bind(tenant_id)
    .run();
  await objectOf(park, token_id).reload({ tenant_id, token_id });
  expect(codeOf(await client.get("/stores"))).toEqual([403, "E_TENANT_SUSPENDED"]);
});

test("[I6] [T5] a lost reply of the making is sent again by its key, once stored sealed, and no second token exists", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const body = wish(park);
  const [one, two] = await Promise.all([owner.post("/tokens", body, "k-1"), owner.post("/tokens", body, "k-1")]);
  const again = await owner.post("/tokens", body, "k-1");
  expect([one.status, two.text, again.text]).toEqual([201, one.text, one.text]);
  expect(await countRows("api_tokens", park.tenant_id)).toBe(1);
  expect(await countRows("replies", park.tenant_id, "sealed = 1")).toBe(1);
  expect((await clientOf(again.data.secret).get("/stores")).status).toBe(200);
});

test("[T14] two revocations at once are one act, and both get the revoked token", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { token_id } = await integrationOf(park, { permissions: ["reports_view"] });
  const revoke = () => owner.call("DELETE", `/tokens/${token_id}`);
  const replies = await Promise.all([revoke(), revoke(), revoke()]);
  expect(replies.map(({ status, data }) => [status, data?.status])).toEqual([
    [200, "revoked"],
    [200, "revoked"],
    [200, "revoked"],
  ]);
  expect(await auditRows(park.tenant_id, "event = 'api_token.revoked'")).toHaveLength(1);
});

test("[T9] [T14] a person has ten tokens and the company's integrations fifty, also when all are made at once", async () => {
  const park = await newPark();
  const [owner, manager] = [await park.person("owner"), await park.office("manager")];
  const made = await Promise.all(Array.from({ length: 12 }, () => manager.post("/employees/me/tokens", wish(park))));
  expect(made.filter(({ status }) => status === 201)).toHaveLength(10);
  const refused = made.find(({ status }) => status !== 201);
  expect([codeOf(refused as Reply), refused?.error?.details]).toEqual([[409, "E_TOKEN_LIMIT"], { limit: 10 }]);
  const first = made.find(({ status }) => status === 201)?.data.token_id;
  await manager.call("DELETE", `/employees/me/tokens/${first}`);
  expect((await manager.post("/employees/me/tokens", wish(park))).status).toBe(201);
  const many: Reply[] = [];
  for (let i = 0; i < 52; i++) many.push(await owner.post("/tokens", wish(park)));
  expect(many.filter(({ status }) => status === 201)).toHaveLength(50);
  expect(codeOf(many.at(-1) as Reply)).toEqual([409, "E_TOKEN_LIMIT"]);
});

test("[T13] a person sees and ends only their own; whoever manages integrations sees and ends all", async () => {
  const park = await newPark();
  const [owner, cashier] = [await park.person("owner"), await park.office("cashier")];
  const his = await personalOf(park, "manager", { permissions: ["reports_view"] });
  const company = await integrationOf(park, { permissions: ["reports_view"] });
  expect((await cashier.get("/employees/me/tokens")).data).toEqual([]);
  for (const { token_id } of [his, company])
    expect(codeOf(await cashier.call("DELETE", `/employees/me/tokens/${token_id}`))).toEqual([404, "E_NOT_FOUND"]);
  expect(codeOf(await cashier.get("/tokens"))).toEqual([403, "E_PERMISSION"]);
  const seen = (await owner.get("/tokens?limit=1")) as Reply;
  expect([seen.data.length, seen.page?.has_more]).toEqual([1, true]);
  const rest = (await owner.get(`/tokens?limit=1&cursor=${seen.page?.next_cursor}`)).data;
  expect([...seen.data, ...rest].map(({ token_id }) => token_id).toSorted()).toEqual(
    [his.token_id, company.token_id].toSorted(),
  );
  expect((await owner.get("/tokens?kind=personal")).data).toMatchObject([{ token_id: his.token_id }]);
  expect((await owner.call("DELETE", `/tokens/${his.token_id}`)).status).toBe(200);
  expect(codeOf(await his.client.get("/stores"))).toEqual(REVOKED);
});

test("[T7] [T14] nobody grants an integration what they do not hold, and no token gets a permission that is not grantable", async () => {
  const park = await newPark();
  const manager = await park.person("manager");
  expect(codeOf(await manager.post("/tokens", wish(park)))).toEqual([403, "E_PERMISSION"]);
  const owner = await park.person("owner");
  for (const permission of [
    "sell",
    "redeem",
    "approve",
    "refund",
    "employee_manage",
    "settings_write",
    "provider",
    "drawer_open",
  ])
    expect(codeOf(await owner.post("/tokens", wish(park, { permissions: [permission] })))).toEqual([
      422,
      "E_VALIDATION",
    ]);
  const bad = [{ permissions: [] }, { store_ids: [] }, { expires_in_days: 366 }, { expires_in_days: 0 }];
  for (const more of [...bad, { permissions: ["sales_read", "sales_read"] }, { name: "" }, { name: "x".repeat(81) }])
    expect(codeOf(await owner.post("/tokens", wish(park, more)))).toEqual([422, "E_VALIDATION"]);
  expect(codeOf(await owner.post("/tokens", wish(park, { store_ids: ["01K3ZJ8Q4N7V0Y2B5C6D8E9FGH"] })))).toEqual([
    404,
    "E_NOT_FOUND",
  ]);
  expect((await owner.post("/tokens", wish(park, { permissions: GRANTABLE }))).data.permissions).toEqual(GRANTABLE);
});

test("[T8] [T14] a token makes no token, steps up nowhere and acts as no owner", async () => {
  const park = await newPark();
  const { client } = await personalOf(park, "owner", { permissions: [...GRANTABLE] });
  const integration = await integrationOf(park, { permissions: [...GRANTABLE] });
  const closed = [403, "E_TOKEN_NOT_ALLOWED"];
  for (const each of [client, integration.client]) {
    expect(codeOf(await each.post("/tokens", wish(park)))).toEqual(closed);
    expect(codeOf(await each.post("/employees/me/tokens", wish(park)))).toEqual(closed);
    expect(codeOf(await each.post("/auth/step-up", { pin: "482193" }))).toEqual(closed);
    expect(codeOf(await each.post("/webhooks", { url: "https://a.example", events: ["sale.*"] }))).toEqual(closed);
    expect(codeOf(await each.post("/approvals/verify-pin", {}))).toEqual(closed);
    expect(codeOf(await each.get("/employees/me"))).toEqual(closed);
  }
});

test("[L1] each token has its own hourly limit, and its calls use up none of its person's", async () => {
  const park = await newPark();
  const { client } = await personalOf(park, "manager", { permissions: ["reports_view"] });
  const other = await personalOf(park, "manager", { permissions: ["reports_view"] });
  for (let i = 0; i < 3; i++) await client.get("/stores");
  const general = async (who: Client) =>
    (await who.get("/usage/limits")).data.find(({ rate }: { rate: string }) => rate === "general");
  expect(await general(client)).toMatchObject({ used: 4, counted_for: "token" });
  expect(await general(other.client)).toMatchObject({ used: 1 });
  const manager = await park.office("manager");
  expect((await general(manager)).used).toBeLessThan(5);
});

test("[T13] the last use is written at most once an hour", async () => {
  const park = await newPark();
  const { client, token_id } = await integrationOf(park, { permissions: ["reports_view"] });
  const object = objectOf(park, token_id);
  const lastUse = () =>
    env.DB.prepare("SELECT last_used_at FROM api_tokens WHERE token_id = ?")
      .bind(token_id)
      .first<number>("last_used_at");
  const use = async () => {
    await client.get("/stores");
    await runDurableObjectAlarm(object);
    return lastUse();
  };
  const first = await use();
  expect(first).not.toBeNull();
  vi.setSystemTime(Date.now() + 60_000);
  expect(await use()).toBe(first);
  vi.setSystemTime(Date.now() + HOUR_MS);
  expect(await use()).not.toBe(first);
});

test("[T13] a token that ended 90 days ago leaves with its object when another is made", async () => {
  const park = await newPark();
  const old = await integrationOf(park, { permissions: ["reports_view"], expires_in_days: 1 });
  const kept = await integrationOf(park, { permissions: ["reports_view"], expires_in_days: 30 });
  await env.DB.prepare("UPDATE api_tokens SET revoked_at = created_at, revoked_by = 'system' WHERE token_id = ?")
    .bind(old.token_id)
    .run();
  vi.setSystemTime(Date.now() + 91 * DAY_MS);
  await makeToken(await park.person("owner"), "/tokens", wish(park) as never);
  const left = (await (await park.person("owner")).get("/tokens")).data.map(
    ({ token_id }: { token_id: string }) => token_id,
  );
  expect([left.includes(old.token_id), left.includes(kept.token_id)]).toEqual([false, true]);
  expect(codeOf(await old.client.get("/stores"))).toEqual([401, "E_UNAUTHENTICATED"]);
});
