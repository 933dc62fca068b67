/** Commits: one batch has rows, audit, events and reply; the audit is complete, has no gaps, and cannot be changed. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../local/park.ts";
import { type Commit, commit } from "../../src/platform/db/commit.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { AppError, errors } from "../../src/shared/errors.ts";
import { examples, managerOf, nobody } from "../contracts/examples.ts";
import { nameOf, type Route, routes, send } from "../contracts/walk.ts";
import { eventNamed } from "../support/events.ts";
import { auditRows, cashSale, countRows, newPark, rowCounts, rowsAdded, type TestPark } from "../support/park.ts";

let park: TestPark;
beforeAll(async () => {
  park = await newPark();
});

const contextOf = ({ tenant_id }: TestPark, key?: string) =>
  asTenant(seedContext(env), tenant_id, {
    reply_key: key === undefined ? null : { caller_id: "c", idempotency_key: key, fingerprint: "f", sealed: false },
  });

function zoneCommit(tenant_id: string, zone_id: string, name: string): Commit {
  return {
    writes: [
      sql`INSERT INTO zones (tenant_id, zone_id, store_id, name, name_th, created_at)
          VALUES (${tenant_id}, ${zone_id}, ${park.store_id}, ${name}, ${name}, 0)`,
    ],
    audit: [{ event: "zone.created", subject: ["zone", zone_id] }],
    events: [eventNamed("zone.created").of(["zone", zone_id], { name })],
    reply: { zone_id },
  };
}

describe("a commit", () => {
  test("[E1] leaves its rows, its audit, its event and its reply", async () => {
    const before = await rowCounts(park.tenant_id);
    const ctx = contextOf(park, "whole");
    await commit(ctx, zoneCommit(park.tenant_id, newId(0), "Slides"));
    const added = rowsAdded(before, await rowCounts(park.tenant_id));
    expect(added).toEqual({ zones: 1, audits: 1, outbox: 1, replies: 1 });
    expect(ctx.committed?.status).toBe(200);
  });

  test("[E1] that fails at its last statement leaves neither rows nor audit nor event nor reply", async () => {
    const taken = newId(1);
    await commit(contextOf(park), zoneCommit(park.tenant_id, taken, "Slides"));
    const before = await rowCounts(park.tenant_id);
    const broken = zoneCommit(park.tenant_id, newId(2), "Swings");
    const again = zoneCommit(park.tenant_id, taken, "Slides");
    const ctx = contextOf(park, "broken");
    const work = { ...broken, writes: [...broken.writes, ...again.writes] };
    await expect(commit(ctx, work)).rejects.toThrow("UNIQUE constraint failed: zones");
    expect(ctx.committed).toBeNull();
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });

  test("[E1] that violates a constraint which it lists is that refusal, and leaves nothing", async () => {
    const taken = newId(3);
    await commit(contextOf(park), zoneCommit(park.tenant_id, taken, "Slides"));
    const before = await rowCounts(park.tenant_id);
    const work: Commit = {
      ...zoneCommit(park.tenant_id, taken, "Slides"),
      refusals: [["zones.zone_id", errors.duplicate]],
    };
    await expect(commit(contextOf(park, "refused"), work)).rejects.toThrow(new AppError(errors.duplicate));
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });

  test("[E1] a sale that is refused by a trigger at the end emits no event", async () => {
    const own = await newPark();
    const till = await own.till();
    const before = await rowCounts(own.tenant_id);
    await env.DB.prepare("UPDATE payment_types SET active = 0 WHERE tenant_id = ?").bind(own.tenant_id).run();
    const reply = await till.post("/sales", cashSale(own.packages.single, 2, 35_000), "key");
    expect([reply.status, reply.error?.code]).toEqual([422, "E_PAYMENT"]);
    expect(rowsAdded(before, await rowCounts(own.tenant_id))).toEqual({});
  });

  test("[U1] fifty at once number audit and outbox without gaps or repeats", async () => {
    const own = await newPark();
    const works = Array.from({ length: 50 }, (_, index) =>
      commit(contextOf(own), zoneCommit(own.tenant_id, newId(Date.now()), `Zone ${index}`)),
    );
    await Promise.all(works);
    for (const table of ["audits", "outbox"]) {
      const { results } = await env.DB.prepare(`SELECT sequence FROM ${table} WHERE tenant_id = ? ORDER BY sequence`)
        .bind(own.tenant_id)
        .all<{ sequence: number }>();
      expect(results.map(({ sequence }) => sequence)).toEqual(results.map((_, index) => index + 1));
      expect(results.length).toBeGreaterThanOrEqual(50);
    }
  });
});

describe("the audit", () => {
  const mutations = routes.filter(({ contract: { method, path } }) => method !== "get" && !path.endsWith("/preview"));
  /** Routes without an audit row at once: a refresh is no act, and a scan's audit follows its verdict. */
  /** Routes without an event at once: a scan's comes with its record; a renewed token and a heartbeat have none. */
  const elsewhere = ["POST /auth/refresh", "POST /tickets/redeem", "POST /provider/heartbeats", "POST /csp/report"];
  /** Acts of the provider's people are recorded in two tenants: test/modules/operations/provider. */
  const by_provider = ({ name, example }: Route) => example.as === "provider" || name === "POST /provider/bootstrap";
  /** A sign-up belongs to no tenant before its finish. */
  const of_sign_up = ({ contract }: Route) => contract.tag === "onboarding";
  const told = mutations.filter(
    (route) => !elsewhere.includes(route.name) && !by_provider(route) && !of_sign_up(route),
  );

  test("[U1] of every mutation names actor, device, address, request and subject", async () => {
    const own = await newPark();
    const manager = await managerOf(own);
    for (const route of told) {
      const request = await examples[nameOf(route.contract)]?.make(own, manager);
      // Requests of other senders are tested in their modules; a manager at two places steps up at both.
      if (request?.caller || route.name === "POST /auth/step-up") continue;
      const before = (await auditRows(own.tenant_id)).length;
      const request_id = `audit-${newId(Date.now())}`;
      const headers = { "x-request-id": request_id, "idempotency-key": request_id };
      const caller = route.contract.access.public ? nobody : manager;
      const reply = await send(route, caller, request ?? {}, { headers, ip: "203.0.113.7" });
      expect([route.name, reply.status]).toEqual([route.name, route.contract.status]);
      const rows = (await auditRows(own.tenant_id)).slice(before);
      expect([route.name, rows.length]).toEqual([route.name, examples[nameOf(route.contract)]?.audits ?? 1]);
      const row = rows.at(-1);
      expect(row).toMatchObject({ request_id, ip: "203.0.113.7" });
      expect(row?.subject_id).toMatch(
        /^([0-9A-Z]{26}|\d+|[a-z0-9_.]+|[a-z_]+\.[\d-]{10}\.[0-9A-Z]{26}\.[a-z]+\.[0-9A-Z]{26})$/,
      );
      if (caller === nobody) continue;
      const actor_id = own.employees.manager?.employee_id;
      expect(row).toMatchObject({ actor_kind: "employee", actor_id });
      // Acts of the office come from a console, which is not a device.
      expect([own.devices.pos?.device_id, null]).toContain(row?.device_id);
      // An act on the whole tenant has no store, and the creation of a store has that store.
      const here = [own.store_id, null, row?.subject_kind === "store" ? row.subject_id : null];
      expect([route.name, here.includes(row?.store_id ?? null)]).toEqual([route.name, true]);
    }
  }, 120_000);

  test("[U1] of a scan names device, address and request once its record lands", async () => {
    const own = await newPark();
    const till = await own.till();
    const sale = await till.post("/sales", cashSale(own.packages.single, 1, 35_000), "key");
    const scan = { qr_token: sale.data.tickets[0].qr_token };
    const headers = { "x-request-id": "scan-request" };
    await (await own.device("gate")).call("POST", "/tickets/redeem", scan, { headers, ip: "203.0.113.8" });
    await expect
      .poll(() => auditRows(own.tenant_id, "event LIKE 'ticket.redeemed.%'"), { timeout: 5_000 })
      .toMatchObject([
        {
          event: "ticket.redeemed.pass",
          request_id: "scan-request",
          ip: "203.0.113.8",
          device_id: own.devices.gate?.device_id,
        },
      ]);
  });

  const columns = ["at", "event", "actor_id", "approver_id", "device_id", "ip", "subject_id", "changes", "request_id"];

  test.each(columns)("[U1] no statement changes the %s of a row", async (column) => {
    const { tenant_id } = park;
    const change = env.DB.prepare(`UPDATE audits SET ${column} = 'x', hash = 'h', prev_hash = 'p' WHERE tenant_id = ?`);
    await expect(change.bind(tenant_id).run()).rejects.toThrow("E_AUDIT_APPEND_ONLY");
  });

  test("[U1] no statement deletes or replaces a row", async () => {
    const { tenant_id } = park;
    const before = await auditRows(tenant_id);
    const statements = [
      "DELETE FROM audits WHERE tenant_id = ?",
      "DELETE FROM audits WHERE tenant_id = ? AND sequence = 1",
      "UPDATE audits SET sequence = sequence + 1000, hash = 'h', prev_hash = 'p' WHERE tenant_id = ?",
      "UPDATE audits SET tenant_id = 'x', hash = 'h', prev_hash = 'p' WHERE tenant_id = ?",
      "UPDATE audits SET event = event WHERE tenant_id = ?",
    ];
    for (const statement of statements)
      await expect(env.DB.prepare(statement).bind(tenant_id).run(), statement).rejects.toThrow("E_AUDIT_APPEND_ONLY");
    expect(await auditRows(tenant_id)).toEqual(before);
  });

  test("[U1] a row's hash is set once, and never again", async () => {
    const own = await newPark();
    const set = (hash: string | null) =>
      env.DB.prepare("UPDATE audits SET hash = ?, prev_hash = 'p' WHERE tenant_id = ? AND sequence = 1")
        .bind(hash, own.tenant_id)
        .run();
    await set("first");
    for (const hash of ["second", "first", null]) await expect(set(hash)).rejects.toThrow("E_AUDIT_APPEND_ONLY");
    expect(await countRows("audits", own.tenant_id, "hash = 'first'")).toBe(1);
  });
});

test("[U1] no row of the audit is replaced by INSERT OR REPLACE", async () => {
  const { tenant_id } = await newPark();
  const before = await auditRows(tenant_id);
  const replace = env.DB.prepare(
    `INSERT OR REPLACE INTO audits (tenant_id, sequence, at, event, actor_kind, actor_id, subject_kind, subject_id, changes, request_id)
     VALUES (?, 1, 0, 'nothing', 'system', 'x', 'x', 'x', '{}', 'x')`,
  );
  await replace
    .bind(tenant_id)
    .run()
    .catch(() => undefined);
  expect(await auditRows(tenant_id)).toEqual(before);
});
