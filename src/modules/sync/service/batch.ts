/** A batch never fails whole: every operation has its own answer, in the order sent (rules O3–O6, O9). */

import type { Context, DevicePrincipal } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { noteClock } from "../../devices/index.ts";
import {
  correctedTime,
  NEEDS,
  type Op,
  type OpResult,
  type Placed,
  refuseTime,
  rejected,
  skewOf,
  syncErrors,
} from "../domain.ts";
import { applyOp } from "./ops.ts";
import { applyRedemptions } from "./redemptions.ts";

/** What was parsed of an operation: itself, or why it is none. */
export type ParsedOp = Op | { op_id: string | null; error: AppError };

export interface BatchResult {
  results: OpResult[];
  clock_offset_ms: number;
  server_time: number;
}

/**
 * Applies operations in the order of their corrected times, then ids; redemptions last, so that a blank's sale is known
 * before its scan. `sent_at`: when the device says that it sent them, by its own clock. Error: E_DEVICE_REQUIRED.
 */
export async function applyBatch(ctx: Context, sent_at: number, parsed: readonly ParsedOp[]): Promise<BatchResult> {
  const { device, now } = ctx;
  if (!device) throw new AppError(syncErrors.device_required);
  const offset_ms = skewOf(sent_at, now);
  const results: OpResult[] = [];
  const placed: Placed[] = [];
  for (const [place, op] of parsed.entries()) {
    const refusal = "error" in op ? op.error : refuseOp(device, op, offset_ms, now);
    if (refusal) results[place] = rejected(op.op_id, refusal);
    else if (!("error" in op)) placed.push({ place, op, happened_at: correctedTime(op.device_at, offset_ms, now) });
  }
  placed.sort((a, b) => a.happened_at - b.happened_at || (a.op.op_id < b.op.op_id ? -1 : 1));
  for (const one of placed) if (one.op.type !== "redemption") results[one.place] = await applyOp(ctx, device, one);
  const scans = placed.filter((one): one is Placed<"redemption"> => one.op.type === "redemption");
  const verdicts = await applyRedemptions(ctx, device, scans);
  for (const [index, { place }] of scans.entries()) results[place] = verdicts[index] as OpResult;
  await noteClock(ctx, offset_ms);
  // Who may only hand in reads nothing (rule O9).
  const told = device.upload_only ? results.map(({ data, ...result }) => result) : results;
  return { results: told, clock_offset_ms: offset_ms, server_time: now };
}

function refuseOp(device: DevicePrincipal, op: Op, offset_ms: number, now: number): AppError | undefined {
  const needed = NEEDS[op.type].device;
  if (needed && !device.permissions.includes(needed)) return new AppError(errors.permission, { permission: needed });
  const refusal = refuseTime({ device_at: op.device_at, offset_ms }, now, device.revoked_at);
  return refusal ? new AppError(refusal === "ts_range" ? syncErrors.ts_range : errors.device_revoked) : undefined;
}
