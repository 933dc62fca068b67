/** The rules of codes that a gate carries with it: these are compiled into clients as `#code-rules`. */

export { base32, base32Number } from "../../../../shared/ids.ts";
export { parseQrToken } from "./codes.ts";
export { isRevokedVersion } from "./keys.ts";
export { normalizeShortCode, readCode } from "./reading.ts";
