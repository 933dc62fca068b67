/**
 * The batch: it never fails as a whole, and every operation has its own answer, in the order sent (rules O3–O6, O9).
 */

import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type DecidedTime, decideTimes } from "../../../../shared/outage.ts";
import { recordSkew } from "../../../access/devices/index.ts";
import {
  byTime,
  fitsBytes,
  fitsOp,
  inOrder,
  NEEDS,
  type Op,
  type OpResult,
  type OpType,
  type PlacedOp,
  rejected,
  scansThatFit,
  skewOf,
  syncErrors,
  type Turn,
} from "../domain.ts";
import { applyOp } from "./ops.ts";
import { applyRedemptions } from "./redemptions.ts";

/** An operation with a read envelope. `read` checks its payload. Error of `read`: E_VALIDATION. */
export interface UnreadOp {
  op_id: string;
  type: OpType;
  device_at: number;
  at?: number;
  turn?: Turn;
  bytes: number;
  read(): Op;
}

/** An operation as sent, or the error of one that could not be read. */
export type SentOp = UnreadOp | { op_id: string | null; error: AppError };

/** An operation that the device may hand in, with its place in the batch. */
interface PlacedUnreadOp {
  place: number;
  op: UnreadOp;
  time: DecidedTime;
}

export interface BatchResult {
  results: OpResult[];
  clock_offset_ms: number;
  server_time: number;
}

/** The most scans that are decided together. */
export const SCANS_AT_ONCE = 100;

/**
 * Applies operations in the order of their decided times, then ids, unless shifts or work would begin and end in
 * another order than sent. Openings come before the operations that had no open shift. Redemptions come last, so that a
 * blank's sale is known before its scan. Each is read in its turn; the first that exceeds the budget and all after it
 * may be sent again.
 * `sent_at`: the time of sending by the device's own clock. Error: E_DEVICE_REQUIRED.
 */
export async function applyBatch(ctx: Context, sent_at: number, sent: readonly SentOp[]): Promise<BatchResult> {
  const { device, now } = ctx;
  if (!device) throw new AppError(errors.device_required);
  const offset_ms = skewOf(sent_at, now);
  const results: OpResult[] = [];
  const taken: PlacedUnreadOp[] = [];
  const readable = sent.map((op) => ("error" in op ? undefined : op));
  const times = decideTimes(readable, { ...device, now, offset_ms });
  for (const [place, op] of sent.entries()) {
    const time = times[place];
    const refusal = "error" in op ? op.error : refuseOp(ctx, device, op, time);
    if (refusal) results[place] = rejected(op.op_id, refusal);
    else if (time && !("error" in op)) taken.push({ place, op, time });
  }
  const placed = byTime(
    taken,
    sent.map(({ op_id }) => op_id),
  );
  const batch: Batch = { ctx, device, results, spent: { commits: 0, bytes: 0 } };
  const denied = placed.splice(Math.max(0, ctx.allowance.calls));
  for (const { op, place } of denied) results[place] = rejected(op.op_id, new AppError(errors.rate_limit));
  const scans = placed.filter(({ op }) => op.type === "redemption");
  const late = await applyEach(batch, inOrder(placed.filter(({ op }) => op.type !== "redemption")));
  late.push(...(late.length > 0 ? scans : await applyScans(batch, scans)));
  for (const { op, place } of late) results[place] = rejected(op.op_id, new AppError(syncErrors.batch_budget));
  // A failure here does not change the answers: the next heartbeat reports the clock again.
  await recordSkew(ctx, offset_ms).catch((error) => logTrouble("warn", "clock not noted", error));
  // A device that may only upload gets no data (rule O9).
  const answered = device.upload_only ? results.map(({ data, ...result }) => result) : results;
  return { results: answered, clock_offset_ms: offset_ms, server_time: now };
}

/** A batch in progress; `results` is indexed by the operations' places. */
interface Batch {
  ctx: Context;
  device: DevicePrincipal;
  results: OpResult[];
  spent: { commits: number; bytes: number };
}

/** Applies operations one by one. Returns those beyond the budget, and those after one that D1 did not answer. */
async function applyEach({ ctx, device, results, spent }: Batch, queue: PlacedUnreadOp[]): Promise<PlacedUnreadOp[]> {
  for (const [index, { place, op, time }] of queue.entries()) {
    if (ctx.db.queries.late || !fitsOp({ ...spent, queries: ctx.db.queries.sent }, op.bytes)) return queue.slice(index);
    if (op.type !== "heartbeat") spent.commits += 1;
    spent.bytes += op.bytes;
    const read = readOp(op);
    results[place] =
      read instanceof AppError ? rejected(op.op_id, read) : await applyOp(ctx, device, { place, op: read, time });
  }
  return [];
}

/** Applies scans in groups. Returns those beyond the budget. */
async function applyScans({ ctx, device, results, spent }: Batch, queue: PlacedUnreadOp[]): Promise<PlacedUnreadOp[]> {
  let at = 0;
  while (at < queue.length && !ctx.db.queries.late) {
    const most = Math.min(SCANS_AT_ONCE, scansThatFit(ctx.db.queries.sent));
    const group: PlacedOp<"redemption">[] = [];
    const from = at;
    for (; at < Math.min(from + most, queue.length); at++) {
      const { place, op, time } = queue[at] as PlacedUnreadOp;
      if (!fitsBytes(spent.bytes, op.bytes)) break;
      spent.bytes += op.bytes;
      const read = readOp(op);
      if (read instanceof AppError) results[place] = rejected(op.op_id, read);
      else group.push({ place, op: read as Op<"redemption">, time });
    }
    if (at === from) break;
    const verdicts = group.length > 0 ? await scansOrRetry(ctx, device, group) : [];
    for (const [index, { place }] of group.entries()) results[place] = verdicts[index] as OpResult;
  }
  return queue.slice(at);
}

/**
 * Decides a group of scans. If it fails, the other operations keep their answers, and these scans may be sent again.
 */
async function scansOrRetry(
  ctx: Context,
  device: DevicePrincipal,
  group: PlacedOp<"redemption">[],
): Promise<OpResult[]> {
  try {
    return await applyRedemptions(ctx, device, group);
  } catch (error) {
    logTrouble("error", "scans of a batch failed", error, { request_id: ctx.request_id });
    return group.map(({ op }) => rejected(op.op_id, outageOf(error) ?? new AppError(errors.unavailable)));
  }
}

function readOp(op: UnreadOp): Op | AppError {
  try {
    return op.read();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function refuseOp(ctx: Context, device: DevicePrincipal, op: UnreadOp, time?: DecidedTime): AppError | undefined {
  const needed = NEEDS[op.type].device;
  if (needed && !device.permissions.includes(needed)) return new AppError(errors.permission, { permission: needed });
  if (time && device.revoked_at !== null && time.happened_at > device.revoked_at)
    return new AppError(errors.device_revoked);
  const vital = op.type === "sale" || op.type === "redemption";
  return vital || ctx.allowance.stores ? undefined : new AppError(errors.bytes_spent);
}
