/** The checker of crashes finds planted losses. */
import { describe, expect, test } from "vitest";
import { type Books, checkBooks } from "../../simulator/books.ts";
import { checkPresent, type Present, type Redemption } from "../../simulator/check.ts";
import type { History, Sale, SaleAttempt, ScanAttempt, SoldTicket } from "../../simulator/history.ts";

const at = "2026-01-01T09:00:00.000Z";

function ticketOf(ticket_id: string): SoldTicket {
  return {
    ticket_id,
    short_code: `S${ticket_id}`,
    qr_token: `Q${ticket_id}`,
    package_id: "P",
    type: "single",
    quota_or_minutes: 1,
  };
}

function saleOf(number: number): Sale {
  const money = { subtotal: 100, discount_total: 0, tax_total: 7, grand_total: 100, change: 0 };
  const tickets = [ticketOf(`T${number}`)];
  return { sale_id: `SALE${number}`, receipt_no: `D1-${number}`, shift_id: "SHIFT", ...money, tickets };
}

function sold(number: number): SaleAttempt {
  const request = {
    items: [{ package_id: "P", qty: 1 }],
    payments: [{ method: "qr", amount: 100 }],
    expected_total: 100,
  };
  return { key: `KEY${number}`, request, replies: [saleOf(number), saleOf(number)], cut: 0 };
}

function scanned(scan_id: string, number: number, result: "pass" | "fail"): ScanAttempt {
  const ticket = ticketOf(`T${number}`);
  const reason = result === "fail" ? "duplicate_use" : null;
  const first_pass = result === "fail" ? { at, device_id: "GATE" } : null;
  const verdict = { result, reason, remaining: 0, scan_id, redemption_id: scan_id, first_pass };
  const replies = [
    { ...verdict, replayed: false },
    { ...verdict, replayed: true },
  ];
  return { request: { scan_id, qr_token: ticket.qr_token }, gate: "GATE", ticket, replies, cut: 0 };
}

function recordOf({ request, ticket, replies, gate }: ScanAttempt): Redemption {
  const { result = "pass", reason = null } = replies[0] ?? {};
  const { scan_id } = request;
  const ticket_id = ticket?.ticket_id ?? null;
  return { redemption_id: scan_id, scan_id, ticket_id, device_id: gate, result, reason, received_at: at };
}

interface Day {
  history: History;
  present: Present & { sale_of: Map<string, Sale | null>; listed: Sale[]; redemptions: Redemption[] };
}

/** A day without faults: three sales, a pass of each ticket, a duplicate of the first. */
function goodDay(): Day {
  const sales = [sold(1), sold(2), sold(3)];
  const scans = [scanned("A", 1, "pass"), scanned("B", 1, "fail"), scanned("C", 2, "pass"), scanned("D", 3, "pass")];
  const listed = [saleOf(1), saleOf(2), saleOf(3)];
  const sale_of = new Map<string, Sale | null>(listed.map((sale) => [sale.sale_id, sale]));
  return { history: { sales, scans, surprises: [] }, present: { sale_of, listed, redemptions: scans.map(recordOf) } };
}

const planted: [what: string, plant: (day: Day) => void, found: RegExp][] = [
  ["a lost sale", ({ present }) => present.sale_of.set("SALE2", null), /SALE2 .+ is lost/],
  ["a sale gone from the list", ({ present }) => present.listed.pop(), /SALE3 is missing in the list/],
  ["a changed total", ({ present }) => present.sale_of.set("SALE1", { ...saleOf(1), grand_total: 99 }), /not as ack/],
  [
    "a lost ticket",
    ({ present }) => present.sale_of.set("SALE1", { ...saleOf(1), tickets: [] }),
    /not as acknowledged/,
  ],
  ["a key sold twice", ({ history }) => history.sales[0]?.replies.push(saleOf(3)), /different sales/],
  ["a sale that no till knows", ({ present }) => present.listed.push(saleOf(4)), /SALE4 .+ told to no till/],
  ["a receipt gap", ({ present }) => present.listed.splice(1, 1), /receipt numbers D1 .+ at 2/],
  ["a repeated receipt", ({ present }) => present.listed.push({ ...saleOf(3) }), /receipt numbers D1 .+ at 4/],
  ["a missing projection", ({ present }) => present.redemptions.splice(2, 1), /pass of scan C .+ not recorded/],
  ["an unrecorded fail", ({ present }) => present.redemptions.splice(1, 1), /fail of scan B .+ not recorded/],
  ["a verdict recorded as another", ({ present }) => turn(present.redemptions[1]), /B was acknowledged as fail.+ pass/],
  ["a record told twice", ({ present }) => present.redemptions.push(recordOf(scanned("A", 1, "pass"))), /listed twice/],
  ["a double pass, acknowledged", ({ history }) => history.scans.push(scanned("E", 2, "pass")), /T2 passed 2 times/],
  [
    "a double pass, recorded",
    ({ present }) => present.redemptions.push(recordOf(scanned("F", 3, "pass"))),
    /T3 passed/,
  ],
  ["a second first verdict", ({ history }) => claimFirst(history.scans[0]), /A was decided 2 times/],
  ["a replay that changed its mind", ({ history }) => changeMind(history.scans[2]), /C got several verdicts/],
  ["a duplicate of a pass that never was", ({ present }) => present.redemptions.splice(0, 1), /B was a duplicate of/],
  ["an error on the way", ({ history }) => history.surprises.push("sale KEY9 was answered 500"), /answered 500/],
];

