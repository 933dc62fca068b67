/** Use-cases of requesting an approval: nobody is asked to approve a refund or void that cannot happen (rule A1). */

import type { Context } from "../../../../platform/http/context.ts";
import {
  grantByPin,
  type PinApproval,
  type RemoteRequest,
  type RequestedAct,
  requestApproval,
} from "../../../offer/approvals/index.ts";
import { requirePossibleVoid } from "../../sales/index.ts";
import { requirePossibleRefund } from "./checks.ts";

const CHECKS: { [Action in RequestedAct["action"]]?: (ctx: Context, asked: RequestedAct) => Promise<void> } = {
  refund: requirePossibleRefund,
  goodwill: requirePossibleRefund,
  void: requirePossibleVoid,
};

/** A grant by a supervisor's PIN. Errors: those of the act's check and of `grantByPin`. */
export async function grantPossibleAct(ctx: Context, asked: PinApproval) {
  await requirePossibleAct(ctx, asked);
  return grantByPin(ctx, asked);
}

/** A request to a person elsewhere. Errors: those of the act's check and of `requestApproval`. */
export async function requestPossibleAct(ctx: Context, asked: RemoteRequest) {
  await requirePossibleAct(ctx, asked);
  return requestApproval(ctx, asked);
}

/** A device alone learns nothing here; its request is refused for its lack of a person. */
async function requirePossibleAct(ctx: Context, asked: RequestedAct): Promise<void> {
  if (ctx.actor.kind === "employee") await CHECKS[asked.action]?.(ctx, asked);
}
