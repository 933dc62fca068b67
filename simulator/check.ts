/** Checks after a crash: the clients' history and the server's current records must agree. The checks are pure. */
import type { History, Sale, SaleAttempt, ScanAttempt, SoldTicket } from "./history.ts";

export interface Redemption {
  redemption_id: string;
  scan_id: string;
  ticket_id: string | null;
  device_id: string;
  result: "pass" | "fail";
  reason: string | null;
  received_at: string;
}

/** The API's answers after the restart. */
export interface Present {
  /** Each acknowledged sale, read by its id; null if not found. */
  sale_of: ReadonlyMap<string, Sale | null>;
  /** Every sale of the list. */
  listed: readonly { sale_id: string; receipt_no: string }[];
  redemptions: readonly Redemption[];
}

export type Violation = string;

/** All violations in the API's answers. */
export function checkPresent(history: History, present: Present): Violation[] {
  return [
    ...history.surprises,
    ...history.sales.flatMap((attempt) => checkSale(attempt, present.sale_of)),
    ...checkList(history.sales, present.listed),
    ...history.scans.flatMap(checkReplies),
    ...checkRecords(history.scans, present.redemptions),
    ...checkQuotas(history, present.redemptions),
  ];
}

/** An acknowledged sale exists as acknowledged, and its key made no other sale. */
function checkSale({ key, replies }: SaleAttempt, sale_of: Present["sale_of"]): Violation[] {
  const [told] = replies;
  if (!told) return [];
  const { sale_id, receipt_no } = told;
  const differing = replies.some((reply) => factsOf(reply) !== factsOf(told));
  const present = sale_of.get(sale_id);
  return [
    ...(differing ? [`key ${key} was answered with different sales: ${replies.map(factsOf).join(" | ")}`] : []),
    ...(present ? [] : [`sale ${sale_id} (${receipt_no}) was acknowledged and is lost`]),
    ...(present && factsOf(present) !== factsOf(told)
      ? [`sale ${sale_id} is not as acknowledged: ${factsOf(told)} became ${factsOf(present)}`]
      : []),
  ];
}

function factsOf(sale: Sale): string {
  const { sale_id, receipt_no, shift_id, subtotal, discount_total, tax_total, grand_total, change } = sale;
  const tickets = sale.tickets.map(({ ticket_id, short_code, qr_token }) => [ticket_id, short_code, qr_token].join());
  return JSON.stringify([
    sale_id,
    receipt_no,
    shift_id,
    subtotal,
    discount_total,
    tax_total,
    grand_total,
    change,
    tickets.sort(),
  ]);
}

/** Every sale was requested by a till, and each device's receipt numbers run from 1 without gaps or repeats. */
function checkList(attempts: readonly SaleAttempt[], listed: Present["listed"]): Violation[] {
  const told = new Set(attempts.flatMap(({ replies }) => replies.map(({ sale_id }) => sale_id)));
  const strangers = listed.filter(({ sale_id }) => !told.has(sale_id));
  const shown = new Set(listed.map(({ sale_id }) => sale_id));
  const hidden = [...told].filter((sale_id) => !shown.has(sale_id));
  const numbers = new Map<string, number[]>();
  for (const { receipt_no } of listed) {
    const [, prefix = "", number = ""] = /^(.*)-(\d+)$/.exec(receipt_no) ?? [];
    // A till printed this number twice.
    if (number === "" && receipt_no.includes("/")) continue;
    numbers.set(prefix, [...(numbers.get(prefix) ?? []), Number(number)]);
  }
  return [
    ...strangers.map(({ sale_id, receipt_no }) => `sale ${sale_id} (${receipt_no}) was told to no till`),
    ...hidden.map((sale_id) => `sale ${sale_id} is missing in the list`),
    ...[...numbers].flatMap(([prefix, found]) => checkSequence(`receipt numbers ${prefix}`, found)),
  ];
}

