/** Points pay as money does: who gives them by hand needs a second person, of what they are worth (rules A1, S1). */

import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, may, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { adjustPoints, isCustomer } from "../../../guests/customers/index.ts";
import { GRANT_USED, requireApproval } from "../../../offer/approvals/index.ts";

/**
 * Gives a customer points, with a grant for the customer of what they pay, in satang, as the park requires; or takes them
 * where `points` is below zero, which needs none.
 * Errors: E_NOT_FOUND, E_PERMISSION, E_APPROVAL_REQUIRED, E_CUSTOMER_INACTIVE, E_POINTS_SHORT; E_VALIDATION for who is in no store.
 */
export async function givePoints(
  ctx: Context,
  subject_id: string,
  { approval_token, ...given }: { points: number; reason: string; approval_token?: string },
) {
  if (!(await isCustomer(ctx, subject_id))) throw new AppError(errors.not_found);
  if (given.points < 0) return adjustPoints(ctx, subject_id, given);
  return decideAgain([GRANT_USED], async () => {
    const store_id = storeFor(ctx, "approve");
    const amount = given.points * (await readSettings(ctx, store_id))["loyalty.point_value"];
    const act = { action: "points", store_id, subject_id, amount } as const;
    const approval = await requireApproval(ctx, approval_token, act, may(ctx, "approve", store_id));
    return adjustPoints(ctx, subject_id, given, approval);
  });
}
