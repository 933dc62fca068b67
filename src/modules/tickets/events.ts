/** What the world hears of tickets. */

export const REDEEMED = { pass: "ticket.redeemed.pass", fail: "ticket.redeemed.fail" } as const;
