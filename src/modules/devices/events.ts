/** What the world hears of devices. */

export const DEVICE_EVENTS = {
  paired: "device.paired",
  approve: "device.approved",
  suspend: "device.suspended",
  resume: "device.resumed",
  revoke: "device.revoked",
  rotate: "device.rotated",
  changed: "device.changed",
  moved: "device.zone_changed",
  skewed: "device.clock_skewed",
} as const;
