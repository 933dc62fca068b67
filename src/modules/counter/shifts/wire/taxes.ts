/** CSV columns for the tax of totals: in all, and by rate. */

import { taxColumns } from "../../../../platform/http/fields.ts";

export const TAX_COLUMNS = [
  ...["totals.net", "totals.tax_total", "totals.refunds_tax_total", "totals.surcharge_tax_total"],
  ...taxColumns("totals.taxes"),
];
