export { ticketErrors } from "../../../shared/errors/admission.ts";
export { blankTerms, remainingOf, unitOf } from "./domain/admission.ts";
export { attentionOf } from "./domain/attention.ts";
export { blankIds, blankStatusOf, isBlankOf, isHeldByGuest, lotIdOf, newLotId } from "./domain/blanks.ts";
export { type AnnulRefusal, CHANGE_KINDS, wasUsed } from "./domain/changes.ts";
export { mayHaveLeft, placesOf } from "./domain/kinds.ts";
export type { ListEntry } from "./domain/list.ts";
export { copiedLine, type LogEntry, type ScanLine } from "./domain/log.ts";
export { refusalMessage, unreadMessage } from "./domain/messages.ts";
export type { AnnulRequest, ScanOutcome, ScanRequest } from "./domain/requests.ts";
export { allowedPasses, overuseOf, type Span, spanOf, summarize } from "./domain/stats.ts";
export { verdictCode } from "./domain/verdict-codes.ts";
export {
  type Answer,
  completeTerms,
  DIRECTIONS,
  type Direction,
  FAIL_REASONS,
  type FailReason,
  type Message,
  type Pass,
  type Terms,
  TICKET_STATUSES,
  TICKET_TYPES,
  type TicketFacts,
  type TicketStatus,
  UNITS,
  type Unit,
} from "./domain/words.ts";
export { CHANGED, REDEEMED, TICKET_CHANGES, TICKET_CONFLICT, TICKET_IMPORTED } from "./events.ts";
export { countUnreads, forgetAnswers, recordUnread } from "./service/attempts.ts";
export { changeTicket, replaceTicket, replyKeyOf, requireMade } from "./service/change.ts";
export { findNamedTicket, listTickets, type NamedTicket, type TicketQuery } from "./service/find.ts";
export {
  changedForeign,
  type ForeignTerms,
  newForeign,
  recordForeignTickets,
  TICKET_TOUCHED,
} from "./service/foreign.ts";
export { freeShortCodes } from "./service/free-codes.ts";
export { BLANK_BOUND, issueTickets, presentTickets, SHORT_CODE_TAKEN } from "./service/issue.ts";
export {
  type ListedTicket,
  listTicketsNow,
  type PhaseRows,
  placeAfter,
  READ_TICKETS,
  type RevokedTicket,
} from "./service/listed.ts";
export { ticketObject } from "./service/object.ts";
export { countPrint } from "./service/prints.ts";
export { admitsUntil, getOwnTicket, getTicket, latestOf, type TicketView, ticketsById } from "./service/read.ts";
export { endRefunded, releaseRefunded, releaseRefundedPlaces, takeRefundedPlaces } from "./service/refund.ts";
export { releaseHeld, withdrawTickets } from "./service/withdraw.ts";
export {
  type AttemptSpan,
  type Conflict,
  type ConflictFilter,
  listAttempts,
  listChanges,
  listConflictRows,
  listConflictsOf,
  listLineage,
  listWithReplacements,
  listZoneDays,
  sumAttempts,
  sumHours,
  type TicketChange,
} from "./store/history.ts";
export { fetchTickets, type HydratedTicket } from "./store/hydrate.ts";
export { listKeyedConflicts, listKeyedScans, listPackagesOf, sumIssued } from "./store/keyed.ts";
export { findTicketIds, type ListScope, listAdmittingAfter } from "./store/list.ts";
export { attemptNames } from "./store/names.ts";
export { projectLines, recordAdmission } from "./store/projection.ts";
export {
  countByStatus,
  findRedemption,
  findTicketIdByShortCode,
  listRedemptionRows,
  listTicketRows,
  type Redemption,
  type RedemptionFilter,
  type Ticket,
} from "./store/tickets.ts";
export { type Crowd, readCrowd } from "./store/zones.ts";
