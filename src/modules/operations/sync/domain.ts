/** Operations that a device hands in after an outage: their limits, order and answers (rules O3, O4, O9). */

import { type AppError, errors } from "../../../shared/errors.ts";
import type { RepairReport } from "../../../shared/handed-in.ts";
import type { DecidedTime } from "../../../shared/outage.ts";
import type { Permission } from "../../../shared/permissions.ts";

export { syncErrors } from "../../../shared/errors/operations.ts";

export const OP_TYPES = [
  "sale",
  "redemption",
  "audit",
  "shift_open",
  "shift_close",
  "movement",
  "timecard",
  "heartbeat",
] as const;
export type OpType = (typeof OP_TYPES)[number];

/**
 * The permission that a device needs for each type of operation, and whether a person's token may hand in that person's
 * own. Nobody clocks in for themselves after the fact.
 */
export const NEEDS: Record<OpType, { device: Permission | null; by_person: boolean }> = {
  sale: { device: "sell", by_person: true },
  redemption: { device: "redeem", by_person: true },
  audit: { device: null, by_person: true },
  shift_open: { device: "sell", by_person: true },
  shift_close: { device: "sell", by_person: true },
  movement: { device: "sell", by_person: true },
  timecard: { device: null, by_person: false },
  heartbeat: { device: null, by_person: true },
};

/** The most that one request of a batch may use; operations beyond it are sent again. */
export const BUDGET = {
  /** Operations in a batch. */
  ops: 1_000,
  /** Operations other than scans; each commits separately. */
  commits: 250,
  /** Bytes of one operation's payload; a larger one is refused. */
  op_bytes: 128 * 1024,
  /** Bytes of all payloads. */
  bytes: 1024 * 1024,
  /** Statements sent to D1, which takes 1,000 of one request. */
  queries: 900,
} as const;

/**
 * The most statements that one operation sends to D1: a sale of 1,000 lines with as many tickets, a scan, and a group
 * of scans.
 */
export const MOST_QUERIES = { op: 60, scan: 6, scans: 20 } as const;

/** Whether one more operation fits, whatever it costs. The first always fits. */
export function fitsOp(spent: { commits: number; bytes: number; queries: number }, op_bytes: number): boolean {
  const { commits, bytes, queries } = spent;
  return commits < BUDGET.commits && fitsBytes(bytes, op_bytes) && queries + MOST_QUERIES.op <= BUDGET.queries;
}

/** The beginning or end of a shift on the device's drawer, or of a person's work. */
export interface Turn {
  act: keyof typeof TURNS;
  of: string;
  /** The shift, if the operation names one. */
  shift_id?: string;
}

/** The state that each operation needs, and the state after it. */
const TURNS = {
  shift_open: { needs: ["out"], leaves: "in" },
  shift_close: { needs: ["in"], leaves: "out" },
  clock_in: { needs: ["out"], leaves: "in" },
  break_start: { needs: ["in"], leaves: "break" },
  break_end: { needs: ["break"], leaves: "in" },
  clock_out: { needs: ["in", "break"], leaves: "out" },
} as const satisfies Record<string, { needs: readonly string[]; leaves: string }>;

/** The turn of an operation whose payload is not checked yet, or undefined. */
export function turnOf(op_id: string, type: OpType, payload: unknown): Turn | undefined {
  const { employee_id, action, shift_id } = (payload ?? {}) as Record<string, unknown>;
  const named = typeof shift_id === "string" ? { shift_id } : {};
  if (type === "shift_open") return { act: type, of: "drawer", shift_id: op_id, ...named };
  if (type === "shift_close") return { act: type, of: "drawer", ...named };
  const is_act = type === "timecard" && typeof action === "string" && Object.hasOwn(TURNS, action);
  return is_act ? { act: action as Turn["act"], of: String(employee_id) } : undefined;
}

interface TimedOp {
  place: number;
  time: DecidedTime;
  op: { type: OpType; turn?: Turn };
}

/** Sorts operations by time, then by `op_ids`, then as sent. `op_ids` is indexed by place in the batch. */
export function byTime<Item extends TimedOp>(items: readonly Item[], op_ids: readonly (string | null)[]): Item[] {
  const idOf = ({ time }: Item) => op_ids[time.anchor] ?? "";
  return items.toSorted((a, b) => {
    const earlier = a.time.happened_at - b.time.happened_at;
    return earlier || (idOf(a) === idOf(b) ? a.place - b.place : idOf(a) < idOf(b) ? -1 : 1);
  });
}

/**
 * The order in which operations sorted by time are applied. If shifts and work would begin and end in another order
 * than they were sent in, a clock was changed in between, and the order as sent is used. It is not used when that order
 * is impossible, or when the operations were sent from last to first.
 */
export function inOrder<Item extends TimedOp>(by_time: readonly Item[]): Item[] {
  const as_sent = by_time.toSorted((a, b) => a.place - b.place);
  const agree = turnsOf(by_time) === turnsOf(as_sent);
  const trusted = contradicts(by_time) || !runsBackwards(as_sent);
  return opensFirst(agree || contradicts(as_sent) || !trusted ? by_time : as_sent);
}

/**
 * Whether times fall more often than they rise. A clock that is set back now and then still runs forward in between.
 */
function runsBackwards(items: readonly TimedOp[]): boolean {
  const steps = items.slice(1).map(({ time }, index) => time.happened_at - (items[index]?.time.happened_at ?? 0));
  const falls = steps.filter((step) => step < 0).length;
  return falls > 1 && falls > steps.filter((step) => step > 0).length;
}

