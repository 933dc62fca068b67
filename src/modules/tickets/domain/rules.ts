/** The rules that a gate carries with it: what is here is compiled into clients as `#gate-rules`. */

export { base32, base32Number } from "../../../shared/ids.ts";
export { decideScan } from "./admission.ts";
export { parseQrToken } from "./codes.ts";
export { isRevokedVersion } from "./keys.ts";
export type { ListEntry } from "./list.ts";
export { type Message, refusalMessage, unreadMessage, verdictMessage } from "./messages.ts";
export { decideOffline, type ListPolicy, type OfflineVerdict } from "./offline.ts";
export { normalizeShortCode, readCode } from "./reading.ts";
export type { Direction, FailReason, Pass, Presence, Scan, Terms, TicketTerms, Unit, Usage } from "./words.ts";
