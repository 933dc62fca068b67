/** The groups of modules, and the floors inside each: a module calls only modules of earlier groups and of earlier floors of its own. */

export const GROUPS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  /** Tenants, people, devices and their settings. */
  access: [
    ["tenants"],
    ["employees", "secrets"],
    ["sessions"],
    ["api-tokens", "alerts"],
    ["devices"],
    ["settings"],
    ["sandbox"],
  ],
  /** The park's customers. */
  guests: [["customers"]],
  /** What the park sells, its prices, and the approval of any deviation. */
  offer: [["pictures"], ["catalog", "pricing"], ["carts"], ["approvals"]],
  /** Tickets and gates. */
  admission: [["ticket-codes"], ["tickets"], ["lots"], ["scans"], ["gate"]],
  /** Drawers, sales, payments and receipts. */
  counter: [["open-tickets"], ["shifts", "timecards"], ["payments"], ["sales"], ["refunds"], ["reprints", "receipts"]],
  /** Sync after an outage, audit, backups, and the work of the provider. */
  operations: [
    ["health", "ticket-history", "names", "search", "help"],
    ["sync"],
    ["audits", "usage"],
    ["privacy", "backups"],
    ["provider"],
    ["onboarding"],
    ["status"],
    ["events"],
    ["fleet"],
    ["webhooks"],
    ["csp"],
    ["live"],
    ["metrics"],
    ["reports"],
    ["imports"],
    ["support"],
  ],
};
