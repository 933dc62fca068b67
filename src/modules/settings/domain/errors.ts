/** What can go wrong when something is loosened, each with what to do about it. */

import { defineErrors } from "../../../shared/errors.ts";

export const looseningErrors = defineErrors({
  second_person: {
    code: "E_SECOND_PERSON",
    status: 403,
    message: "This makes a risky act easier, so it takes two people. Send another person who may set this as approver.",
  },
  approver_pin: {
    code: "E_APPROVER_PIN",
    status: 403,
    message: "The approver and PIN do not belong together. Ask the approver to enter it again.",
  },
  approver: {
    code: "E_APPROVER",
    status: 403,
    message:
      "The approver must be another person who may approve this there, and whom you did not hire or give a PIN or rights in the last seven days.",
  },
  changed: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed this at the same moment. Read it again, then repeat your change.",
  },
});
