/** The rules that a gate carries with it: what is here is compiled into clients as `#gate-rules`. */

export { base32, base32Number } from "../../../../shared/ids.ts";
export type { Question } from "../../../../shared/questions.ts";
export { businessDate } from "../../../../shared/time.ts";
export { parseQrToken } from "../../ticket-codes/domain/codes.ts";
export { isRevokedVersion } from "../../ticket-codes/domain/keys.ts";
export { normalizeShortCode, readCode } from "../../ticket-codes/domain/reading.ts";
export { askedOf, decideScan } from "./admission.ts";
export { attentionOf } from "./attention.ts";
export type { ListEntry } from "./list.ts";
export { GOODBYE, refusalMessage, unreadMessage, verdictMessage } from "./messages.ts";
export { decideOffline, type ListPolicy, type OfflineVerdict } from "./offline.ts";
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
