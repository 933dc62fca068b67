/** What the world hears of parked carts. */

export const OPEN_TICKET_EVENTS = {
  parked: "open_ticket.parked",
  changed: "open_ticket.changed",
  cancelled: "open_ticket.cancelled",
  expired: "open_ticket.expired",
} as const;
