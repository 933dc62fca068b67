/** Errors of devices. */

export { deviceErrors } from "../../../../shared/errors/access.ts";
