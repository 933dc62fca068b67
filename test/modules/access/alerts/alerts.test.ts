/** Tests of alerts: one for each cause, with who acknowledged and resolved it, also when two people act at once. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import {
  type NewAlert,
  recordAlert,
  recordAlertOf,
  resolveAlert,
} from "../../../../src/modules/access/alerts/index.ts";
import { type KnownAlert, recordKnownAlert } from "../../../../src/modules/access/alerts/store/acts.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { sql } from "../../../../src/platform/db/sql.ts";
import { asTenant, type Context, newId } from "../../../../src/platform/http/context.ts";
import { countRows, newPark, type TestPark } from "../../../support/park.ts";

const contextOf = ({ tenant_id }: TestPark): Context => asTenant(seedContext(env), tenant_id);

function silentGate(park: TestPark, change: Partial<NewAlert> = {}): NewAlert {
  const { store_id, devices } = park;
  const device_id = devices.gate?.device_id ?? "";
  const subject = ["device", device_id] as const;
  return { type: "device.offline", severity: "critical", store_id, device_id, subject, details: {}, ...change };
}

async function open(park: TestPark, alert: NewAlert | KnownAlert): Promise<void> {
  const ctx = contextOf(park);
  const part = "alert_id" in alert ? recordKnownAlert(ctx, alert) : recordAlert(ctx, alert);
  await commit(ctx, { writes: [], audit: [{ event: "test.noticed", subject: alert.subject }], parts: [part] });
}

async function end(park: TestPark, alert: KnownAlert): Promise<void> {
  const ctx = contextOf(park);
  await commit(ctx, {
    writes: [],
    audit: [{ event: "test.ended", subject: alert.subject }],
    parts: [resolveAlert(ctx, alert)],
  });
}

const known = (park: TestPark): KnownAlert => ({ ...silentGate(park), alert_id: newId(Date.now()), at: Date.now() });

const eventsOf = (park: TestPark, type: string) => countRows("outbox", park.tenant_id, `type = '${type}'`);
const auditsOf = (park: TestPark, event: string) => countRows("audits", park.tenant_id, `event = '${event}'`);

test("[D5] a second alert of the same type and subject is no row, no audit row and no event until the first is resolved", async () => {
  const park = await newPark();
  await open(park, silentGate(park));
  await open(park, silentGate(park));
  await Promise.all([open(park, silentGate(park)), open(park, silentGate(park))]);
  expect(await countRows("alerts", park.tenant_id)).toBe(1);
  expect([await eventsOf(park, "alert.opened"), await auditsOf(park, "alert.opened")]).toEqual([1, 1]);
  expect(await auditsOf(park, "test.noticed")).toBe(4);
  await open(park, silentGate(park, { type: "device.broken" }));
  expect(await countRows("alerts", park.tenant_id)).toBe(2);
  const owner = await park.person("owner");
  const [, first] = (await owner.get("/provider/alerts")).data;
  await owner.post(`/provider/alerts/${first.alert_id}/resolve`);
  await open(park, silentGate(park));
  expect([await countRows("alerts", park.tenant_id), await eventsOf(park, "alert.opened")]).toEqual([3, 3]);
});

test("[D5] a commit that is repeated with the same alert opens and ends it once", async () => {
  const park = await newPark();
  const alert = known(park);
  await open(park, alert);
  await open(park, alert);
  await end(park, alert);
  await end(park, alert);
  await open(park, alert);
  const rows = await contextOf(park).db.all(
    sql`SELECT status, resolved_by, cleared_at FROM alerts WHERE tenant_id = ${park.tenant_id}`,
  );
  expect(rows).toEqual([{ status: "resolved", resolved_by: "system", cleared_at: alert.at }]);
  expect([await eventsOf(park, "alert.opened"), await eventsOf(park, "alert.resolved")]).toEqual([1, 1]);
});

test("[D5] the end of the cause keeps the person who resolved the alert before, and sends no second event", async () => {
  const park = await newPark();
  const alert = known(park);
  await open(park, alert);
  const owner = await park.person("owner");
  expect((await owner.post(`/provider/alerts/${alert.alert_id}/resolve`)).data.cleared_at).toBeNull();
  await end(park, alert);
  const [listed] = (await owner.get("/provider/alerts?status=resolved")).data;
  expect(listed).toMatchObject({ resolved_by: park.employees.owner?.employee_id });
  expect(listed.cleared_at).toBe(new Date(alert.at).toISOString());
  expect([await eventsOf(park, "alert.resolved"), await auditsOf(park, "alert.resolved")]).toEqual([1, 1]);
});

test("[D5] two people who acknowledge and resolve at once get one alert with one person for each act", async () => {
  const park = await newPark();
  const alert = known(park);
  await open(park, alert);
  const owner = await park.person("owner");
  const manager = await park.office("manager");
  const acknowledge = `/provider/alerts/${alert.alert_id}/acknowledge`;
  const both = await Promise.all([owner, owner, manager, manager].map((person) => person.post(acknowledge)));
  expect(both.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(both.map(({ data }) => data.acknowledged_by)).size).toBe(1);
  const resolve = `/provider/alerts/${alert.alert_id}/resolve`;
  const ended = await Promise.all([owner.post(resolve), manager.post(resolve), manager.post(acknowledge)]);
  expect(ended.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await manager.post(acknowledge)).data).toMatchObject({ status: "resolved" });
  for (const type of ["alert.acknowledged", "alert.resolved"])
    expect([type, await eventsOf(park, type), await auditsOf(park, type)]).toEqual([type, 1, 1]);
});

test("[D5] [T2] [T7] people see the alerts of stores where they manage devices, and those of no store if they manage all", async () => {
  const [park, other] = [await newPark(), await newPark()];
  await open(park, known(park));
  await open(park, silentGate(park, { store_id: null, type: "webhook.disabled", subject: ["webhook", "W1"] }));
  const owner = await park.person("owner");
  const types = async (query: string) =>
    (await owner.get(`/provider/alerts${query}`)).data.map(({ type }: { type: string }) => type);
  expect(await types("")).toEqual(["webhook.disabled", "device.offline"]);
  expect(await types(`?store_id=${park.store_id}&severity=critical`)).toEqual(["device.offline"]);
  expect(await types("?status=acknowledged")).toEqual([]);
  const stranger = await other.person("owner");
  const [{ alert_id }] = (await owner.get("/provider/alerts?type=device.offline")).data;
  expect((await stranger.get("/provider/alerts")).data).toEqual([]);
  expect((await stranger.post(`/provider/alerts/${alert_id}/resolve`)).status).toBe(404);
  const cashier = await park.person("cashier", "pos");
  expect((await cashier.get("/provider/alerts")).error?.code).toBe("E_PERMISSION");
});

test("[D5] a list of alerts has pages, latest first, and as CSV", async () => {
  const park = await newPark();
  for (const kind of ["a", "b", "c"]) await open(park, silentGate(park, { subject: ["device", kind] }));
  const owner = await park.person("owner");
  const first = await owner.get("/provider/alerts?limit=2");
  const second = await owner.get(`/provider/alerts?limit=2&cursor=${first.page?.next_cursor}`);
  const subjects = [...first.data, ...second.data].map(({ subject_id }: { subject_id: string }) => subject_id);
  expect(subjects).toEqual(["c", "b", "a"]);
  expect((await owner.get("/provider/alerts?format=csv")).text.split("\n").length).toBeGreaterThan(3);
});

test("[D5] an alert never goes back, whatever writes it", async () => {
  const park = await newPark();
  const alert = known(park);
  await open(park, alert);
  await end(park, alert);
  const { db } = contextOf(park);
  const back = sql`UPDATE alerts SET status = 'open', version = version + 1 WHERE tenant_id = ${park.tenant_id}`;
  await expect(db.all(back)).rejects.toThrow("E_ALERT_BACK");
});

test("[D5] rules leave room for other alerts: beyond a thousand unresolved ones they open none", async () => {
  const park = await newPark();
  const ctx = contextOf(park);
  const { db, tenant_id } = ctx;
  await db.all(
    sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        INSERT INTO alerts (tenant_id, alert_id, type, severity, status, subject_kind, subject_id, details, opened_at,
          request_id, version)
        SELECT ${tenant_id}, 'A' || i, 'x', 'info', 'open', 'x', i, '{}', 0, 'r', 1 FROM n`,
  );
  await commit(ctx, recordAlertOf(ctx, newId(Date.now()), ctx.now, silentGate(park)));
  expect(await countRows("alerts", tenant_id)).toBe(1_000);
  await open(park, silentGate(park));
  expect(await countRows("alerts", tenant_id)).toBe(1_001);
});

test("[D5] a tenant with too many unresolved alerts gets no further one", async () => {
  const park = await newPark();
  const { db, tenant_id } = contextOf(park);
  await db.all(
    sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)
        INSERT INTO alerts (tenant_id, alert_id, type, severity, status, subject_kind, subject_id, details, opened_at,
          request_id, version)
        SELECT ${tenant_id}, 'A' || i, 'x', 'info', 'open', 'x', i, '{}', 0, 'r', 1 FROM n`,
  );
  await open(park, silentGate(park, { subject: ["device", "last"] }));
  await open(park, silentGate(park, { subject: ["device", "one too many"] }));
  expect(await countRows("alerts", tenant_id)).toBe(2_000);
  expect(await eventsOf(park, "alert.opened")).toBe(1);
});
