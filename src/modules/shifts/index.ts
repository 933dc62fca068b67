export { shiftErrors } from "./domain.ts";
export { openShiftOf, recordTaking } from "./service.ts";
