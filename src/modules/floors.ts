/** Which module stands on which floor; a module calls only lower ones, and the same floor never meets. */

export const FLOORS: readonly (readonly string[])[] = [
  ["tenants", "health", "csp"],
  ["employees", "devices", "customers", "secrets"],
  ["settings"],
  ["catalog", "pricing", "open-tickets", "sandbox"],
  ["carts"],
  ["approvals"],
  ["shifts", "timecards"],
  ["tickets"],
  ["payments"],
  ["sales", "gate"],
  ["refunds"],
  ["reprints", "sync", "receipts"],
  ["audits", "usage"],
  ["privacy", "backups"],
  ["provider"],
];
