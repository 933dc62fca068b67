/** Scans of an outage: their tickets' objects decide them in groups (rules O5, O6). */

import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { iso } from "../../../../shared/time.ts";
import { redeemHandedIn, type Verdict } from "../../../admission/scans/index.ts";
import { type OpResult, type PlacedOp, rejected } from "../domain.ts";

/** Answers scans in the order given. */
export async function applyRedemptions(
  ctx: Context,
  device: DevicePrincipal,
  scans: readonly PlacedOp<"redemption">[],
): Promise<OpResult[]> {
  const answers = await redeemHandedIn(
    ctx,
    device,
    scans.map(({ op, time }) => {
      const { scan_id = op.op_id, result, reason, ...scanned } = op.payload;
      const offline = { result, reason: reason || null };
      return { ...scanned, scan_id, device_at: op.device_at, time, offline, repaired: op.repaired };
    }),
  );
  return scans.map(({ op }, index) => {
    const answer = answers[index];
    if (answer === undefined || answer instanceof AppError)
      return rejected(op.op_id, answer ?? new AppError(errors.unavailable));
    return { op_id: op.op_id, status: statusOf(answer, op.payload.result), data: dataOf(answer) };
  });
}

function statusOf(verdict: Verdict, claimed: "pass" | "fail"): OpResult["status"] {
  if (verdict.replayed) return "duplicate";
  return claimed === "pass" && (verdict.result === "fail" || verdict.admitted_offline) ? "conflict" : "applied";
}

function dataOf({ ticket, first_pass, message, ...verdict }: Verdict): Record<string, unknown> {
  return {
    ...verdict,
    ticket_id: ticket?.ticket_id ?? null,
    first_pass: first_pass && { ...first_pass, at: iso(first_pass.at) },
    message,
  };
}
