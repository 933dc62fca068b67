export { shiftErrors } from "./domain.ts";
export { closeShift } from "./service/close.ts";
export { shiftAt } from "./service/drawer.ts";
export { ENTRY_RACES, isLate, recordEntry, recordMovement } from "./service/entries.ts";
export { openShift } from "./service/open.ts";
export { openShiftOf } from "./service/read.ts";
export type { Shift } from "./store.ts";
