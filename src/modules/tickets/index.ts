export { TICKET_STATUSES, TICKET_TYPES } from "./domain/admission.ts";
export { issueTickets, presentTickets, SHORT_CODE_TAKEN, type TicketOrder } from "./service/issue.ts";
export { ticketsById } from "./service/read.ts";
export type { Ticket } from "./store.ts";
