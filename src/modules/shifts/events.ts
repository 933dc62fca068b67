/** What the world hears of shifts. */

export const SHIFT_OPENED = "shift.opened";
/** In the audit alone: a shift was made for what happened while none was open. */
export const SHIFT_UNATTENDED = "shift.unattended";
export const SHIFT_CLOSED = "shift.closed";
export const SHIFT_ADJUSTED = "shift.adjusted";
export const DRAWER_MOVED = "drawer.moved";
export const DRAWER_OPENED = "drawer.opened";
export const DAY_CLOSED = "day.closed";
