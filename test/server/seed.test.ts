/** Seeded days: their rows reconcile, the audit verifies, the product reads and continues them, and a seed repeats itself. */
import { getTableName } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWorker } from "../../local/build.ts";
import { fillDatabase } from "../../local/fill.ts";
import { type DemoPark, seedContext, seedPark } from "../../local/park.ts";
import { addForDays, type PastPark } from "../../local/seeded-park.ts";
import { type LocalServer, startLocalServer } from "../../local/server.ts";
import { playDays } from "../../simulator/days/days.ts";
import type { Env } from "../../src/env.ts";
import { codesOf, hashPrintedCodes, withShortCodeHash } from "../../src/modules/admission/ticket-codes/index.ts";
import { scoreOf } from "../../src/modules/operations/reports/domain/fraud.ts";
import { asTenant } from "../../src/platform/http/context.ts";
import { businessDate, businessDayStart, DAY_MS, HOUR_MS } from "../../src/shared/time.ts";
import { makeDataFolder } from "./support.ts";

const BANGKOK = "Asia/Bangkok";
const DAYS = 12;
/** Half past four of the latest afternoon in Bangkok, so that the last day is half over. */
const now = (() => {
  const at = businessDayStart(businessDate(Date.now(), BANGKOK, 0), BANGKOK, 0) + 16.5 * HOUR_MS;
  return at > Date.now() ? at - DAY_MS : at;
})();
const stretch = { days: DAYS, seed: 7, now, size: { usual: 100 } };

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the route answers
type Reply = { status: number; data: any; error: { code: string } | null };
type Row = Record<string, number>;

const folder = makeDataFolder();
let server: LocalServer;
let url: string;
let park: DemoPark;
let past: PastPark;
let signCodes: (ticket_ids: string[]) => Promise<string[]>;
let hashByProduct: (ticket_id: string) => Promise<{ short_code_hash: string; code_hash: string }>;
let tokens: Record<"owner" | "cashier" | "gate", string>;

beforeAll(async () => {
  const at = now - (DAYS + 1) * DAY_MS;
  server = await startLocalServer<Env>({
    host: "127.0.0.1",
    port: 0,
    data_dir: folder.path,
    worker_file: await buildWorker(),
    quiet: true,
    async seed(env) {
      park = await seedPark(env, at);
      past = await addForDays(env, park, { at, tills: 3 });
      const ctx = asTenant(seedContext({ ...env }), park.tenant_id);
      signCodes = (ids) =>
        codesOf(
          ctx,
          ids.map((ticket_id) => ({ ticket_id, key_version: 1 })),
        );
      hashByProduct = async (ticket_id) => {
        const { short_code_hash } = await withShortCodeHash(ctx, { ticket_id, short_code_no: 0 });
        const [code_hash = ""] = await hashPrintedCodes(ctx, [{ ticket_id, key_version: 1 }]);
        return { short_code_hash, code_hash };
      };
      // The names of the park's keys are read once, while its database has a runtime.
      await signCodes([park.tenant_id]);
    },
    async fill(file) {
      await fillDatabase(file, { park: past.seeded, hashes: past.hashes, stretch, finish: past.sumReports });
    },
  });
  const { port } = await server.mf.unsafeGetDirectURL("playpark");
  url = `http://127.0.0.1:${port}`;
  const till = await logIn("/auth/device/login", park.devices.pos);
  const { owner, cashier } = park.employees;
  tokens = {
    owner: await logIn("/employees/login", owner),
    cashier: await logIn("/employees/login", cashier, till),
    gate: await logIn("/auth/device/login", park.devices.gate),
  };
  await call("POST", "/auth/step-up", tokens.owner, { pin: owner?.pin });
});

afterAll(async () => {
  await server?.stop();
  folder.remove();
});

