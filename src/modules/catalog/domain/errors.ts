/** Every refusal of the catalog says what to change. */

import { defineErrors } from "../../../shared/errors.ts";

export const catalogErrors = defineErrors({
  package_parts: {
    code: "E_PACKAGE_PARTS",
    status: 422,
    message:
      "A bundle needs parts that are other packages of the same stores and no bundles, active when it is; other packages have no parts.",
  },
  package_in_use: {
    code: "E_PACKAGE_IN_USE",
    status: 409,
    message:
      "Active bundles have this package as a part. Deactivate those that details.bundles names, or change their parts.",
  },
  tax_unknown: {
    code: "E_TAX_UNKNOWN",
    status: 422,
    message: "tax_id is not one of this park's active taxes.",
  },
  category_unknown: {
    code: "E_CATEGORY_UNKNOWN",
    status: 422,
    message: "category_id is not a category of the package's stores.",
  },
  zone_unknown: {
    code: "E_ZONE_UNKNOWN",
    status: 422,
    message: "A zone of the package is not one of its stores' active zones; details.fields names it.",
  },
  zone_in_use: {
    code: "E_ZONE_IN_USE",
    status: 409,
    message: "Active packages open this zone. Deactivate those that details.packages names, or change their zones.",
  },
  sold_out: {
    code: "E_SOLD_OUT",
    status: 409,
    message: "There are not as many places left in the slot. Sell fewer, or a slot that has places.",
  },
  no_slots: {
    code: "E_NO_SLOTS",
    status: 409,
    message: "The package has no places per slot. Give it a capacity and slot_minutes first.",
  },
  slot_sold: {
    code: "E_SLOT_SOLD",
    status: 409,
    message: "More places of the slot are sold than that. A capacity of details.sold closes it to further sales.",
  },
});
