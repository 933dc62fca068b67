/** Checks a request for an approval and prices its cart, before anybody decides it (rule A1). */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Cart, discountByHand, overriddenBy, priceItems, readCart } from "../../carts/index.ts";
import { type Action, hasFirstPerson, problemsWithNames } from "../domain/actions.ts";
import { type ApprovedCart, approvedCartOf, problemWithAmount } from "../domain/carts.ts";
import { approvalErrors } from "../domain/errors.ts";

/** A requested act; `amount` is satang. */
export interface RequestedAct {
  action: Action;
  store_id?: string;
  subject_id?: string;
  amount?: number;
  cart?: Cart;
}

/**
 * Refuses a request by a device alone, and one without the fields that the act needs. Returns the cart as the server
 * prices it at the store; null without one.
 * Errors: E_REQUESTER for a device alone; E_VALIDATION for a missing field or an amount that is not the cart's;
 * E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS.
 */
export async function requireValidRequest(
  ctx: Context,
  asked: RequestedAct,
  store_id: string,
): Promise<ApprovedCart | null> {
  const { action, amount = 0, cart } = asked;
  if (!hasFirstPerson(action, ctx.actor.kind)) throw new AppError(approvalErrors.requester);
  const problems = problemsWithNames(action, asked);
  if (problems.length > 0) throw new AppError(errors.validation, { fields: problems });
  if (!cart) return null;
  const priced = priceItems(cart, await readCart(ctx, cart, store_id, ctx.now));
  const by_hand = { given_by_hand: discountByHand(priced), overridden_by: overriddenBy(priced) ?? 0 };
  const kept = approvedCartOf(priced, cart.items, by_hand);
  const problem = problemWithAmount(action, amount, kept);
  if (problem) throw new AppError(errors.validation, { fields: [problem] });
  return kept;
}
