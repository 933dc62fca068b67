/** What the world hears of tenants. */

export const CLOCK_MOVED = "sandbox.clock_moved";
