/** The day of an outage: offline sales of the counters, with wrong clocks, and how they are handed in and reported. */
import { ulid } from "ulid";
import { dataOf } from "../client.ts";
import { openShift } from "./counter.ts";
import { type Caller, grant, HOUR_MS, type Json, MINUTE_MS } from "./park.ts";
import type { Day } from "./scene.ts";
import { vatOf } from "./worked.ts";

const DAY_MS = 24 * HOUR_MS;
const PRICE = 35_000;
export const iso = (at: number) => new Date(at).toISOString();

export interface Op {
  op_id: string;
  type: string;
  ts: string;
  at?: string;
  payload: Record<string, unknown>;
}

export async function handIn(by: Caller, ops: readonly Op[]): Promise<Json[]> {
  return (await dataOf("the batch", by.post("/sync/batch", { sent_at: iso(Date.now()), ops }))).results;
}

/** An offline sale of one day ticket for cash; `ts` is the till's raw clock and `at` its correction. */
function saleOp(
  day: Day,
  receipt_no: string,
  more: Record<string, unknown> = {},
  clock: { ts?: number; at?: number } = {},
): Op {
  const ts = iso(clock.ts ?? Date.now());
  const items = [{ package_id: day.park.packages.day, qty: 1 }];
  const payload = {
    receipt_no,
    items,
    payments: [{ method: "cash", amount: PRICE }],
    totals: { grand_total: PRICE },
    ...more,
  };
  return { op_id: ulid(), type: "sale", ts, ...(clock.at !== undefined && { at: iso(clock.at) }), payload };
}

const dayTicket = (what: string) => ({
  what,
  gross: PRICE,
  sold: PRICE,
  sold_vat: vatOf(PRICE),
  tenders: { cash: PRICE },
});

/** A sale at the first counter between two shifts, which is handed in during the second. */
export async function liveBetweenShifts(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const { receipt_prefix } = await dataOf("the counter", park.counter.get("/devices/me"));
  const op = saleOp(day, `${receipt_prefix}X-1`);
  worked.open("afternoon", "Afternoon", 132_500);
  await openShift(day, "afternoon");
  const [sold] = await handIn(park.counter, [op]);
  worked.add("afternoon", dayTicket("day ticket of an outage, before the opening"));
  checks.add(
    4,
    "a sale before the opening joins the next shift",
    "that shift",
    sold.data?.shift_id === day.shift_ids.get("afternoon") ? "that shift" : sold.data?.shift_id,
  );
}

