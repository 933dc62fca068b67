/** Names and shape of guides and policies; their texts are loaded when somebody reads one. */

export const GUIDES = [
  "printing",
  "network",
  "qr",
  "owner_onboarding",
  "cashier_kds_cheatsheet",
  "troubleshooting",
] as const;
export type GuideName = (typeof GUIDES)[number];

export type Language = "en" | "th";

/** A text in both languages. */
type Text = readonly [en: string, th: string];

export interface Section {
  title: Text;
  steps: readonly Text[];
}

export interface Guide {
  title: Text;
  intro: Text;
  sections: readonly Section[];
}

export const POLICIES = ["privacy", "terms", "subprocessors", "sla"] as const;
export type PolicyName = (typeof POLICIES)[number];
