export { parseQrToken } from "./domain/codes.ts";
export { isRevokedVersion } from "./domain/keys.ts";
export { asPrinted, normalizeShortCode, readAsPrinted, readCode } from "./domain/reading.ts";
export { KEY_EVENTS } from "./events.ts";
export { codesOf, hashPrintedCodes } from "./service/codes.ts";
export {
  type ForeignTickets,
  findForeignTicket,
  findForeignTickets,
  foreignKeyOf,
  hashForeignCode,
  recordForeignCodes,
} from "./service/foreign.ts";
export { listKeys, revokeKey, rotateKey } from "./service/keys.ts";
export { type FreeShortCode, hashShortCode, shortCodeOf, withShortCodeHash } from "./service/short-codes.ts";
export { hashCode, readTicketCode } from "./service/signing.ts";
export { type ForeignCode, findForeignCodes, hasForeignCodes, listForeignCodesOf } from "./store.ts";
