/** What the world hears of tickets. */

export const REDEEMED = { pass: "ticket.redeemed.pass", fail: "ticket.redeemed.fail" } as const;

/** A sale's tickets came into being, all in one event. One that takes another's place is told by `ticket.reissued`. */
export const TICKET_ISSUED = "ticket.issued";

export const CHANGED = {
  annul: "ticket.annulled",
  block: "ticket.blocked",
  unblock: "ticket.unblocked",
  cancel: "ticket.cancelled",
  reissue: "ticket.reissued",
  refund: "ticket.refunded",
  unrefund: "ticket.unrefunded",
  refund_places: "ticket.places_refunded",
  unrefund_places: "ticket.places_unrefunded",
} as const;

/** What a gate must hear of at once. */
export const TICKET_CHANGES = Object.values(CHANGED);

export const KEY_EVENTS = { rotate: "ticket_key.rotated", revoke: "ticket_key.revoked" } as const;

/** Told by the devices below: the unbound blanks of one that is suspended or revoked admit nobody (rule O8). */
export const DEVICE_STANDING = ["device.suspended", "device.resumed", "device.revoked"] as const;

export const LOT_EVENTS = { reserved: "lot.reserved", withdrawn: "lot.withdrawn" } as const;

export const TICKET_CONFLICT = "ticket.conflict";

/** A line of a ticket's log that D1 refuses: a person has to look at it, and the ticket goes on without it. */
export const LINE_SET_ASIDE = "alert.ticket_line_set_aside";

/** Told by the sales above: it names the tickets that came into being. */
export const SALE_CREATED = "sale.created";
