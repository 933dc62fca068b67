export { reprintEntryOf, undoEntry } from "./domain/entries.ts";
export { blindShifts, hiddenIn, requireSums } from "./service/blind.ts";
export { recordMovement } from "./service/by-hand.ts";
export { closeShift } from "./service/close.ts";
export { ENTRY_RACES, findShiftEntry, isLate, recordEntry, SHIFT_MADE } from "./service/entries.ts";
export { openShift } from "./service/open.ts";
export { openShiftOf, shiftOf } from "./service/read.ts";
export { type JoinedShift, shiftAt, unattendedShift } from "./service/unattended.ts";
export type { Shift } from "./store.ts";
