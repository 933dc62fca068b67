/** Errors of imports, and of their rows. */

import { importErrors } from "../../../../shared/errors/operations.ts";
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
  missing: importErrors.row_missing,
  number: importErrors.row_number,
  phone: importErrors.row_phone,
  email: importErrors.row_email,
  flag: importErrors.row_flag,
  long: importErrors.row_long,
  card: importErrors.row_card,
  twice: importErrors.row_twice,
  item_unknown: importErrors.row_item,
  in_use: importErrors.row_in_use,
  elsewhere: importErrors.row_elsewhere,
  refused: importErrors.row_refused,
};
