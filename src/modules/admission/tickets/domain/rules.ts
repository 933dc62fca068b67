/** The admission rules that a gate needs: they are compiled into clients as `#gate-rules`. */

export type { Question } from "../../../../shared/questions.ts";
export { businessDate } from "../../../../shared/time.ts";
export { askedOf, decideScan } from "./admission.ts";
export { attentionOf } from "./attention.ts";
export type { ListEntry } from "./list.ts";
export { GOODBYE, refusalMessage, unreadMessage, verdictMessage } from "./messages.ts";
export { decideOffline, type ListPolicy, type OfflineVerdict } from "./offline.ts";
export { verdictCode } from "./verdict-codes.ts";
export {
  type Answer,
  completeTerms,
  type Days,
  type Direction,
  type FailReason,
  type Message,
  type Pass,
  type Presence,
  type Scan,
  type Terms,
  type TicketTerms,
  type Unit,
  type Usage,
} from "./words.ts";
