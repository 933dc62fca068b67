/** The code rules that a gate needs: they are compiled into clients as `#code-rules`. */

export { base32, base32Number } from "../../../../shared/ids.ts";
export { parseQrToken } from "./codes.ts";
export { readForeignCodes } from "./foreign.ts";
export { isRevokedVersion } from "./keys.ts";
export { normalizeShortCode, readCode } from "./reading.ts";
