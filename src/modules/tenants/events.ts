/** What the world hears of tenants. */

export const CLOCK_MOVED = "sandbox.clock_moved";

export const TENANT_EVENTS = {
  created: "tenant.created",
  changed: "tenant.changed",
  suspended: "tenant.suspended",
  resumed: "tenant.resumed",
  closed: "tenant.closed",
  restored: "tenant.restored",
  maintenance_set: "tenant.maintenance_set",
  maintenance_ended: "tenant.maintenance_ended",
  purged: "tenant.purged",
} as const;

export const STORE_EVENTS = {
  created: "store.created",
  changed: "store.changed",
} as const;
