/** What can go wrong with devices, as the wire says it. */

import { defineErrors } from "../../../shared/errors.ts";

export const deviceErrors = defineErrors({
  pairing_unknown: {
    code: "E_PAIRING_UNKNOWN",
    status: 401,
    message: "This site key is not known. Scan it again or ask for a new one.",
  },
  pairing_used: {
    code: "E_PAIRING_USED",
    status: 409,
    message: "This site key has paired a device already. Ask for a new one.",
  },
  pairing_revoked: {
    code: "E_PAIRING_REVOKED",
    status: 409,
    message: "This site key was withdrawn. Ask for a new one.",
  },
  pairing_expired: {
    code: "E_PAIRING_EXPIRED",
    status: 409,
    message: "This site key is older than 24 hours. Ask for a new one.",
  },
  pairing_type: {
    code: "E_PAIRING_TYPE",
    status: 409,
    message: "This site key is for another type of device.",
  },
  zone_unknown: {
    code: "E_ZONE_UNKNOWN",
    status: 422,
    message: "This zone is not one of the store's zones.",
  },
  device_required: {
    code: "E_DEVICE_REQUIRED",
    status: 403,
    message: "Only a device may do this. Send the device's own token.",
  },
  device_state: {
    code: "E_DEVICE_STATE",
    status: 409,
    message: "The device's standing does not allow this; details.status says what it is.",
  },
  device_changed: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed this device at the same moment. Look again, then repeat.",
  },
  credentials: {
    code: "E_CREDENTIALS",
    status: 401,
    message: "The device id and token do not belong together. Pair the device again.",
  },
});
