/** The checks of the day: the right figure, as it was worked by hand, beside the one that the server told. */

export interface Check {
  /** The number of the fault, of those that parks meet in their first month. */
  number: number;
  what: string;
  right: string;
  found: string;
}

export class Checks {
  readonly all: Check[] = [];

  /** `right` and `found` are told as they read: texts and numbers as they are, other values as JSON. */
  add(number: number, what: string, right: unknown, found: unknown): void {
    this.all.push({ number, what, right: told(right), found: told(found) });
  }

  get wrong(): Check[] {
    return this.all.filter(({ right, found }) => right !== found);
  }
}

/** How the server took a request: 422 is a request that cannot be, 403 one that may not be. */
export function said(status: number): string {
  return status < 300 ? "done" : `refused (${status})`;
}

/** Words of the server, as people say them. */
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

/** A value of a check as people read it; what the server says otherwise stands as it is. */
export function inWords(value: string): string {
  const words = value.split(", ").map((word) => WORDS[word] ?? word);
  const [first = ""] = words;
  return words.length > 1 && words.every((word) => word === first) ? `${words.length} × ${first}` : words.join(", ");
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(", ");
  return typeof value === "object" || value === undefined ? (JSON.stringify(value) ?? "nothing") : String(value);
}
