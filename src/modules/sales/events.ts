/** What the world hears of sales. The tickets of a sale travel in its event. */

export const SALE_CREATED = "sale.created";
