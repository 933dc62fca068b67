/** Which module stands on which floor; a module calls only lower ones, and the same floor never meets. */

export const FLOORS: readonly (readonly string[])[] = [
  ["tenants", "settings", "health"],
  ["employees", "devices", "customers"],
  ["catalog", "pricing", "sandbox"],
  ["approvals", "shifts", "timecards", "wallet"],
  ["tickets", "orders", "kitchen"],
  ["payments"],
  ["sales", "refunds", "gate"],
  ["sync"],
  ["reports", "audits", "webhooks", "usage", "live", "exports"],
];
