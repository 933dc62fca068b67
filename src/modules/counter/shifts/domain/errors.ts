/** What can be wrong with a shift, a drawer or a day. */

export { dayErrors, shiftErrors } from "../../../../shared/errors/counter.ts";
