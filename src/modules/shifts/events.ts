/** What the world hears of shifts. */

export const SHIFT_OPENED = "shift.opened";
export const SHIFT_CLOSED = "shift.closed";
export const DRAWER_MOVED = "drawer.moved";
