/** Errors of imports, and of their rows. */

import { importErrors, importRowErrors } from "../../../../shared/errors/operations.ts";
import type { ErrorSpec } from "../../../../shared/errors.ts";
import type { RowProblem } from "./rows.ts";
import type { SheetRefusal } from "./words.ts";

export { importErrors };

export const FILE_ERRORS: Readonly<Record<SheetRefusal, ErrorSpec>> = {
  empty: importErrors.empty,
  too_many_rows: importErrors.too_large,
  too_many_columns: importErrors.too_large,
  unreadable: importErrors.unreadable,
};

export const ROW_ERRORS: Readonly<Record<RowProblem, ErrorSpec>> = {
  missing: importRowErrors.row_missing,
  number: importRowErrors.row_number,
  phone: importRowErrors.row_phone,
  email: importRowErrors.row_email,
  flag: importRowErrors.row_flag,
  long: importRowErrors.row_long,
  card: importRowErrors.row_card,
  twice: importRowErrors.row_twice,
  item_unknown: importRowErrors.row_item,
  in_use: importRowErrors.row_in_use,
  elsewhere: importRowErrors.row_elsewhere,
  refused: importRowErrors.row_refused,
  code: importRowErrors.row_code,
  rounded: importRowErrors.row_rounded,
  date: importRowErrors.row_date,
  package_unknown: importRowErrors.row_package,
  package_bundle: importRowErrors.row_bundle,
  uses: importRowErrors.row_uses,
  window: importRowErrors.row_window,
  own_code: importRowErrors.row_own_code,
  ticket_touched: importRowErrors.row_ticket_touched,
};
