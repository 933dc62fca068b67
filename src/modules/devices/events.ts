/** What the world hears of devices. */

export const DEVICE_EVENTS = {
  paired: "device.paired",
  approve: "device.approved",
  suspend: "device.suspended",
  resume: "device.resumed",
  revoke: "device.revoked",
  rotate: "device.rotated",
} as const;
