/** Errors of devices. */

export { deviceErrors } from "../../../../shared/errors/access.ts";

/** The details of E_ZONE_UNKNOWN for a device's zone. */
export const NO_SUCH_ZONE = { fields: [{ path: "zone_id", message: "is not a zone of the device's store" }] };
