/** What the world hears of sales. What tickets they bring is told by `ticket.issued`. */

export const SALE_CREATED = "sale.created";
export const SALE_VOIDED = "sale.voided";
/** The tickets of a sale of an outage wait for a release, and have it (rule O7). */
export const SALE_FLAGGED = "sale.flagged";
export const SALE_RELEASED = "sale.released";
/** A sale of an outage was paid at another price than the server's (rule O7). */
export const SALE_PRICE_MISMATCH = "sale.price_mismatch";
