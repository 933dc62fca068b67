/**
 * Tests of a store's profile: it is kept as given, and its tenders limit sales, previews and later payments (TEN-02,
 * TEN-03).
 */

import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { cashSale, newPark, stepUp, type TestPark } from "../../../support/park.ts";

const PROFILE = {
  address: "99 Rama IX Road, Bangkok 10310",
  phone: "+66 2 123 4567",
  opening_hours: [
    { weekday: 6, opens: "09:00", closes: "21:00" },
    { weekday: 7, opens: "18:00", closes: "02:00" },
  ],
  supported_tenders: ["cash", "account"],
};

const cardSale = (park: TestPark) => ({
  items: [{ package_id: park.packages.single, qty: 1 }],
  payments: [{ method: "card", amount: 35_000 }],
});

describe("a store's profile", () => {
  test("[S2] a store's tenders limit its sales, previews and later payments; another store accepts all", async () => {
    const park = await newPark();
    const [owner, till] = [await park.person("owner"), await park.everywhere("manager")];
    await till.post("/shifts/open", { cash_open: 0 });
    const changed = await owner.call("PATCH", `/stores/${park.store_id}`, PROFILE);
    expect([changed.status, changed.data]).toMatchObject([200, PROFILE]);
    expect((await owner.get(`/stores/${park.store_id}`)).data).toMatchObject(PROFILE);
    expect((await owner.get(`/stores/${park.second_store_id}`)).data.supported_tenders).toBeNull();

    const refused = await till.post("/sales", cardSale(park), newId(Date.now()));
    expect([refused.status, refused.error?.code, refused.error?.details?.fields]).toEqual([
      422,
      "E_PAYMENT",
      [{ path: "payments.0.method", message: "is not a payment type of this store" }],
    ]);
    expect((await till.post("/pricing/preview", cardSale(park))).error?.code).toBe("E_PAYMENT");
    expect((await till.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), newId(Date.now()))).status).toBe(
      201,
    );

    const owed = { ...cardSale(park), payments: [{ method: "account", amount: 35_000 }] };
    const { sale_id } = (await till.post("/sales", owed, newId(Date.now()))).data;
    const pay = (method: string) => till.post("/payments", { sale_id, method, amount: 35_000 }, newId(Date.now()));
    expect((await pay("card")).error?.code).toBe("E_PAYMENT");
    expect((await pay("cash")).status).toBe(201);

    const all = await owner.call("PATCH", `/stores/${park.store_id}`, { supported_tenders: null, address: null });
    expect(all.data).toMatchObject({ supported_tenders: null, address: null, phone: PROFILE.phone });
    expect((await till.post("/sales", cardSale(park), newId(Date.now()))).status).toBe(201);
  });

  test.each([
    [
      "an unknown weekday",
      { opening_hours: [{ weekday: 8, opens: "09:00", closes: "10:00" }] },
      "opening_hours.0.weekday",
    ],
    [
      "an impossible time",
      { opening_hours: [{ weekday: 1, opens: "24:00", closes: "10:00" }] },
      "opening_hours.0.opens",
    ],
    ["no tender at all", { supported_tenders: [] }, "supported_tenders"],
    ["a card number for an address", { address: "4111 1111 1111 1111" }, "address"],
  ])("[I3] refuses %s", async (_, body, path) => {
    const park = await newPark();
    const { status, error } = await (await park.person("owner")).call("PATCH", `/stores/${park.store_id}`, body);
    expect([status, error?.details?.fields]).toMatchObject([422, [{ path }]]);
  });
});

test("[T1] a tenant has a time zone and a currency, and a new store begins in that zone", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  expect((await owner.get("/tenant")).data).toMatchObject({ time_zone: "Asia/Bangkok", currency: "THB" });
  const changed = await owner.call("PATCH", "/tenant", { time_zone: "Asia/Tokyo" });
  expect(changed.data).toMatchObject({ time_zone: "Asia/Tokyo", currency: "THB" });
  await stepUp(owner);
  expect((await owner.post("/stores", { name: "Osaka" })).data.time_zone).toBe("Asia/Tokyo");
  expect((await owner.post("/stores", { name: "Phuket", time_zone: "Asia/Bangkok" })).data.time_zone).toBe(
    "Asia/Bangkok",
  );
  expect((await owner.get(`/stores/${park.store_id}`)).data.time_zone).toBe("Asia/Bangkok");
});
