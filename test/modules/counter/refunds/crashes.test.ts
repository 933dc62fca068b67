/** A refund that dies at any of its steps is brought to its end: money once and a dead ticket, or no money and a living one. */

import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { jobs } from "../../../../src/modules/counter/refunds/jobs.ts";
import { systemContext } from "../../../../src/platform/http/context.ts";
import { runJobs } from "../../../../src/platform/queue/cron.ts";
import { dieAtWrite } from "../../../support/faults.ts";
import { scan } from "../../../support/gate.ts";
import { type Client, countRows, newPark, type TestPark } from "../../../support/park.ts";
import { DAY_TICKET, grantFor, newKey, recordsOf, sellTickets } from "../../../support/refunds.ts";

let park: TestPark;
let till: Client;
let gate: Client;
beforeEach(async () => {
  park = await newPark();
  till = await park.till();
  gate = await park.device("gate");
});

/** Runs the cron as some seconds from now. */
async function cronIn(seconds: number) {
  const waiting: Promise<unknown>[] = [];
  const base = systemContext(env, "cron", (work) => waiting.push(work));
  await runJobs({ ...base, arrived_at: base.arrived_at + seconds * 1000 }, jobs);
  await Promise.all(waiting);
}

/** A sale of two tickets, and the request that refunds it. */
async function asked() {
  const sale = await sellTickets(park, till, 2, {
    payments: [
      { method: "cash", amount: 50_000 },
      { method: "qr", amount: 20_000 },
    ],
  });
  const approval_token = await grantFor(park, till, sale.sale_id);
  const body = { sale_id: sale.sale_id, reason_code: "guest_request", approval_token };
  const key = newKey();
  return { sale, send: () => till.post("/refunds", body, key) };
}

/** The steps of a refund write to these tables. */
const dieAt = (n: number, lands: boolean, work: () => Promise<unknown>) =>
  dieAtWrite({ n, lands, tables: ["refunds", "ticket_changes"] }, work);

const statusOf = async (sale_id: string) =>
  env.DB.prepare("SELECT status FROM refunds WHERE tenant_id = ? AND sale_id = ?")
    .bind(park.tenant_id, sale_id)
    .first<string>("status");

const NOTHING = {
  completed: 0,
  pending: 0,
  refunded_total: 0,
  by_payments: 0,
  whole: 0,
  lines: 0,
  entries: { count: 0, cash: 0 },
};
const ALL = {
  ...{ completed: 2 * DAY_TICKET, pending: 0, refunded_total: 2 * DAY_TICKET },
  ...{ by_payments: 2 * DAY_TICKET, whole: 2 * DAY_TICKET, lines: 2 * DAY_TICKET },
  entries: { count: 1, cash: 50_000 },
};

describe.each([
  ["before it lands", false],
  ["after it landed unheard", true],
])("a request that dies at a write, %s", (_, lands) => {
  test.each(["cron", "repeat"])("[A4] it is completed, once, where the %s comes first", async (first) => {
    const died_at: (string | null)[] = [];
    for (let write = 0; ; write += 1) {
      const { sale, send } = await asked();
      if (!(await dieAt(write, lands, send))) break;
      const status = await statusOf(sale.sale_id);
      died_at.push(status);
      if (first === "cron") {
        await cronIn(30);
        expect(await statusOf(sale.sale_id)).toBe(status);
        await cronIn(61);
      }
      const repeated = await send();
      expect([write, repeated.status, repeated.data?.status]).toEqual([write, 201, "completed"]);
      expect(await send()).toMatchObject({ status: 201, data: repeated.data });
      await cronIn(3600);
      expect(await recordsOf(park, sale.sale_id)).toMatchObject(ALL);
      expect([await scan(gate, sale.tickets[0]), await scan(gate, sale.tickets[1])]).toEqual(["refunded", "refunded"]);
      const of_it = `type = 'refund.created' AND subject_id = '${repeated.data.refund_id}'`;
      expect(await countRows("outbox", park.tenant_id, of_it)).toBe(1);
    }
    for (const status of ["pending", lands ? "completed" : null]) expect(died_at).toContain(status);
  });

  test("[A4] a refund that died while it finds a used ticket is cancelled by the cron, and its repeat says why", async () => {
    const died_at: (string | null)[] = [];
    for (let write = 0; write < 20; ) {
      const { sale, send } = await asked();
      // D1 gets the use half a second later, so the refund finds it at the ticket itself.
      expect(await scan(gate, sale.tickets[1])).toBe("pass");
      const reached = await dieAt(write, lands, send);
      const status = await statusOf(sale.sale_id);
      if (!reached && status !== null) break;
      write += 1;
      if (status === null) continue;
      died_at.push(status);
      await cronIn(61);
      const repeated = await send();
      expect([repeated.status, repeated.error?.code]).toEqual([409, "E_TICKET_USED"]);
      expect(repeated.error?.details).toMatchObject({ ticket_ids: [sale.tickets[1].ticket_id] });
      expect(await recordsOf(park, sale.sale_id)).toMatchObject(NOTHING);
      expect([await scan(gate, sale.tickets[0]), await scan(gate, sale.tickets[1])]).toEqual(["pass", "duplicate_use"]);
    }
    expect(died_at).toContain("pending");
  });

  test("[A4] [S4] a refund whose drawer was closed meanwhile is cancelled: its tickets admit, and no money goes back", async () => {
    for (let write = 0; ; write += 1) {
      const { sale, send } = await asked();
      const reached = await dieAt(write, lands, send);
      if (!reached) break;
      const died_at = await statusOf(sale.sale_id);
      await till.post("/shifts/close", { cash_counted: 0 });
      await cronIn(61);
      const repeated = await send();
      await till.post("/shifts/open", { cash_open: 100_000 });
      if (died_at === "completed") {
        expect([repeated.status, await scan(gate, sale.tickets[0])]).toEqual([201, "refunded"]);
        continue;
      }
      expect([repeated.status, repeated.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
      expect(await recordsOf(park, sale.sale_id)).toMatchObject(NOTHING);
      expect([await scan(gate, sale.tickets[0]), await scan(gate, sale.tickets[1])]).toEqual(["pass", "pass"]);
      const { data } = await till.get(`/sales/${sale.sale_id}/refundable`);
      expect(data).toMatchObject({ amount_left: 70_000, payments: [{ left: 50_000 }, { left: 20_000 }] });
    }
  });
});

test("[A4] a refund that several callers continue at once is cancelled or completed, and its tickets agree with it", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { sale, send } = await asked();
    await dieAt(0, true, send);
    const close = round % 2 === 0 ? till.post("/shifts/close", { cash_counted: 0 }) : scan(gate, sale.tickets[0]);
    const [, ...replies] = await Promise.all([close, send(), send(), cronIn(61), send()]);
    await cronIn(61);
    const status = await statusOf(sale.sale_id);
    const records = await recordsOf(park, sale.sale_id);
    if (round % 2 === 0) await till.post("/shifts/open", { cash_open: 100_000 });
    expect(["completed", "cancelled"]).toContain(status);
    expect(records).toMatchObject(status === "completed" ? ALL : NOTHING);
    const codes = new Set(replies.flatMap((reply) => (reply ? [reply.status] : [])));
    expect(codes).toEqual(new Set([status === "completed" ? 201 : 409]));
    expect(await scan(gate, sale.tickets[1])).toBe(status === "completed" ? "refunded" : "pass");
  }
});
