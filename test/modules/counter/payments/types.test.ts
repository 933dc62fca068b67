/** Editors configure the payment types of a park; tills see active ones, and a sale adds their surcharges (rule S2). */

import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { auditRows, type Client, newPark, type TestPark } from "../../../support/park.ts";

let park: TestPark;
let till: Client;
let manager: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  manager = await park.person("manager");
});

const CARD = { label_en: "Card", label_th: "บัตร", position: 3 };
const PLAIN = { surcharge_bps: 0, surcharge_amount: 0, requires_reference: false, unique_reference: "none" };
const methodsOf = async (client: Client, query = "") =>
  (await client.get(`/payment-types${query}`)).data.map(({ method }: { method: string }) => method);

describe("payment types", () => {
  test("[S2] a park begins with money, and with an account that is paid later", async () => {
    const fresh = await newPark();
    const { data } = await (await fresh.till()).get("/payment-types");
    const told = data.map(({ method, kind }: { method: string; kind: string }) => `${method} ${kind}`);
    expect(told).toEqual(["cash tender", "qr tender", "card tender", "other tender", "account account"]);
  });

  test("[S2] an inactive type is taken by no sale and shown to no till, and PUT activates it again", async () => {
    const wallet = { label_en: "Wallet", label_th: "วอลเล็ต", position: 9 };
    const made = await manager.post("/payment-types", { method: "wallet", ...wallet });
    expect([made.status, made.data]).toEqual([
      201,
      { method: "wallet", kind: "tender", ...wallet, ...PLAIN, active: true },
    ]);
    const sale = {
      items: [{ package_id: park.packages.single, qty: 1 }],
      payments: [{ method: "wallet", amount: 35_000 }],
    };
    expect((await till.post("/sales", sale, newId(Date.now()))).status).toBe(201);

    for (const _ of ["once", "again"]) {
      const retired = await manager.call("DELETE", "/payment-types/wallet");
      expect([retired.status, retired.data.active]).toEqual([200, false]);
    }
    const refused = await till.post("/sales", sale, newId(Date.now()));
    expect([refused.status, refused.error?.code]).toEqual([422, "E_PAYMENT"]);
    expect(refused.error?.details).toMatchObject({ reason: "method", fields: [{ path: "payments.0.method" }] });
    expect(await methodsOf(till)).not.toContain("wallet");
    expect(await methodsOf(manager, "?active=false")).toEqual(["wallet"]);
    expect(await methodsOf(manager, "?active=all")).toContain("wallet");

    const back = await manager.call("PUT", "/payment-types/wallet", wallet);
    expect(back.data).toMatchObject({ kind: "tender", active: true });
    expect((await till.post("/sales", sale, newId(Date.now()))).status).toBe(201);
    const events = (await auditRows(park.tenant_id, "subject_id = 'wallet'")).map(({ event }) => event);
    expect(events[0]).toBe("payment_type.created");
    expect(new Set(events.slice(1))).toEqual(new Set(["payment_type.changed"]));
  });

  test("[S2] a surcharge comes on top of the total, in preview and sale, and a missing one is refused with the sum due", async () => {
    const other = await newPark();
    const [counter, boss] = [await other.till(), await other.person("manager")];
    const changed = await boss.call("PUT", "/payment-types/card", {
      ...CARD,
      surcharge_bps: 200,
      surcharge_amount: 50,
    });
    expect(changed.data).toMatchObject({ surcharge_bps: 200, surcharge_amount: 50 });
    const items = [{ package_id: other.packages.single, qty: 1 }];

    const preview = await counter.post("/pricing/preview", { items, payments: [{ method: "card" }] });
    expect(preview.data).toMatchObject({ grand_total: 35_000, surcharge_total: 750, amount_due: 35_750 });

    const pay = (payment: object) => counter.post("/sales", { items, payments: [payment] }, newId(Date.now()));
    const short = await pay({ method: "card", amount: 35_000, amount_tendered: 35_000 });
    expect([short.status, short.error?.details?.due]).toEqual([422, 35_750]);
    expect(short.error?.details?.fields).toMatchObject([{ path: "payments.0.amount_tendered" }]);
    const sold = await pay({ method: "card", amount: 35_000 });
    expect(sold.data).toMatchObject({ grand_total: 35_000, surcharge_total: 750, amount_tendered: 35_750, change: 0 });
    expect(sold.data.payments).toMatchObject([{ amount: 35_000, surcharge: 750, amount_tendered: 35_750 }]);
    const closed = await counter.post("/shifts/close", { cash_counted: 100_000 });
    expect(closed.data).toMatchObject({ cash_diff: 0 });
    expect(closed.data.totals).toMatchObject({ surcharge_total: 750, by_method: { card: 35_750 } });
  });

  test.each([
    ["cash", "surcharge_bps"],
    ["account", "surcharge_amount"],
  ])("[S2] %s has no surcharge", async (method, field) => {
    const before = await methodsOf(till);
    const refused = await manager.call("PUT", `/payment-types/${method}`, { ...CARD, [field]: 100 });
    expect([refused.status, refused.error?.details?.fields]).toMatchObject([422, [{ path: field }]]);
    expect(await methodsOf(till)).toEqual(before);
  });

  test("[S2] a method names one type for ever", async () => {
    const again = await manager.post("/payment-types", { method: "qr", kind: "account", ...CARD });
    expect([again.status, again.error?.code]).toEqual([409, "E_DUPLICATE"]);
    const kind = await manager.call("PUT", "/payment-types/qr", { kind: "account", ...CARD });
    expect(kind.status).toBe(422);
    expect((await manager.call("PUT", "/payment-types/nothing", CARD)).status).toBe(404);
  });

  test("[S2] only a person with the permission in every store changes types, or sees inactive ones", async () => {
    for (const reply of [
      await till.post("/payment-types", { method: "shells", ...CARD }),
      await till.call("DELETE", "/payment-types/cash"),
      await till.get("/payment-types?active=all"),
    ])
      expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
  });

  test("[S2] a till that has the current list gets 304", async () => {
    const first = await till.get("/payment-types");
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    expect((await till.call("GET", "/payment-types", undefined, { headers })).status).toBe(304);
  });
});
