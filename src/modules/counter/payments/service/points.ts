/** Use-case of points by hand: points pay like money, so giving them needs a second person for their value (rules A1, S1). */

import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, may, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { adjustPoints, isCustomer } from "../../../guests/customers/index.ts";
import { GRANT_USED, requireApproval } from "../../../offer/approvals/index.ts";

/**
 * Gives a customer points, or takes them where `points` is below zero. Giving needs a grant as the park requires; its
 * subject is the customer, its amount the value of the points in satang. Taking needs no grant.
 * Errors: E_NOT_FOUND, E_PERMISSION, E_APPROVAL_REQUIRED, E_CUSTOMER_INACTIVE, E_POINTS_SHORT; E_VALIDATION for a caller
 * of several stores who names none; E_SCOPE_MISMATCH for another's store.
 */
export async function givePoints(
  ctx: Context,
  subject_id: string,
  {
    approval_token,
    store_id: named,
    ...given
  }: { points: number; reason: string; store_id?: string; approval_token?: string },
) {
  if (!(await isCustomer(ctx, subject_id))) throw new AppError(errors.not_found);
  if (given.points < 0) return adjustPoints(ctx, subject_id, given);
  return decideAgain([GRANT_USED], async () => {
    const store_id = storeFor(ctx, "approve", named);
    const amount = given.points * (await readSettings(ctx, store_id))["loyalty.point_value"];
    const act = { action: "points", store_id, subject_id, amount } as const;
    const approval = await requireApproval(ctx, approval_token, act, may(ctx, "approve", store_id));
    return adjustPoints(ctx, subject_id, given, approval);
  });
}
