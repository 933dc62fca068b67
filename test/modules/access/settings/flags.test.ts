/**
 * Tests of feature flags: a flag is on for callers within its conditions, from the next request, and each change is
 * audited.
 */

import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  cashSale,
  clientOf,
  countRows,
  newPark,
} from "../../../support/park.ts";

const FLAG = "queue_tickets";

const put = (client: Client, body: unknown, flag = FLAG) => client.call("PUT", `/settings/feature-flags/${flag}`, body);

async function flagFor(client: Client, flag = FLAG) {
  const { data } = await client.get("/settings/feature-flags");
  return data.find((one: { flag: string }) => one.flag === flag);
}

describe("a flag", () => {
  test("a flag is created, read with its state for the caller, and replaced as a whole", async () => {
    const park = await newPark();
    const [owner, pos] = [await park.person("owner"), await park.device("pos")];
    expect(await flagFor(pos)).toBeUndefined();
    const conditions = { store_ids: [park.store_id], device_types: ["POS"] };
    const made = await put(owner, { enabled: true, description: "Queue by number", conditions });
    const flag = { flag: FLAG, enabled: true, description: "Queue by number", conditions };
    expect(made.data).toEqual({ ...flag, on: false });
    expect(await flagFor(pos)).toEqual({ ...flag, on: true });
    await put(owner, { enabled: true });
    expect(await flagFor(pos)).toEqual({ flag: FLAG, enabled: true, description: "", conditions: null, on: true });
    await put(owner, { enabled: false });
    expect(await flagFor(pos)).toMatchObject({ enabled: false, on: false });
    expect(await countRows("feature_flags", park.tenant_id, `flag = '${FLAG}'`)).toBe(1);
  });

  test("a flag follows the device's store and type, whoever works on it", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const clients = [await park.device("pos"), await park.person("cashier", "pos"), await park.device("gate"), owner];
    const answers = async (conditions: object) => {
      await put(owner, { enabled: true, conditions });
      return Promise.all(clients.map(async (client) => (await flagFor(client)).on));
    };
    expect(await answers({ device_types: ["POS"] })).toEqual([true, true, false, false]);
    expect(await answers({ store_ids: [park.store_id] })).toEqual([true, true, true, false]);
    expect(await answers({ store_ids: [park.second_store_id] })).toEqual([false, false, false, false]);
    expect(await answers({ percentage_bps: 10_000 })).toEqual([true, true, true, true]);
  });

  test("[S9] the flag kiosk decides whether kiosks sell, and changes nothing for other devices", async () => {
    const park = await newPark();
    const [owner, kiosk, till] = [await park.person("owner"), await park.device("kiosk"), await park.till()];
    const sell = async (client: Client) => {
      const sale = cashSale(park.packages.single, 1, 35_000);
      const { status, error } = await client.post("/sales", sale, newId(Date.now()));
      return error?.code ?? status;
    };
    // Nobody opened the kiosk's drawer; otherwise it would sell.
    expect([await sell(kiosk), await sell(till)]).toEqual(["E_SHIFT_CLOSED", 201]);
    await put(owner, { enabled: false }, "kiosk");
    expect([await sell(kiosk), await sell(till)]).toEqual(["E_KIOSK_OFF", 201]);
    await put(owner, { enabled: true, conditions: { store_ids: [park.second_store_id] } }, "kiosk");
    expect([await sell(kiosk), await sell(till)]).toEqual(["E_KIOSK_OFF", 201]);
    await put(owner, { enabled: true, conditions: { store_ids: [park.store_id] } }, "kiosk");
    expect(await sell(kiosk)).toBe("E_SHIFT_CLOSED");
  });

  test("a share of a flag has the same devices, whoever works on them", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const half = { enabled: true, conditions: { percentage_bps: 5_000 } };
    for (let at = 0; at < 12; at++) await put(owner, half, `half_${at}`);
    const answers = async (client: Client) => (await client.get("/settings/feature-flags")).data;
    expect(await answers(await park.person("cashier", "pos"))).toEqual(await answers(await park.device("pos")));
  });

  test("[I3] impossible conditions are 422 with the field, and nothing is stored", async () => {
    const park = await newPark();
    const neighbour = await newPark();
    const owner = await park.person("owner");
    const cases: [object, string][] = [
      [{ store_ids: [park.store_id, neighbour.store_id] }, "conditions.store_ids.1"],
      [{ store_ids: [] }, "conditions.store_ids"],
      [{ device_types: ["till"] }, "conditions.device_types.0"],
      [{ percentage_bps: 10_001 }, "conditions.percentage_bps"],
      [{ percentage_bps: 12.5 }, "conditions.percentage_bps"],
      [{ weekday: "monday" }, "conditions.weekday"],
    ];
    for (const [conditions, field] of cases) {
      const reply = await put(owner, { enabled: true, conditions });
      expect([reply.status, reply.error?.code]).toEqual([422, "E_VALIDATION"]);
      expect(reply.error?.details).toEqual({ fields: [{ path: field, message: expect.any(String) }] });
    }
    expect((await put(owner, { enabled: true }, "No such name")).status).toBe(404);
    expect(await countRows("feature_flags", park.tenant_id, "updated_at IS NOT NULL")).toBe(0);
  });

  test("[U1] a change of a flag has before and after in the audit, and writes an event", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await put(owner, { enabled: true, description: "Queue by number" });
    await put(owner, { enabled: false, description: "Queue by number" });
    const rows = await auditRows(park.tenant_id, `event = 'settings.flag_changed' AND subject_id = '${FLAG}'`);
    expect(rows.map(({ changes }) => JSON.parse(changes))).toEqual([
      {
        before: { enabled: null, description: null },
        after: { enabled: true, description: "Queue by number" },
      },
      { before: { enabled: true }, after: { enabled: false } },
    ]);
    expect(await countRows("outbox", park.tenant_id, "type = 'settings.flag_changed'")).toBe(2);
  });

  test("[T7] setting a flag needs the permission in every store, and changes no other tenant's", async () => {
    const park = await newPark();
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const person = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const refused = await put(person, { enabled: true });
    expect([refused.status, refused.error?.code]).toEqual([403, "E_PERMISSION"]);
    await put(await park.person("owner"), { enabled: true });
    const neighbour = await newPark();
    expect(await flagFor(await neighbour.device("pos"))).toBeUndefined();
  });
});