/** The order in which each shift and each person's work begins and ends. */
function turnsOf(items: readonly TimedOp[]): string {
  const turns = items.flatMap(({ place, op: { turn } }) => (turn ? [{ place, of: turn.of }] : []));
  return JSON.stringify(turns.toSorted((a, b) => (a.of === b.of ? 0 : a.of < b.of ? -1 : 1)));
}

function contradicts(items: readonly TimedOp[]): boolean {
  const states = new Map<string, { state: string; shift_id?: string }>();
  return items.some(({ op: { turn } }) => {
    if (!turn) return false;
    const { act, of, shift_id } = turn;
    const { needs, leaves }: { needs: readonly string[]; leaves: string } = TURNS[act];
    const before = states.get(of);
    states.set(of, { state: leaves, shift_id });
    if (!before) return false;
    const is_same = shift_id !== undefined && shift_id === before.shift_id;
    const is_other = act === "shift_close" && shift_id !== undefined && !is_same;
    return is_other || (act === "shift_open" && is_same) || !needs.includes(before.state);
  });
}

/**
 * Operations in their order, but with each opening of a shift before the operations since the closing before it: these
 * join the shift that is opened next (rule O7).
 */
function opensFirst<Item extends { op: { type: OpType } }>(queue: readonly Item[]): Item[] {
  const ordered: Item[] = [];
  let since = 0;
  for (const item of queue) {
    if (item.op.type === "shift_open") ordered.splice(since, 0, item);
    else ordered.push(item);
    if (item.op.type === "shift_open" || item.op.type === "shift_close") since = ordered.length;
  }
  return ordered;
}

export function fitsBytes(bytes: number, op_bytes: number): boolean {
  return bytes + op_bytes <= BUDGET.bytes;
}

/** The most scans that can be decided together after so many statements, whatever each of them costs. */
export function scansThatFit(queries: number): number {
  return Math.max(0, Math.floor((BUDGET.queries - queries - MOST_QUERIES.scans) / MOST_QUERIES.scan));
}

/**
 * Whether an operation needs the device's own token: with a person's token only that person's own operations are
 * accepted.
 */
export function needsDeviceToken(op: Op, caller_id: string | null): boolean {
  if (caller_id === null) return false;
  const named = namedBy(op);
  return !NEEDS[op.type].by_person || (named !== undefined && named !== caller_id);
}

/** The employee named by an operation as the one who did it. */
export function namedBy({ payload }: Op): string | undefined {
  const { cashier_id, employee_id } = payload as { cashier_id?: string; employee_id?: string };
  return employee_id ?? cashier_id;
}

interface Payloads {
  redemption: {
    scan_id?: string;
    qr_token?: string;
    short_code?: string;
    direction?: "entry" | "exit";
    party?: number;
    zone_id?: string;
    answers?: { question_id: string; value: string | number | boolean }[];
    /** The gate's decision, and the reason of a refusal. */
    result: "pass" | "fail";
    reason?: string | null;
  };
  sale: {
    sale_id?: string;
    receipt_no: string;
    cashier_id?: string;
    shift_id?: string;
    items: {
      package_id: string;
      qty: number;
      /** Epoch ms, for a package with slots. */
      slot_start?: number;
      discount?: { kind: "percent" | "amount"; value: number; reason_code?: string };
    }[];
    promo_codes?: string[];
    payments: { method: string; amount: number; amount_tendered?: number; reference?: string }[];
    totals: { subtotal?: number; discount_total?: number; tax_total?: number; grand_total: number };
    /** Blanks of lots, by line. */
    tickets?: { line_no: number; package_id: string; ticket_ids: string[] }[];
    customer_id?: string;
    note?: string;
  };
  audit: { event: string; subject_id?: string; details?: Record<string, unknown> };
  shift_open: { shift_id?: string; cash_open: number; employee_id?: string };
  shift_close: {
    shift_id?: string;
    cash_counted?: number;
    denominations?: { value: number; count: number }[];
    cash_left?: number;
    note?: string;
    employee_id?: string;
  };
  movement: {
    kind: "paid_in" | "paid_out" | "drop" | "pickup";
    amount: number;
    reason: string;
    shift_id?: string;
    employee_id?: string;
  };
  timecard: { employee_id: string; action: "clock_in" | "clock_out" | "break_start" | "break_end" };
  heartbeat: { app_version?: string; battery?: number; queue_depth?: number; list_cursor?: string };
}

/** An operation with a checked shape. `device_at` is epoch ms by the device's own clock. */
export interface Op<Type extends OpType = OpType> {
  op_id: string;
  type: Type;
  device_at: number;
  payload: Payloads[Type];
  repaired: RepairReport;
}

/** An operation that can be applied, with its place in the batch and its time by the server's clock. */
export interface PlacedOp<Type extends OpType = OpType> {
  place: number;
  op: Op<Type>;
  time: DecidedTime;
}

export type OpStatus = "applied" | "duplicate" | "conflict" | "rejected";

/** The answer to one operation; final unless `retry`. */
export interface OpResult {
  op_id: string | null;
  status: OpStatus;
  code?: string;
  message?: string;
  details?: Record<string, unknown>;
  retry?: boolean;
  data?: Record<string, unknown>;
}

/** The answer to a refused operation. It has `retry` when a later attempt may succeed. */
export function rejected(op_id: string | null, error: AppError): OpResult {
  const { spec, details } = error;
  const healed = spec === errors.busy || spec === errors.device_token_required;
  const retry = spec.status === 503 || spec.status === 429 || healed;
  return { op_id, status: "rejected", code: spec.code, message: spec.message, details, ...(retry && { retry }) };
}

/** How far a device's clock is ahead of the server's, from the device's time of sending the batch (rule O4). */
export function skewOf(sent_at: number, now: number): number {
  return sent_at - now;
}
