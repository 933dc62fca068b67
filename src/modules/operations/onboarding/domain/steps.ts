/** The steps of a sign-up, what each holds, and what is missing before a park can be made of them (rule Z6). */

export const STEPS = ["profile", "tax", "tables", "payments"] as const;
export type Step = (typeof STEPS)[number];

/** A park without a café has no tables. */
const OPTIONAL: readonly Step[] = ["tables"];

export const LANGUAGES = ["th", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Profile {
  name: string;
  legal_name: string | null;
  store_name: string;
  address: string | null;
  phone: string | null;
  time_zone: string;
  languages: readonly Language[];
  owner: { name: string; pin_hash: string };
}

export interface Tax {
  vat_registered: boolean;
  tax_id: string | null;
  branch_code: string;
  mode: "inclusive" | "exclusive";
  rate_bps: number;
}

/** Kept for the café: nothing is made of tables yet. */
export interface Tables {
  tables: readonly { label: string; seats: number | null }[];
}

export const TENDER_CHOICES = ["cash", "qr", "card", "other"] as const;
export type TenderChoice = (typeof TENDER_CHOICES)[number];

export interface Payments {
  types: readonly TenderChoice[];
  promptpay_id: string | null;
}

export interface Parts {
  profile: Profile | null;
  tax: Tax | null;
  tables: Tables | null;
  payments: Payments | null;
}

/** Each step, whether a park needs it, and whether it is done. */
export function progressOf(parts: Parts): { step: Step; required: boolean; done: boolean }[] {
  return STEPS.map((step) => ({ step, required: !OPTIONAL.includes(step), done: parts[step] !== null }));
}

/** The steps that are required and not done. */
export function missingOf(parts: Parts): Step[] {
  return progressOf(parts).flatMap(({ step, required, done }) => (required && !done ? [step] : []));
}

/** The default tax of a park that chose so. */
export function firstTax({ vat_registered, rate_bps, mode }: Tax) {
  if (!vat_registered) return { name: "No VAT", rate_bps: 0, mode: "inclusive" } as const;
  return { name: `VAT ${rate_bps / 100} %`, rate_bps, mode };
}

/** The first values of settings: the seller and the language of receipts. */
export function firstSettings(profile: Profile, tax: Tax) {
  const [language, ...others] = profile.languages;
  return {
    "tax.seller_name": profile.legal_name ?? profile.name,
    "tax.seller_tax_id": tax.tax_id ?? "",
    "tax.branch_code": tax.branch_code,
    "tax.seller_address": profile.address ?? "",
    "receipt.language": others.length > 0 || !language ? ("both" as const) : language,
  };
}
