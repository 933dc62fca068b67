/** What can go wrong with devices, as the wire says it. */

export { deviceErrors } from "../../../../shared/errors/access.ts";
