/** What the world hears of refunds; audit rows bear the same names, and those of the steps between. */

export const REFUND_CREATED = "refund.created";

/** Its money is set aside; it is being given up; everything is put back. */
export const REFUND_STEPS = {
  reserved: "refund.reserved",
  giving_up: "refund.giving_up",
  cancelled: "refund.cancelled",
} as const;
