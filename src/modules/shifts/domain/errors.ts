/** What can be wrong with a shift, a drawer or a day. */

import { defineErrors } from "../../../shared/errors.ts";

export const shiftErrors = defineErrors({
  shift_closed: {
    code: "E_SHIFT_CLOSED",
    status: 409,
    message: "This drawer has no open shift. Open one, then try again.",
  },
  shift_made: {
    code: "E_CONFLICT",
    status: 409,
    message: "A shift for this drawer and date was made just now. Try again.",
  },
  shift_open: {
    code: "E_SHIFT_OPEN",
    status: 409,
    message: "This drawer already has an open shift. Close it first.",
  },
  shift_exists: {
    code: "E_DUPLICATE",
    status: 409,
    message: "This shift_id was used on another drawer. Make a new one for each shift.",
  },
  entry_exists: {
    code: "E_DUPLICATE",
    status: 409,
    message: "This movement_id is taken by a sale. Make a new one for each movement.",
  },
  drawer_busy: {
    code: "E_CONFLICT",
    status: 409,
    message: "Others take cash out of this drawer at the same moment. Try again in a moment.",
  },
  shift_busy: {
    code: "E_CONFLICT",
    status: 409,
    message: "Sales keep arriving while this shift is being closed. Try again in a moment.",
  },
});

export const dayErrors = defineErrors({
  drawers_open: {
    code: "E_SHIFT_OPEN",
    status: 409,
    message: "Drawers of this date are still open; details.shifts says which. Close them, then close the day.",
  },
  no_shifts: {
    code: "E_DAY_EMPTY",
    status: 409,
    message: "No shift was opened on this date, so there is nothing to close.",
  },
  day_busy: {
    code: "E_CONFLICT",
    status: 409,
    message: "The shifts of this date keep changing. Try again in a moment.",
  },
});
