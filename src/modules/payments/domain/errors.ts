/** What can be wrong with payments and payment types. */

import { defineErrors } from "../../../shared/errors.ts";

export const paymentErrors = defineErrors({
  payment: {
    code: "E_PAYMENT",
    status: 422,
    message: "The payments do not settle the total; details say which and by how much.",
  },
  overpaid: {
    code: "E_PAYMENT",
    status: 409,
    message: "Less than this is owed on the sale; details.due says how much.",
  },
  coin: {
    code: "E_PAYMENT",
    status: 409,
    message: "Cash comes in whole coins, and this is less than one. Ask for details.coin satang or more.",
  },
  no_account: {
    code: "E_NO_ACCOUNT",
    status: 409,
    message: "Nothing of this sale stands on account, so there is nothing to pay later.",
  },
  payment_state: {
    code: "E_PAYMENT_STATE",
    status: 409,
    message:
      "A payment with this status cannot take the one you sent; details name both. Give back what a sale was paid with by POST /refunds.",
  },
  payments_moved: {
    code: "E_PAYMENT_STATE",
    status: 409,
    message: "Payments of this sale were made or undone since it was sold. Refund the sale instead of voiding it.",
  },
  payment_raced: {
    code: "E_CONFLICT",
    status: 409,
    message: "Payments of this sale keep changing. Try again in a moment.",
  },
  device_required: {
    code: "E_DEVICE_REQUIRED",
    status: 403,
    message: "Money goes into a drawer or out of one. Log in on a till.",
  },
  reference_used: {
    code: "E_REFERENCE_USED",
    status: 409,
    message: "Another payment bears this reference; details.payment_id and details.sale_id name it. Look at the slip.",
  },
  type_exists: {
    code: "E_DUPLICATE",
    status: 409,
    message: "This method exists, in use or not. Change it with PUT.",
  },
});
