/** Two tills refund and void one sale at once, in any order and with repeats: refunds never exceed the paid sum. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { loosenedTo, needsOnly } from "../../../support/guards.ts";
import { addPerson, type Client, call, clientOf, newPark, type Reply, type TestPark } from "../../../support/park.ts";
import { DAY_TICKET, newKey, recordsOf, sellTickets } from "../../../support/refunds.ts";
import { seededRandom } from "../../../support/seed.ts";
import { shortOrLong } from "../../../support/storms.ts";

const ROUNDS = shortOrLong(30, 100);
/** A person makes at most 50 refunds an hour, and a round has some six per person. */
const ROUNDS_OF_A_PERSON = 6;
/** The number of kinds of acts is ten. */
const VOID = 0;

const chance = seededRandom();

function random(below: number): number {
  return Math.floor(chance.next() * below);
}

/** A supervisor on a till; the shift stays with the till. */
async function supervisorOn(park: TestPark, device: { device_id: string; device_token: string }): Promise<Client> {
  const { email, pin } = await addPerson(park, { [park.store_id]: ["supervisor"] });
  const { data } = await call("POST", "/auth/device/login", device);
  const headers = { authorization: `Bearer ${data.access_token}` };
  return clientOf((await call("POST", "/employees/login", { email, pin }, { headers })).data.access_token);
}

interface Sold {
  sale_id: string;
  grand_total: number;
  tickets: { ticket_id: string }[];
}

/** Some acts on the sale; half of them are sent twice at once. */
async function act(till: Client, { sale_id, tickets, grand_total }: Sold, dice = random(10)): Promise<Reply[]> {
  const reason_code = "cashier_error";
  if (dice === VOID) return [await till.post(`/sales/${sale_id}/void`, { reason_code })];
  const from = random(tickets.length);
  const ticket_ids = tickets.slice(from, from + 1 + random(2)).map(({ ticket_id }) => ticket_id);
  const ask = dice < 5 ? { ticket_ids } : dice < 9 ? { amount: 1 + random(grand_total / 2) } : {};
  const key = newKey();
  const send = () => till.post("/refunds", { sale_id, reason_code, ...ask }, key);
  if (random(2) === 0) return [await send()];
  const replies = await Promise.all([send(), send()]);
  const made = replies.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ text }) => text)).size).toBeLessThanOrEqual(1);
  return (made.length > 0 ? made : replies).slice(0, 1);
}

const cashOf = ({ data }: Reply): number =>
  data.payments.reduce(
    (sum: number, { method, amount }: { method: string; amount: number }) => (method === "cash" ? sum + amount : sum),
    0,
  );

test(`[A4] [S4] ${ROUNDS} sales refunded from two tills at once give back what was paid at most, and in the end exactly`, async () => {
  const park = await newPark();
  await loosenedTo(park, "refunds.daily_cap_per_employee", 0);
  for (const action of ["refund", "void"]) await needsOnly(park, action, { approval: "never", reason_required: true });
  const devices = [await park.addDevice("POS"), await park.addDevice("POS")];
  const drawers = [100_000, 100_000];
  let tills: Client[] = [];
  let voids = 0;

  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % ROUNDS_OF_A_PERSON === 0) {
      tills = await Promise.all(devices.map((device) => supervisorOn(park, device)));
      if (round === 0) for (const till of tills) await till.post("/shifts/open", { cash_open: 100_000 });
    }
    const qty = 1 + random(4);
    const cash = random(qty * DAY_TICKET + 1);
    const payments = [
      { method: "qr", amount: qty * DAY_TICKET - cash },
      { method: "cash", amount: cash },
    ].filter(({ amount }) => amount > 0);
    const seller = round % 2;
    const sale: Sold = await sellTickets(park, tills[seller] as Client, qty, { payments });
    // By chance a void is seldom first, so in every tenth round both tills begin with one.
    const first = round % 10 === 0 ? VOID : undefined;
    const replies = await Promise.all(
      tills.map(async (till) => [...(await act(till, sale, first)), ...(await act(till, sale))]),
    );
    for (const { status, error } of replies.flat()) expect([200, 201, 409], error?.code).toContain(status);

    const between = await recordsOf(park, sale.sale_id);
    const is_voided = between.voided_at !== null;
    if (is_voided) voids += 1;
    const rest = is_voided
      ? undefined
      : await (tills[0] as Client).post("/refunds", { sale_id: sale.sale_id, reason_code: "cashier_error" }, newKey());
    if (rest?.status === 201) replies[0]?.push(rest);
    const all = is_voided ? 0 : sale.grand_total;
    const records = await recordsOf(park, sale.sale_id);
    expect([round, records]).toMatchObject([
      round,
      { completed: all, refunded_total: all, by_payments: all, whole: all, lines: all, pending: 0 },
    ]);

    drawers[seller] = (drawers[seller] ?? 0) + (is_voided ? 0 : cash);
    const refunds = replies.map((own) => own.filter(({ status, data }) => status === 201 && data.refund_id));
    for (const [index, own] of refunds.entries())
      drawers[index] = (drawers[index] ?? 0) - own.reduce((sum, reply) => sum + cashOf(reply), 0);
    const ended = new Set(refunds.flat().flatMap(({ data }) => data.ticket_ids as string[]));
    const { results } = await env.DB.prepare(
      "SELECT ticket_id, status FROM tickets WHERE tenant_id = ? AND sale_id = ?",
    )
      .bind(park.tenant_id, sale.sale_id)
      .all<{ ticket_id: string; status: string }>();
    for (const { ticket_id, status } of results) {
      const expected = ended.has(ticket_id) ? ["refunded", "cancelled"] : is_voided ? ["cancelled"] : ["refunded"];
      expect(expected).toContain(status);
    }
  }

  for (const [index, till] of tills.entries()) {
    const { data } = await till.post("/shifts/close", { cash_counted: 0 });
    expect(data.cash_expected).toBe(drawers[index]);
  }
  expect(voids).toBeGreaterThanOrEqual(ROUNDS / 10);
}, 300_000);
