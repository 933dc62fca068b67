/** People clock in once, wherever they do, and what they punched offline counts like any other (rule S8). */

import { describe, expect, test } from "vitest";
import { recordTimecard } from "../../../src/modules/timecards/index.ts";
import { newId } from "../../../src/platform/http/context.ts";
import { operation } from "../../support/outage.ts";
import { auditRows, countRows, newPark, rowCounts, rowsAdded } from "../../support/park.ts";

describe("a timecard", () => {
  test("[S8] goes from clock-in over a break to clock-out, each told in audit and outbox", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const punches = ["clock-in", "break-start", "break-end", "clock-out"];
    for (const path of punches) expect([path, (await cashier.post(`/timecards/${path}`)).status]).toEqual([path, 200]);
    expect((await cashier.get("/timecards/current")).status).toBe(404);
    const { data } = await cashier.get("/timecards");
    const employee_id = park.employees.cashier?.employee_id;
    expect(data).toMatchObject([{ employee_id, store_id: park.store_id, device_id: park.devices.pos?.device_id }]);
    expect(data[0].breaks.length).toBe(1);
    expect(data[0].worked_ms + data[0].break_ms).toBe(
      Date.parse(data[0].clock_out_at) - Date.parse(data[0].clock_in_at),
    );
    const told = (await auditRows(park.tenant_id, "event LIKE 'timecard.%'")).map(({ event }) => event);
    expect(told).toEqual(punches.map((path) => `timecard.${path.replace("-", "_")}`));
    expect(await countRows("outbox", park.tenant_id, "type LIKE 'timecard.%'")).toBe(4);
  });

  test("[S8] is one for a person: of five who clock in at once on two devices, one opens it", async () => {
    const park = await newPark();
    const clients = await Promise.all([park.person("manager", "pos"), park.person("manager", "kiosk")]);
    const replies = await Promise.all([0, 1, 0, 1, 0].map((index) => clients[index]?.post("/timecards/clock-in")));
    expect(await countRows("timecards", park.tenant_id)).toBe(1);
    const refused = replies.filter((reply) => reply?.status !== 200);
    for (const reply of refused) expect([reply?.status, reply?.error?.code]).toEqual([409, "E_TIMECARD_STATE"]);
    expect(refused.length).toBeLessThan(5);
  });

  test("[S8] that is refused says why and writes nothing", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const before = await rowCounts(park.tenant_id);
    const reply = await cashier.post("/timecards/break-start");
    expect([reply.status, reply.error?.details]).toEqual([409, { reason: "clocked_out" }]);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });

  test("[S8] is punched on a device, by a person", async () => {
    const park = await newPark();
    const console_ = await (await park.person("cashier")).post("/timecards/clock-in");
    expect([console_.status, console_.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
    const device = await (await park.device("pos")).post("/timecards/clock-in");
    expect([device.status, device.error?.code]).toEqual([403, "E_PERMISSION"]);
  });

  test("[S8] is one's own to see; who manages people sees those of the store", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const manager = await park.person("manager", "pos");
    await cashier.post("/timecards/clock-in");
    expect((await manager.get("/timecards")).data).toEqual([]);
    expect((await manager.get(`/timecards?store_id=${park.store_id}`)).data.length).toBe(1);
    const other = await cashier.get(`/timecards?employee_id=${park.employees.manager?.employee_id}`);
    expect([other.status, other.error?.code]).toEqual([403, "E_PERMISSION"]);
    expect((await cashier.get(`/timecards?store_id=${park.store_id}`)).status).toBe(403);
    expect((await cashier.get("/timecards?limit=1")).data.length).toBe(1);
  });
});

describe("a punch of an outage", () => {
  const at = Date.now() - 3_600_000;

  test("[S8] counts at its moment, and handed in by two at once counts once", async () => {
    const park = await newPark();
    const employee_id = park.employees.cashier?.employee_id ?? "";
    const hand_in = async (action: "clock_in" | "clock_out", happened_at: number) =>
      recordTimecard(await operation(park), { employee_id, action, happened_at });
    const [first, twin] = await Promise.all([hand_in("clock_in", at), hand_in("clock_in", at)]);
    expect([first.timecard_id, first.clock_in_at]).toEqual([twin.timecard_id, at]);
    const out = await Promise.all([1, 2, 3].map(() => hand_in("clock_out", at + 60_000)));
    expect(out.map(({ worked_ms }) => worked_ms)).toEqual([60_000, 60_000, 60_000]);
    expect(await countRows("timecards", park.tenant_id, "version = 2")).toBe(1);
    await expect(hand_in("clock_in", at + 59_999)).rejects.toMatchObject({ details: { reason: "too_early" } });
  });

  test("[I6] is remembered under its operation", async () => {
    const park = await newPark();
    const punched = { employee_id: park.employees.cashier?.employee_id ?? "", action: "clock_in" as const };
    const op_id = newId(Date.now());
    await recordTimecard(await operation(park, op_id), { ...punched, happened_at: at });
    const again = recordTimecard(await operation(park, op_id), {
      ...punched,
      action: "clock_out",
      happened_at: at + 1,
    });
    await expect(again).rejects.toThrow("a reply to this Idempotency-Key is stored");
  });

  test("[T2] for a person of another tenant is 404", async () => {
    const park = await newPark();
    const employee_id = (await newPark()).employees.cashier?.employee_id ?? "";
    const punched = recordTimecard(await operation(park), { employee_id, action: "clock_in", happened_at: at });
    await expect(punched).rejects.toMatchObject({ spec: { code: "E_NOT_FOUND" } });
  });
});
