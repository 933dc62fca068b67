/** Errors of shifts, drawers and day closes. */

export { dayErrors, shiftErrors } from "../../../../shared/errors/counter.ts";
