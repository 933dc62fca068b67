/** Customers are created once, may be merged, and their data can be erased in one row. */

import { describe, expect, test } from "vitest";
import { adjustPoints, requireCustomer } from "../../../../src/modules/guests/customers/index.ts";
import { replaceCustomer } from "../../../../src/modules/guests/customers/service/customers.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { namedFields } from "../../../contracts/walk.ts";
import { operation, overtaken } from "../../../support/outage.ts";
import { auditRows, type Client, cashSale, countRows, newPark, type TestPark } from "../../../support/park.ts";
import { noted } from "./guests.ts";

const namesOf = async (client: Client, query: string) =>
  (await client.get(`/customers?${query}`)).data.map(({ name }: { name: string }) => name);

test("[I8] customers are listed latest first, page by page, by number, address, time and whether they are active", async () => {
  const till = await (await newPark()).everywhere("manager");
  const long = "คุณหญิงสมศรีรัตนโกสินทร์มหาดิลกภพนพรัตนราชธานีบุรีรมย์";
  await noted(till, { name: "Somchai Dee", phone: "081-234-5678" });
  await noted(till, { name: long, phone: "+66 81 234 0000", email: "  Khun@Guests.TEST" });
  const gone = await noted(till, { name: "SOMSAK", phone: "02 123 4567" });
  await noted(till, { name: "Jo 100%_" });
  await till.call("DELETE", `/customers/${gone}`);
  expect(await namesOf(till, "")).toEqual(["Jo 100%_", long, "Somchai Dee"]);
  expect(await namesOf(till, "active=all")).toEqual(["Jo 100%_", "SOMSAK", long, "Somchai Dee"]);
  expect(await namesOf(till, "active=false")).toEqual(["SOMSAK"]);
  expect(await namesOf(till, "phone=0812")).toEqual([long, "Somchai Dee"]);
  expect(await namesOf(till, "email=khun@guests.test")).toEqual([long]);
  expect(await namesOf(till, "to=2020-01-01T00:00:00Z")).toEqual([]);
  expect(await namesOf(till, "from=2020-01-01T00:00:00Z&phone=081-234-5678")).toEqual(["Somchai Dee"]);
  const first = await till.get("/customers?limit=2");
  expect(first.page?.has_more).toBe(true);
  expect(await namesOf(till, `limit=2&cursor=${first.page?.next_cursor}`)).toEqual(["Somchai Dee"]);
});

test("[I3] a text that is no number or no address is 422 and names the field", async () => {
  const till = await (await newPark()).till();
  const reply = await till.post("/customers", { name: "Jo", phone: "12", email: "jo" });
  expect([reply.status, namedFields(reply)]).toEqual([422, ["phone", "email"]]);
  expect(namedFields(await till.get("/customers?phone=0"))).toEqual(["phone"]);
  expect(namedFields(await till.get("/customers/search?q=%20-%20"))).toEqual(["q"]);
});

test("[U1] the audit says that a customer was created and which fields changed, never their values", async () => {
  const park = await newPark();
  const till = await park.person("supervisor", "pos");
  const { data } = await till.post("/customers", { name: "Somsri Jaidee", phone: "081-234-5678", note: "allergic" });
  const changed = { name: "Somsri Jaidee", email: "Somsri@Guests.test" };
  const replaced = await till.call("PUT", `/customers/${data.customer_id}`, changed);
  expect(replaced.data).toEqual({ ...data, phone: null, note: null, email: "somsri@guests.test" });
  const { same_phone_as, ...kept } = replaced.data;
  expect((await till.get(`/customers/${data.customer_id}`)).data).toEqual(kept);
  expect(same_phone_as).toBeNull();
  const rows = await auditRows(park.tenant_id, "subject_kind = 'customer'");
  expect(rows.map(({ event, changes }) => `${event} ${changes}`)).toEqual([
    "customer.created {}",
    'customer.changed {"fields":["phone","email","note"]}',
  ]);
});