/** Numbers run 1, 2, 3, … */
export function checkSequence(what: string, found: readonly number[]): Violation[] {
  const wrong = found.toSorted((a, b) => a - b).findIndex((number, index) => number !== index + 1);
  return wrong < 0 ? [] : [`${what} have a gap or a repeat at ${wrong + 1}`];
}

/** All answers to one scan id are one verdict, and at most one is marked as the first. */
function checkReplies({ request, replies }: ScanAttempt): Violation[] {
  const verdicts = new Set(replies.map(({ result, reason, remaining }) => `${result} ${reason} ${remaining}`));
  const first = replies.filter(({ replayed }) => !replayed).length;
  return [
    ...(verdicts.size > 1 ? [`scan ${request.scan_id} got several verdicts: ${[...verdicts].join(" | ")}`] : []),
    ...(first > 1 ? [`scan ${request.scan_id} was decided ${first} times`] : []),
  ];
}

/** Every acknowledged scan is recorded once, as acknowledged. */
export function checkRecords(scans: readonly ScanAttempt[], redemptions: readonly Redemption[]): Violation[] {
  const record_of = new Map(redemptions.map((record) => [record.redemption_id, record]));
  const violations = redemptions.length === record_of.size ? [] : ["a redemption is listed twice"];
  for (const { request, replies, ticket, gate } of scans) {
    const [told] = replies;
    if (!told) continue;
    const record = record_of.get(told.redemption_id);
    const expected = [told.result, told.reason, ticket?.ticket_id ?? null, gate].join();
    const found = record && [record.result, record.reason, record.ticket_id, record.device_id].join();
    if (!found) violations.push(`the ${told.result} of scan ${request.scan_id} was acknowledged and is not recorded`);
    else if (found !== expected)
      violations.push(`scan ${request.scan_id} was acknowledged as ${expected} and recorded as ${found}`);
  }
  return violations;
}

/** No ticket passes more often than it was paid for, and a duplicate names the earlier pass. */
function checkQuotas(history: History, redemptions: readonly Redemption[]): Violation[] {
  const tickets = new Map(
    history.sales.flatMap(({ replies }) => replies.flatMap((reply) => reply.tickets.map((it) => [it.ticket_id, it]))),
  );
  const passes = new Map<string, Map<string, Pick<Redemption, "device_id" | "received_at"> | null>>();
  const note = (ticket_id: string, scan_id: string, record: Redemption | null) => {
    const known = passes.get(ticket_id) ?? new Map();
    known.set(scan_id, record ?? known.get(scan_id) ?? null);
    passes.set(ticket_id, known);
  };
  for (const { ticket, replies, request } of history.scans)
    if (ticket && replies.some(({ result }) => result === "pass")) note(ticket.ticket_id, request.scan_id, null);
  for (const record of redemptions)
    if (record.ticket_id && record.result === "pass") note(record.ticket_id, record.scan_id, record);

  const exceeded = [...passes].flatMap(([ticket_id, scans]) => {
    const quota = quotaOf(tickets.get(ticket_id));
    return scans.size > quota ? [`ticket ${ticket_id} passed ${scans.size} times and was paid for ${quota}`] : [];
  });
  const misnamed = history.scans.flatMap(({ ticket, replies, request }) => {
    const [told] = replies;
    if (!ticket || told?.reason !== "duplicate_use") return [];
    const { at, device_id } = told.first_pass ?? {};
    const before = [...(passes.get(ticket.ticket_id)?.values() ?? [])];
    return before.some((pass) => pass?.device_id === device_id && pass?.received_at === at)
      ? []
      : [`scan ${request.scan_id} was a duplicate of a pass at ${at} that is not there`];
  });
  return [...exceeded, ...misnamed];
}

function quotaOf(ticket: SoldTicket | undefined): number {
  if (!ticket) return 0;
  return ticket.type === "timepass" ? Number.POSITIVE_INFINITY : ticket.quota_or_minutes;
}
