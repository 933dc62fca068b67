/** Sums of attempts by reason, zone, device and hour match the list of attempts. */

import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn, offlineScan, scan, sellOne } from "../../../support/gate.ts";
import {
  addPerson,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  type TestPark,
  until,
} from "../../../support/park.ts";

let park: TestPark;
let gate: Client;
let party: { ticket_id: string };
let single: { ticket_id: string };

/** A party of ten: four in, one out, three in and annulled. A single ticket: two scans in, and one more offline. */
beforeAll(async () => {
  park = await newPark();
  gate = await park.device("gate");
  const gate2 = await park.device("gate2");
  const of_ten = await sellOne(park, { type: "party", quota_or_minutes: 10 });
  const of_one = await sellOne(park);
  [party, single] = [of_ten, of_one];
  await scan(gate, of_ten, { party: 4 });
  await scan(gate, of_ten, { direction: "exit" });
  const scan_id = newId(Date.now());
  await scan(gate, of_ten, { party: 3, scan_id });
  await gate.post("/tickets/annul", { scan_id });
  await scan(gate, of_one);
  await scan(gate2, of_one);
  await scan(gate2, { qr_token: "junk" });
  await handIn(gate2, [offlineScan(of_one, Date.now())]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 7);
});

describe("the summary of a day", () => {
  test("[G2] counts every attempt, whatever its result", async () => {
    const { data } = await gate.get("/redemptions/stats/summary");
    const totals = { attempts: 7, pass: 4, fail: 3, forced: 0, annulled: 1, exits: 1, admitted_offline: 1 };
    expect(data).toMatchObject({ store_id: park.store_id, ...totals });
    expect(data.by_reason).toEqual({ duplicate_use: 2, invalid_sig: 1 });
    const zone_id = park.zones["Main Gate"];
    expect(data.by_zone).toEqual([{ zone_id, zone: "Main Gate", entries: 5, exits: 1, fails: 3, inside: 4 }]);
    const of = (key: "gate" | "gate2") => park.devices[key]?.device_id;
    expect(data.by_device).toEqual(
      expect.arrayContaining([
        { device_id: of("gate"), device_name: "Main gate", attempts: 4, pass: 4, fail: 0 },
        { device_id: of("gate2"), device_name: "Main gate, left lane", attempts: 3, pass: 0, fail: 3 },
      ]),
    );
    const hours = data.by_hour as { hour: string; pass: number; fail: number }[];
    expect(hours.map(({ hour }) => hour)).toEqual(hours.map(({ hour }) => `${hour.slice(0, 13)}:00:00.000Z`));
    expect(hours.reduce((sum, { pass, fail }) => sum + pass * 100 + fail, 0)).toBe(403);
  });

  test("[I8] can be filtered by device, zone and span", async () => {
    const attempts = async (query: string) => (await gate.get(`/redemptions/stats/summary?${query}`)).data.attempts;
    expect(await attempts(`device_id=${park.devices.gate2?.device_id}`)).toBe(3);
    expect(await attempts(`zone_id=${park.zones["Ball Pit"]}`)).toBe(0);
    expect(await attempts("from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")).toBe(0);
  });

  test("[I3] of more than 92 days is 422, of another store 403", async () => {
    const long = await gate.get("/redemptions/stats/summary?from=2026-01-01T00:00:00Z&to=2026-04-04T00:00:00Z");
    expect([long.status, long.error?.details?.fields]).toMatchObject([422, [{ path: "from" }]]);
    const other = await gate.get(`/redemptions/stats/summary?store_id=${park.second_store_id}`);
    expect([other.status, other.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
  });

  test("[T2] has nothing of another park", async () => {
    const other = await (await newPark()).device("gate");
    expect((await other.get("/redemptions/stats/summary")).data).toMatchObject({ attempts: 0, by_zone: [] });
    expect((await other.get("/redemptions/conflicts")).data).toEqual([]);
    expect((await other.get(`/redemptions/duplicate-check/${single.ticket_id}`)).status).toBe(404);
  });
});

test("[G9] each zone of the store has its people inside, and 0 without attempts", async () => {
  const { data } = await gate.get("/zones/inside");
  const [business_date] = new Date(Date.now() + 7 * 3_600_000).toISOString().split("T");
  expect(data).toEqual(
    [
      { zone: "Main Gate", inside: 4, entries: 5, exits: 1, fails: expect.any(Number) },
      { zone: "Ball Pit", inside: 0, entries: 0, exits: 0, fails: 0 },
      { zone: "Trampoline", inside: 0, entries: 0, exits: 0, fails: 0 },
    ].map((counts) => ({ zone_id: park.zones[counts.zone], business_date, ...counts })),
  );
});

test("[O5] a conflict names both gates, times and devices, latest first, within its span", async () => {
  const { data } = await gate.get("/redemptions/conflicts");
  expect(data).toMatchObject([
    {
      ticket_id: single.ticket_id,
      store_id: park.store_id,
      reason: "duplicate_use",
      first_pass: { device_id: park.devices.gate?.device_id, zone: "Main Gate", at: expect.any(String) },
      admitted: { device_id: park.devices.gate2?.device_id, zone: "Main Gate", at: expect.any(String) },
    },
  ]);
  expect((await gate.get("/redemptions/conflicts?to=2026-01-01T00:00:00Z")).data).toEqual([]);
});

test("[O5] an overused ticket is suspicious, with its attempts and conflicts; a party within its places is not", async () => {
  const check = async ({ ticket_id }: { ticket_id: string }) =>
    (await gate.get(`/redemptions/duplicate-check/${ticket_id}`)).data;
  const of_one = await check(single);
  expect(of_one).toMatchObject({ passes: 1, allowed: 1, suspicious: true });
  expect([of_one.duplicates.length, of_one.conflicts.length]).toEqual([2, 1]);
  expect(await check(party)).toEqual({
    ticket_id: party.ticket_id,
    passes: 4,
    allowed: 10,
    duplicates: [],
    conflicts: [],
    suspicious: false,
  });
});

test("[T7] a person who redeems only at another store cannot see a ticket's attempts", async () => {
  const roles = { [park.store_id]: ["provider_admin"], [park.second_store_id]: ["gate"] };
  const { email, pin } = await addPerson(park, roles);
  const login = await call("POST", "/employees/login", { email, pin });
  const reply = await clientOf(login.data.access_token).get(`/redemptions/duplicate-check/${single.ticket_id}`);
  expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
});

test("[I8] attempts can be filtered by zone, direction and offline flags, and have all their fields", async () => {
  const list = async (query: string) => (await gate.get(`/redemptions?${query}`)).data;
  expect(await list("direction=exit")).toMatchObject([{ result: "pass", party: 1, offline: false, annulled_at: null }]);
  expect(await list("offline=true")).toMatchObject([{ admitted_offline: true, device_at: expect.any(String) }]);
  expect(await list("admitted_offline=false")).toHaveLength(6);
  expect(await list(`zone_id=${park.zones["Ball Pit"]}`)).toEqual([]);
  const annulled = (await list("direction=entry")).filter(({ party }: { party: number }) => party === 3);
  expect(annulled).toMatchObject([{ annulled_at: expect.any(String), annulled_by: park.devices.gate?.device_id }]);
});