test("[S1] a sale names its customer, and is refused for an unknown or inactive one", async () => {
  const park = await newPark();
  const till = await park.till();
  const manager = await park.everywhere("manager");
  const customer_id = await noted(till, { name: "Somsri" });
  const sale = { ...cashSale(park.packages.single, 1, 35_000), customer_id };
  const { data } = await till.post("/sales", sale, "named");
  expect((await till.get(`/sales/${data.sale_id}`)).data.customer_id).toBe(customer_id);
  const nobody = await till.post("/sales", { ...sale, customer_id: newId(Date.now()) }, "nobody");
  expect([nobody.status, namedFields(nobody)]).toEqual([422, ["customer_id"]]);
  expect((await manager.call("DELETE", `/customers/${customer_id}`)).data.active).toBe(false);
  const gone = await till.post("/sales", sale, "gone");
  expect([gone.status, namedFields(gone)]).toEqual([422, ["customer_id"]]);
  expect(await countRows("sales", park.tenant_id)).toBe(1);
});

describe("an inactive customer", () => {
  test("[U1] an inactive customer stays readable, has one audit row for it, and is activated again by PUT", async () => {
    const park = await newPark();
    const manager = await park.everywhere("manager");
    const customer_id = await noted(manager, { name: "สมชาย ใจดี" });
    for (const _ of [1, 2])
      expect((await manager.call("DELETE", `/customers/${customer_id}`)).data).toMatchObject({ active: false });
    expect(await auditRows(park.tenant_id, "event = 'customer.deactivated'")).toHaveLength(1);
    expect((await manager.get(`/customers/${customer_id}`)).data).toMatchObject({ name: "สมชาย ใจดี", active: false });
    expect(await countRows("customer_grams", park.tenant_id)).toBe(0);
    const again = await manager.call("PUT", `/customers/${customer_id}`, { name: "สมชาย ใจดี" });
    expect(again.data.active).toBe(true);
    expect((await manager.get(`/customers/search?q=${encodeURIComponent("มชา")}`)).data).toHaveLength(1);
  });

  test("[T7] only a person who may change guests deactivates a customer, not every cashier", async () => {
    const park = await newPark();
    const till = await park.till();
    const customer_id = await noted(till, { name: "Somsri" });
    const replies = [
      await till.call("DELETE", `/customers/${customer_id}`),
      await till.post(`/customers/${customer_id}/points`, { points: 1, reason: "mine" }, "points"),
      await till.post(`/customers/${customer_id}/merge`, { into_customer_id: newId(0) }),
      await till.get("/customers/top/spenders"),
    ];
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });
});

