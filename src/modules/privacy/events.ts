/** What the world hears of guests' data: that somebody's is gone. */

export const CUSTOMER_ERASED = "customer.erased";
