/** Which module stands on which floor; a module calls only lower ones, and the same floor never meets. */

export const FLOORS: readonly (readonly string[])[] = [
  ["tenants", "health"],
  ["settings"],
  ["employees", "devices", "customers"],
  ["catalog", "pricing", "open-tickets", "approvals", "sandbox"],
  ["shifts", "timecards", "wallet"],
  ["tickets", "orders", "kitchen"],
  ["payments"],
  ["sales", "refunds", "gate"],
  ["sync", "receipts"],
  ["reports", "audits", "webhooks", "usage", "live", "exports"],
];
