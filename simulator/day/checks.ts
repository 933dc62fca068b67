/** Checks of the day: the right figure, computed by hand, beside the server's figure. */

export interface Check {
  /** The number of the fault among those of a first month. */
  number: number;
  what: string;
  right: string;
  found: string;
}

export class Checks {
  readonly all: Check[] = [];

  /** Adds a check. Texts and numbers are shown unchanged, other values as JSON. */
  add(number: number, what: string, right: unknown, found: unknown): void {
    this.all.push({ number, what, right: told(right), found: told(found) });
  }

  get wrong(): Check[] {
    return this.all.filter(({ right, found }) => right !== found);
  }
}

/** A status in words: 422 is an impossible request, 403 a forbidden one. */
export function said(status: number): string {
  return status < 300 ? "done" : `refused (${status})`;
}

/** The server's words in plain English. */
const WORDS: Record<string, string> = {
  applied: "taken",
  duplicate: "known already",
  conflict: "conflict noted",
  pass: "let through",
  exhausted: "nothing left",
  zone_full: "zone is full",
  incomplete: "asks first",
  text_cut: "text cut",
  card_number: "card left out",
  unknown_fields: "field kept",
  time_corrected: "time corrected",
  used_up: "used up",
  true: "yes",
  E_SCAN_ID_REUSED: "refused",
  E_REFERENCE_USED: "refused, used",
  E_CUSTOMER_REQUIRED: "needs a guest",
  E_NON_STACKABLE: "stands alone",
  E_TOKEN_EXPIRED: "expired",
  E_UNAUTHENTICATED: "not ours",
};

/** A check's value in plain English; other words are unchanged. */
export function inWords(value: string): string {
  const words = value.split(", ").map((word) => WORDS[word] ?? word);
  const [first = ""] = words;
  return words.length > 1 && words.every((word) => word === first) ? `${words.length} × ${first}` : words.join(", ");
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(", ");
  return typeof value === "object" || value === undefined ? (JSON.stringify(value) ?? "nothing") : String(value);
}
