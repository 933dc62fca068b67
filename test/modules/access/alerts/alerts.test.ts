/** Tests of alerts: one for each cause, with who acknowledged and resolved it, also when two people act at once. */

import { env } from "cloudflare:workers";
import { ulid } from "ulid";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import {
  type NewAlert,
  recordAlert,
  recordAlertOf,
  resolveAlert,
} from "../../../../src/modules/access/alerts/index.ts";
import { type KnownAlert, recordKnownAlert } from "../../../../src/modules/access/alerts/store/acts.ts";
import { listAlertRows } from "../../../../src/modules/access/alerts/store/rows.ts";
import { jobs } from "../../../../src/modules/operations/fleet/jobs.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { openDatabase } from "../../../../src/platform/db/session.ts";
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

const DAY_MS = 86_400_000;

/** Inserts an alert of these many days ago, with any columns as given. */
async function oldAlert(park: TestPark, days: number, change: Record<string, unknown> = {}): Promise<string> {
  const at = Date.now() - days * DAY_MS;
  const row = {
    ...{ tenant_id: park.tenant_id, alert_id: ulid(at), type: "test.a", severity: "info", status: "resolved" },
    ...{ store_id: park.store_id, subject_kind: "test", subject_id: ulid(at), details: "{}", opened_at: at },
    ...{ resolved_at: at, cleared_at: null, request_id: "r", version: 1, ...change },
  };
  const names = Object.keys(row);
  await env.DB.prepare(`INSERT INTO alerts (${names}) VALUES (${names.map(() => "?")})`)
    .bind(...Object.values(row))
    .run();
  return row.alert_id;
}

const forget = () => jobs.find(({ name }) => name === "forget-alerts")?.run(seedContext(env));

test("[D5] an alert leaves 90 days after it was resolved, and never before; a silent device's not before it is back", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const kept = [
    await oldAlert(park, 89),
    await oldAlert(park, 200, { status: "open", resolved_at: null }),
    await oldAlert(park, 200, { status: "acknowledged", resolved_at: null }),
    await oldAlert(park, 200, { resolved_at: Date.now() - DAY_MS }),
    await oldAlert(park, 200, { type: "device.offline" }),
  ];
  for (const of of [park, other]) {
    await oldAlert(of, 91);
    await oldAlert(of, 200, { type: "device.offline", cleared_at: 1 });
    await oldAlert(of, 200, { type: "shift.left_open" });
  }
  await forget();
  const { results } = await env.DB.prepare("SELECT alert_id FROM alerts WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .all();
  expect(new Set(results.map(({ alert_id }) => alert_id))).toEqual(new Set(kept));
  expect(await countRows("alerts", other.tenant_id)).toBe(0);
});

test("[T9] the search for tenants whose alerts leave reads no alert that stays", async () => {
  const park = await newPark();
  const read = async () => {
    const prototype = Object.getPrototypeOf(env.DB.withSession());
    const { prepare } = prototype;
    const sent: { text: string; params: unknown[] }[] = [];
    prototype.prepare = function (this: D1DatabaseSession, text: string) {
      const prepared = prepare.call(this, text);
      const { bind } = prepared;
      prepared.bind = (...params: unknown[]) => {
        if (text.includes("alerts")) sent.push({ text, params });
        return bind.apply(prepared, params);
      };
      return prepared;
    };
    try {
      await forget();
    } finally {
      prototype.prepare = prepare;
    }
    expect(sent).toHaveLength(1);
    const { meta } = await env.DB.prepare(sent[0]?.text ?? "")
      .bind(...(sent[0]?.params ?? []))
      .all();
    return meta.rows_read;
  };
  await forget();
  const before = await read();
  await env.DB.prepare(
    `WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 500)
     INSERT INTO alerts (tenant_id, alert_id, type, severity, status, subject_kind, subject_id, details, opened_at,
       resolved_at, request_id, version)
     SELECT ?, ? || printf('%04d', value), 'test.a', 'info', 'resolved', 'test', value, '{}', 1, 1, 'r', 1 FROM n`,
  )
    .bind(park.tenant_id, newId(Date.now()).slice(0, 22))
    .run();
  expect((await read()) - before).toBeLessThan(10);
  expect(await countRows("alerts", park.tenant_id)).toBe(500);
});

test("[T9] a list of one store reads the rows of that store only, however many alerts other stores have", async () => {
  const park = await newPark();
  const { tenant_id, store_id } = park;
  for (let n = 0; n < 3; n++) await oldAlert(park, 5 + n);
  await env.DB.prepare(
    `WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 2000)
     INSERT INTO alerts (tenant_id, alert_id, type, severity, status, store_id, subject_kind, subject_id, details, opened_at,
       request_id, version)
     SELECT ?, ? || printf('%04d', value), 'test.a', 'info', iif(value % 2, 'open', 'resolved'), 'elsewhere', 'test', value,
       '{}', 1, 'r', 1 FROM n`,
  )
    .bind(tenant_id, newId(Date.now()).slice(0, 22))
    .run();
  for (const status of [undefined, "resolved"] as const) {
    const db = openDatabase(env, tenant_id);
    const found = await listAlertRows(db, { store_ids: [store_id], storeless: false }, { status, limit: 50 });
    expect(found).toHaveLength(3);
    expect(db.rows.read, status).toBeLessThan(20);
  }
});
