/** People clock in once, at any store, and punches of an outage count like any other (rule S8). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { applyPunch } from "../../../../src/modules/counter/timecards/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { namedFields } from "../../../contracts/walk.ts";
import { operation, overtaken } from "../../../support/outage.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
} from "../../../support/park.ts";

describe("a timecard", () => {
  test("[S8] a timecard runs from clock-in over a break to clock-out, and each punch is in audit and outbox", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const punches = ["clock-in", "break/start", "break/end", "clock-out"];
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
    expect(told).toEqual(punches.map((path) => `timecard.${path.replace(/\W/, "_")}`));
    expect(await countRows("outbox", park.tenant_id, "type LIKE 'timecard.%'")).toBe(4);
  });

  test("[S8] a person has one open timecard: of five clock-ins at once on two devices, one opens it", async () => {
    const park = await newPark();
    const clients = await Promise.all([park.person("manager", "pos"), park.person("manager", "kiosk")]);
    const replies = await Promise.all([0, 1, 0, 1, 0].map((index) => clients[index]?.post("/timecards/clock-in")));
    expect(await countRows("timecards", park.tenant_id)).toBe(1);
    const refused = replies.filter((reply) => reply?.status !== 200);
    for (const reply of refused) expect([reply?.status, reply?.error?.code]).toEqual([409, "E_TIMECARD_STATE"]);
    expect(refused.length).toBeLessThan(5);
  });

  test("[S8] a refused punch says why and writes nothing", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const before = await rowCounts(park.tenant_id);
    const reply = await cashier.post("/timecards/break/start");
    expect([reply.status, reply.error?.details]).toEqual([409, { reason: "clocked_out" }]);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });

  test("[S8] a punch needs a device and a person", async () => {
    const park = await newPark();
    const console_ = await (await park.person("cashier")).post("/timecards/clock-in");
    expect([console_.status, console_.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
    const device = await (await park.device("pos")).post("/timecards/clock-in");
    expect([device.status, device.error?.code]).toEqual([403, "E_PERMISSION"]);
  });

  test("[S8] people see their own timecards; a manager of people sees those of the store", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const manager = await park.office("manager");
    await cashier.post("/timecards/clock-in");
    expect((await manager.get("/timecards")).data).toEqual([]);
    expect((await manager.get(`/timecards?store_id=${park.store_id}`)).data.length).toBe(1);
    const other = await cashier.get(`/timecards?employee_id=${park.employees.manager?.employee_id}`);
    expect([other.status, other.error?.code]).toEqual([403, "E_PERMISSION"]);
    expect((await cashier.get(`/timecards?store_id=${park.store_id}`)).status).toBe(403);
    expect((await cashier.get("/timecards?limit=1")).data.length).toBe(1);
  });
});

describe("a punch at a device without a person", () => {
  test.each(["kiosk", "gate", "pos"] as const)(
    "[S8] a %s without a person clocks in only a person who sends their own PIN",
    async (key) => {
      const park = await newPark();
      const device = await park.device(key);
      const { employee_id = "", email, pin } = park.employees.cashier ?? {};
      const nobody = await device.post("/timecards/clock-in");
      expect([nobody.status, nobody.error?.code]).toEqual([403, "E_PERMISSION"]);
      for (const unproven of [{ employee_id }, { email }, { pin }, { employee_id, email, pin }])
        expect((await device.post("/timecards/clock-in", unproven)).status).toBe(422);
      for (const wrong of [
        { employee_id, pin: "999999" },
        { email: "nobody@nowhere.test", pin: "482193" },
      ]) {
        const reply = await device.post("/timecards/clock-in", wrong);
        expect([reply.status, reply.error?.code]).toEqual([401, "E_PIN_WRONG"]);
      }
      expect(await countRows("timecards", park.tenant_id)).toBe(0);
      const [refused] = await auditRows(park.tenant_id, "event = 'timecard.refused'");
      expect(refused).toMatchObject({ subject_id: employee_id, device_id: park.devices[key]?.device_id });

      const clocked = await device.post("/timecards/clock-in", { email, pin }, "in");
      expect([clocked.status, clocked.data.employee_id]).toEqual([200, employee_id]);
      expect((await device.post("/timecards/clock-in", { email, pin }, "in")).text).toBe(clocked.text);
      expect((await device.post("/timecards/clock-out", { employee_id, pin })).data.clock_out_at).not.toBeNull();
      const [clocking] = await auditRows(park.tenant_id, "subject_kind = 'timecard'");
      expect(clocking).toMatchObject({ actor_id: employee_id, device_id: park.devices[key]?.device_id });
    },
  );

  test("[S8] a person of another store is refused, and so is a PIN in the console", async () => {
    const park = await newPark();
    const { email, pin } = await addPerson(park, { [park.second_store_id]: ["cashier"] });
    const elsewhere = await (await park.device("kiosk")).post("/timecards/clock-in", { email, pin });
    expect([elsewhere.status, elsewhere.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    const console_ = await (await park.person("manager")).post("/timecards/clock-in", { email, pin });
    expect([console_.status, console_.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
    expect(await countRows("timecards", park.tenant_id)).toBe(0);
  });
});

describe("a punch of an outage", () => {
  const at = Date.now() - 3_600_000;

  test("[S8] a punch of an outage counts at its moment, and counts once when two devices hand it in at once", async () => {
    const park = await newPark();
    const employee_id = park.employees.cashier?.employee_id ?? "";
    const hand_in = async (action: "clock_in" | "clock_out", happened_at: number) =>
      applyPunch(await operation(park), { employee_id, action, happened_at });
    const [first, twin] = await Promise.all([hand_in("clock_in", at), hand_in("clock_in", at)]);
    expect([first.timecard_id, first.clock_in_at]).toEqual([twin.timecard_id, at]);
    const out = await Promise.all([1, 2, 3].map(() => hand_in("clock_out", at + 60_000)));
    expect(out.map(({ worked_ms }) => worked_ms)).toEqual([60_000, 60_000, 60_000]);
    expect(await countRows("timecards", park.tenant_id, "version = 2")).toBe(1);
    await expect(hand_in("clock_in", at + 59_999)).rejects.toMatchObject({ details: { reason: "too_early" } });
  });

  test("[I6] a punch of an outage is remembered under its operation", async () => {
    const park = await newPark();
    const punched = { employee_id: park.employees.cashier?.employee_id ?? "", action: "clock_in" as const };
    const op_id = newId(Date.now());
    await applyPunch(await operation(park, op_id), { ...punched, happened_at: at });
    const again = applyPunch(await operation(park, op_id), {
      ...punched,
      action: "clock_out",
      happened_at: at + 1,
    });
    await expect(again).rejects.toThrow("a reply to this Idempotency-Key is stored");
  });

  test("[T2] a punch of an outage for a person of another tenant is 404", async () => {
    const park = await newPark();
    const employee_id = (await newPark()).employees.cashier?.employee_id ?? "";
    const punched = applyPunch(await operation(park), { employee_id, action: "clock_in", happened_at: at });
    await expect(punched).rejects.toMatchObject({ spec: { code: "E_NOT_FOUND" } });
  });
});

const at = (clock: string) => `2026-05-04T${clock}:00.000+07:00`;
const utc = (clock: string) => new Date(at(clock)).toISOString();

async function cardByHand() {
  const park = await newPark();
  const manager = await park.office("manager");
  const employee_id = park.employees.cashier?.employee_id ?? "";
  const put = { clock_in_at: at("09:00"), clock_out_at: at("18:00"), reason: "tablet was flat" };
  const { data: card } = await manager.post("/timecards", { employee_id, ...put });
  const correct = (body: object, by: Client = manager) =>
    by.call("PUT", `/timecards/${card.timecard_id}`, { ...put, reason: "forgot", ...body });
  return { park, manager, employee_id, card, correct };
}

describe("a card by hand", () => {
  test("[U1] a card by hand names its person and reason, and its audit row has the card before", async () => {
    const { park, manager, card, correct } = await cardByHand();
    const by = park.employees.manager?.employee_id;
    expect(card).toMatchObject({ worked_ms: 9 * 3_600_000, version: 1, device_id: null, corrected_by: by });
    const breaks = [{ start_at: at("12:00"), end_at: at("13:00") }];
    const { data } = await correct({ clock_out_at: at("17:30"), breaks, version: 1 });
    expect(data).toMatchObject({ worked_ms: 7.5 * 3_600_000, break_ms: 3_600_000, version: 2, corrected_by: by });
    expect((await correct({ clock_out_at: at("17:30"), breaks, version: 1 })).data).toEqual(data);
    expect((await manager.get(`/timecards?employee_id=${card.employee_id}`)).data).toEqual([data]);
    const [added, corrected, ...more] = await auditRows(park.tenant_id, "subject_kind = 'timecard'");
    expect([added?.event, corrected?.event, more]).toEqual(["timecard.added", "timecard.corrected", []]);
    expect(JSON.parse(corrected?.changes ?? "")).toEqual({
      employee_id: card.employee_id,
      reason: "forgot",
      before: { clock_out_at: Date.parse(at("18:00")), breaks: [] },
      after: {
        clock_out_at: Date.parse(at("17:30")),
        breaks: [{ start_at: Date.parse(at("12:00")), end_at: Date.parse(at("13:00")) }],
      },
    });
    expect(await countRows("outbox", park.tenant_id, "type IN ('timecard.added', 'timecard.corrected')")).toBe(2);
  });

  test("[S8] nobody corrects their own card, or one of another store, or without the permission", async () => {
    const { park, manager, card, correct } = await cardByHand();
    const own = { employee_id: park.employees.manager?.employee_id, reason: "mine" };
    const added = await manager.post("/timecards", { ...own, clock_in_at: at("09:00"), clock_out_at: at("10:00") });
    expect([added.status, added.error?.code]).toEqual([403, "E_OWN_TIMECARD"]);
    await (await park.person("manager", "pos")).post("/timecards/clock-in");
    const { timecard_id } = (await manager.get("/timecards/current")).data;
    const put = { clock_in_at: at("09:00"), reason: "mine" };
    const corrected = await manager.call("PUT", `/timecards/${timecard_id}`, put);
    expect([corrected.status, corrected.error?.code]).toEqual([403, "E_OWN_TIMECARD"]);
    const elsewhere = { employee_id: card.employee_id, store_id: park.second_store_id, reason: "x" };
    const owner = await park.person("owner");
    const times = { clock_in_at: at("20:00"), clock_out_at: at("21:00") };
    const there = (await owner.post("/timecards", { ...elsewhere, ...times })).data;
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const local = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
    const foreign = await local.call("PUT", `/timecards/${there.timecard_id}`, { ...times, reason: "x" });
    expect([foreign.status, foreign.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    expect((await correct({}, await park.person("supervisor", "pos"))).error?.code).toBe("E_PERMISSION");
  });

  test("[S8] a card by hand that overlaps another card of the person, at any store, is 409 and changes nothing", async () => {
    const { park, manager, employee_id, card, correct } = await cardByHand();
    const owner = await park.person("owner");
    const add = (clock_in: string, clock_out: string) =>
      owner.post("/timecards", {
        employee_id,
        store_id: park.second_store_id,
        clock_in_at: at(clock_in),
        clock_out_at: at(clock_out),
        reason: "x",
      });
    for (const [from, to] of [
      ["08:00", "09:01"],
      ["10:00", "11:00"],
      ["08:00", "19:00"],
    ] as const)
      expect((await add(from, to)).error?.code).toBe("E_TIMECARD_OVERLAP");
    expect((await add("18:00", "19:00")).status).toBe(201);
    for (const body of [{ clock_out_at: at("18:01") }, { clock_out_at: null }]) {
      const reply = await correct(body);
      expect([reply.status, reply.error?.code]).toEqual([409, "E_TIMECARD_OVERLAP"]);
    }
    const kept = (await manager.get(`/timecards?employee_id=${employee_id}`)).data;
    expect(kept).toEqual([card]);
  });

  test("[S8] a card by hand that is not possible is 422 and names the field", async () => {
    const { correct } = await cardByHand();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const broken: [path: string, body: object][] = [
      ["clock_in_at", { clock_in_at: at("18:00") }],
      ["clock_out_at", { clock_out_at: tomorrow }],
      ["breaks.0.end_at", { breaks: [{ start_at: at("17:00"), end_at: at("18:01") }] }],
      ["breaks.0.end_at", { breaks: [{ start_at: at("17:00") }] }],
    ];
    for (const [path, body] of broken) {
      const reply = await correct(body);
      expect([reply.status, namedFields(reply)]).toEqual([422, [path]]);
    }
  });

  test("[S8] a card by hand closes an open card, and the person can clock in again", async () => {
    const { park, manager } = await cardByHand();
    const cashier = await park.person("cashier", "pos");
    await cashier.post("/timecards/clock-in");
    const { timecard_id } = (await cashier.get("/timecards/current")).data;
    const hour_ago = new Date(Date.now() - 3_600_000).toISOString();
    const just_now = new Date(Date.now() - 1).toISOString();
    const put = { clock_in_at: hour_ago, clock_out_at: just_now, reason: "went home ill" };
    expect((await manager.call("PUT", `/timecards/${timecard_id}`, put)).data.clock_out_at).toBe(just_now);
    const out = await cashier.post("/timecards/clock-out");
    expect(out.error?.details).toEqual({ reason: "clocked_out" });
    expect((await cashier.post("/timecards/clock-in")).status).toBe(200);
  });

  test("[S8] a card by hand for an old time does not hide the open card", async () => {
    const { park, manager, employee_id } = await cardByHand();
    const cashier = await park.person("cashier", "pos");
    const { data } = await cashier.post("/timecards/clock-in");
    await manager.post("/timecards", { employee_id, clock_in_at: at("06:00"), clock_out_at: at("07:00"), reason: "x" });
    expect((await cashier.get("/timecards/current")).data.timecard_id).toBe(data.timecard_id);
    expect((await cashier.post("/timecards/clock-out")).data.timecard_id).toBe(data.timecard_id);
  });

  test("[S8] a correction does not undo a punch in between: the correction is refused, and the punch is decided again", async () => {
    const { park, manager } = await cardByHand();
    const cashier = await park.person("cashier", "pos");
    await cashier.post("/timecards/clock-in");
    const { timecard_id, clock_in_at, version } = (await cashier.get("/timecards/current")).data;
    const put = {
      clock_in_at: new Date(Date.parse(clock_in_at) - 60_000).toISOString(),
      reason: "came earlier",
      version,
    };
    const [corrected, out] = await Promise.all([
      manager.call("PUT", `/timecards/${timecard_id}`, put),
      cashier.post("/timecards/clock-out"),
    ]);
    expect(out.status).toBe(200);
    if (corrected.status === 200) expect(out.data.clock_in_at).toBe(put.clock_in_at);
    else expect(corrected.error?.code).toBe("E_STALE_VERSION");
    const stale = await manager.call("PUT", `/timecards/${timecard_id}`, put);
    expect([stale.status, stale.error?.code]).toEqual([409, "E_STALE_VERSION"]);
  });

  test("[S8] a correction that overtakes a punch of an outage makes it decided again", async () => {
    const { park, manager, employee_id } = await cardByHand();
    const put = { employee_id, clock_in_at: at("19:00"), clock_out_at: at("20:00"), reason: "x" };
    const late = overtaken(await operation(park), () => manager.post("/timecards", put));
    const punched = applyPunch(late, { employee_id, action: "clock_in", happened_at: Date.parse(at("19:30")) });
    await expect(punched).rejects.toMatchObject({ details: { reason: "too_early" } });
  });

  test("[T2] a card of another tenant is 404, and a card for a person of another tenant is not made", async () => {
    const { manager } = await cardByHand();
    const { card, employee_id } = await cardByHand();
    const put = { clock_in_at: at("09:00"), clock_out_at: at("10:00"), reason: "x" };
    expect((await manager.call("PUT", `/timecards/${card.timecard_id}`, put)).status).toBe(404);
    expect((await manager.post("/timecards", { ...put, employee_id })).status).toBe(404);
  });
});

describe("a summary", () => {
  test("[S8] a summary adds up each business date of the store, each card by its clock-in, without breaks", async () => {
    const { park, manager, employee_id, card } = await cardByHand();
    await env.DB.prepare("UPDATE stores SET cutoff_hour = 4 WHERE tenant_id = ? AND store_id = ?")
      .bind(park.tenant_id, park.store_id)
      .run();
    const add = (clock_in_at: string, clock_out_at: string, breaks: object[] = []) =>
      manager.post("/timecards", { employee_id, clock_in_at, clock_out_at, breaks, reason: "x" });
    const night = [{ start_at: "2026-05-05T02:00:00+07:00", end_at: "2026-05-05T02:30:00+07:00" }];
    await add(at("20:00"), "2026-05-05T03:00:00+07:00", night);
    await add("2026-05-05T03:59:00+07:00", "2026-05-05T05:00:00+07:00");
    await add("2026-05-05T05:00:00+07:00", "2026-05-05T06:00:00+07:00");
    const summary = async (client: Client, from: string, to: string) =>
      (await client.get(`/timecards/summary/${employee_id}?from=${from}&to=${to}`)).data;
    const minute = 60_000;
    const first = {
      cards_count: 3,
      worked_ms: (540 + 390 + 61) * minute,
      break_ms: 30 * minute,
      first_in_at: utc("09:00"),
      last_out_at: "2026-05-04T22:00:00.000Z",
      open_timecard_id: null,
    };
    const second = {
      cards_count: 1,
      worked_ms: 60 * minute,
      break_ms: 0,
      first_in_at: "2026-05-04T22:00:00.000Z",
      last_out_at: "2026-05-04T23:00:00.000Z",
      open_timecard_id: null,
    };
    expect(await summary(manager, "2026-05-04", "2026-05-05")).toEqual({
      employee_id,
      days: [
        { business_date: "2026-05-04", ...first },
        { business_date: "2026-05-05", ...second },
      ],
      total: {
        ...first,
        cards_count: 4,
        worked_ms: first.worked_ms + second.worked_ms,
        last_out_at: second.last_out_at,
      },
    });
    const cashier = await park.person("cashier", "pos");
    expect((await summary(cashier, "2026-05-05", "2026-05-05")).total).toEqual(second);
    expect(card.employee_id).toBe(employee_id);
  });

  test("[S8] people see their own summary or those of people they manage, for at most 92 days", async () => {
    const { park, manager } = await cardByHand();
    const cashier = await park.person("cashier", "pos");
    const of = (who: "manager" | "cashier", query = "from=2026-05-01&to=2026-05-31") =>
      `/timecards/summary/${park.employees[who]?.employee_id}?${query}`;
    expect((await cashier.get(of("manager"))).error?.code).toBe("E_PERMISSION");
    expect((await (await park.person("cashier")).get(of("manager"))).error?.code).toBe("E_PERMISSION");
    expect((await (await park.person("owner")).get(of("cashier"))).data.total.cards_count).toBe(1);
    expect((await manager.get(of("manager"))).data).toMatchObject({ days: [], total: { cards_count: 0 } });
    for (const query of ["from=2026-05-02&to=2026-05-01", "from=2026-01-01&to=2026-04-03"])
      expect(namedFields(await manager.get(of("cashier", query)))).toEqual(["to"]);
    expect((await manager.get(of("cashier", "from=2026-01-01&to=2026-04-02"))).status).toBe(200);
    await cashier.post("/timecards/clock-in");
    const today = new Date().toISOString().slice(0, 10);
    const { data } = await cashier.get(
      of("cashier", `from=${today}&to=${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}`),
    );
    expect(data.total).toMatchObject({ cards_count: 1, last_out_at: null, open_timecard_id: expect.any(String) });
  });
});

test("[I8] the CSV of timecards has numbers for the payroll", async () => {
  const { park, manager, card } = await cardByHand();
  const { text, headers } = await manager.get(`/timecards?store_id=${park.store_id}&format=csv`);
  expect(headers.get("content-type")).toContain("text/csv");
  const [head, row] = text.split("\r\n");
  const both = (at: string) =>
    `${at},${new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")}`;
  expect(head).toContain(
    "timecard_id,employee_id,store_id,device_id,clock_in_at,clock_in_at_local,clock_out_at,clock_out_at_local,worked_ms",
  );
  expect(row).toContain(
    `${card.timecard_id},${card.employee_id},${park.store_id},,${both(utc("09:00"))},${both(utc("18:00"))},32400000,0`,
  );
});

test("[S8] a manager of people sums the hours of each person, and lists the open cards", async () => {
  const park = await newPark();
  const cashier = await park.person("cashier", "pos");
  const manager = await park.office("manager");
  const employee_id = park.employees.cashier?.employee_id ?? "";
  const at = { clock_in_at: "2026-03-02T02:00:00.000Z", clock_out_at: "2026-03-02T10:00:00.000Z" };
  const breaks = [{ start_at: "2026-03-02T05:00:00.000Z", end_at: "2026-03-02T06:00:00.000Z" }];
  const { store_id } = park;
  await manager.post("/timecards", { employee_id, store_id, ...at, breaks, reason: "forgot to clock in" });
  await cashier.post("/timecards/clock-in");
  const path = `/timecards/summaries?store_id=${store_id}&from=2026-03-01&to=2026-03-31`;
  const people: { employee_id: string; name: string; worked_ms: number; cards_count: number }[] = (
    await manager.get(path)
  ).data;
  const hour_ms = 3_600_000;
  const own = people.find((person) => person.employee_id === employee_id);
  expect(own).toMatchObject({ cards_count: 1, worked_ms: 7 * hour_ms, break_ms: hour_ms, open_timecard_id: null });
  const { data: one } = await manager.get(`/timecards/summary/${employee_id}?from=2026-03-01&to=2026-03-31`);
  expect(own).toMatchObject(one.total);
  expect(people.length).toBeGreaterThan(1);
  expect((await manager.get(`${path}&format=csv`)).text).toContain(`${7 * hour_ms}`);
  expect((await cashier.get(path)).status).toBe(403);
  const open = (await manager.get(`/timecards?store_id=${store_id}&open=true`)).data;
  expect(open.map((card: { clock_out_at: string | null }) => card.clock_out_at)).toEqual([null]);
});
