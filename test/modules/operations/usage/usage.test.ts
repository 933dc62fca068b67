/** Tests of usage: every admitted call is counted once, by route and month, at once or after an outage. */

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { monthOf } from "../../../../src/modules/operations/usage/domain.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { whileD1Refuses } from "../../../support/faults.ts";
import { auditRows, newPark, newProvider, type PersonKey, type TestPark } from "../../../support/park.ts";

function objectOf(park: TestPark, who: "gate" | PersonKey) {
  if (who === "gate") return env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
  return env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees[who]?.employee_id}`);
}

/** The counts of a tenant, by month and route. */
async function counted(park: TestPark): Promise<Record<string, number>> {
  const query = "SELECT month, route, count FROM usage_counters WHERE tenant_id = ? ORDER BY month, route";
  const { results } = await env.DB.prepare(query)
    .bind(park.tenant_id)
    .all<{ month: string; route: string; count: number }>();
  return Object.fromEntries(results.map(({ month, route, count }) => [`${month} ${route}`, count]));
}

const times = (count: number, act: () => Promise<unknown>) => Promise.all(Array.from({ length: count }, act));

function gateAdmission(park: TestPark, arrived_at: number, route = "GET /x") {
  return {
    tenant_id: park.tenant_id,
    device_id: park.devices.gate?.device_id ?? "",
    epoch: 1,
    arrived_at,
    binding: null,
    upload_only: false,
    counted: { classes: ["general"] as const, route },
  };
}

test("[L2] the sums equal the admitted calls, by route, from devices and the console", async () => {
  const park = await newPark();
  const [owner, gate] = await Promise.all([park.person("owner"), park.device("gate")]);
  await Promise.all([
    times(7, () => owner.get("/sandbox/clock")),
    times(3, () => owner.get("/stores")),
    times(4, () => gate.get("/devices/me")),
    times(2, () => gate.get("/stores")),
    // Refused for a missing permission, but admitted; and calls without a token of ours count for nobody.
    times(2, () => gate.get("/sandbox/clock")),
  ]);
  await runDurableObjectAlarm(objectOf(park, "gate"));
  await runDurableObjectAlarm(objectOf(park, "owner"));
  const month = monthOf(Date.now());
  const expected = [
    { month, route: "GET /devices/me", count: 4, month_total: 18 },
    { month, route: "GET /sandbox/clock", count: 9, month_total: 18 },
    { month, route: "GET /stores", count: 5, month_total: 18 },
  ];
  for (const path of ["/usage/billing/usage", "/provider/billing/usage"])
    expect((await owner.get(path)).data).toEqual(expected);

  const first = await owner.get("/usage/billing/usage?limit=2");
  expect(first.data).toEqual(expected.slice(0, 2));
  const rest = await owner.get(`/usage/billing/usage?limit=2&cursor=${first.page?.next_cursor}`);
  expect(rest.data).toEqual(expected.slice(2));
  const csv = await owner.get("/usage/billing/usage?format=csv");
  expect(csv.text.split("\r\n").slice(0, 2)).toEqual([
    "month,route,count,month_total",
    `${month},GET /devices/me,4,18`,
  ]);
  const stats = (await owner.get("/usage/stats/tenant")).data;
  expect(stats).toHaveLength(13);
  expect(stats[0]).toEqual({ month, calls: 18, metrics: 0 });
  expect(stats[1]).toMatchObject({ calls: 0, metrics: 0 });
});

test("[L2] calls before and after the end of a month count in their own month, in real time", async () => {
  const park = await newPark();
  const turn = Date.parse("2026-05-01T00:00:00Z");
  const gate = objectOf(park, "gate") as ReturnType<typeof env.DEVICE.getByName>;
  for (const at of [turn - 2, turn - 1, turn]) await gate.admit(gateAdmission(park, at));
  await runDurableObjectAlarm(gate);
  expect(await counted(park)).toEqual({ "2026-04 GET /x": 2, "2026-05 GET /x": 1 });
});

test("[L2] an alarm without calls adds nothing, and the next flush counts once what D1 refused", async () => {
  const park = await newPark();
  const gate = objectOf(park, "gate") as ReturnType<typeof env.DEVICE.getByName>;
  const now = Date.parse("2026-05-10T00:00:00Z");
  await gate.admit(gateAdmission(park, now));
  await gate.admit(gateAdmission(park, now));
  await whileD1Refuses(async () => runDurableObjectAlarm(gate));
  expect(await counted(park)).toEqual({});
  await gate.admit(gateAdmission(park, now));
  await runDurableObjectAlarm(gate);
  await runDurableObjectAlarm(gate);
  expect(await counted(park)).toEqual({ "2026-05 GET /x": 3 });
});

test("[L2] [U1] a metric is added once for each Idempotency-Key, and is no call", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const key = newId(Date.now());
  const month = monthOf(Date.now());
  const first = await owner.post("/usage/increment", { metric: "sms.sent", by: 3 }, key);
  expect(first.data).toEqual({ metric: "sms.sent", month, by: 3 });
  expect((await owner.post("/usage/increment", { metric: "sms.sent", by: 3 }, key)).data).toEqual(first.data);
  await owner.post("/usage/increment", { metric: "sms.sent" }, newId(Date.now()));
  expect((await counted(park))[`${month} metric:sms.sent`]).toBe(4);
  expect((await owner.get("/usage/stats/tenant")).data[0]).toMatchObject({ month, metrics: 4 });
  const rows = await auditRows(park.tenant_id, "event = 'usage.incremented'");
  expect(rows.map(({ changes }) => JSON.parse(changes).by)).toEqual([3, 1]);
});

test("[L2] the provider sees the sum of each tenant, and a tenant only its own", async () => {
  const [park, other, provider] = await Promise.all([newPark(), newPark(), newProvider()]);
  const now = Date.parse("2026-05-10T00:00:00Z");
  for (const [one, calls] of [
    [park, 2],
    [other, 5],
  ] as const) {
    const gate = objectOf(one, "gate") as ReturnType<typeof env.DEVICE.getByName>;
    for (let call = 0; call < calls; call += 1) await gate.admit(gateAdmission(one, now, `GET /${call % 2}`));
    await runDurableObjectAlarm(gate);
  }
  const csv = (await provider.get("/provider/tenants/usage?month=2026-05&format=csv")).text;
  expect(csv).toMatch(new RegExp(`${park.tenant_id},[^,]+,2026-05,2,0`));
  expect(csv).toMatch(new RegExp(`${other.tenant_id},[^,]+,2026-05,5,0`));
  const owner = await park.person("owner");
  const { data } = await owner.get("/usage/billing/usage?month=2026-05");
  expect(data.map(({ count }: { count: number }) => count)).toEqual([1, 1]);
  expect(await owner.get("/provider/tenants/usage")).toMatchObject({ status: 403, error: { code: "E_PERMISSION" } });
});