async function call(method: string, path: string, token?: string, body?: object): Promise<Reply> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "idempotency-key": crypto.randomUUID(),
  };
  if (token) headers.authorization = `Bearer ${token}`;
  const response = await fetch(`${url}/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const { data, error } = (await response.json()) as Omit<Reply, "status">;
  return { status: response.status, data, error };
}

async function logIn(path: string, body: object | undefined, token?: string): Promise<string> {
  const { pin, email, device_id, device_token } = (body ?? {}) as Record<string, string>;
  const reply = await call("POST", path, token, email ? { email, pin } : { device_id, device_token });
  expect([path, reply.status]).toEqual([path, 200]);
  return reply.data.access_token;
}

async function rows<Found = Row>(query: string): Promise<Found[]> {
  const db = await server.mf.getD1Database("DB");
  const { results } = await db.prepare(query.replaceAll(":tenant", `'${park.tenant_id}'`)).all<Found & object>();
  return results;
}

async function one(query: string): Promise<Row> {
  return (await rows(query))[0] ?? {};
}

async function ticketWhere(where: string): Promise<{ ticket_id: string; sale_id: string; qr_token: string }> {
  const query = `SELECT ticket_id, sale_id FROM tickets t WHERE tenant_id = :tenant AND ${where} ORDER BY ticket_id DESC LIMIT 1`;
  const [found] = await rows<{ ticket_id: string; sale_id: string }>(query);
  if (!found) throw new Error(`no seeded ticket where ${where}`);
  const [qr_token = ""] = await signCodes([found.ticket_id]);
  return { ...found, qr_token };
}

describe("rows reconcile", () => {
  test("the days have sales, refunds, voids, reprints, conflicts, late sales and refusals of many reasons", async () => {
    const counts = await one(`SELECT
      (SELECT COUNT(*) FROM sales WHERE tenant_id = :tenant) AS sales,
      (SELECT COUNT(*) FROM refunds WHERE tenant_id = :tenant) AS refunds,
      (SELECT COUNT(*) FROM sales WHERE tenant_id = :tenant AND voided_at IS NOT NULL) AS voids,
      (SELECT COUNT(*) FROM sales WHERE tenant_id = :tenant AND offline = 1) AS offline,
      (SELECT COUNT(*) FROM reprints WHERE tenant_id = :tenant) AS reprints,
      (SELECT COUNT(*) FROM conflicts WHERE tenant_id = :tenant) AS conflicts,
      (SELECT COUNT(DISTINCT method) FROM payments WHERE tenant_id = :tenant) AS methods,
      (SELECT COUNT(DISTINCT reason) FROM redemptions WHERE tenant_id = :tenant) AS reasons`);
    for (const [name, least] of Object.entries({ sales: 200, methods: 4, reasons: 4 }))
      expect([name, counts[name]]).toEqual([name, expect.toSatisfy((count: number) => count >= least)]);
    for (const name of ["refunds", "voids", "offline", "reprints", "conflicts"])
      expect([name, counts[name]]).toEqual([name, expect.toSatisfy((count: number) => count > 0)]);
  });

  test("[S2] the payments of each sale are its total, and its lines are, too", async () => {
    const wrong = await rows(`SELECT sale_id FROM sales s WHERE tenant_id = :tenant AND (
      grand_total <> (SELECT COALESCE(SUM(amount), 0) FROM payments p WHERE p.tenant_id = s.tenant_id AND p.sale_id = s.sale_id)
      OR grand_total <> (SELECT SUM(value ->> '$.total') FROM json_each(s.lines)) + rounding
      OR tax_total <> (SELECT SUM(value ->> '$.tax_total') FROM json_each(s.lines))
      OR change <> amount_tendered - grand_total - surcharge_total)`);
    expect(wrong).toEqual([]);
  });

  test("[S4] each closed drawer expected its float and the cash of its entries", async () => {
    const wrong = await rows(`SELECT shift_id FROM shifts s WHERE tenant_id = :tenant AND closed_at IS NOT NULL AND (
      cash_expected <> cash_open + (SELECT COALESCE(SUM(cash), 0) FROM drawer_entries e WHERE e.tenant_id = s.tenant_id AND e.shift_id = s.shift_id)
      OR cash_diff <> cash_counted - cash_expected
      OR totals ->> '$.sales_total' <> (SELECT COALESCE(SUM(total), 0) FROM drawer_entries e
        WHERE e.tenant_id = s.tenant_id AND e.shift_id = s.shift_id AND kind IN ('sale', 'void')))`);
    expect(wrong).toEqual([]);
  });

  test("the entries of drawers are the sales, the voids and the refunds", async () => {
    const sums = await one(`SELECT
      (SELECT SUM(grand_total) FROM sales WHERE tenant_id = :tenant) AS sold,
      (SELECT SUM(grand_total) FROM sales WHERE tenant_id = :tenant AND voided_at IS NOT NULL) AS voided,
      (SELECT SUM(amount) FROM refunds WHERE tenant_id = :tenant) AS refunded,
      (SELECT SUM(refunded_total) FROM sales WHERE tenant_id = :tenant) AS refunded_of_sales,
      (SELECT SUM(refunded) FROM payments WHERE tenant_id = :tenant) AS refunded_of_payments`);
    const kinds = await rows<{ kind: string; total: number }>(`SELECT kind, SUM(total) AS total FROM (
      SELECT kind, total FROM drawer_entries WHERE tenant_id = :tenant
      UNION ALL SELECT kind, total FROM late_entries WHERE tenant_id = :tenant) GROUP BY kind`);
    const entered = Object.fromEntries(kinds.map(({ kind, total }) => [kind, total]));
    expect(entered).toMatchObject({ sale: sums.sold, void: 0 - (sums.voided ?? 0), refund: 0 - (sums.refunded ?? 0) });
    expect([sums.refunded_of_sales, sums.refunded_of_payments]).toEqual([sums.refunded, sums.refunded]);
  });

  test("each closed day has the sums of its drawers, and today is open", async () => {
    const days =
      await rows(`SELECT business_date, totals ->> '$.sales_total' AS sold, json_array_length(shift_ids) AS shifts,
      (SELECT SUM(totals ->> '$.sales_total') FROM shifts s WHERE s.tenant_id = d.tenant_id AND s.business_date = d.business_date) AS of_shifts,
      (SELECT COUNT(*) FROM shifts s WHERE s.tenant_id = d.tenant_id AND s.business_date = d.business_date) AS all_shifts
      FROM day_closes d WHERE tenant_id = :tenant`);
    expect(days.length).toBe(DAYS);
    for (const { business_date, sold, of_shifts, shifts, all_shifts } of days)
      expect([business_date, sold, shifts]).toEqual([business_date, of_shifts, all_shifts]);
    const open = await one("SELECT COUNT(*) AS open FROM shifts WHERE tenant_id = :tenant AND closed_at IS NULL");
    expect(open.open).toBeGreaterThan(0);
  });

  test("[G3] each ticket's state is that of its passes, and the zones' people are those of the scans", async () => {
    const wrong =
      await rows(`SELECT ticket_id, type, used FROM tickets t WHERE tenant_id = :tenant AND type IN ('single', 'multi', 'party')
      AND used <> (SELECT COALESCE(SUM(party), 0) FROM redemptions r WHERE r.tenant_id = t.tenant_id AND r.ticket_id = t.ticket_id
        AND result = 'pass' AND direction = 'entry')`);
    expect(wrong).toEqual([]);
    const twice = await rows(
      "SELECT ticket_id FROM tickets WHERE tenant_id = :tenant AND type = 'single' AND used > 1",
    );
    expect(twice).toEqual([]);
    const ended =
      await rows(`SELECT ticket_id FROM tickets t WHERE tenant_id = :tenant AND status <> 'active' AND NOT EXISTS (
      SELECT 1 FROM revocations r WHERE r.tenant_id = t.tenant_id AND r.ticket_id = t.ticket_id)`);
    expect(ended).toEqual([]);
    const entries = await one(`SELECT (SELECT SUM(entries) FROM zone_days WHERE tenant_id = :tenant) AS counted,
      (SELECT SUM(party) FROM redemptions WHERE tenant_id = :tenant AND result = 'pass' AND direction = 'entry') AS passed`);
    expect(entries.counted).toBe(entries.passed);
  });

  test("[S7] receipt numbers have no gaps, and guests' sums are those of their entries", async () => {
    const gaps = await rows(`SELECT receipt_prefix FROM sales WHERE tenant_id = :tenant GROUP BY receipt_prefix
      HAVING COUNT(*) <> MAX(receipt_seq) OR MIN(receipt_seq) <> 1`);
    expect(gaps).toEqual([]);
    const wrong =
      await rows(`SELECT customer_id FROM customers c WHERE tenant_id = :tenant AND (points, spend_total) <> (
      SELECT COALESCE(SUM(e.points), 0), COALESCE(SUM(e.spend), 0) FROM customer_entries e
      WHERE e.tenant_id = c.tenant_id AND e.customer_id = c.customer_id)`);
    expect(wrong).toEqual([]);
  });

  test("the dishonest cashier voids, refunds and discounts more than the others, and is short", async () => {
    const shares = await rows<Row & { cashier_id: string }>(`SELECT cashier_id,
      1.0 * SUM(voided_at IS NOT NULL OR refunded_total > 0 OR approver_id IS NOT NULL) / COUNT(*) AS share
      FROM sales WHERE tenant_id = :tenant AND sold_at >= ${now - 3 * DAY_MS} GROUP BY cashier_id ORDER BY share DESC`);
    expect(shares[0]?.cashier_id).toBe(past.seeded.cheat);
    const [worst] = await rows<{ closed_by: string }>(
      "SELECT closed_by FROM shifts WHERE tenant_id = :tenant AND closed_at IS NOT NULL ORDER BY cash_diff LIMIT 1",
    );
    expect(worst?.closed_by).toBe(past.seeded.cheat);
  });

  test("no event and no reply of the seeded days is kept", async () => {
    const kept = await one(`SELECT (SELECT COUNT(*) FROM replies) AS replies,
      (SELECT COUNT(*) FROM outbox WHERE type IN ('sale.created', 'ticket.issued', 'shift.closed')) AS events`);
    expect(kept).toEqual({ replies: 0, events: 0 });
  });
});

describe("the product reads the days and continues them", () => {
  test("[U2] the audit verifies from its first row", async () => {
    const { data } = await call("GET", "/audits/verify", tokens.owner);
    expect(data).toMatchObject({
      ok: true,
      first_bad: null,
      checked: expect.toSatisfy((count: number) => count > 500),
    });
  });

  test("[G7] an unused ticket is admitted once, and then refused as used", async () => {
    const ticket = await ticketWhere(
      `type = 'single' AND status = 'active' AND used = 0 AND valid_to > ${Date.now() + HOUR_MS}
       AND package_id = '${park.packages.single}'`,
    );
    const first = await call("POST", "/tickets/redeem", tokens.gate, { qr_token: ticket.qr_token });
    expect(first.data).toMatchObject({ result: "pass", remaining: 0 });
    const second = await call("POST", "/tickets/redeem", tokens.gate, { qr_token: ticket.qr_token });
    expect(second.data).toMatchObject({ result: "fail", reason: "duplicate_use" });
  });

  test("[G7] a used ticket is refused as used, with the gate of its seeded pass", async () => {
    const ticket = await ticketWhere(
      `type = 'single' AND status = 'active' AND used = 1 AND valid_to > ${Date.now() + HOUR_MS}
       AND package_id = '${park.packages.single}'`,
    );
    const { data } = await call("POST", "/tickets/redeem", tokens.gate, { qr_token: ticket.qr_token });
    expect(data).toMatchObject({ result: "fail", reason: "duplicate_use" });
    expect(data.first_pass.device_name).toMatch(/^Main gate/);
  });

  test("[A4] a refunded ticket is refused as refunded, also when its state changes again", async () => {
    const ticket = await ticketWhere("status = 'refunded'");
    const { data } = await call("POST", "/tickets/redeem", tokens.gate, { qr_token: ticket.qr_token });
    expect(data).toMatchObject({ result: "fail", reason: "refunded" });
    const story = await call("GET", `/audits/story/ticket/${ticket.ticket_id}`, tokens.owner);
    const events = story.data.entries.map(({ event }: { event: string }) => event);
    expect(events).toEqual(expect.arrayContaining(["sale.created", "refund.created"]));
  });

  test("a ticket that is blocked and released after its seeded uses has both changes in D1", async () => {
    const ticket = await ticketWhere(
      `type = 'multi' AND status = 'active' AND used > 0 AND valid_to > ${Date.now() + HOUR_MS}`,
    );
    for (const change of ["block", "unblock"])
      expect((await call("POST", `/tickets/${ticket.ticket_id}/${change}`, tokens.owner, {})).status).toBeLessThan(300);
    const changes = await rows(
      `SELECT kind, sequence FROM ticket_changes WHERE tenant_id = :tenant AND ticket_id = '${ticket.ticket_id}' ORDER BY sequence`,
    );
    expect(changes).toEqual([
      { kind: "block", sequence: 1 },
      { kind: "unblock", sequence: 2 },
    ]);
  });

  test("a day's report, a shift and a sale are read as the product would have written them", async () => {
    const days = await call("GET", `/day_closes?store_id=${park.store_id}&limit=50`, tokens.owner);
    expect(days.status).toBe(200);
    expect(days.data).toHaveLength(DAYS);
    const shifts = await call("GET", `/shifts?store_id=${park.store_id}&limit=50`, tokens.owner);
    const closed = shifts.data.find(({ closed_at }: { closed_at: string | null }) => closed_at !== null);
    const summary = await call("GET", `/shifts/${closed.shift_id}`, tokens.owner);
    expect(summary.status).toBe(200);
    const sales = await call("GET", `/sales?store_id=${park.store_id}&limit=20`, tokens.owner);
    expect(sales.data).toHaveLength(20);
    for (const { sale_id } of sales.data.slice(0, 5))
      for (const path of [`/sales/${sale_id}`, `/receipts/${sale_id}`])
        expect([path, (await call("GET", path, tokens.owner)).status]).toEqual([path, 200]);
  });

  test("[G15] a ticket's hashes in D1 are those that the product makes of its codes", async () => {
    const [found] = await rows<{ ticket_id: string; short_code_hash: string; code_hash: string }>(
      `SELECT t.ticket_id, short_code_hash, code_hash FROM tickets t JOIN redemptions r USING (tenant_id, ticket_id)
       WHERE t.tenant_id = :tenant ORDER BY t.ticket_id LIMIT 1`,
    );
    const ticket_id = found?.ticket_id ?? "";
    expect(found).toEqual({ ticket_id, ...(await hashByProduct(ticket_id)) });
  });

  test("[R3] the reports' sums are those of the rows", async () => {
    const [from, to] = [now - (DAYS + 1) * DAY_MS, now].map((at) => businessDate(at, BANGKOK, 0));
    const { status, data } = await call(
      "GET",
      `/reports/sales?store_id=${park.store_id}&from=${from}&to=${to}`,
      tokens.owner,
    );
    expect(status).toBe(200);
    const sums = await one(`SELECT SUM(grand_total) AS sold, COUNT(*) AS sales,
      SUM(iif(voided_at IS NULL, 0, grand_total)) AS voided, SUM(refunded_total) AS refunded FROM sales WHERE tenant_id = :tenant`);
    const kinds = ["sale", "void", "refund"];
    const summed = await rows<{ kind: string; total: number }>(`SELECT kind, SUM(total) AS total FROM report_sums s
      WHERE tenant_id = :tenant AND grain = 'day' AND kind IN ('${kinds.join("', '")}')
        AND generation = (SELECT generation FROM report_places p WHERE p.tenant_id = s.tenant_id) GROUP BY kind`);
    const totals = Object.fromEntries(summed.map(({ kind, total }) => [kind, total]));
    expect(totals).toEqual({ sale: sums.sold, void: sums.voided, refund: sums.refunded });
    expect(data.totals.sales_count).toBe(sums.sales);
  });

  test("[R4] Fraud Watch finds the dishonest cashier's sales after hours", async () => {
    const [from, to] = [now - 3 * DAY_MS, now].map((at) => businessDate(at, BANGKOK, 0));
    const path = `/reports/fraud-watch?store_id=${park.store_id}&from=${from}&to=${to}`;
    const { data } = await call("GET", path, tokens.owner);
    const late = data.findings.filter(({ kind }: { kind: string }) => kind === "after_hours");
    expect(late.length).toBeGreaterThan(1);
    expect(new Set(late.map(({ holder_id }: { holder_id: string }) => holder_id))).toEqual(
      new Set([past.seeded.cheat]),
    );
  });

  test("[S7] Counter 1 opens, and its next sale has the next receipt number and rows of the same form", async () => {
    expect((await call("POST", "/shifts/open", tokens.cashier, { cash_open: 100_000 })).status).toBeLessThan(300);
    const [last] = await rows<{ prefix: string; seq: number }>(
      `SELECT receipt_prefix AS prefix, MAX(receipt_seq) AS seq FROM sales WHERE tenant_id = :tenant
       AND device_id = '${park.devices.pos?.device_id}' AND offline = 0`,
    );
    const items = [{ package_id: park.packages.single, qty: 1 }];
    const sold = await call("POST", "/sales", tokens.cashier, { items, payments: [{ method: "qr", amount: 35_000 }] });
    expect(sold.data.receipt_no).toBe(`${last?.prefix}-${(last?.seq ?? 0) + 1}`);
    const like = await rows<{ sale_id: string }>(
      `SELECT sale_id FROM sales s WHERE tenant_id = :tenant AND grand_total = 35000 AND discount_total = 0 AND offline = 0
       AND voided_at IS NULL AND refunded_total = 0 AND customer_id IS NULL AND promo_codes IS NULL AND json_array_length(lines) = 1
       AND lines ->> '$[0].package_id' = '${park.packages.single}' AND sale_id <> '${sold.data.sale_id}'
       AND EXISTS (SELECT 1 FROM payments p WHERE p.tenant_id = s.tenant_id AND p.sale_id = s.sale_id AND method = 'qr' AND amount = 35000)`,
    );
    for (const [table, key, own] of FORMS) {
      const [real] = await rows<Record<string, unknown>>(
        `SELECT * FROM ${table} WHERE ${key} = '${sold.data.sale_id}'`,
      );
      const [seeded] = await rows<Record<string, unknown>>(
        `SELECT * FROM ${table} WHERE ${key} = '${like[0]?.sale_id}'`,
      );
      expect([table, formOf(seeded, own)]).toEqual([table, formOf(real, own)]);
    }
  });
});

/** The tables of a sale, and the columns that are its own. */
const FORMS = [
  [
    "sales",
    "sale_id",
    [
      "sale_id",
      "device_id",
      "cashier_id",
      "shift_id",
      "receipt_prefix",
      "receipt_seq",
      "sold_at",
      "fingerprint",
      "lines",
    ],
  ],
  ["payments", "sale_id", ["sale_id", "device_id", "actor_id", "shift_id", "paid_at"]],
  ["drawer_entries", "entry_id", ["entry_id", "shift_id", "at"]],
  [
    "tickets",
    "sale_id",
    [
      "sale_id",
      "ticket_id",
      "short_code_hash",
      "valid_from",
      "valid_to",
      "issued_at",
      "issued_by",
      "used",
      "first_pass",
      "last_pass_at",
      "presence",
    ],
  ],
] as const;

/** A row without the values that are its own. */
function formOf(row: Record<string, unknown> | undefined, own: readonly string[]) {
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, own.includes(name) ? "own" : value]),
  );
}

describe("a seed", () => {
  const daysOf = (seed: number) => [...playDays(past.seeded, { ...stretch, seed })].flatMap((day) => day ?? []);
  const play = (seed: number) =>
    JSON.stringify(daysOf(seed), (name, value) => (name === "table" ? getTableName(value) : value));

  test("makes the same rows again, and another seed makes other rows", () => {
    const first = play(7);
    expect(play(7)).toBe(first);
    expect(play(8)).not.toBe(first);
  });

  test("[R4] the dishonest cashier's voids stand out against his days before", () => {
    const afternoon = Date.parse("2026-06-20T16:30:00+07:00");
    const days = [...playDays(past.seeded, { days: 30, seed: 1, now: afternoon, size: { usual: 150 } })];
    const voids = days.flatMap((day) => {
      const acts =
        day?.acts.flatMap(({ audits }) => audits.filter(({ actor_id }) => actor_id === past.seeded.cheat)) ?? [];
      return acts.length > 0 ? [acts.filter(({ event }) => event === "sale.voided").length] : [];
    });
    const [baseline, last] = [voids.slice(0, -3), voids.slice(-3)];
    expect(Math.max(...last.map((value) => scoreOf(value, baseline).score))).toBeGreaterThan(3);
  });

  test("of one ticket a sale has at least the wanted number of sales before today", () => {
    const days = [...playDays(past.seeded, { ...stretch, size: { one_ticket_sales: 2_000 } })].flatMap(
      (day) => day ?? [],
    );
    const sold = days
      .slice(0, -1)
      .flatMap(({ acts }) => acts.flatMap(({ audits }) => audits))
      .filter(({ event }) => event === "sale.created");
    expect(sold.length).toBeGreaterThanOrEqual(2_000);
    expect(sold.length).toBeLessThan(2_060);
  });

  test("decides nothing that is after its present", () => {
    const days = daysOf(stretch.seed);
    expect(days.length).toBe(DAYS + 1);
    const moments = days.flatMap(({ acts }) => acts.map(({ at }) => at));
    expect(Math.max(...moments)).toBeLessThanOrEqual(now);
  });
});
