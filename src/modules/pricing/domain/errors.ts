/** What can be wrong with taxes, price lists and rules, in words that say what to do (rules P2, P3). */

import { defineErrors } from "../../../shared/errors.ts";

export const pricingErrors = defineErrors({
  rule_conflict: {
    code: "E_RULE_CONFLICT",
    status: 409,
    message:
      "An active rule of the same kind and priority, named in details, may mean the same line at the same time. Give one of them another priority.",
  },
  code_taken: {
    code: "E_PROMO_CODE_TAKEN",
    status: 409,
    message: "An active rule, named in details, has this promo code. Choose another, or deactivate that rule first.",
  },
  tax_default: {
    code: "E_TAX_DEFAULT",
    status: 409,
    message: "Packages that name no tax have this one. Make another tax the default first.",
  },
  package_unknown: {
    code: "E_PACKAGE_UNKNOWN",
    status: 422,
    message: "A package named in package_ids, params.parts or items is not one of this park's.",
  },
  zone_unknown: {
    code: "E_ZONE_UNKNOWN",
    status: 422,
    message: "A zone named in zone_ids is not one of this park's.",
  },
  raced: {
    code: "E_CONFLICT",
    status: 409,
    message: "Other pricing rules were saved at the same moment. Send this one again.",
  },
  rule_used_up: {
    code: "E_RULE_USED_UP",
    status: 409,
    message: "A rule of this cart was used for the last time just now. Price the cart again.",
  },
});
