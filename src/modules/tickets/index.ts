export { TICKET_STATUSES, TICKET_TYPES } from "./domain/admission.ts";
export { issueTickets, presentTickets, SHORT_CODE_TAKEN } from "./service/issue.ts";
export { ticketsById } from "./service/read.ts";
