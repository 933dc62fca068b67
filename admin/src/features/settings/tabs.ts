/** Tabs of the settings, each with the beginnings of its keys; a key that no tab names stands under “More”. */

export const TABS = [
  "features",
  "billing",
  "payments",
  "taxes",
  "receipt",
  "printers",
  "zones",
  "gate",
  "shifts",
  "refunds",
  "approvals",
  "privacy",
  "help",
  "limits",
  "more",
] as const;
export type Tab = (typeof TABS)[number];

const KEYS: Partial<Record<Tab, readonly string[]>> = {
  taxes: ["tax.", "pricing."],
  receipt: ["receipt."],
  gate: ["tickets.", "offline."],
  shifts: ["shifts.", "open_tickets."],
  refunds: ["refunds.", "reprints.", "loyalty."],
  privacy: ["privacy.", "audit.", "events."],
  help: ["support.", "legal."],
  limits: ["limits."],
};

const begins = (key: string, beginnings: readonly string[]) => beginnings.some((begin) => key.startsWith(begin));

/** The tab of a key. */
export function tabOf(key: string): Tab {
  return TABS.find((tab) => begins(key, KEYS[tab] ?? [])) ?? "more";
}