describe("a merge", () => {
  const merge = (client: Client, from: string, into_customer_id: string) =>
    client.post(`/customers/${from}/merge`, { into_customer_id });

  async function threeGuests() {
    const park = await newPark();
    const manager = await park.everywhere("manager");
    return { park, manager, ...(await guestsOf(park, manager)) };
  }

  async function guestsOf(park: TestPark, manager: Client) {
    const a = await noted(manager, { name: "สมชาย ใจดี", phone: "081-234-5678" });
    const b = await noted(manager, { name: "Somchai Jaidee" });
    const c = await noted(manager, { name: "Somchai J." });
    for (const [index, customer_id] of [a, b, c].entries())
      await adjustPoints(await operation(park), customer_id, { points: 10 ** index, reason: "welcome" });
    return { a, b, c };
  }
  const pointsOf = async (client: Client, ids: string[]) =>
    Promise.all(ids.map(async (id) => (await client.get(`/customers/${id}`)).data.points));

  test("[C1] a merge moves the points by an entry on either side, names the other customer, and a repeat changes nothing", async () => {
    const { park, manager, a, b } = await threeGuests();
    const merged = await merge(manager, a, b);
    expect(merged.data).toMatchObject({ customer_id: a, active: false, merged_into: b, points: 0 });
    expect((await merge(manager, a, b)).data).toEqual(merged.data);
    expect((await manager.get(`/customers/${a}`)).data).toEqual(merged.data);
    expect(await pointsOf(manager, [a, b])).toEqual([0, 11]);
    const kinds = async (id: string) =>
      (await manager.get(`/customers/${id}/entries`)).data.map((entry: { kind: string; points: number }) => [
        entry.kind,
        entry.points,
      ]);
    expect(await kinds(a)).toEqual([
      ["merge", -1],
      ["adjust", 1],
    ]);
    expect(await kinds(b)).toEqual([
      ["merge", 1],
      ["adjust", 10],
    ]);
    expect((await manager.get("/customers/search?q=0812345678")).data).toEqual([]);
    expect(await auditRows(park.tenant_id, "event = 'customer.merged'")).toHaveLength(1);
  });

  test("[C1] a merge into itself, an unknown or inactive customer, or in a circle is refused and moves nothing", async () => {
    const { manager, a, b, c } = await threeGuests();
    for (const into of [a, newId(Date.now())]) {
      const reply = await merge(manager, a, into);
      expect([reply.status, namedFields(reply)]).toEqual([422, ["into_customer_id"]]);
    }
    await merge(manager, a, b);
    const circle = await merge(manager, b, a);
    expect([circle.status, circle.error?.code]).toEqual([409, "E_CUSTOMER_INACTIVE"]);
    const other = await merge(manager, a, c);
    expect([other.status, other.error?.code, other.error?.details]).toEqual([
      409,
      "E_CUSTOMER_MERGED",
      { merged_into: b },
    ]);
    const put = await manager.call("PUT", `/customers/${a}`, { name: "Back again" });
    expect([put.status, put.error?.code]).toEqual([409, "E_CUSTOMER_MERGED"]);
    expect(await pointsOf(manager, [a, b, c])).toEqual([0, 11, 100]);
  });

  test("[C1] a merge that meets another at the same moment moves every point once, in either order", async () => {
    const park = await newPark();
    const manager = await park.everywhere("manager");
    for (let round = 0; round < 5; round++) {
      const { a, b, c } = await guestsOf(park, manager);
      const replies = await Promise.all([merge(manager, a, b), merge(manager, b, a), merge(manager, a, c)]);
      expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
      for (const { status, error } of replies)
        if (status !== 200) expect(error?.code).toBeOneOf(["E_CUSTOMER_INACTIVE", "E_CUSTOMER_MERGED"]);
      const rows = await Promise.all([a, b, c].map(async (id) => (await manager.get(`/customers/${id}`)).data));
      expect(rows.reduce((sum, { points }) => sum + points, 0)).toBe(111);
      for (const { active, points, merged_into } of rows) {
        expect(active).toBe(merged_into === null);
        if (!active) expect(points).toBe(0);
      }
    }
  });

  test("[C1] a merge that a change of the same customer overtakes leaves the customer merged", async () => {
    const { park, manager, a, b } = await threeGuests();
    const ctx = overtaken(await operation(park), () => merge(manager, a, b));
    const late = replaceCustomer(ctx, a, { name: "Too late", active: true });
    await expect(late).rejects.toMatchObject({ spec: { code: "E_CUSTOMER_MERGED" } });
    expect((await manager.get(`/customers/${a}`)).data).toMatchObject({ name: "สมชาย ใจดี", merged_into: b });
    await expect(requireCustomer(await operation(park), a)).rejects.toMatchObject({
      details: { fields: [{ path: "customer_id", message: "was merged into another" }] },
    });
  });
});

test("[C2] a new customer with another's number names the first active one, at once and on a repeat", async () => {
  const till = await (await newPark()).person("supervisor", "pos");
  const first = await till.post("/customers", { name: "Somchai", phone: "081-234-5678" });
  expect(first.data.same_phone_as).toBeNull();
  const second = await till.post("/customers", { name: "Somsri", phone: "+66 81 234 5678" });
  expect(second.data).toMatchObject({ phone: "+66812345678", same_phone_as: first.data.customer_id });
  const { customer_id } = second.data;
  const changed = await till.call("PUT", `/customers/${customer_id}`, { name: "Somsri", phone: "๐๘๑๒๓๔๕๖๗๘" });
  expect(changed.data.same_phone_as).toBe(first.data.customer_id);
  await till.call("DELETE", `/customers/${first.data.customer_id}`);
  const again = await till.call("PUT", `/customers/${customer_id}`, { name: "Somsri", phone: "812345678" });
  expect(again.data.same_phone_as).toBeNull();
  expect((await till.post("/customers", { name: "Nok", phone: "0812345678" })).data.same_phone_as).toBe(customer_id);
});

test("[C2] a number without a country code belongs to the store's country", async () => {
  const park = await newPark();
  const owner = await park.everywhere("owner");
  const bad = await owner.call("PATCH", `/stores/${park.store_id}`, { country: "XX" });
  expect([bad.status, bad.error?.code]).toEqual([422, "E_VALIDATION"]);
  expect((await owner.call("PATCH", `/stores/${park.store_id}`, { country: "GB" })).data.country).toBe("GB");
  const till = await park.till();
  expect((await till.post("/customers", { name: "Ann", phone: "020 7946 0958" })).data.phone).toBe("+442079460958");
  const thai = await till.post("/customers", { name: "Somchai", phone: "081-234-5678" });
  expect([thai.status, namedFields(thai)]).toEqual([422, ["phone"]]);
});
