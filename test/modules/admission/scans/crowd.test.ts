/** A zone with a limit is full by the count of the last second, online and offline; other zones are never counted. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openGate } from "../../../../clients/gate/index.ts";
import worker from "../../../../src/worker.ts";
import { whileD1Refuses } from "../../../support/faults.ts";
import {
  handIn,
  makePackage,
  offlineScan,
  reissue,
  type SoldTicket,
  scan,
  sell,
  sellOne,
} from "../../../support/gate.ts";
import { newPark, type TestPark, until } from "../../../support/park.ts";
import { rowsReadBy } from "../../../support/rows.ts";

/** Gives the main gate's zone a limit. */
async function limit(park: TestPark, max_people: number | null) {
  const zone_id = park.zones["Main Gate"] ?? "";
  const manager = await park.office("manager");
  const changed = await manager.call("PUT", `/catalog/zones/${zone_id}`, { name: "Main Gate", max_people });
  expect([changed.status, changed.data.max_people]).toEqual([200, max_people]);
  return zone_id;
}

const party = { type: "party", quota_or_minutes: 100_000, reentry: "none" };
const inside = async (park: TestPark) =>
  env.DB.prepare("SELECT SUM(inside) AS people FROM zone_days WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .first<number>("people");

test("[G9] a full zone admits nobody until a guest goes out; guests inside can always go out", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, party)];
  await limit(park, 5);
  // The limit reaches the gate's object by an event.
  await until(async () => (await scan(gate, ticket, { party: 6 })) === "zone_full");
  const before = (await inside(park)) ?? 0;
  expect(before % 6).toBe(0);
  const full = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, party: 6 });
  expect(full.data.message.en).toBe("This zone is full; please wait a moment.");
  expect(await scan(gate, ticket, { party: 500, direction: "exit" })).toBe("pass");
  await until(async () => (await scan(gate, ticket, { party: 1 })) === "pass");
});

test("[G9] [G12] a limit is only for its zone, an override exceeds it, and an offline admission stays a pass", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, party)];
  const zone_id = await limit(park, 1);
  await until(async () => (await scan(gate, ticket, { party: 2 })) === "zone_full");
  const till = await park.device("pos");
  expect(await scan(till, ticket, { party: 2, zone_id: park.zones.Trampoline })).toBe("pass");
  expect(await scan(till, ticket, { party: 2 })).toBe("pass");
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const cashier = await park.person("cashier", "pos");
  const request = { approver_id, pin, action: "gate_override", subject_id: ticket.ticket_id };
  const { approval_token } = (await cashier.post("/approvals/verify-pin", request)).data;
  const forced = { qr_token: ticket.qr_token, party: 2, zone_id, approval_token };
  await until(async () => (await scan(till, ticket, { party: 2, zone_id })) === "zone_full");
  expect((await cashier.post("/tickets/redeem", forced)).data).toMatchObject({ reason: "zone_full", forced: true });
  const { data } = await handIn(gate, [offlineScan(ticket, Date.now(), { party: 3 })]);
  expect(data.results[0]).toMatchObject({ status: "applied", data: { result: "pass" } });
});

test("[G9] while D1 is down a known ticket gets its verdict, and no count refuses a guest", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, party)];
  await limit(park, 400);
  await until(async () => (await scan(gate, ticket, { party: 401 })) === "zone_full");
  expect(await scan(gate, ticket)).toBe("pass");
  expect(await whileD1Refuses(() => scan(gate, ticket))).toBe("pass");
});

test("[G9] a scan reads nothing from D1 in a zone without a limit, and once a second in a zone with one", async () => {
  const park = await newPark();
  const [gate, ticket] = [await park.device("gate"), await sellOne(park, party)];
  await scan(gate, ticket);
  const readings = async (scans: number) => {
    const started = Date.now();
    let count = 0;
    for (let done = 0; done < scans; done++)
      if ((await rowsReadBy(() => scan(gate, ticket))).some((rows) => rows > 0)) count += 1;
    return { count, most: Math.ceil((Date.now() - started) / 1_000) + 1 };
  };
  expect((await readings(10)).count).toBe(0);
  await limit(park, 400);
  await until(async () => (await scan(gate, ticket, { party: 401 })) === "zone_full");
  const { count, most } = await readings(30);
  expect(count).toBeLessThanOrEqual(most);
});

test("[O1] the list has the limit and the people, and an offline gate counts the guests it lets through", async () => {
  const park = await newPark();
  const [a, b, c] = (await sell(park, await makePackage(park, party), 3)) as [SoldTicket, SoldTicket, SoldTicket];
  const zone_id = await limit(park, 3);
  const { zones } = (await (await park.device("gate2")).get("/gate/bootstrap")).data;
  expect(zones.find((zone: { zone_id: string }) => zone.zone_id === zone_id)).toMatchObject({
    max_people: 3,
    people: 0,
  });
  const { device_id = "", device_token = "" } = park.devices.gate ?? {};
  let cut = false;
  const gate = openGate({
    base_url: "https://park.test",
    device_id,
    device_token,
    connect: null,
    timeout_ms: 5_000,
    fetch: async (input, init) => {
      if (cut) throw new TypeError("the line is cut");
      return worker.fetch(new Request(input as string, init as RequestInit), env, createExecutionContext());
    },
  });
  await gate.start();
  const verdictOf = async ({ qr_token }: SoldTicket, how = {}) => {
    const { reason, result, offline } = await gate.scan(qr_token, how);
    return `${reason ?? result}${offline ? " alone" : ""}`;
  };
  expect(await verdictOf(a)).toBe("pass");
  cut = true;
  expect([await verdictOf(b, { party: 3 }), await verdictOf(b, { party: 2 }), await verdictOf(c)]).toEqual([
    "zone_full alone",
    "pass alone",
    "zone_full alone",
  ]);
  expect([await verdictOf(b, { direction: "exit" }), await verdictOf(c)]).toEqual(["pass alone", "pass alone"]);
  gate.close();
});

test("a zone's limit is a positive whole number of people, or null", async () => {
  const park = await newPark();
  const manager = await park.office("manager");
  const zone = { store_id: park.store_id, name: "Cave" };
  for (const max_people of [0, 1.5, -1, "9"])
    expect((await manager.post("/catalog/zones", { ...zone, max_people })).status).toBe(422);
  expect((await manager.post("/catalog/zones", { ...zone, max_people: 9 })).data.max_people).toBe(9);
  expect((await manager.post("/catalog/zones", zone)).data.max_people).toBe(null);
});

test("[G9] [A5] guests of a reissued ticket are inside by its replacement, and go out once", async () => {
  const park = await newPark();
  const [gate, ticket, other] = [await park.device("gate"), await sellOne(park, party), await sellOne(park, party)];
  expect([await scan(gate, ticket, { party: 4 }), await scan(gate, other, { party: 3 })]).toEqual(["pass", "pass"]);
  await until(async () => (await inside(park)) === 7);
  const replacement = await reissue(park, await park.person("cashier", "pos"), ticket.ticket_id);
  const out = { direction: "exit", party: 4 };
  expect(await scan(gate, replacement, out)).toBe("pass");
  expect(await scan(gate, ticket, out)).toBe("revoked");
  await until(async () => (await inside(park)) === 3);
  expect(await scan(gate, other, { ...out, party: 3 })).toBe("pass");
  await until(async () => (await inside(park)) === 0);
});