function turn(record: Redemption | undefined): void {
  if (record) Object.assign(record, { result: "pass", reason: null });
}

function claimFirst(scan: ScanAttempt | undefined): void {
  for (const reply of scan?.replies ?? []) reply.replayed = false;
}

function changeMind(scan: ScanAttempt | undefined): void {
  if (scan?.replies[1]) Object.assign(scan.replies[1], { result: "fail", reason: "duplicate_use" });
}

describe("[G3] [I6] the checker of the clients' history", () => {
  test("finds nothing on a good day", () => {
    const { history, present } = goodDay();
    expect(checkPresent(history, present)).toEqual([]);
  });

  test.each(planted)("finds %s", (_, plant, found) => {
    const day = goodDay();
    plant(day);
    expect(checkPresent(day.history, day.present)).toContainEqual(expect.stringMatching(found));
  });
});

/** The tables of a day without faults: two sales, a pass, and a code that was never sold. */
function goodBooks(): Books {
  const acts = [
    { type: "sale.created", id: "SALE1" },
    { type: "sale.created", id: "SALE2" },
    { type: "ticket.redeemed.pass", id: "A" },
    { type: "ticket.redeemed.fail", id: "B" },
    { type: "device.paired", id: null },
  ];
  const numbered = () => acts.map((act, index) => ({ tenant_id: "PARK", sequence: index + 1, ...act }));
  return {
    audits: numbered(),
    outbox: numbered(),
    sales: [1, 2].map((n) => ({ sale_id: `SALE${n}`, shift_id: "SHIFT", grand_total: 100, tickets: 1 })),
    payments: [
      { sale_id: "SALE1", amount: 60 },
      { sale_id: "SALE1", amount: 40 },
      { sale_id: "SALE2", amount: 100 },
    ],
    drawer_entries: [1, 2].map((n) => ({ entry_id: `SALE${n}`, shift_id: "SHIFT", total: 100 })),
    tickets: [1, 2].map((n) => ({ ticket_id: `T${n}`, sale_id: `SALE${n}`, type: "single", used: n === 1 ? 1 : 0 })),
    redemptions: [
      { scan_id: "A", ticket_id: "T1", result: "pass" },
      { scan_id: "B", ticket_id: null, result: "fail" },
    ],
  };
}

const cooked: [what: string, cook: (books: Books) => void, found: RegExp][] = [
  ["a gap in the audit", ({ audits }) => shift(audits[4]), /audit sequences of tenant PARK .+ at 5/],
  ["a gap in the outbox", ({ outbox }) => outbox.splice(2, 1), /outbox sequences of tenant PARK .+ at 3/],
  ["a sale without audit", ({ audits }) => rename(audits, "SALE1", "SALE2"), /audit lacks "sale.created SALE1"/],
  ["a sale told twice", ({ outbox }) => rename(outbox, "SALE1", "SALE2"), /outbox tells "sale.created SALE2"/],
  ["a pass without event", ({ outbox }) => rename(outbox, "A", "Z"), /outbox lacks "ticket.redeemed.pass A"/],
  ["an event without its pass", ({ redemptions }) => redemptions.shift(), /tells "ticket.redeemed.pass A"/],
  ["a lost payment", ({ payments }) => payments.shift(), /SALE1 of 100 has payments of 40/],
  ["money without a sale", ({ sales }) => sales.pop(), /money of sale SALE2/],
  ["a drawer that saw too little", ({ drawer_entries }) => drawer_entries.pop(), /shift SHIFT sold 200, entered 100/],
  ["a sale without its ticket", ({ tickets }) => tickets.pop(), /SALE2 names 1 tickets/],
  ["a ticket behind its passes", ({ tickets }) => Object.assign(tickets[0] ?? {}, { used: 0 }), /T1 shows 0 uses/],
];

function shift(row: { sequence: number } | undefined): void {
  if (row) row.sequence += 1;
}

function rename(rows: { id: string | null }[], from: string, to: string): void {
  for (const row of rows) if (row.id === from) row.id = to;
}

describe("[S1] [E1] the checker of the tables", () => {
  test("finds nothing in good books", () => expect(checkBooks(goodBooks())).toEqual([]));

  test.each(cooked)("finds %s", (_, cook, found) => {
    const books = goodBooks();
    cook(books);
    expect(checkBooks(books)).toContainEqual(expect.stringMatching(found));
  });
});
