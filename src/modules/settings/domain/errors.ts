/** What can go wrong when something is loosened, each with what to do about it. */

import { defineErrors } from "../../../shared/errors.ts";

export const looseningErrors = defineErrors({
  second_person: {
    code: "E_SECOND_PERSON",
    status: 403,
    message:
      "This makes a risky act easier, so two people must agree. Send another person who may set this as approver.",
  },
  changed: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed this at the same moment. Read it again, then repeat your change.",
  },
});