/** The second counter is offline all day, and has no shift. */
export async function liveOutage(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  worked.open("unattended", "Counter 2");
  const { receipt_prefix } = await dataOf("the second counter", park.counter2.get("/devices/me"));
  const number = `${receipt_prefix}X-7`;
  const now = Date.now();
  const reset = Date.UTC(1970, 0, 1, 0, 5);
  const locker = { package_id: park.packages.locker, qty: 1 };
  const lines = {
    items: Array.from({ length: 201 }, () => locker),
    payments: [{ method: "cash", amount: 201_000 }],
    totals: { grand_total: 201_000 },
  };
  const cash = { method: "cash", amount: PRICE };
  const sales: [number: number, what: string, op: Op, doubts: string[]][] = [
    [5, "a sale", saleOp(day, number), []],
    [5, "a second sale with the same number", saleOp(day, number), []],
    [2, "note: null", saleOp(day, `${receipt_prefix}X-8`, { note: null }), []],
    [2, "a note of 600 letters", saleOp(day, `${receipt_prefix}X-9`, { note: "ก".repeat(600) }), ["text_cut"]],
    [2, "an empty reference", saleOp(day, `${receipt_prefix}X-10`, { payments: [{ ...cash, reference: "" }] }), []],
    [2, "a field of a newer till", saleOp(day, `${receipt_prefix}X-11`, { loyalty_tier: "gold" }), ["unknown_fields"]],
    [2, "201 lines", saleOp(day, `${receipt_prefix}X-12`, lines), []],
    [
      1,
      "a card's number in the note",
      saleOp(day, `${receipt_prefix}X-13`, { note: "4111 1111 1111 1111" }),
      ["card_number"],
    ],
    [
      1,
      "a bank's reference of 18 digits",
      saleOp(day, `${receipt_prefix}X-14`, {
        payments: [{ method: "transfer", amount: PRICE, reference: "622058590719860308" }],
      }),
      [],
    ],
    [3, "clock at 1970, the till knew better", saleOp(day, `${receipt_prefix}X-15`, {}, { ts: reset, at: now }), []],
    [3, "clock at 1970", saleOp(day, `${receipt_prefix}X-16`, {}, { ts: reset }), ["time_corrected"]],
    [
      3,
      "clock 11 minutes ahead",
      saleOp(day, `${receipt_prefix}X-17`, {}, { ts: now + 11 * MINUTE_MS }),
      ["time_corrected"],
    ],
    [
      3,
      "clock 32 days back, before its pairing",
      saleOp(day, `${receipt_prefix}X-18`, {}, { ts: now - 32 * DAY_MS }),
      ["time_corrected"],
    ],
  ];
  const ops = sales.map(([, , op]) => op);
  const results = await handIn(park.counter2, ops);
  for (const [index, [number, what, { payload }, doubts]] of sales.entries()) {
    const { status, code, data } = results[index];
    checks.add(number, `outage: ${what}`, ["applied", ...doubts], [code ?? status, ...(data?.doubts ?? [])]);
    const [{ method, amount }] = payload.payments as [{ method: string; amount: number }];
    worked.add("unattended", {
      what,
      gross: amount,
      sold: amount,
      sold_vat: vatOf(amount),
      tenders: { [method]: amount },
    });
    day.shift_ids.set("unattended", data?.shift_id);
  }
  const again = await handIn(park.counter2, ops);
  checks.add(
    26,
    "the same batch again, its answer was lost",
    ["duplicate"],
    [...new Set(again.map(({ status }) => status))],
  );
  const printed = await dataOf("the number", park.manager.get(`/sales?receipt_no=${number}`));
  checks.add(
    5,
    `receipts found by ${number}`,
    [number, `${number}/2`],
    printed.map(({ receipt_no }: Json) => receipt_no).toSorted(),
  );
  await liveEarlierDate(day, receipt_prefix);
}

/** A sale of three days ago counts for its own day, not for this one. */
async function liveEarlierDate(day: Day, receipt_prefix: string): Promise<void> {
  const { park, checks } = day;
  const then = Date.now() - 3 * DAY_MS;
  const [sold] = await handIn(park.counter2, [saleOp(day, `${receipt_prefix}X-6`, {}, { ts: then, at: then })]);
  const shift = await dataOf("its shift", park.supervisor.get(`/shifts/${sold.data?.shift_id}`));
  const date = (at: string) => Date.parse(`${at}T00:00:00Z`);
  const [current] = await dataOf("the shifts", park.supervisor.get("/shifts?limit=1&status=open"));
  day.business_date = current.business_date;
  checks.add(
    4,
    "a sale three days late stands so many days ago",
    3,
    (date(current.business_date) - date(shift.business_date)) / DAY_MS,
  );
}

/** The card refund of an office without a shift. */
export async function liveOfficeRefund(day: Day): Promise<void> {
  const { park, worked, checks } = day;
  const items = [{ package_id: park.packages.ride, qty: 1 }];
  const sale = await dataOf(
    "a ride",
    park.cashier.post("/sales", { items, payments: [{ method: "qr", amount: 10_700 }] }),
  );
  worked.add("afternoon", {
    what: "ride, given back in the office",
    gross: 10_700,
    sold: 10_700,
    sold_vat: 700,
    tenders: { qr: 10_700 },
  });
  const asked = { action: "refund", subject_id: sale.sale_id, amount: 10_700 };
  const approval_token = await grant(park, park.manager, asked);
  const body = { sale_id: sale.sale_id, reason_code: "guest_request", approval_token };
  const given = await dataOf("the office's refund", park.manager.post("/refunds", body));
  worked.open("office", "Office");
  worked.add("office", { what: "ride given back", back: 10_700, back_vat: 700, tenders: { qr: -10_700 } });
  checks.add(13, "slip of the office has a series of its own", "R-1", given.slip_no);
  day.shift_ids.set("office", given.shift_id);
  const shift = await dataOf("its shift", park.supervisor.get(`/shifts/${given.shift_id}`));
  checks.add(4, "refund of the office: in an unattended shift", true, shift.unattended);
}
