export { shiftErrors, type Taking } from "./domain.ts";
export { openShiftOf, recordTaking } from "./service.ts";
