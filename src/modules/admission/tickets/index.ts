export { ticketErrors } from "../../../shared/errors/admission.ts";
export { forgetAnswers, wholeTickets } from "../../operations/ticket-history/service/whole.ts";
export { DEVICE_STANDING, newestSequence, readList } from "../gate/service/list.ts";
export { blanksFor, hasReserved } from "../lots/service/lots.ts";
export { redeemHandedIn } from "../scans/service/handed-in.ts";
export type { Verdict } from "../scans/service/scans.ts";
export { listPeopleInside } from "../scans/service/stats.ts";
export { printedHash } from "../ticket-codes/service/codes.ts";
export { remainingOf } from "./domain/admission.ts";
export { wasUsed } from "./domain/changes.ts";
export { placesOf } from "./domain/kinds.ts";
export { TICKET_STATUSES, TICKET_TYPES } from "./domain/words.ts";
export { KEY_EVENTS, LOT_EVENTS, TICKET_CHANGES } from "./events.ts";
export { changeTicket, replaceTicket } from "./service/change.ts";
export { listTickets, type NamedTicket, type TicketQuery, ticketNamed } from "./service/find.ts";
export { BLANK_BOUND, issueTickets, presentTickets, SHORT_CODE_TAKEN } from "./service/issue.ts";
export { countPrint } from "./service/prints.ts";
export { admitsUntil, latestOf, type TicketView, ticketsById } from "./service/read.ts";
export {
  endRefunded,
  releaseRefunded,
  releaseRefundedPlaces,
  takeRefundedPlaces,
} from "./service/refund.ts";
export { releaseHeld, withdrawTickets } from "./service/withdraw.ts";
export { countByStatus } from "./store/tickets.ts";
